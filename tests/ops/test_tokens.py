"""Go and Rust by their tokens: what gofmt and rustfmt change says nothing, and whatever else changes is found."""

import pytest

from kaptar.ops.twins.tokens import BY_TOKENS, by_tokens

GO = b"""package p

import (
	"os"
	"fmt"
)

func f(a int) int { x := 0X1F; for i := 0; i < 3; i++ { a -= -i }
	return g(a,
		`r aw`,
	) + x<<2 // said
}
"""
GO_FORMATTED = b"""package p

import (
	"fmt"
	"os"
)

func f(a int) int {
	x := 0x1F
	for i := 0; i < 3; i++ {
		a -= -i
	}
	return g(a,
		`r aw`) + x<<2 // said
}
"""
RUST = b"""use b::c; use a::{d};
#[derive(Debug, Clone)] #[derive(Copy)]
struct S<'a>(&'a str);
fn f(x: u8) -> char { let s = r#"a  " b"#; match x { | 1 => { '{' }, _ => '\\'' } } // said
"""
RUST_FORMATTED = b"""use a::d;
use b::c;
#[derive(Copy, Debug, Clone)]
struct S<'a>(&'a str);
fn f(x: u8) -> char {
    let s = r#"a  " b"#;
    match x {
        1 => '{',
        _ => '\\'',
    }
} // said
"""
SAME = {"go": (GO, GO_FORMATTED), "rust": (RUST, RUST_FORMATTED)}
OTHER = [
    ("go", b"a + b", b"a - b"),
    ("go", b"f(a, b)", b"f(b, a)"),
    ("go", b"x := `a  b`", b"x := `a b`"),
    ("go", b"return\nx", b"return x"),
    ("go", b"a - -b", b"a --b"),
    ("go", b"f(a, -b)", b"f(a -b)"),
    ("go", b"x // one\n", b"x // two\n"),
    ("go", b"a()", b"a(); b()"),
    ("go", b"Name", b"name"),
    ("rust", b"a + b", b"a - b"),
    ("rust", b"f(a, b)", b"f(b, a)"),
    ("rust", b"use a::b;", b"use a::c;"),
    ("rust", b'let x = "a  b";', b'let x = "a b";'),
    ("rust", b"let x = 'a';", b"let x = 'b';"),
    ("rust", b"!a", b"a"),
    ("rust", b"/* one */", b"/* two */"),
]


@pytest.mark.parametrize("dialect", sorted(BY_TOKENS))
def test_what_a_formatter_changes_says_nothing(dialect: str) -> None:
    assert by_tokens(*SAME[dialect], dialect) is None


@pytest.mark.parametrize(("dialect", "before", "after"), OTHER)
def test_what_says_something_else_is_found(dialect: str, before: bytes, after: bytes) -> None:
    assert by_tokens(before, after, dialect) is not None
    assert by_tokens(after, before, dialect) is not None


def test_both_places_are_named() -> None:
    found = by_tokens(b"x\nfunc first() {}\n", b"x\n\nfunc firs() {}\n", "go")
    assert found is not None
    assert (found.before, found.after, found.was, found.now) == (2, 3, "first", "firs")


@pytest.mark.parametrize("dialect", sorted(BY_TOKENS))
def test_a_source_that_breaks_off_is_compared_too(dialect: str) -> None:
    for source in (b"", b"`", b'"', b"/*", b"'", b'r#"', b"import (", b"use a"):
        assert by_tokens(source, source, dialect) is None
