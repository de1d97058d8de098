// Copyright 2026 A

// Package one says so.
package one

import "fmt"
import (
	h "net/http"
	_ "embed"
)

type S[T any] struct{ a int }

func (s *S[T]) M() int { return 1 }
func (s S[T]) m() {}

func main() {
	x := 1
	x = 2
	x++
	fmt.Println(x)
	if x > 1 { return }
	for { break }
	defer f()
	go f()
	ch <- 1
	var y int
	switch x {
	case 1: f()
	default:
		g()
	}
	goto end
end:
	return
}
