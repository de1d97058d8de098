"""Glob patterns: what matches and what does not."""

import pytest

from kaptar.globs import compile_globs, expand


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        ("*.py", ["a.py", "x/y/a.py"], ["a.pyc", "a.py/b"]),
        ("src/*.py", ["src/a.py"], ["src/x/a.py", "a.py"]),
        ("src/**/*.py", ["src/a.py", "src/x/y/a.py"], ["lib/a.py"]),
        ("**/test_*", ["test_a", "x/test_b.py"], ["x/atest_"]),
        ("vendor/**", ["vendor/a", "vendor/b/c", "vendor/a\nb"], ["vendored/a"]),
        ("*.{js,ts{,x}}", ["a.js", "a.ts", "a.tsx"], ["a.jsx"]),
        ("a?.[ch]", ["ab.c", "ax.h"], ["a.c", "ab.d", "a/.c"]),
        ("[!a].x", ["b.x"], ["a.x", "/.x"]),
        ("we(i)rd+.py", ["we(i)rd+.py"], ["weird.py"]),
    ],
)
def test_matching(pattern: str, yes: list[str], no: list[str]) -> None:
    test = compile_globs([pattern])
    assert [p for p in yes if not test(p)] == []
    assert [p for p in no if test(p)] == []


def test_choices_are_bounded() -> None:
    with pytest.raises(ValueError, match="alternatives"):
        expand("{a,b,c,d}" * 8)


def test_no_pattern_matches_nothing() -> None:
    assert not compile_globs([])("a")
