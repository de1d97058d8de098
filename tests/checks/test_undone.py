"""Edits taken back: exactly, or not at all."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaptar.checks.undone import SwappedText, undone

TEXT = b"def f():\n    return 1\n\n\ndef g():\n    return 2\n"


def made(content: bytes, old: bytes, new: bytes, *, alone: bool = True) -> bytes | None:
    return undone(content.replace(old, new), (SwappedText(old, new, alone),))


def test_a_text_that_stands_once_is_taken_back() -> None:
    assert made(TEXT, b"return 1", b"return 3") == TEXT
    assert made(TEXT, b"    return 1\n", b"    x = 1\n    return x\n") == TEXT
    assert undone(TEXT, (SwappedText(b"", TEXT, alone=True),)) == b""


def test_lines_may_end_with_returns() -> None:
    windows = TEXT.replace(b"\n", b"\r\n")
    after = windows.replace(b"    return 1\r\n", b"    x = 1\r\n    return x\r\n")
    assert undone(after, (SwappedText(b"    return 1\n", b"    x = 1\n    return x\n", alone=True),)) == windows


@pytest.mark.parametrize(
    ("swap", "after"),
    [
        (SwappedText(b"return 1", b"", alone=True), TEXT.replace(b"return 1", b"")),
        (SwappedText(b"return 1", b"return 9", alone=True), TEXT),
        (SwappedText(b"return 1", b"return 2"), TEXT.replace(b"return 1", b"return 2")),
        (SwappedText(b"x", b"y", alone=True), b"y y"),
        (SwappedText(b"x", b"y", alone=True), b"y" * 100),
        (SwappedText(b"f", b"h", alone=True), TEXT.replace(b"f()", b"h()")),
        (SwappedText(b"", b"x = 1\n", alone=True), TEXT + b"x = 1\n"),
    ],
    ids=["nothing was put in", "formatted since", "stands twice", "either of two", "too many", "no such edit", "new"],
)
def test_what_is_not_certain_is_not_told(swap: SwappedText, after: bytes) -> None:
    assert undone(after, (swap,)) is None


def test_of_two_places_the_one_is_taken_where_the_old_text_would_stand_alone() -> None:
    swap = SwappedText(b"ab", b"b", alone=True)
    before = b"b ab"
    assert undone(before.replace(b"ab", b"b", 1), (swap,)) is None  # b ab, or ab b
    assert undone(b"b aab", (SwappedText(b"aaab", b"aab", alone=True),)) == b"b aaab"


def test_several_are_taken_back_from_the_last_one_on() -> None:
    swaps = (SwappedText(b"one", b"two", alone=True), SwappedText(b"two", b"three", alone=True))
    assert undone(b"a three b", swaps) == b"a one b"
    assert undone(b"a b", ()) is None


@given(st.text("ab\n", max_size=12), st.text("ab\n", min_size=1, max_size=3), st.text("ab\n", max_size=3))
def test_what_is_told_is_what_was_there(before: str, old: str, new: str) -> None:
    """A client replaces a text that stands once, and what is told of the content before is what that was."""
    content = before.encode()
    if content.count(old.encode()) != 1 or content.find(old.encode()) != content.rfind(old.encode()):
        return
    told = undone(content.replace(old.encode(), new.encode()), (SwappedText(old.encode(), new.encode(), alone=True),))
    assert told in (None, content)


@given(st.integers(0, 10_000))
def test_replacements_in_turn_are_never_told_wrongly(seed: int) -> None:
    chance = random.Random(seed)
    content = before = bytes(chance.choices(b"abc\n", k=14))
    swaps = []
    for _ in range(3):
        start = chance.randrange(len(content) + 1)
        old = content[start : start + chance.randint(1, 3)]
        if not old or content.count(old) != 1 or content.find(old) != content.rfind(old):
            continue
        new = bytes(chance.choices(b"abc\n", k=chance.randint(0, 3)))
        content = content.replace(old, new)
        swaps.append(SwappedText(old, new, alone=True))
    assert undone(content, swaps) in (None, before)
