"""What each rule of the engine for secrets needs in a text, taken from its regular expression."""
