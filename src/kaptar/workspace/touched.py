"""The definitions that a change of a file touches, by their names. Pure."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from kaptar.edit.account.facts.definition import Definition
from kaptar.edit.account.facts.records import Records, fits

_MOST_LINES = 2000
"""Changed lines of one side, between the first and the last change, that are compared line by line."""
_MOST_ABOVE = 200
"""Lines of comments and decorators that a definition may have above it."""


class Parsed(NamedTuple):
    """A text and its `kaptar-table/2`."""

    text: bytes
    table: bytes


def touched(before: Parsed, after: Parsed) -> frozenset[str] | None:
    """The names of all definitions of which a line goes, comes or changes; only the innermost around each line counts.

    Lines outside of all definitions, such as imports, have no names: they are nobody's alone.

    Returns:
        None where the change may touch any definition: the file does not parse there, or a definition has no name.
    """
    if not (fits(before.table, before.text) and fits(after.table, after.text)):
        return None
    found = set[str]()
    sides = _Side(before), _Side(after)
    for ranges in _changed(before.text, after.text):
        for side, (first, end) in zip(sides, ranges, strict=True):
            names = side.names_in(first, end)
            if names is None:
                return None
            found |= names
    return frozenset(found)


def _changed(before: bytes, after: bytes) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Ranges of lines, from 0, that differ, in both texts."""
    old, new = before.split(b"\n"), after.split(b"\n")
    head = next((n for n, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), min(len(old), len(new)))
    most = min(len(old), len(new)) - head
    tail = next((n for n in range(most) if old[-1 - n] != new[-1 - n]), most)
    parts = old[head : len(old) - tail], new[head : len(new) - tail]
    if max(map(len, parts)) > _MOST_LINES:
        yield (head, len(old) - tail), (head, len(new) - tail)
        return
    for kind, *(a, b, c, d) in SequenceMatcher(None, *parts, autojunk=False).get_opcodes():
        if kind != "equal":
            yield (head + a, head + b), (head + c, head + d)


class _Side:
    """One of the two texts, with its definitions."""

    def __init__(self, parsed: Parsed) -> None:
        self._records = Records(parsed.table, parsed.text)
        self._lines = parsed.text.split(b"\n")

    def names_in(self, first: int, end: int) -> set[str] | None:
        """The names of the innermost definitions around lines that are not blank; None where one cannot be told."""
        if first >= end:
            return set()
        near = self._records.near(first, end + _MOST_ABOVE)
        if self._records.errors:
            return None
        inner = self._innermost(self._records.definitions(near), first, end)
        names = {self._name(each) for each in inner}
        return None if "" in names else names

    def _innermost(self, definitions: list[Definition], first: int, end: int) -> set[Definition]:
        """For each line the last definition in pre-order that has it, mere variables of functions aside."""
        holds: dict[int, Definition] = {}
        for each in definitions:
            if not each.local:
                holds.update(dict.fromkeys(range(max(first, each.lead), min(end, each.last + 1)), each))
        return {each for line, each in holds.items() if self._lines[line].strip()}

    def _name(self, definition: Definition) -> str:
        """Its name behind the names of the definitions around it; "" where one has none."""
        names = list[str]()
        while True:
            names[:0] = [definition.owner, definition.name] if definition.owner else [definition.name]
            if definition.parent < 0:
                return ".".join(names) if all(names) else ""
            definition = self._records.definition(definition.parent)
