"""Definitions of the old text paired with those of the new one, container by container, as multisets."""

from typing import NamedTuple

from kaptar.edit.account.records import Definition, Records


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
    _level(old, new, -1, -1, out)
    return out


def _level(old: Side, new: Side, old_parent: int, new_parent: int, out: Matching) -> None:
    before = [d for d in old.near if d.parent == old_parent]
    after = [d for d in new.near if d.parent == new_parent]
    pairs = _pairs(old, new, before, after)
    out.pairs.extend(pairs)
    paired_old, paired_new = {p.old.record for p in pairs}, {p.new.record for p in pairs}
    out.gone.extend(d for d in before if d.record not in paired_old)
    out.new.extend(d for d in after if d.record not in paired_new)
    for pair in pairs:
        _level(old, new, pair.old.record, pair.new.record, out)


def _pairs(old: Side, new: Side, before: list[Definition], after: list[Definition]) -> list[Pair]:
    pairs: list[Pair] = []
    rest_old, rest_new = before, list(after)
    for alike in (_are_equal, _have_one_key, _have_one_name):
        left = []
        for definition in rest_old:
            partner = next((d for d in rest_new if alike(old, new, Pair(definition, d))), None)
            if partner is None:
                left.append(definition)
            else:
                rest_new.remove(partner)
                pairs.append(Pair(definition, partner))
        rest_old = left
    pairs.sort(key=lambda pair: pair.old.record)
    return pairs


def _are_equal(old: Side, new: Side, pair: Pair) -> bool:
    return pair.old.key == pair.new.key and old.source(pair.old) == new.source(pair.new)


def _have_one_key(old: Side, new: Side, pair: Pair) -> bool:
    return pair.old.key == pair.new.key


def _have_one_name(old: Side, new: Side, pair: Pair) -> bool:
    return bool(pair.old.name) and pair.old.name == pair.new.name
