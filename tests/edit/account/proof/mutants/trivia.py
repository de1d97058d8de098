"""Comments and decorators that go, stay or move."""

import re
from collections.abc import Iterator
from random import Random

from ..reading import Right, is_comment, is_trivia
from .shared import Lines, inserted, kind, without


@kind
def lose_a_comment(right: Right, rng: Random) -> Iterator[Lines]:
    for n in right.hidden:
        if is_comment(right.lines[n]):
            yield without(right.lines, n, n)


@kind
def lose_the_comments_of_an_unmentioned(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.unmentioned:
        if d.lead < d.first:
            yield [*right.lines[: d.lead], *right.lines[d.first :]]


@kind
def lose_the_hidden_trivia_of_the_edited_one(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.touched:
        drop = {n for n in range(d.lead, d.first + 1) if n in right.hidden and is_trivia(right.lines[n])}
        if drop:
            yield [line for n, line in enumerate(right.lines) if n not in drop]


@kind
def keep_the_stale_comment(right: Right, rng: Random) -> Iterator[Lines]:
    """The comment that the edit replaces stays beside the new one."""
    gone = [right.old[n] for n in right.went if is_comment(right.old[n])]
    came = [n for n in right.came if is_comment(right.lines[n])]
    if gone and came:
        yield inserted(right.lines, came[0], *gone)
        yield inserted(right.lines, came[-1] + 1, *gone)


@kind
def give_a_comment_to_a_neighbour(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.definitions:
        own = [n for n in range(d.lead, d.first) if n in right.hidden and is_comment(right.lines[n])]
        other = next((o for o in right.siblings(d) if o.lead > d.last), None)
        if own and other is not None:
            rest = [line for n, line in enumerate(right.lines[: other.first]) if n not in own]
            yield [*rest, *(right.lines[n] for n in own), *right.lines[other.first :]]


@kind
def move_a_decorator_to_a_neighbour(right: Right, rng: Random) -> Iterator[Lines]:
    for n, line in enumerate(right.lines):
        if re.match(r"\s*(?:@\w|#\[)", line) and not line.startswith("@media"):
            above = max((d for d in right.definitions if d.last < n), key=lambda d: d.first, default=None)
            below = next((d for d in right.definitions if d.lead > n + 1), None)
            for other in (above, below):
                if other is not None and other.first > n:
                    yield [*right.lines[:n], *right.lines[n + 1 : other.first], line, *right.lines[other.first :]]
                elif other is not None:
                    yield [*right.lines[: other.first], line, *right.lines[other.first : n], *right.lines[n + 1 :]]


@kind
def drop_a_hidden_decorator(right: Right, rng: Random) -> Iterator[Lines]:
    for n in right.hidden:
        if re.match(r"\s*(?:@\w|#\[)", right.lines[n]):
            yield without(right.lines, n, n)


@kind
def double_a_decorator(right: Right, rng: Random) -> Iterator[Lines]:
    for n, line in enumerate(right.lines):
        if re.match(r"\s*(?:@\w|#\[)", line):
            yield inserted(right.lines, n, line)


@kind
def part_a_comment_from_what_it_is_about(right: Right, rng: Random) -> Iterator[Lines]:
    """A statement that stands elsewhere comes between a comment and its definition."""
    for d in right.unmentioned:
        if d.lead < d.first and is_comment(right.lines[d.first - 1]):
            yield inserted(right.lines, d.first, "", right.lines[d.last])
