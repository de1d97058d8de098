"""Rows of the edit that do not come, come twice, or come elsewhere."""

import re
from collections.abc import Iterator
from random import Random

from ..reading import Right
from .shared import Lines, columns, hidden_runs, inserted, kind, replaced, without


@kind
def lose_a_row(right: Right, rng: Random) -> Iterator[Lines]:
    """A line that the edit brings does not come."""
    for n in right.came:
        yield without(right.lines, n, n)


@kind
def lose_a_shown_line(right: Right, rng: Random) -> Iterator[Lines]:
    """A line that the edit shows, and that stands in the file once, goes."""
    for n, line in enumerate(right.lines):
        if len(line.strip()) > 3 and line.strip() in right.rows and [x.strip() for x in right.lines].count(line.strip()) == 1:
            yield without(right.lines, n, n)


@kind
def change_a_row(right: Right, rng: Random) -> Iterator[Lines]:
    for n in right.came:
        yield replaced(right.lines, n, right.lines[n] + "0")


@kind
def swap_two_rows(right: Right, rng: Random) -> Iterator[Lines]:
    for n in right.came:
        below = right.lines[n + 1].strip() if n + 1 < len(right.lines) else ""
        if below and below in right.rows and below != right.lines[n].strip():
            yield [*right.lines[:n], right.lines[n + 1], right.lines[n], *right.lines[n + 2 :]]


@kind
def double_a_row(right: Right, rng: Random) -> Iterator[Lines]:
    for n in right.came:
        yield inserted(right.lines, n, right.lines[n])


@kind
def keep_the_line_that_a_row_replaces(right: Right, rng: Random) -> Iterator[Lines]:
    """The new line comes, and the old one stays above or below."""
    if len(right.went) == len(right.came):
        for o, n in zip(right.went, right.came, strict=True):
            yield inserted(right.lines, n, right.old[o])
            yield inserted(right.lines, n + 1, right.old[o])


@kind
def put_the_new_lines_elsewhere(right: Right, rng: Random) -> Iterator[Lines]:
    if right.came:
        new = [right.lines[n] for n in right.came]
        rest = [line for n, line in enumerate(right.lines) if n not in right.came]
        for at in rng.sample(range(len(rest)), min(8, len(rest))):
            yield inserted(rest, at, *new)


@kind
def put_the_new_lines_below_a_line_of_the_same_text(right: Right, rng: Random) -> Iterator[Lines]:
    """Another place has the same neighbour as the right one."""
    if right.came and right.came == list(range(right.came[0], right.came[-1] + 1)):
        first, last = right.came[0], right.came[-1]
        new = right.lines[first : last + 1]
        rest = [*right.lines[:first], *right.lines[last + 1 :]]
        above, below = right.lines[first - 1].strip(), right.lines[min(last + 1, len(right.lines) - 1)].strip()
        for n, line in enumerate(rest):
            if line.strip() and line.strip() == above and n != first - 1:
                yield inserted(rest, n + 1, *new)
            if line.strip() and line.strip() == below and n != first:
                yield inserted(rest, n, *new)


@kind
def indent_the_new_lines_deeper(right: Right, rng: Random) -> Iterator[Lines]:
    """The new lines come into another block: where blanks make the blocks."""
    if right.triple.path.endswith((".py", ".yaml")):
        for n in right.came:
            if any(line.strip() and columns(line) == columns(right.lines[n]) for line in right.lines[n - 1 : n + 2 : 2]):
                yield replaced(right.lines, n, "    " + right.lines[n])


@kind
def indent_the_new_lines_less(right: Right, rng: Random) -> Iterator[Lines]:
    if right.triple.path.endswith((".py", ".yaml")):
        for n in right.came:
            if right.lines[n].startswith("    "):
                yield replaced(right.lines, n, right.lines[n][4:])


@kind
def indent_a_hidden_line_otherwise(right: Right, rng: Random) -> Iterator[Lines]:
    for n in right.hidden:
        yield replaced(right.lines, n, "  " + right.lines[n])
        if right.lines[n].startswith("  "):
            yield replaced(right.lines, n, right.lines[n][2:])


@kind
def write_a_marker(right: Right, rng: Random) -> Iterator[Lines]:
    """A line of the edit that stands for code comes into the file."""
    for row in right.triple.edit.split("\n"):
        if "..." in row:
            for n in rng.sample(range(len(right.lines)), 3):
                yield inserted(right.lines, n, row)


@kind
def write_a_marker_over_what_it_hides(right: Right, rng: Random) -> Iterator[Lines]:
    row = next((row for row in right.triple.edit.split("\n") if "..." in row), None)
    if row is not None:
        for a, b in hidden_runs(right):
            yield [*right.lines[:a], row, *right.lines[b + 1 :]]


@kind
def write_a_fence(right: Right, rng: Random) -> Iterator[Lines]:
    yield ["```", *right.lines]
    yield [*right.lines[:-1], "```", ""]


@kind
def write_a_removal_into_the_file(right: Right, rng: Random) -> Iterator[Lines]:
    for row in right.triple.edit.split("\n"):
        if re.match(r"\s*(?:#|//) removed?\b", row):
            for n in rng.sample(range(len(right.lines)), 3):
                yield inserted(right.lines, n, row)


@kind
def keep_what_is_to_be_removed(right: Right, rng: Random) -> Iterator[Lines]:
    """Half of what the edit says to remove stays."""
    if right.went and not right.came and len(right.went) > 1:
        at = next(n for n in range(len(right.lines)) if right.old[n] != right.lines[n])
        yield inserted(right.lines, at, right.old[right.went[0]])


@kind
def add_the_edit_at_the_end(right: Right, rng: Random) -> Iterator[Lines]:
    rows = [row for row in right.triple.edit.split("\n") if "..." not in row]
    yield [*right.old, *rows]


@kind
def make_the_edit_the_file(right: Right, rng: Random) -> Iterator[Lines]:
    yield [row for row in right.triple.edit.split("\n") if "..." not in row and not re.match(r"\s*(?:#|//) removed?\b", row)]


@kind
def change_nothing(right: Right, rng: Random) -> Iterator[Lines]:
    """The edit is called applied, and the file is as it was."""
    if right.came:
        yield right.old


@kind
def apply_half_of_it(right: Right, rng: Random) -> Iterator[Lines]:
    """Of two changes one is made."""
    if len(right.came) > 1 and right.came[-1] - right.came[0] > 4 and len(right.came) == len(right.went):
        yield replaced(right.lines, right.came[0], right.old[right.went[0]])
        yield replaced(right.lines, right.came[-1], right.old[right.went[-1]])
