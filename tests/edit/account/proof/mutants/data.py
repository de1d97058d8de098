"""Keys, items, rules and paragraphs."""

import re
from collections.abc import Iterator
from itertools import pairwise
from random import Random

from ..reading import Right
from .shared import Lines, kind, without


@kind
def drop_a_key(right: Right, rng: Random) -> Iterator[Lines]:
    if right.triple.path.endswith((".json", ".yaml", ".toml", ".css", ".conf")):
        for n in right.hidden:
            if re.match(r"\s*[\"\w-]+\"?\s*[:= ]", right.lines[n]) and right.lines[n].rstrip()[-1] not in "{[":
                yield without(right.lines, n, n)


@kind
def drop_an_item_of_a_list(right: Right, rng: Random) -> Iterator[Lines]:
    for n in right.hidden:
        if re.match(r"\s*(?:- |\"[\w-]+\",?$|\d\. |<li>)", right.lines[n]):
            yield without(right.lines, n, n)


@kind
def merge_two_rules(right: Right, rng: Random) -> Iterator[Lines]:
    """The end of a block and the head of the next go."""
    for one, other in pairwise(right.definitions):
        between = range(one.last, other.first + 1)
        if other.parent == one.parent and other.first > one.last > one.first and any(n in right.hidden for n in between):
            yield [*right.lines[: one.last], *right.lines[other.first + 1 :]]


@kind
def drop_a_paragraph(right: Right, rng: Random) -> Iterator[Lines]:
    if right.triple.path.endswith((".md", ".html")):
        for n in right.hidden:
            if right.lines[n][0].isalpha() or "<p" in right.lines[n] or "<script" in right.lines[n]:
                yield without(right.lines, n, n)


@kind
def drop_a_closing_bracket(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.unmentioned:
        if right.lines[d.last].strip()[:1] in ("}", ")", "]") and d.last > d.first:
            yield [*right.lines[: d.last], *right.lines[d.last + 1 :]]
