"""Definitions that disappear."""

from collections.abc import Iterator
from random import Random

from ..reading import Right
from .shared import Lines, kind, own, without


@kind
def drop_first_unmentioned(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.unmentioned[:1]:
        yield without(right.lines, d.lead, d.last)


@kind
def drop_last_unmentioned(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.unmentioned[-1:]:
        yield without(right.lines, d.lead, d.last)


@kind
def drop_unmentioned(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.unmentioned:
        yield without(right.lines, d.lead, d.last)


@kind
def drop_unmentioned_but_its_trivia(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.unmentioned:
        if d.lead < d.first:
            yield without(right.lines, d.first, d.last)


@kind
def drop_before_the_change(right: Right, rng: Random) -> Iterator[Lines]:
    first = min(right.came, default=0)
    for d in [d for d in right.unmentioned if d.last < first and d.parent < 0][-2:]:
        yield without(right.lines, d.lead, d.last)


@kind
def drop_behind_the_change(right: Right, rng: Random) -> Iterator[Lines]:
    last = max(right.came, default=len(right.lines))
    for d in [d for d in right.unmentioned if d.lead > last and d.parent < 0][:2]:
        yield without(right.lines, d.lead, d.last)


@kind
def drop_member_of_the_edited_container(right: Right, rng: Random) -> Iterator[Lines]:
    parents = {d.parent for d in right.touched}
    for d in right.unmentioned:
        if d.parent in parents and d.parent >= 0:
            yield without(right.lines, d.lead, d.last)


@kind
def drop_member_of_another_container(right: Right, rng: Random) -> Iterator[Lines]:
    parents = {d.parent for d in right.touched}
    for d in right.unmentioned:
        if d.parent not in parents and d.parent >= 0:
            yield without(right.lines, d.lead, d.last)


@kind
def drop_member_beside_a_shown_one(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.unmentioned:
        around = right.siblings(d)
        at = around.index(d)
        if any(right.is_mentioned(other) for other in around[max(0, at - 1) : at + 2]):
            yield without(right.lines, d.lead, d.last)


@kind
def take_two_for_one(right: Right, rng: Random) -> Iterator[Lines]:
    """The new definition stands where it and its neighbour stood, whose comments stay behind."""
    for d in right.touched:
        around = right.siblings(d)
        at = around.index(d)
        for other in around[max(0, at - 1) : at] + around[at + 1 : at + 2]:
            if not right.is_mentioned(other):
                yield without(right.lines, other.first, other.last)


@kind
def drop_container_but_the_edited_member(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.touched:
        if d.parent >= 0:
            parent = right.definitions[d.parent]
            yield [*right.lines[: parent.lead], *own(right, d), *right.lines[parent.last + 1 :]]


@kind
def drop_all_hidden_members(right: Right, rng: Random) -> Iterator[Lines]:
    for number in range(len(right.definitions)):
        gone = [d for d in right.unmentioned if d.parent == number]
        if len(gone) > 1:
            drop = {n for d in gone for n in range(d.lead, d.last + 1)}
            yield [line for n, line in enumerate(right.lines) if n not in drop]


@kind
def drop_every_unmentioned_definition(right: Right, rng: Random) -> Iterator[Lines]:
    gone = [d for d in right.unmentioned if not any(t == d or right.is_in(t, d) for t in right.touched)]
    drop = {n for d in gone for n in range(d.lead, d.last + 1)}
    yield [line for n, line in enumerate(right.lines) if n not in drop]


@kind
def empty_the_body_of_an_unmentioned(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.unmentioned:
        if d.last - d.first > 1:
            yield [*right.lines[: d.first + 1], *right.lines[d.last :]]
