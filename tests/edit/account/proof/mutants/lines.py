"""Lines that the edit does not show go, change, double or move."""

import re
from collections.abc import Iterator
from random import Random

from ..reading import Right
from .shared import Lines, columns, hidden_runs, inserted, kind, replaced, without

_DIRECTIVE = re.compile(
    r"""^(?:["']use strict|#!|#pragma|package |declare\(|<\?php|<!DOCTYPE|# frozen|@charset|version:|set -)"""
)


@kind
def drop_a_hidden_line(right: Right, rng: Random) -> Iterator[Lines]:
    for n in right.hidden:
        yield without(right.lines, n, n)


@kind
def drop_a_statement_of_another_function(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.unmentioned:
        for n in range(d.first + 1, d.last):
            if right.lines[n].strip():
                yield without(right.lines, n, n)


@kind
def drop_a_hidden_statement_of_the_edited_one(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.touched:
        for n in right.hidden:
            if d.first < n < d.last:
                yield without(right.lines, n, n)


@kind
def drop_a_hidden_run(right: Right, rng: Random) -> Iterator[Lines]:
    """What stands behind a marker goes, all of it."""
    yield from (without(right.lines, a, b) for a, b in hidden_runs(right))


@kind
def drop_half_of_a_hidden_run(right: Right, rng: Random) -> Iterator[Lines]:
    for a, b in hidden_runs(right):
        if b > a:
            middle = (a + b) // 2
            yield without(right.lines, a, middle)
            yield without(right.lines, middle + 1, b)


@kind
def lose_all_behind_the_last_shown_line(right: Right, rng: Random) -> Iterator[Lines]:
    last = max((n for n in range(len(right.lines)) if right.lines[n].strip() in right.rows and right.lines[n].strip()), default=0)
    yield [*right.lines[: last + 1], ""]


@kind
def lose_all_before_the_first_shown_line(right: Right, rng: Random) -> Iterator[Lines]:
    yield right.lines[next(n for n, line in enumerate(right.lines) if line.strip() and line.strip() in right.rows) :]


@kind
def lose_the_tail(right: Right, rng: Random) -> Iterator[Lines]:
    filled = [n for n, line in enumerate(right.lines) if line.strip()]
    for count in (1, 2, 3, 5):
        if filled[-count] in right.hidden:
            yield [*right.lines[: filled[-count]], ""]


@kind
def lose_the_first_lines(right: Right, rng: Random) -> Iterator[Lines]:
    filled = [n for n, line in enumerate(right.lines) if line.strip()]
    for count in (1, 2, 3, 5):
        if all(n in right.hidden for n in filled[:count]):
            yield right.lines[filled[count - 1] + 1 :]


@kind
def lose_the_licence(right: Right, rng: Random) -> Iterator[Lines]:
    for n, line in enumerate(right.lines[:3]):
        if re.search(r"Copyright|@license|SPDX", line):
            yield without(right.lines, n, n)


@kind
def lose_a_directive(right: Right, rng: Random) -> Iterator[Lines]:
    for n in right.hidden:
        if _DIRECTIVE.match(right.lines[n]):
            yield without(right.lines, n, n)


@kind
def lose_the_last_statement_of_the_file(right: Right, rng: Random) -> Iterator[Lines]:
    """`main()` at the end, and its like."""
    filled = [n for n, line in enumerate(right.lines) if line.strip()]
    if filled[-1] in right.hidden and right.lines[filled[-1]].strip()[0] not in "})]":
        yield [*right.lines[: filled[-1]], ""]


@kind
def change_a_hidden_line(right: Right, rng: Random) -> Iterator[Lines]:
    for n in right.hidden:
        word = re.search(r"[A-Za-z]{3,}|\d", right.lines[n])
        if word:
            yield replaced(right.lines, n, right.lines[n][: word.start()] + "changed" + right.lines[n][word.end() :])


@kind
def change_the_case_of_a_hidden_line(right: Right, rng: Random) -> Iterator[Lines]:
    for n in right.hidden:
        yield replaced(right.lines, n, right.lines[n].swapcase())


@kind
def cut_a_hidden_line(right: Right, rng: Random) -> Iterator[Lines]:
    for n in right.hidden:
        text = right.lines[n].strip()
        if len(text) > 6:
            yield replaced(right.lines, n, right.lines[n][: columns(right.lines[n]) + len(text) // 2])


@kind
def join_two_hidden_lines(right: Right, rng: Random) -> Iterator[Lines]:
    for n in right.hidden:
        if n + 1 in right.hidden:
            yield [*right.lines[:n], f"{right.lines[n]} {right.lines[n + 1].strip()}", *right.lines[n + 2 :]]


@kind
def swap_two_hidden_lines(right: Right, rng: Random) -> Iterator[Lines]:
    for n in right.hidden:
        if n + 1 in right.hidden:
            yield [*right.lines[:n], right.lines[n + 1], right.lines[n], *right.lines[n + 2 :]]


@kind
def double_a_hidden_line(right: Right, rng: Random) -> Iterator[Lines]:
    for n in right.hidden:
        yield inserted(right.lines, n, right.lines[n])


@kind
def comment_a_hidden_line_out(right: Right, rng: Random) -> Iterator[Lines]:
    for n in right.hidden:
        yield replaced(right.lines, n, "// " + right.lines[n])


@kind
def add_a_line_that_nobody_asked_for(right: Right, rng: Random) -> Iterator[Lines]:
    for n in rng.sample(range(len(right.lines)), 6):
        yield inserted(right.lines, n, "unasked_for();")


@kind
def double_the_head(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.touched:
        yield inserted(right.lines, d.first, right.lines[d.first])


@kind
def double_the_end(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.touched:
        if d.last > d.first:
            yield inserted(right.lines, d.last + 1, right.lines[d.last])


@kind
def lose_the_end_of_the_edited_one(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.touched:
        if d.last - d.first > 2:
            yield [*right.lines[: d.last], *right.lines[d.last + 1 :]]
            yield [*right.lines[: d.last - 1], *right.lines[d.last + 1 :]]
