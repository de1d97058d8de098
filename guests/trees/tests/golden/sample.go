// Package shop counts things.
package shop

import "fmt"

import (
	"errors"
	str "strings"
)

const Limit = 10

const (
	small = iota
	Large
)

var cache = map[string]int{
	"a": 1,
}

// Cart holds items.
type Cart struct {
	Items []string
	sync.Mutex
}

type (
	Store interface {
		Get(key string) (int, error)
	}
	Key = string
)

// Add adds.
func (c *Cart) Add(item string) error {
	if item == "" {
		return errors.New("empty")
	} else if len(c.Items) > Limit && c != nil {
		return nil
	}
	for i := range c.Items {
		fmt.Println(
			i,
			str.ToUpper(item),
		)
	}
	switch item {
	case "a":
		return nil
	default:
		defer func() {
			recover()
		}()
	}
	return nil
}

func total(prices ...int) (sum int) {
	query := `select
	1`
	_ = query
	return
}
