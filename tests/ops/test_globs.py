"""The guest's globs, by the crate `globset`, mean what the host's do: on ordinary names, odd ones, and what is refused."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kaptar.errors import OperationFailed
from kaptar.globs import MOST_LENGTH, MOST_PATTERNS
from kaptar.globs.braces import MOST_NESTED
from kaptar.globs.matcher import MOST_SETS

pytestmark = pytest.mark.guest

Same = Callable[..., Any]
Asked = Callable[..., Any]

PIECES = st.sampled_from([
    "a", "A", "b", ".", "é", "É", "e\u0301", "😀", "\n", "\\", "-", "!", "^", "]", "[", "{", "}", ",", "$", "+", "(", "|", "~",
    "*", "**", "***", "?", "/", "**/", "/**", "{a,b}", "{a,{b,/}}", "{,a}", "{é,*}",
    "[ab]", "[!a]", "[^a]", "[]a]", "[!]b]", "[a-]", "[z-a]", "[é-ü]", "[!é]", "[+-9]", "[\u0800-\uffff]", "[!!]", "[!^]",
    "[^!-]", "[-!]", "[a-c-e]", "[/]", "[A-Z]", "[\n]",
])  # fmt: skip
PATTERNS = st.lists(PIECES, max_size=7).map("".join)
NAMES = st.lists(
    st.sampled_from([b"a", b"A", b"b", b"c", b".", b"-", b"!", b"^", b"]", b"[", b"{", b",", b"\\", b"\n", b"$", b"/",
                     b"\xc3\xa9", b"\xc3\x89", b"\xc3", b"\xa9", b"\xff", b"\xed\xb2\x80", b"\xe2\x82", b"\xf0\x9f\x98\x80"]),
    max_size=7,
).map(b"".join)  # fmt: skip
LIKELY = st.lists(st.sampled_from(["a", "b", "*", "**", "?", "{a,b}", "[ab]", "a*", "*.b"]), min_size=1, max_size=4)
LIKELY_NAMES = st.lists(st.sampled_from([b"a", b"b", b"ab", b"a.b"]), min_size=1, max_size=4).map(b"/".join)


@settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(PATTERNS | LIKELY.map("/".join), max_size=4), st.lists(NAMES | LIKELY_NAMES, max_size=10))
@example(["a/**", "**", "**/**", "vendor/**/x", "a**b"], [b"a", b"a/", b"a/b", b"a//b", b"a/x/b", b"", b"/", b"vendor/x"])
@example(
    ["?", "[!a]", "*", "??", "[\u0800-\uffff]"], [b"\xc3\xa9", b"\xc3", b"\xff\xff", b"\xed\xb2\x80", b"\n", b"\xe2\x82\xac"]
)
@example(["?", "??", "\ufffd", "[\ufffd]"], [b"\xe2\x82", b"\xff", b"\xef\xbf\xbd", b"\xf0\x9f\x98"])
@example(["*.PY", "*.py"], [b"a.py", b"a.PY", b"a.py\n", b"x\ny/a.py", b".py", b"..", b"a/..", b"./a.py"])
@example(["{a,b,c", "a},{b}", "{a,{b,c}}", "{{a}", "{}", "{,}", ""], [b"{a,b,c", b"a},b", b"c", b"{a", b"", b"/", b"x/"])
def test_guest_and_host_agree(same: Same, patterns: list[str], names: list[bytes]) -> None:
    assert same("text.match_globs", patterns, names).error is None


@pytest.mark.parametrize(
    "patterns",
    [
        ["{a,b,c,d}" * 8],
        ["{" * (MOST_NESTED + 1) + "a" + "}" * (MOST_NESTED + 1)],
        ["a" * (MOST_LENGTH + 1)],
        ["a"] * (MOST_PATTERNS + 1),
        [f"{number}{{a,b}}{{a,b}}{{a,b}}{{a,b}}{{a,b}}" for number in range(400)],
        [f"[a{chr(0x3B0 + number)}]" for number in range(MOST_SETS + 1)],
    ],
    ids=["choices", "nested", "length", "count", "steps", "sets"],
)
def test_both_refuse(same: Same, patterns: list[str]) -> None:
    assert same("text.match_globs", patterns, [b"a"]).error is OperationFailed


@pytest.mark.parametrize(
    "patterns",
    [
        ["{a,b}" * 8],
        ["{" * MOST_NESTED + "a" + "}" * MOST_NESTED],
        ["é" * MOST_LENGTH],
        [f"a{number}/**/*?" for number in range(MOST_PATTERNS)],
        [f"[a{chr(0x3B0 + number)}]" for number in range(MOST_SETS)],
    ],
    ids=["choices", "nested", "length", "count", "sets"],
)
def test_both_take_the_bounds_themselves(same: Same, patterns: list[str]) -> None:
    assert same("text.match_globs", patterns, [b"a", b"a7/x/yz", "é".encode() * MOST_LENGTH, b"abababab"]).error is None


HOSTILE = {
    "stars": (["*a" * 400 + "*b"], b"a" * 20_000),
    "stars over folders": (["**a" * 300 + "**b"], b"a" * 20_000),
    "folders": (["**/a/" * 200 + "b"], b"a/" * 10_000),
    "choices": (["{a,*a,**a,?a}" * 4 + "b"], b"a" * 20_000),
    "sets": (["*[a-c]" * 150 + "x"], b"abc" * 6000),
    "not ASCII": (["*[!a]" * 200 + "a"], "é".encode() * 10_000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_patterns_end_within_their_time(asked: Asked, name: str) -> None:
    patterns, path = HOSTILE[name]
    assert asked("guest", "text.match_globs", patterns, [path]) == []
