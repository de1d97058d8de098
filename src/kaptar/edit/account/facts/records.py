"""A table's records near given lines, without reading the rest. The layout is that of ``guests/table/src/lib.rs``."""

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from struct import unpack_from
from typing import NamedTuple

from kaptar.edit.account.facts.definition import Definition, Trivia
from kaptar.languages import LANGUAGES
from kaptar.ops.table import BROKEN, GETTER, HEADER_WORDS, MAGIC, NONE, RECORD_WORDS, SETTER, STATIC, VERSION, RecordKind

_DEFINITIONS = frozenset(int(kind) for kind in RecordKind if kind.is_definition and kind is not RecordKind.ELEMENT)
"""Elements of markup are no definitions here: they have no names of their own, so they are judged by their lines."""
_COMMENT, _DECORATOR, _IMPORT = int(RecordKind.COMMENT), int(RecordKind.DECORATOR), int(RecordKind.IMPORT)
_SECTION = int(RecordKind.SECTION)
_STATEMENT, _TEXT = int(RecordKind.STATEMENT), int(RecordKind.TEXT)
_HOLDERS = frozenset(
    int(kind)
    for kind in (
        RecordKind.CLASS, RecordKind.INTERFACE, RecordKind.STRUCT, RecordKind.ENUM, RecordKind.TRAIT, RecordKind.IMPL,
        RecordKind.NAMESPACE, RecordKind.RULE, RecordKind.SECTION,
    )
)  # fmt: skip
"""What has members. Values in any other block are local: they are judged as the statements that they are."""
_VALUES = frozenset((int(RecordKind.VARIABLE), int(RecordKind.FIELD)))
_COLLECTION = int(RecordKind.COLLECTION)
_BLOCK, _ELEMENT = int(RecordKind.BLOCK), int(RecordKind.ELEMENT)
_HTML = LANGUAGES["html"].number
_HEAD, _OWNER = int(RecordKind.HEAD), int(RecordKind.OWNER)
_FLAVOURS = GETTER | SETTER | STATIC


_MOST_TRIVIA = 200
"""Lines of comments and decorators above a definition, at most."""
_MOST_PLACES = 64
"""Places of a name in the text that are looked at one by one, at most; beyond it all records of the kind are."""
_LONGEST_HEAD = 2000
"""Bytes of a function's head in which its equals sign is looked for, at most."""
_STRING = re.compile(rb"""[rRuUbB]{0,2}(?:\"\"\"[^\0]*\"\"\"|'''[^\0]*'''|"[^"\n]*"|'[^'\n]*')\Z""")


class _Head(NamedTuple):
    """A definition's decorators and comments, its own first line, the first line of its body, its owner's name."""

    decorators: tuple[tuple[str, int, int], ...]
    comments: list[int]
    line: int
    body: int
    owner: str


def fits(table: bytes, text: bytes) -> bool:
    """Whether a table has the header of this version, its records are all there, and it was made for a text of this length."""
    if len(table) < HEADER_WORDS * 4 or sys.byteorder != "little":
        return False
    magic, version, _, length, _, count = unpack_from("<6I", table)
    return (magic, version, length) == (MAGIC, VERSION, len(text)) and len(table) >= (HEADER_WORDS + count * RECORD_WORDS) * 4


