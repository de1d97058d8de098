"""Glob patterns: what matches and what does not, what is refused, and that hostile ones cost no more than others."""

import re
import tracemalloc
from collections.abc import Callable
from fnmatch import fnmatchcase
from random import Random
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaptar.errors import InvalidArgument
from kaptar.globs import MOST_LENGTH, MOST_PATTERNS, compile_globs, fixed_folders, matcher_of
from kaptar.globs.braces import MOST_NESTED, choices
from kaptar.globs.matcher import MOST_SETS


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        ("*.py", ["a.py", "x/y/a.py", "a\nb.py", "x\ny/a.py"], ["a.pyc", "a.py/b"]),
        ("src/*.py", ["src/a.py"], ["src/x/a.py", "a.py"]),
        ("src/**/*.py", ["src/a.py", "src/x/y/a.py"], ["lib/a.py"]),
        ("**/test_*", ["test_a", "x/test_b.py"], ["x/atest_"]),
        ("vendor/**", ["vendor/a", "vendor/b/c", "vendor/a\nb"], ["vendored/a", "vendor"]),
        ("a/**/b", ["a/b", "a/x/b", "a/x/y/b"], ["ab", "a/xb", "a//b"]),
        ("a/**/**/b", ["a/b", "a/x/y/b"], ["a/xb"]),
        ("a**b", ["ab", "a/x/b"], ["a/x"]),
        ("a**/b", ["a/b", "ax/b", "ax/y/b"], ["ab"]),
        ("*.{js,ts{,x}}", ["a.js", "a.ts", "a.tsx"], ["a.jsx"]),
        ("{a,b/c}", ["a", "x/a", "b/c"], ["x/b/c"]),
        ("{a,b,c", ["{a,b,c"], ["a"]),
        ("a},{b}", ["a},b"], ["a}", "b"]),
        ("a,b", ["a,b"], ["a"]),
        ("a?.[ch]", ["ab.c", "ax.h"], ["a.c", "ab.d", "a/.c"]),
        ("[!a].x", ["b.x", "\n.x"], ["a.x", "/.x"]),
        ("[^a-c].x", ["d.x"], ["b.x"]),
        ("[]a].x", ["].x", "a.x"], ["b.x"]),
        ("[!]a].x", ["b.x"], ["].x", "a.x"]),
        ("[a-]x", ["ax", "-x"], ["bx"]),
        ("[z-a]x", [], ["ax", "zx", "-x"]),
        ("[+-9]x", ["1x"], ["/x"]),
        ("[a", ["[a"], ["a"]),
        ("we(i)rd+.py", ["we(i)rd+.py"], ["weird.py"]),
        ("./a/b/", ["a/b", "a/b/c", "a/b/c/d"], ["x/a/b", "x/a/b/c", "a/bc"]),
        (
            "migrations/",
            ["migrations/1.py", "x/migrations/a/1.py", "migrations"],
            ["migrations.py", "xmigrations/1.py", "x/1.py"],
        ),
        ("/migrations/", ["migrations/1.py", "migrations/a/1.py"], ["x/migrations/1.py"]),
        ("{a,b}/", ["a/x", "y/b/x"], ["c/x"]),
        ("a/*/", ["a/b/c", "a/b/c/d"], ["a", "b/a/c/d"]),
        ("*.d/", ["x.d/y", "a/x.d/y"], ["x/y"]),
        ("**/", ["a", "a/b"], []),
    ],
)
def test_matching(pattern: str, yes: list[str], no: list[str]) -> None:
    test = compile_globs([pattern])
    assert [p for p in yes if not test(p)] == []
    assert [p for p in no if test(p)] == []


def test_no_pattern_matches_nothing() -> None:
    assert not compile_globs([])("a")


def test_which_patterns_match() -> None:
    found = matcher_of(("*.py", "a/**", "*.{py,pyi}", "b"))
    assert found.which("a/x.py") == [0, 1, 2]
    assert found.which("x.pyi") == [2]
    assert found.which("c") == []


