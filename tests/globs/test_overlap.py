"""Whether two patterns have a path in common: against paths that are tried one by one."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaptar.globs import compile_globs, overlap

PAIRS = {
    ("src/**/api", "src/api"): True,
    ("src/**/api", "src/a/b/api"): True,
    ("src/*.py", "src/*.js"): False,
    ("src/*.py", "src/a/*.py"): False,
    ("src/**", "src/a/b.py"): True,
    ("**", "x"): True,
    ("a*c/x", "ab*/x"): True,
    ("a*c/x", "b*/x"): False,
    ("[a-f]x/y", "[f-z]x/y"): True,
    ("[a-f]x/y", "[g-z]x/y"): False,
    ("[!a]/y", "a/y"): False,
    ("{a,b}/x", "{b,c}/x"): True,
    ("{a,b}/x", "{c,d}/x"): False,
    ("*.py", "src/deep/a.py"): True,
    ("?/x", "ab/x"): False,
    ("src/[é]/x", "src/é/x"): True,
    ("a/b/", "a/b"): True,
}


@pytest.mark.parametrize(("one", "other", "expected"), [(*pair, found) for pair, found in PAIRS.items()])
def test_patterns_that_have_a_path_in_common(one: str, other: str, *, expected: bool) -> None:
    assert overlap(one, other) is expected
    assert overlap(other, one) is expected


NAMES = ["".join(name) for size in (1, 2) for name in product("ab.", repeat=size) if name != (".",)]
PATHS = [*("/".join(names) for names in product(NAMES, repeat=2)), *("/".join(names) for names in product("ab", repeat=3))]
PART = st.sampled_from(["a", "b", ".", "*", "?", "[ab]", "[!a]", "{a,b}", "ab"])
PATTERNS = st.lists(st.one_of(st.just("**"), st.lists(PART, min_size=1, max_size=3).map("".join)), min_size=1, max_size=3)


@given(PATTERNS.map("/".join), PATTERNS.map("/".join))
def test_a_path_that_matches_both_is_never_missed(one: str, other: str) -> None:
    first, second = compile_globs([one]), compile_globs([other])
    if any(first(path) and second(path) for path in PATHS):
        assert overlap(one, other)


@given(PATTERNS.map("/".join), st.sampled_from(PATHS))
def test_a_plain_path_overlaps_what_it_matches_and_nothing_else(pattern: str, path: str) -> None:
    assert overlap(pattern, path) is compile_globs([pattern])(path)


def test_too_many_states_count_as_an_overlap() -> None:
    wide = "/".join(["*a" + "?" * 14] * 3)
    assert overlap(wide + "/x", wide + "/y")
