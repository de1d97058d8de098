package shop

func fine() int {
	return 1
}

func wrong( {
	return 2 +
}

func last() int { return 3 }
