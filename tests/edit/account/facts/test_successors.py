"""Each line that goes has a new version of its own, or none."""

import pytest

from kaptar.edit.account.facts.lines import compare
from kaptar.edit.account.facts.successors import successors_of
from kaptar.edit.account.facts.swaps import places_of
from kaptar.edit.outcome import Span


@pytest.mark.parametrize(
    ("gone", "came", "found"),
    [
        (["f(a, b)"], ["f(a, c, b)"], [0]),
        (["f(a)", "g(b)"], ["f(a)"], [0, -1]),
        (["f(a)"], ["f(b)"], [-1]),
        (["f(a, b)", "f(a, b, c)"], ["f(a, b, c)", "f(a, b, d)"], [1, 0]),
        (["f(a, b)", "g(a, b, x, y)"], ["h(a, b, f, g, x, y)", "f(a, b)"], [1, 0]),
        (["x = load(a)"], ["x = other(b)"], [0]),
        (["return 0"], ["return 1"], [0]),
        (["return 0"], ["break"], [-1]),
        (["case 1:"], ["case 2:"], [-1]),
        (["a"] * 201, ["a"], [-1] * 201),
    ],
)
def test_a_line_becomes_another(gone: list[str], came: list[str], found: list[int]) -> None:
    answer = successors_of(gone, came)
    assert [number >= 0 for number in answer] == [number >= 0 for number in found]
    assert len({number for number in answer if number >= 0}) == sum(number >= 0 for number in answer)


def test_an_old_line_leaves_its_version_to_one_that_has_no_other() -> None:
    assert successors_of(["f(a, b)", "f(a, c)"], ["f(a, b, c)", "f(a, b)"]) == [1, 0]


@pytest.mark.parametrize(("between", "places"), [("", 1), ("}", 1), ("kept()", 2)])
def test_runs_that_only_brackets_part_are_one_place(between: str, places: int) -> None:
    old, new = f"a()\n{between}\nb()\n".encode(), f"c()\n{between}\nd()\n".encode()
    assert len([*places_of(compare(old, new, [Span(0, len(old), new)]))]) == places
