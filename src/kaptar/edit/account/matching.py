"""Which definitions of the old text are which of the new one, container by container, as multisets."""

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
    paired_old, paired_new = {p.old.index for p in pairs}, {p.new.index for p in pairs}
    out.gone.extend(d for d in before if d.index not in paired_old)
    out.new.extend(d for d in after if d.index not in paired_new)
    for pair in pairs:
        _level(old, new, pair.old.index, pair.new.index, out)


def _pairs(old: Side, new: Side, before: list[Definition], after: list[Definition]) -> list[Pair]:
    pairs: list[Pair] = []
    rest_old, rest_new = list(before), list(after)
    same_bytes = lambda a, b: a.key == b.key and old.source(a) == new.source(b)  # noqa: E731
    for alike in (same_bytes, lambda a, b: a.key == b.key, lambda a, b: bool(a.name) and a.name == b.name):
        left = []
        for definition in rest_old:
            partner = next((d for d in rest_new if alike(definition, d)), None)
            if partner is None:
                left.append(definition)
            else:
                rest_new.remove(partner)
                pairs.append(Pair(definition, partner))
        rest_old = left
    pairs.sort(key=lambda pair: pair.old.index)
    return pairs