class Records:
    """Records of one text. ``text`` is the text that the table was made from; the table may be wrong, but not harmful."""

    def __init__(self, table: bytes, text: bytes) -> None:
        self._text = text
        count = int.from_bytes(table[20:24], "little")
        part = memoryview(table)[HEADER_WORDS * 4 : (HEADER_WORDS + count * RECORD_WORDS) * 4]
        if sys.byteorder != "little" or len(part) != count * RECORD_WORDS * 4:
            raise ValueError("the table cannot be read here")
        words = part.cast("I")
        columns = [words[at::RECORD_WORDS] for at in range(RECORD_WORDS)]
        self._kinds, _, self._parents, self._starts, self._ends, self._firsts, self._lasts = columns[:7]
        self._names, self._name_ends, self._flags = columns[7:]
        self._table = table
        self._count = count
        self._kind_bytes: bytes | None = None
        self._named: dict[tuple[int, bytes], list[int]] = {}
        self._read: dict[int, Definition] = {}
        self.dialect = int.from_bytes(table[8:12], "little")
        self.errors = int.from_bytes(table[24:28], "little")

    def near(self, first: int, end: int) -> list[int]:
        """Records with a line in ``first..end``, and those around them, in pre-order."""
        at = bisect_left(self._firsts, first + 1)
        around = []
        up = at - 1
        while up >= 0:
            if self._lasts[up] > first:
                around.append(up)
            parent = self._parents[up]
            up = parent if parent != NONE and parent < up else -1
        behind = at
        while behind < self._count and self._firsts[behind] <= end:
            behind += 1
        return [*reversed(around), *range(at, behind)]

    def broken(self, indices: list[int]) -> bool:
        """Whether one of the records holds a parse error."""
        return any(self._flags[i] & BROKEN for i in indices)

    def definitions(self, indices: list[int]) -> list[Definition]:
        """Those of the records that are definitions, as values."""
        return [self.definition(i) for i in indices if self._kinds[i] in _DEFINITIONS]

    def definition(self, index: int) -> Definition:
        """A definition as a value, read once."""
        found = self._read.get(index)
        if found is None:
            found = self._read[index] = self._definition(index)
        return found

    def _definition(self, index: int) -> Definition:
        start, end = self._starts[index], self._ends[index]
        first, last = self._firsts[index] - 1, self._lasts[index] - 1
        parent, local = self._container(index)
        kind = self._kinds[index]
        found = self._head(index, first, last)
        above = self._comments_above(index, first)
        name = self._name(index)
        lead = above[0] if above else first
        trivia = Trivia((*above, *found.comments), found.decorators)
        flavour = self._flags[index] & _FLAVOURS
        lines = lead, first, found.line, found.body, last
        return Definition(index, parent, kind, flavour, found.owner, name, *lines, start, end, local and kind in _VALUES, trivia)

    def before_name(self, index: int) -> bytes:
        """What stands in front of a definition's name in its line."""
        start, name = self._starts[index], self._names[index]
        return self._text[max(start, self._text.rfind(b"\n", 0, name) + 1) : name] if name != NONE else b""

    def parameters(self, definition: Definition) -> bytes:
        """What stands between a definition's name, or its beginning, and its body, without blanks."""
        named = self._names[definition.record] != NONE
        rest = self._text[self._name_ends[definition.record] if named else definition.start : definition.end]
        stops = [at for sign in (b"{", b"=") if (at := rest.find(sign)) >= 0]
        return b"".join(rest[: min(stops, default=len(rest))].split())

    def body(self, definition: Definition) -> bytes:
        """The block of a function, or what stands behind the equals sign outside of its brackets; nothing without both."""
        index = definition.record
        for inner in range(index + 1, self._behind(index)):
            if self._kinds[inner] == _BLOCK and self.parent(inner) == index:
                return self._text[self._starts[inner] : self._ends[inner]]
        depth = 0
        first = max(definition.start, self._name_ends[index] if definition.name else 0)
        for at in range(first, min(definition.end, first + _LONGEST_HEAD)):
            sign = self._text[at : at + 1]
            depth += (sign in (b"(", b"[", b"<")) - (sign in (b")", b"]", b">"))
            if sign == b"=" and depth <= 0:
                return self._text[at + 1 : definition.end]
        return b""

    def siblings(self, index: int) -> list[int]:
        """Statements and definitions of the block that a record stands in, in order; no comments and no strings that document."""
        parent = self.parent(index)
        at, end = (0, self._count) if parent < 0 else (parent + 1, self._behind(parent))
        out = []
        while at < end:
            if self._kinds[at] not in (_COMMENT, _DECORATOR, _HEAD) and not self._is_string(at):
                out.append(at)
            at = self._behind(at)
        return out

    def named(self, kind: int, name: str, container: int) -> list[int]:
        """Definitions of that kind and name directly inside of a container."""
        return [i for i in self._of_name(kind, name.encode()) if self._container(i)[0] == container]

    def all_named(self, definition: Definition) -> list[int]:
        """Definitions of the kind and name of one, in any container; only itself where its name stands in the text once."""
        return self._of_name(definition.kind, definition.name.encode()) if definition.name else [definition.record]

    def _of_name(self, kind: int, name: bytes) -> list[int]:
        """Records of a kind with a name, in order."""
        found = self._named.get((kind, name))
        if found is None:
            text, near = self._text, self._where(name)
            same = (i for i in (self._of_kind(kind) if near is None else near) if self._kinds[i] == kind)
            found = [i for i in same if text[self._names[i] : self._name_ends[i]] == name]
            self._named[kind, name] = found
        return found

    def _where(self, name: bytes) -> list[int] | None:
        """Records around each place of a name in the text, in order; None where it stands too often to look at each."""
        found, at = set[int](), self._text.find(name)
        for _ in range(_MOST_PLACES):
            if at < 0:
                return sorted(found)
            index = bisect_right(self._starts, at) - 1
            while index >= 0 and index not in found:
                found.add(index)
                parent = self._parents[index]
                index = parent if parent < index else -1
            at = self._text.find(name, at + 1)
        return None

    def _of_kind(self, kind: int) -> list[int]:
        kinds, found, at = self._all_kinds(), list[int](), -1
        while (at := kinds.find(kind, at + 1)) >= 0:
            found.append(at)
        return found

    def _all_kinds(self) -> bytes:
        """The kind of each record. A kind that is none is 0."""
        if self._kind_bytes is None:
            first, end, step = HEADER_WORDS * 4, (HEADER_WORDS + self._count * RECORD_WORDS) * 4, RECORD_WORDS * 4
            found, *rest = (self._table[first + at : end : step] for at in range(4))
            if any(each.strip(b"\0") for each in rest):
                found = bytes(kind if kind < 256 else 0 for kind in self._kinds)
            self._kind_bytes = found
        return self._kind_bytes

    def imports(self) -> list[int]:
        """All imports of the text."""
        return self._of_kind(_IMPORT)

    def is_definition(self, index: int) -> bool:
        return self._kinds[index] in _DEFINITIONS

    def is_head(self, line: int) -> bool:
        """Whether a definition begins in a line, comments and decorators aside."""
        return any(definition.head == line for definition in self.definitions(self.near(line, line + 1)))

    def names(self, line: int) -> bool:
        """Whether a definition with a name begins in a line, comments and decorators aside."""
        return any(definition.head == line and definition.name for definition in self.definitions(self.near(line, line + 1)))

    def is_trivia(self, line: int) -> bool:
        """Whether a line is a comment or decorator of a definition below it."""
        at = line
        while at < line + _MOST_TRIVIA:
            for index in self.near(at, at):
                if self._kinds[index] in _DEFINITIONS and self._firsts[index] - 1 <= at:
                    trivia = self.definition(index).trivia
                    if line in trivia.comments or any(a <= line < b for _, a, b in trivia.decorators):
                        return True
            at += 1
        return False

    def has_sections(self) -> bool:
        """Whether the file is made of sections, as TOML is."""
        return _SECTION in self._all_kinds()

    def is_text(self, line: int) -> bool:
        """Whether a line lies in a string or comment that began in a line above."""
        return self._is_in((_COMMENT, _TEXT), line)

    def is_content(self, line: int) -> bool:
        """As `is_text`; a script or a style of HTML is code."""
        return self._is_in((_COMMENT,) if self.dialect == _HTML else (_COMMENT, _TEXT), line)

    def _is_in(self, kinds: tuple[int, ...], line: int) -> bool:
        return any(self._kinds[i] in kinds and self._firsts[i] <= line for i in self.near(line, line))

    def is_shell(self, index: int) -> bool:
        """Whether a record is a block or collection: what belongs to something else, or to the file."""
        return self._kinds[index] in (_BLOCK, _COLLECTION)

    def starts_at(self, line: int) -> bool:
        """Whether a statement or definition starts in a line."""
        at = bisect_left(self._firsts, line + 1)
        return at < self._count and self._firsts[at] == line + 1

    def kind(self, index: int) -> int:
        return self._kinds[index]

    def name(self, index: int) -> str:
        return self._name(index)

    def lines(self, index: int) -> tuple[int, int]:
        """First and last line of a record."""
        return self._firsts[index] - 1, self._lasts[index] - 1

    def range(self, index: int) -> tuple[int, int]:
        return self._starts[index], self._ends[index]

    def content(self, index: int) -> bytes:
        """The bytes of a record."""
        return self._text[self._starts[index] : self._ends[index]]

    def inside(self, index: int) -> Iterator[int]:
        """All records inside of one, in order."""
        end = self._behind(index)
        yield from range(index + 1, end)

    def is_open_block(self, index: int) -> bool:
        """Whether a record is a block without brackets of its own: its lines are statements from the first to the last."""
        return self._kinds[index] == _BLOCK and self._text[self._starts[index]] not in b"{(["

    def parent(self, index: int) -> int:
        found = self._parents[index]
        return -1 if found == NONE else found

    def head_end(self) -> int:
        """Behind the last line of the file's head; 0 where it has none."""
        return self._lasts[0] if self._count and self._kinds[0] == _HEAD else 0

    def _behind(self, index: int) -> int:
        """The first record that starts behind the end of another."""
        return bisect_left(self._starts, self._ends[index], index + 1)

    def _container(self, index: int) -> tuple[int, bool]:
        """The definition around a record, and whether the innermost block around it belongs to nothing that has members."""
        up, found, local = self._parents[index], -1, False
        in_block = known = False
        while up != NONE and up < index and (found < 0 or not known):
            kind = self._kinds[up]
            if (in_block or kind == _ELEMENT) and not known:
                local, known = kind not in _HOLDERS, True
            if kind in _DEFINITIONS and found < 0:
                found = up
            in_block = kind == _BLOCK
            index, up = up, self._parents[up]
        return found, local

    def _head(self, index: int, first: int, last: int) -> _Head:
        decorators: list[tuple[str, int, int]] = []
        comments: list[int] = []
        head, body, owner = first, last + 1, ""
        name_at = self._names[index]
        at = index + 1
        end = self._behind(index)
        while at < end:
            kind = self._kinds[at]
            if kind == _BLOCK:
                body = self._firsts[at] - 1
                break
            if kind == _OWNER:
                owner = self._name(at)
            elif kind in (_DECORATOR, _COMMENT):
                top, bottom = self.lines(at)
                before_name = name_at == NONE or self._starts[at] < name_at
                if kind == _DECORATOR and before_name and top >= head and self._alone(at):
                    decorators.append((self._name(at) or self._source(at), top, bottom + 1))
                    head = bottom + 1
                elif kind == _COMMENT and before_name and top == head and self._alone(at):
                    comments.extend(range(top, bottom + 1))
                    head = bottom + 1
                elif kind == _COMMENT and not before_name and self._alone(at):
                    body = top
                    break
            elif kind in _DEFINITIONS and self._starts[at] > name_at:
                break
            at = self._behind(at) if kind != _DECORATOR else at + 1
        return _Head(tuple(decorators), comments, min(head, last), body, owner)

    def _comments_above(self, index: int, first: int) -> list[int]:
        """Lines of the comments that stand directly above, without a blank line; the file's head is not among them.

        A definition that a statement begins with (`module.exports = function …`) has the comments of the statement.
        """
        lines: list[int] = []
        parent = self.parent(index)
        while parent >= 0 and self._firsts[parent] - 1 == first and self._kinds[parent] not in _DEFINITIONS:
            index, parent = parent, self.parent(parent)
        start = self._starts[index]
        at, top = index - 1, first
        while at >= 0:
            if self._kinds[at] == _COMMENT:
                begin, end = self.lines(at)
                aside = self._column(at) != self._column(index)
                if end != top - 1 or begin < self.head_end() or aside or not self._alone(at):
                    break
                lines[:0] = range(begin, end + 1)
                top = begin
            elif self._starts[at] < start:
                break
            at -= 1
        return lines

    def _column(self, index: int) -> int:
        """Bytes from the beginning of the line to a record, and one."""
        start = self._starts[index]
        return start - self._text.rfind(b"\n", 0, start)

    def _alone(self, index: int) -> bool:
        """Whether nothing but blanks stands before a record on its first line and behind it on its last."""
        start, end = self._starts[index], self._ends[index]
        line = self._text.rfind(b"\n", 0, start) + 1
        behind = self._text.find(b"\n", end)
        rest = self._text[end : behind if behind >= 0 else len(self._text)]
        return not self._text[line:start].strip(b" \t\xef\xbb\xbf") and not rest.strip()

    def _is_string(self, index: int) -> bool:
        """Whether a record is a statement that is nothing but a string, as documentation is in Python."""
        start, end = self._starts[index], self._ends[index]
        return self._kinds[index] == _STATEMENT and _STRING.match(self._text[start:end]) is not None

    def _name(self, index: int) -> str:
        start, end = self._names[index], self._name_ends[index]
        return "" if start == NONE else self._text[start:end].decode("utf-8", "replace")

    def _source(self, index: int) -> str:
        return self._text[self._starts[index] : self._ends[index]].decode("utf-8", "replace")