@pytest.mark.parametrize(
    ("patterns", "said"),
    [
        (["{a,b,c,d}" * 8], "more than 256 alternatives"),
        (["{" * 40 + "a" + "}" * 40], f"more than {MOST_NESTED} braces"),
        (["a" * (MOST_LENGTH + 1)], "a pattern of 1,025 characters"),
        (["a"] * (MOST_PATTERNS + 1), "1,001 patterns"),
        ([f"{number}{{a,b}}{{a,b}}{{a,b}}{{a,b}}{{a,b}}" for number in range(400)], "more than 65,536 characters"),
        ([f"[a{chr(0x3B0 + number)}]" for number in range(MOST_SETS + 1)], "257 different sets"),
    ],
)
def test_bounds(patterns: list[str], said: str) -> None:
    with pytest.raises(InvalidArgument, match=said):
        compile_globs(patterns)


def test_the_bounds_themselves_are_allowed() -> None:
    assert compile_globs([*(f"a{number}" for number in range(MOST_PATTERNS - 1)), "b" * MOST_LENGTH])("x/a7")
    assert len(list(choices("{a,b}" * 8))) == 256


def test_braces_that_are_never_closed_cost_nothing() -> None:
    assert list(choices("{" * 1000)) == ["{" * 1000]


def former(pattern: str) -> Callable[[str], bool]:
    """The meaning of a pattern in Kaptar's first versions, by a regular expression that backtracks."""
    sources, open_ = [], [pattern]
    while open_:
        head = open_.pop()
        match = re.search(r"\{([^{}]*)\}", head)
        if match is None:
            sources.append(_translated(head))
        else:
            open_.extend(head[: match.start()] + choice + head[match.end() :] for choice in match[1].split(","))
    test = re.compile("|".join(f"(?:{source})" for source in sources))
    return lambda path: test.fullmatch(path) is not None


def _translated(pattern: str) -> str:
    pattern = pattern.removeprefix("./").strip("/")
    pattern = pattern if "/" in pattern else f"**/{pattern}"
    out, at = "", 0
    while at < len(pattern):
        if pattern.startswith("**/", at):
            out, at = out + "(?:[^/]+/)*", at + 3
        elif pattern.startswith("**", at):
            out, at = out + "(?s:.*)", at + 2
        elif pattern[at] == "*":
            out, at = out + "[^/]*", at + 1
        elif pattern[at] == "?":
            out, at = out + "[^/]", at + 1
        elif pattern[at] == "[" and (end := pattern.find("]", at + 2)) > 0:
            body = pattern[at + 1 : end]
            negate = body[0] in "!^"
            inner = re.sub(r"([\\\[\]^&~|])", r"\\\1", body[1:] if negate else body)
            out, at = out + f"[{'^/' if negate else ''}{inner}]", end + 1
        else:
            out, at = out + re.escape(pattern[at]), at + 1
    return out


NAMES = st.text("ab.\n", min_size=1, max_size=4)
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)
SIGNS = st.sampled_from(["a", "b", "/", "*", "**", "?", "[ab]", "{a,b/a}", "./", "{", "}", ","])
PIECES = st.lists(SIGNS, max_size=8).map("".join)
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)
PIECES = st.sampled_from(["a", "b", ".", "*", "?", "[ab]", "[!a]", "[a-b.]", "{a,b}", "{a,{b,.}}", "{,a}", "ab"])
SEGMENTS = st.one_of(st.just("**"), st.lists(PIECES, min_size=1, max_size=4).map("".join))


def is_ordinary(pattern: str) -> bool:
    """Whether braces are few, and stars beside each other are whole names; the first versions read the rest in their own way."""
    if pattern.count("{") > 6 or any(choice.endswith("/") for choice in choices(pattern)):  # a folder's files, since later
        return False
    segments = [segment for choice in choices(pattern) for segment in choice.split("/")]
    return all("**" not in segment or segment == "**" for segment in segments)


PATTERNS = st.lists(SEGMENTS, min_size=1, max_size=4).map("/".join).filter(is_ordinary)


