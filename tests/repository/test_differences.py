"""Unified diffs: what they say is true, as short as others say it, and their cost grows with the lines."""

import difflib
from collections.abc import Callable, Sequence
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.counting import steps_of

from kaptar.repository import differences
from kaptar.repository.differences import LineChange, changed_lines, unified

TEXTS = st.lists(st.sampled_from(["a", "b", "c", "", "  a"]), max_size=14)


def carried_out(old: Sequence[str], new: Sequence[str], changes: Sequence[LineChange]) -> list[str]:
    """The new text by the changes, which take nothing but their own lines from it."""
    out: list[str] = []
    at = 0
    for change in changes:
        out += [*old[at : change.old], *new[change.new : change.new_end]]
        at = change.old_end
    return [*out, *old[at:]]


@given(TEXTS, TEXTS)
def test_the_changes_make_the_new_text_from_the_old(old: list[str], new: list[str]) -> None:
    changes = changed_lines(old, new)
    assert carried_out(old, new, changes) == new
    for one, next_ in pairwise(changes):
        assert next_.old - one.old_end == next_.new - one.new_end > 0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a b c d e f g h i j k l", "a b X d e f g h i j k l Y"),
        ("a", ""),
        ("", "a b"),
        ("a b c", "a c"),
        ("a b c", "c"),
        ("k a b c d e f k", "k x y a b c d f k"),
        ("1 2 3 4 5 6 7 8 9", "1 2 3 x 4 5 6 7 8 y 9"),
    ],
)
def test_the_diff_is_written_as_others_write_it(old: str, new: str) -> None:
    before, after = ("".join(f"{line}\n" for line in text.split()) for text in (old, new))
    wanted = difflib.unified_diff(before.splitlines(), after.splitlines(), "a/p", "b/p", lineterm="", n=differences.CONTEXT)
    assert [*unified("p", before.encode(), after.encode())] == [*wanted]


def test_texts_of_the_same_lines_have_no_diff() -> None:
    assert [*unified("p", b"a\nb\n", b"a\r\nb")] == []


def in_one_file(lines: int) -> tuple[list[str], list[str]]:
    """A repetitive text, and the same with 50 changed lines."""
    old = [f"x = {number % 3}" for number in range(lines)]
    new = [*old]
    for number in range(50):
        new[number * lines // 50] = f"y = {number % 2}"
        new.insert(number * lines // 50 + 9, "x = 1")
    return old, new


def shuffled(lines: int) -> tuple[list[str], list[str]]:
    """Two texts of the same few lines, each in an order of its own."""
    lot = Random(lines)
    one, other = ([str(lot.randrange(60)) for _ in range(lines)] for _ in range(2))
    return one, other


def moved(lines: int) -> tuple[list[str], list[str]]:
    """Two texts whose lines stand once, in opposite orders."""
    old = [f"{number}" for number in range(lines)]
    return old, old[::-1]


def rewritten(lines: int) -> tuple[list[str], list[str]]:
    """Two texts that have no line in common."""
    return [f"{number}" for number in range(lines)], [f"x{number}" for number in range(lines)]


@pytest.mark.parametrize(("texts", "most"), [(in_one_file, 230), (shuffled, 1500), (moved, 30), (rewritten, 30)])
def test_the_work_for_a_line_does_not_grow_with_the_text(
    texts: Callable[[int], tuple[list[str], list[str]]], most: float
) -> None:
    def work(lines: int) -> float:
        old, new = texts(lines)
        return steps_of(lambda: changed_lines(old, new)) / lines

    few, many = work(2000), work(8000)
    assert many <= 1.1 * few
    assert few <= most, few


def test_lines_that_stand_several_times_do_not_lead_astray() -> None:
    changes = changed_lines(["k", "x", "a", "x", "m"], ["p", "x", "b", "x", "q"])
    assert [(change.old, change.old_end) for change in changes] == [(0, 1), (2, 3), (4, 5)]


def test_a_change_in_a_repetitive_text_is_shown_as_small_as_it_is() -> None:
    old, new = in_one_file(4000)
    assert sum(change.old_end - change.old + change.new_end - change.new for change in changed_lines(old, new)) <= 50 * 3


def test_lines_are_made_as_they_are_taken() -> None:
    lines = unified("p", b"a\n" * 10, b"b\n" * 10)
    assert [next(lines), next(lines), next(lines)] == ["--- a/p", "+++ b/p", "@@ -1,10 +1,10 @@"]
