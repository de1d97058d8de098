"""Definitions that move, double, change, or stand in the place of another."""

from collections.abc import Callable, Iterator
from random import Random

from ..reading import Definition, Right
from .shared import Lines, inserted, kind, own, replaced, swapped


@kind
def swap_two_unmentioned(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.unmentioned:
        for other in right.siblings(d):
            if other.lead > d.last and not right.is_mentioned(other):
                yield swapped(right.lines, d, other)
                break


@kind
def swap_with_a_shown_one(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.touched:
        around = right.siblings(d)
        at = around.index(d)
        for other in around[max(0, at - 1) : at] + around[at + 1 : at + 2]:
            if not right.is_mentioned(other) and (other.last < d.lead or d.last < other.lead):
                yield swapped(right.lines, d, other)


@kind
def swap_members_of_two_containers(right: Right, rng: Random) -> Iterator[Lines]:
    inner = [d for d in right.unmentioned if d.parent >= 0]
    for d in inner:
        other = next((o for o in inner if o.parent != d.parent and o.lead > d.last), None)
        if other is not None and not right.is_in(other, right.definitions[d.parent]):
            yield swapped(right.lines, d, other)


@kind
def move_to_the_end(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.unmentioned:
        around = right.siblings(d)
        if d is not around[-1] and around[-1].lead > d.last:
            end = around[-1].last + 1
            yield [*right.lines[: d.lead], *right.lines[d.last + 1 : end], *own(right, d), *right.lines[end:]]


@kind
def move_out_of_its_container(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.unmentioned:
        if d.parent >= 0:
            end = right.definitions[d.parent].last + 1
            yield [*right.lines[: d.lead], *right.lines[d.last + 1 : end], *own(right, d), *right.lines[end:]]


@kind
def double_an_unmentioned(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.unmentioned:
        yield inserted(right.lines, d.last + 1, "", *own(right, d))


@kind
def keep_the_old_version_too(right: Right, rng: Random) -> Iterator[Lines]:
    """The new version of a definition is added and the old one stays."""
    for d in right.touched:
        old = [o for o in right.before if (o.kind, o.name) == (d.kind, d.name)]
        for o in old:
            text = right.old[o.lead : o.last + 1]
            if text != own(right, d):
                yield inserted(right.lines, d.lead, *text, "")
                yield inserted(right.lines, d.last + 1, "", *text)


@kind
def put_it_over_another_of_its_name(right: Right, rng: Random) -> Iterator[Lines]:
    """The new version replaces another definition of the same name: an overload, a setter, one of another container."""
    yield from _misplaced(right, lambda d, o: True)


@kind
def put_it_over_another_overload(right: Right, rng: Random) -> Iterator[Lines]:
    yield from _misplaced(right, lambda d, o: o.parent == d.parent and right.triple.path.endswith((".java", ".cpp", ".tsx")))


@kind
def put_a_setter_over_the_getter(right: Right, rng: Random) -> Iterator[Lines]:
    yield from _misplaced(right, lambda d, o: o.parent == d.parent and right.triple.path.endswith((".js", ".py")))


@kind
def put_it_over_the_method_of_another_receiver(right: Right, rng: Random) -> Iterator[Lines]:
    yield from _misplaced(right, lambda d, o: right.triple.path.endswith(".go"))


@kind
def put_it_into_another_container(right: Right, rng: Random) -> Iterator[Lines]:
    yield from _misplaced(right, lambda d, o: d.parent >= 0 and _of(right.definitions, d) != _of(right.before, o))


def _of(definitions: list[Definition], one: Definition) -> str:
    return definitions[one.parent].name if one.parent >= 0 else ""


def _misplaced(right: Right, fits: Callable[[Definition, Definition], bool]) -> Iterator[Lines]:
    """The source, with the new version of a definition in the place of another that has its name."""
    for d in right.touched:
        for o in right.before:
            if o.name == d.name and o.kind == d.kind and fits(d, o):
                text = [*right.old[: o.lead], *own(right, d), *right.old[o.last + 1 :]]
                yield text


@kind
def put_it_over_its_neighbour(right: Right, rng: Random) -> Iterator[Lines]:
    """The new version replaces the definition above or below, and the old one stays."""
    for d in right.touched:
        for n, o in enumerate(right.before):
            if o.name == d.name and o.kind == d.kind:
                for other in (p for p in right.before[max(0, n - 1) : n + 2] if p.parent == o.parent and p != o):
                    yield [*right.old[: other.lead], *own(right, d), *right.old[other.last + 1 :]]


@kind
def rename_an_unmentioned(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.unmentioned:
        line, word = right.lines[d.first], d.name.strip('"')
        if word and word in line:
            yield replaced(right.lines, d.first, line.replace(word, f"{word}2", 1))


@kind
def change_the_head_of_an_unmentioned(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.unmentioned:
        if "(" in right.lines[d.first]:
            yield replaced(right.lines, d.first, right.lines[d.first].replace("(", "(extra, ", 1))