@settings(max_examples=600, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(PATTERNS, min_size=1, max_size=4), st.lists(PATHS, min_size=1, max_size=12))
def test_ordinary_patterns_mean_what_they_meant(patterns: list[str], paths: list[str]) -> None:
    matcher, before = matcher_of(tuple(patterns)), [former(pattern) for pattern in patterns]
    for path in paths:
        assert matcher.which(path) == [number for number, test in enumerate(before) if test(path)]
        assert (path in matcher) == any(test(path) for test in before)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(["a", "b", "*", "?", "[ab]", "[!a]", "[]a]", "[!]b]", "[a-]"]), max_size=6).map("".join), NAMES)
def test_names_match_as_pythons_fnmatch_says(pattern: str, name: str) -> None:
    while "**" in pattern:
        pattern = pattern.replace("**", "*")
    if pattern:
        assert compile_globs([pattern])(name) == fnmatchcase(name, pattern)


HOSTILE: dict[str, Callable[[int], tuple[str, str]]] = {
    "stars": lambda n: ("*a" * 400 + "*b", "a" * n),
    "stars over folders": lambda n: ("**a" * 300 + "**b", "a" * n),
    "folders": lambda n: ("**/a/" * 200 + "b", "a/" * (n // 2)),
    "folders and stars": lambda n: ("**/*a*/" * 120 + "b", "a/" * (n // 2)),
    "choices": lambda n: ("{a,*a,**a,?a}" * 4 + "b", "a" * n),
    "sets": lambda n: ("*[a-c]" * 150 + "x", "abc" * (n // 3)),
    "characters that all differ": lambda n: ("*[!a]" * 200 + "a", "".join(chr(0x4E00 + at) for at in range(n))),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_with_the_path_alone(name: str) -> None:
    def seconds(size: int) -> float:
        pattern, path = HOSTILE[name](size)
        start = process_time()
        assert path not in matcher_of((f"{pattern}{size}",))
        return process_time() - start

    small, large = (min(seconds(size + round_) for round_ in range(3)) for size in (4000, 16_000))
    assert large < max(small, 0.004) * 8, "four times the path, in more than eight times the time"
    assert large < 2


def test_what_is_kept_is_bounded() -> None:
    """A path that is by chance one letter or the other makes a state of each character; those that are kept make room."""
    matcher = matcher_of(("*a" + "?" * 18 + "c",))
    path = "".join(Random(1).choices("ab", k=60_000))
    tracemalloc.start()
    try:
        assert path not in matcher
        assert tracemalloc.get_traced_memory()[1] < 6 << 20
    finally:
        tracemalloc.stop()
    assert f"{path}a{'b' * 18}c" in matcher
    assert f"{path}b{'b' * 18}c" not in matcher


@pytest.mark.parametrize(
    ("pattern", "folders"),
    [
        ("src/**/*.py", "src/"),
        ("./src/a/x?.py", "src/a/"),
        ("/src/a/", "src/"),
        ("*.py", ""),
        ("a.py", ""),
        ("**/a/b", ""),
        ("a/{b,c}/d", "a/"),
        ("a/b*/c/d", "a/"),
        ("{a/b,c}/d", ""),
        ("a//b", "a/"),
        ("a/[bc]/d", "a/"),
        ("", ""),
    ],
)
def test_the_folders_that_a_pattern_begins_with(pattern: str, folders: str) -> None:
    assert fixed_folders(pattern) == folders


PIECES = st.lists(st.sampled_from(["a", "b", "/", "*", "**", "?", "[ab]", "{a,b/a}", "./", "{", "}", ","]), max_size=8).map(
    "".join
)
PATHS = st.lists(st.sampled_from(["a", "b", "ab", "{", "."]), min_size=1, max_size=4).map("/".join)


@given(PIECES, PATHS)
def test_every_path_that_matches_begins_with_the_fixed_folders(pattern: str, path: str) -> None:
    if compile_globs([pattern])(path):
        assert path.startswith(fixed_folders(pattern))
