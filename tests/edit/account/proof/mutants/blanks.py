"""Blank lines and blanks: what the edit does not show keeps its bytes."""

from collections.abc import Iterator
from random import Random

from ..reading import Right
from .shared import Lines, inserted, kind, replaced


@kind
def add_a_blank_line_to_an_unmentioned(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.apart:
        if d.last - d.first > 1:
            yield inserted(right.lines, d.first + 1, "")


@kind
def drop_a_blank_line_of_an_unmentioned(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.apart:
        for n in range(d.first, d.last):
            if not right.lines[n].strip():
                yield [*right.lines[:n], *right.lines[n + 1 :]]


@kind
def add_blanks_to_the_end_of_a_hidden_line(right: Right, rng: Random) -> Iterator[Lines]:
    for n in right.hidden:
        yield replaced(right.lines, n, right.lines[n] + "  ")


@kind
def lose_the_last_line_end(right: Right, rng: Random) -> Iterator[Lines]:
    if len(right.lines) - 2 in right.hidden:
        yield right.lines[:-1]
