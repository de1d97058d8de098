"""What kinds of mutants share: their register, and cuts and joints of lines."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from random import Random

from ..reading import Definition, Right

Lines = list[str]
Kind = Callable[[Right, Random], Iterator[Lines]]
KINDS: dict[str, Kind] = {}


def kind(function: Kind) -> Kind:
    KINDS[function.__name__] = function
    return function


def without(lines: Lines, first: int, last: int) -> Lines:
    """Without some lines, and without the blank lines below them."""
    end = last + 1
    while end < len(lines) - 1 and not lines[end].strip() and (first == 0 or not lines[first - 1].strip()):
        end += 1
    return [*lines[:first], *lines[end:]]


def inserted(lines: Lines, at: int, *more: str) -> Lines:
    return [*lines[:at], *more, *lines[at:]]


def replaced(lines: Lines, at: int, line: str) -> Lines:
    return [*lines[:at], line, *lines[at + 1 :]]


def swapped(lines: Lines, one: Definition, other: Definition) -> Lines:
    """Two definitions have changed places."""
    a, b = (one, other) if one.lead < other.lead else (other, one)
    return [
        *lines[: a.lead], *lines[b.lead : b.last + 1], *lines[a.last + 1 : b.lead], *lines[a.lead : a.last + 1],
        *lines[b.last + 1 :],
    ]  # fmt: skip


def own(right: Right, definition: Definition) -> Lines:
    return right.lines[definition.lead : definition.last + 1]


def columns(line: str) -> int:
    return len(line) - len(line.lstrip())


def hidden_runs(right: Right) -> Iterator[tuple[int, int]]:
    """First and last line of each run of lines between two shown ones."""
    shown = [n for n, line in enumerate(right.lines) if line.strip() and line.strip() in right.rows]
    for above, below in pairwise([-1, *shown, len(right.lines)]):
        inner = [n for n in range(above + 1, below) if right.lines[n].strip()]
        if inner:
            yield inner[0], inner[-1]
