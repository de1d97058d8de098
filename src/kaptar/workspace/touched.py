"""The definitions that a change of a file touches, by their names. Pure."""

from typing import NamedTuple

from kaptar.edit.account.facts.definition import Definition
from kaptar.edit.account.facts.records import Records, fits
from kaptar.repository.differences import changed_lines

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
    for change in changed_lines(sides[0].texts, sides[1].texts):
        ranges = (change.old, change.old_end), (change.new, change.new_end)
        for side, (first, end) in zip(sides, ranges, strict=True):
            names = side.names_in(first, end)
            if names is None:
                return None
            found |= names
    return frozenset(found)


class _Side:
    """One of the two texts, with its definitions; ``texts`` are its lines."""

    def __init__(self, parsed: Parsed) -> None:
        self._records = Records(parsed.table, parsed.text)
        self.texts = parsed.text.decode("utf-8", "replace").split("\n")

    def names_in(self, first: int, end: int) -> set[str] | None:
        """The names of the innermost definitions around lines; None where one cannot be told.

        A blank line counts where the next ones above and below it that are not blank are of one definition: it may be part of
        a text there. Between two definitions it is nobody's.
        """
        if first >= end:
            return set()
        above, below = self._beside(first, end)
        near = self._records.near(above, below + _MOST_ABOVE)
        if self._records.errors:
            return None
        inner = self._innermost(self._records.definitions(near), range(above, below), range(first, end))
        names = {self._name(each) for each in inner}
        return None if "" in names else names

    def _beside(self, first: int, end: int) -> tuple[int, int]:
        """The lines with those up to the next ones above and below that are not blank; half open."""
        above = next((line for line in range(first - 1, -1, -1) if self.texts[line].strip()), 0)
        below = next((line for line in range(end, len(self.texts)) if self.texts[line].strip()), len(self.texts) - 1)
        return min(above, first), max(below + 1, end)

    def _innermost(self, definitions: list[Definition], lines: range, asked: range) -> set[Definition]:
        """For each line that is asked for the last definition in pre-order that has it, mere variables of functions aside."""
        holds: dict[int, Definition] = {}
        for each in definitions:
            if not each.local:
                holds.update(dict.fromkeys(range(max(lines.start, each.lead), min(lines.stop, each.last + 1)), each))
        below: Definition | None = None
        following: dict[int, Definition | None] = {}
        for line in reversed(lines):
            below = holds.get(line) if self.texts[line].strip() else below
            following[line] = below
        above: Definition | None = None
        found = set[Definition]()
        for line in lines:
            above = holds.get(line) if self.texts[line].strip() else above
            if line in asked and above is not None and above == following[line]:
                found.add(above)
        return found

    def _name(self, definition: Definition) -> str:
        """Its name behind the names of the definitions around it; "" where one has none."""
        names = list[str]()
        while True:
            names[:0] = [definition.owner, definition.name] if definition.owner else [definition.name]
            if definition.parent < 0:
                return ".".join(names) if all(names) else ""
            definition = self._records.definition(definition.parent)
