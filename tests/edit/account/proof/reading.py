"""What a mutant needs to know of a right edit: the definitions of its result, and which of its lines the edit shows.

This reads the table by itself: the account's own reader is what is on trial.
"""

import re
import struct
from difflib import SequenceMatcher
from functools import cached_property
from typing import NamedTuple

from .triple import Triple

_HEADER, _RECORD, _COUNT_AT, _NONE = 32, 40, 20, 0xFFFFFFFF
_ELEMENT, _VARIABLE, _FIELD, _FIRST_OTHER = 15, 11, 12, 32
_HOLDERS = frozenset((1, 4, 5, 6, 7, 8, 9, 14, 16))
_COMMENT = re.compile(r"//|#(?!\[|!\[|define|include|pragma)|/\*|\*|<!--")
_DECORATED = re.compile(r"@\w|#\[")


class Definition(NamedTuple):
    """A definition of a text. Lines from 0, both ends included; ``lead`` is the first line of its comments and decorators.

    ``parent`` is the place of its container in the list of definitions, or -1.
    """

    kind: int
    name: str
    parent: int
    lead: int
    first: int
    last: int
    exported: bool


def definitions_of(table: bytes, text: str) -> list[Definition]:
    """The definitions in a table, those aside that stand in a function's body as mere values."""
    raw, lines = text.encode(), text.split("\n")
    (count,) = struct.unpack_from("<I", table, _COUNT_AT)
    rows = [struct.unpack_from("<10I", table, _HEADER + n * _RECORD) for n in range(count)]
    found: list[Definition] = []
    place: dict[int, int] = {}
    for number, row in enumerate(rows):
        kind, _, parent, _, _, first, last, name, name_end, flags = row
        if kind >= _FIRST_OTHER or kind == _ELEMENT or name == _NONE:
            continue
        up = parent
        while up != _NONE and up not in place and rows[up][0] >= _FIRST_OTHER:
            up = rows[up][2]
        if up != _NONE and (up not in place or (kind in (_VARIABLE, _FIELD) and rows[up][0] not in _HOLDERS)):
            continue
        first, last = first - 1, last - 1
        place[number] = len(found)
        top = _top(lines, first)
        found.append(Definition(kind, raw[name:name_end].decode(), place.get(up, -1), top, first, last, bool(flags & 1)))
    return found


def _top(lines: list[str], first: int) -> int:
    top = first
    while top > 0 and is_trivia(lines[top - 1]) and not lines[top - 1].startswith("#!"):
        top -= 1
    return top


def is_trivia(line: str) -> bool:
    """Whether a line is a comment or a decorator."""
    return is_comment(line) or _DECORATED.match(line.strip()) is not None


def is_comment(line: str) -> bool:
    """Whether a line is a comment, or belongs to one."""
    return _COMMENT.match(line.strip()) is not None


class Right:
    """A right edit with what can be said of it.

    Attributes:
        triple: the edit.
        old, lines: the lines of the source and of the right result.
        before, definitions: the definitions of the source and of the right result; none without a table.
    """

    def __init__(self, triple: Triple, tables: tuple[bytes, bytes] | None) -> None:
        self.triple = triple
        self.old, self.lines = triple.before.split("\n"), triple.after.split("\n")
        self.before = definitions_of(tables[0], triple.before) if tables else []
        self.definitions = definitions_of(tables[1], triple.after) if tables else []

    @cached_property
    def words(self) -> frozenset[str]:
        """All words of the edit."""
        return frozenset(re.findall(r"[\w$]+", self.triple.edit))

    @cached_property
    def rows(self) -> frozenset[str]:
        """The lines of the edit without the blanks around them."""
        return frozenset(line.strip() for line in self.triple.edit.split("\n"))

    @cached_property
    def hidden(self) -> list[int]:
        """Lines of the result that the edit does not show."""
        return [n for n, line in enumerate(self.lines) if line.strip() and line.strip() not in self.rows]

    @cached_property
    def _steps(self) -> list[tuple[str, int, int, int, int]]:
        return [s for s in SequenceMatcher(None, self.old, self.lines, autojunk=False).get_opcodes() if s[0] != "equal"]

    @cached_property
    def came(self) -> list[int]:
        """Lines of the result that the source does not have there."""
        return [n for _, _, _, c, d in self._steps for n in range(c, d) if self.lines[n].strip()]

    @cached_property
    def went(self) -> list[int]:
        """Lines of the source that the result does not have there."""
        return [n for _, a, b, _, _ in self._steps for n in range(a, b) if self.old[n].strip()]

    def is_mentioned(self, definition: Definition) -> bool:
        """Whether one of the words of a definition's name stands in the edit."""
        return bool(set(re.findall(r"[\w$]+", definition.name)) & self.words)

    @cached_property
    def unmentioned(self) -> list[Definition]:
        """Definitions of the result that the edit does not speak of."""
        return [d for d in self.definitions if not self.is_mentioned(d)]

    @cached_property
    def apart(self) -> list[Definition]:
        """Those of the unmentioned definitions that hold nothing which the edit speaks of."""
        spoken = [d for d in self.definitions if self.is_mentioned(d)]
        return [d for d in self.unmentioned if not any(self.is_in(s, d) for s in spoken)]

    @cached_property
    def touched(self) -> list[Definition]:
        """Definitions in which a line came."""
        return [d for d in self.definitions if any(d.lead <= n <= d.last for n in self.came)]

    def is_in(self, inner: Definition, outer: Definition) -> bool:
        """Whether one definition stands in another."""
        return inner != outer and outer.first <= inner.first and inner.last <= outer.last

    def siblings(self, definition: Definition) -> list[Definition]:
        """All definitions of the same container, in order."""
        return [d for d in self.definitions if d.parent == definition.parent]
