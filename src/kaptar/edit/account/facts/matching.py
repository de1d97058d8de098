"""Definitions of the old text paired with those of the new one, container by container, as multisets."""

import re
from collections import deque
from collections.abc import Hashable
from typing import NamedTuple

from kaptar.edit.account.facts.definition import Definition
from kaptar.edit.account.facts.records import Records
from kaptar.ops.table import GETTER, SETTER

_LONGEST = 200
"""Bytes in front of a name that are looked at, at most."""
_PROPERTY = frozenset(("setter", "deleter", "getter"))


class Side(NamedTuple):
    """One text with its table; ``near`` are the definitions that the ranges touch, and their neighbours, in pre-order."""

    text: bytes
    records: Records
    near: list[Definition]

    def source(self, definition: Definition) -> bytes:
        return self.text[definition.start : definition.end]


class Pair(NamedTuple):
    """A definition before and after."""

    old: Definition
    new: Definition


class Matching(NamedTuple):
    """Pairs, and what has no partner: definitions that are gone and new ones. Of a container that is gone or new, only it."""

    pairs: list[Pair]
    gone: list[Definition]
    new: list[Definition]


def match(old: Side, new: Side) -> Matching:
    """Pair the touched definitions of two texts: inside of paired containers, by kind and name, equal ones first."""
    out = Matching([], [], [])
    sides = _Children(old, _by_parent(old.near)), _Children(new, _by_parent(new.near))
    _level(*sides, (-1, -1), out)
    return out


class _Children(NamedTuple):
    """One side, and its definitions by the record of their container."""

    side: Side
    of: dict[int, list[Definition]]


def _by_parent(near: list[Definition]) -> dict[int, list[Definition]]:
    found: dict[int, list[Definition]] = {}
    for definition in near:
        found.setdefault(definition.parent, []).append(definition)
    return found


def _level(old: _Children, new: _Children, parents: tuple[int, int], out: Matching) -> None:
    before, after = old.of.get(parents[0], []), new.of.get(parents[1], [])
    pairs = _pairs(old.side, new.side, before, after)
    out.pairs.extend(pairs)
    paired_old, paired_new = {p.old.record for p in pairs}, {p.new.record for p in pairs}
    out.gone.extend(d for d in before if d.record not in paired_old)
    out.new.extend(d for d in after if d.record not in paired_new)
    for pair in pairs:
        _level(old, new, (pair.old.record, pair.new.record), out)


def _pairs(old: Side, new: Side, before: list[Definition], after: list[Definition]) -> list[Pair]:
    """Each old definition with the first new one that is equal; then of those left by kind and name; then by name.

    A getter and a setter of a name, and methods of two receivers, are two definitions, in whatever form they are written.
    """
    if not before or not after:
        return []
    pairs = _by_unique_keys(old, new, before, after)
    known = pairs is not None
    pairs = pairs or []
    paired_old, paired_new = {pair.old.record for pair in pairs}, {pair.new.record for pair in pairs}
    rest_old = [d for d in before if d.record not in paired_old]
    rest_new = [d for d in after if d.record not in paired_new]
    for key_of in (_name_key,) if known else (_text_key, _key, _name_key):
        if not rest_old or not rest_new:
            break
        partners: dict[Hashable, deque[Definition]] = {}
        for definition in rest_new:
            partners.setdefault(key_of(new, definition), deque()).append(definition)
        left = []
        for definition in rest_old:
            key = key_of(old, definition)
            found = partners.get(key) if key is not None else None
            if found:
                pairs.append(Pair(definition, found.popleft()))
            else:
                left.append(definition)
        taken = {pair.new.record for pair in pairs}
        rest_old, rest_new = left, [d for d in rest_new if d.record not in taken]
    pairs.sort(key=lambda pair: pair.old.record)
    return pairs


def _by_unique_keys(old: Side, new: Side, before: list[Definition], after: list[Definition]) -> list[Pair] | None:
    """Pairs of one key, where no side has a key twice, so that none has to be chosen; None where one has."""
    here, there = {d.key: d for d in before}, {d.key: d for d in after}
    if len(here) < len(before) or len(there) < len(after):
        return None
    both = (Pair(definition, there[key]) for key, definition in here.items() if key in there)
    return [
        pair
        for pair in both
        if old.source(pair.old) == new.source(pair.new) or qualifier_of(old, pair.old) == qualifier_of(new, pair.new)
    ]


def _text_key(side: Side, definition: Definition) -> Hashable:
    return definition.key, side.source(definition)


def _key(side: Side, definition: Definition) -> Hashable:
    return definition.key, qualifier_of(side, definition)


def _name_key(side: Side, definition: Definition) -> Hashable:
    if not definition.name:
        return None
    return definition.name, definition.owner, definition.flavour & (GETTER | SETTER), qualifier_of(side, definition)


def qualifier_of(side: Side, definition: Definition) -> bytes:
    """What stands with a dot or colon in front of a definition's name: ``B.prototype.``, ``User.``, ``self.``."""
    before = side.records.before_name(definition.record)[-_LONGEST:] if definition.name else b""
    word = before.rstrip(b".:#")
    if len(word) == len(before):
        return _part_of_property(definition)
    return re.split(rb"[^\w$.:<>()\[\]]", word)[-1]


def _part_of_property(definition: Definition) -> bytes:
    """What a decorator of Python says that a method is of a property: ``setter``."""
    parts = (name.rpartition(".")[2] for name, _, _ in definition.trivia.decorators)
    return next((part.encode() for part in parts if part in _PROPERTY), b"")
