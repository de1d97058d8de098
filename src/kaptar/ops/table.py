"""Reader of `kaptar-table/2`, the flat table of a file's structure that grammar guests write.

The layout and the meaning of every field are defined in ``guests/table/src/lib.rs``, the kinds in ``kinds.rs`` beside it. A
`Table` is a view: it keeps the guest's bytes and reads single records out of them.
"""

import struct
import sys
from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

from kaptar.errors import BadModule

MAGIC = int.from_bytes(b"KPT2", "little")
VERSION = 2
NONE = 0xFFFFFFFF

HEADER_WORDS = 8
RECORD_WORDS = 10
ERROR_WORDS = 6

TOLERANT = 1
"""Header flag: the parser recovers from errors, so records after an error can be trusted less."""
MORE_ERRORS = 2
"""Header flag: more errors were found than the table holds."""
EXPORTED = 1
"""Record flag: the definition is exported or public at its place."""
BROKEN = 2
"""Record flag: the node holds a parse error."""
GETTER = 4
"""Record flag: the method or field is read like a field."""
SETTER = 8
"""Record flag: the method is called when a field is written."""
STATIC = 16
"""Record flag: the method or field belongs to the type, not to its values."""

_FIRST_NON_DEFINITION = 32


class RecordKind(IntEnum):
    """The closed list of kinds of records."""

    CLASS = 1
    FUNCTION = 2
    METHOD = 3
    INTERFACE = 4
    STRUCT = 5
    ENUM = 6
    TRAIT = 7
    IMPL = 8
    NAMESPACE = 9
    TYPE_ALIAS = 10
    VARIABLE = 11
    FIELD = 12
    MACRO = 13
    RULE = 14
    ELEMENT = 15
    SECTION = 16
    TEST = 17
    IMPORT = 32
    EXPORT = 33
    BLOCK = 34
    STATEMENT = 35
    COLLECTION = 36
    DECORATOR = 37
    COMMENT = 38
    TEXT = 39
    DIRECTIVE = 40
    HEAD = 41
    BINDING = 42
    SOURCE = 43
    OWNER = 44

    @property
    def is_definition(self) -> bool:
        """Whether the kind names something that an edit can speak of by name."""
        return self < _FIRST_NON_DEFINITION


_KINDS = frozenset(int(kind) for kind in RecordKind)


class TableRecord(NamedTuple):
    """One record. Offsets are bytes, half open; lines from 1; ``parent`` is an index or None."""

    kind: RecordKind
    depth: int
    parent: int | None
    start: int
    end: int
    first_line: int
    last_line: int
    name_start: int | None
    name_end: int | None
    flags: int

    @property
    def exported(self) -> bool:
        return bool(self.flags & EXPORTED)

    @property
    def broken(self) -> bool:
        return bool(self.flags & BROKEN)

    @property
    def getter(self) -> bool:
        return bool(self.flags & GETTER)

    @property
    def setter(self) -> bool:
        return bool(self.flags & SETTER)

    @property
    def static(self) -> bool:
        return bool(self.flags & STATIC)

    def name(self, source: bytes) -> str | None:
        """The name as it stands in the source that the table was made from; None where there is none."""
        if self.name_start is None or self.name_end is None:
            return None
        return source[self.name_start : self.name_end].decode("utf-8", "replace")


class ParseProblem(NamedTuple):
    """A parse error: byte range, line from 1, column from 1 in code points."""

    start: int
    end: int
    line: int
    column: int
    message: str


class Table:
    """A checked view of the bytes of a `kaptar-table/2`.

    Args:
        data: the bytes, kept as they are. They may come from an untrusted guest: every range is checked here, once.

    Raises:
        BadModule: the bytes are not a table, or a range in them leaves the source.
    """

    __slots__ = ("_errors", "_records", "_text", "data", "dialect", "flags", "lines", "problem_count", "source_len")

    def __init__(self, data: bytes) -> None:
        if len(data) < HEADER_WORDS * 4:
            raise BadModule("the table is cut short")
        magic, version, dialect, source_len, lines, records, problems, flags = struct.unpack_from("<8I", data)
        if (magic, version) != (MAGIC, VERSION):
            raise BadModule("not a kaptar-table/2")
        errors_at = HEADER_WORDS + records * RECORD_WORDS
        text_at = (errors_at + problems * ERROR_WORDS) * 4
        if text_at > len(data):
            raise BadModule("the table is cut short")
        self.data, self.dialect, self.source_len, self.lines, self.flags = data, dialect, source_len, lines, flags
        self._records = _words(data, HEADER_WORDS * 4, errors_at * 4)
        self._errors = _words(data, errors_at * 4, text_at)
        self._text, self.problem_count = text_at, problems
        self._check()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Table) and self.data == other.data

    def __hash__(self) -> int:
        return hash(self.data)

    def __repr__(self) -> str:
        return f"<Table: {len(self)} records, {self.problem_count} problems, {self.source_len} bytes of source>"

    def __len__(self) -> int:
        """The number of records."""
        return len(self._records) // RECORD_WORDS

    def __getitem__(self, index: int) -> TableRecord:
        if not 0 <= index < len(self):
            raise IndexError(f"record {index} of {len(self)}")
        row = self._records[index * RECORD_WORDS : (index + 1) * RECORD_WORDS]
        kind, depth, parent, start, end, first, last, name_start, name_end, flags = row
        return TableRecord(
            RecordKind(kind), depth, _optional(parent), start, end, first, last, _optional(name_start), _optional(name_end), flags
        )

    def __iter__(self) -> Iterator[TableRecord]:
        return (self[index] for index in range(len(self)))

    @property
    def tolerant(self) -> bool:
        """Whether the parser recovers from errors."""
        return bool(self.flags & TOLERANT)

    @property
    def more_problems(self) -> bool:
        """Whether more errors were found than the table holds."""
        return bool(self.flags & MORE_ERRORS)

    def column(self, field: str) -> memoryview:
        """One field of all records as unsigned 32-bit integers, without a copy; `NONE` stands for "there is none"."""
        return self._records[TableRecord._fields.index(field) :: RECORD_WORDS]

    def problems(self) -> list[ParseProblem]:
        """The parse errors, in the order of the parser."""
        return [self._problem(index) for index in range(self.problem_count)]

    def children(self, index: int | None) -> Iterator[int]:
        """Indices of the records directly under a record, or of those without a parent."""
        wanted = NONE if index is None else index
        return (i for i, parent in enumerate(self.column("parent")) if parent == wanted)

    def bindings(self, index: int, source: bytes) -> list[str]:
        """The names that an import binds, in the order of the source."""
        return [name for record in self._parts(index, RecordKind.BINDING) if (name := record.name(source)) is not None]

    def taken_from(self, index: int, source: bytes) -> str | None:
        """The module of an import or re-export, without quotes; None where the bound name says it all (`import a.b`)."""
        return next((record.name(source) for record in self._parts(index, RecordKind.SOURCE)), None)

    def owner(self, index: int, source: bytes) -> str | None:
        """The receiver type of a method that stands outside of its type; None for other records."""
        return next((record.name(source) for record in self._parts(index, RecordKind.OWNER)), None)

    def _parts(self, index: int, kind: RecordKind) -> Iterator[TableRecord]:
        """The records of a kind directly under a record."""
        depth = self[index].depth
        for at in range(index + 1, len(self)):
            record = self[at]
            if record.depth <= depth:
                return
            if record.parent == index and record.kind == kind:
                yield record

    def _problem(self, index: int) -> ParseProblem:
        start, end, line, column, offset, length = self._errors[index * ERROR_WORDS : (index + 1) * ERROR_WORDS]
        at = self._text + offset
        return ParseProblem(start, end, line, column, self.data[at : at + length].decode("utf-8", "replace"))

    def _check(self) -> None:
        words = self._records.tolist()
        for index in range(len(self)):
            row = words[index * RECORD_WORDS : (index + 1) * RECORD_WORDS]
            kind, _, parent, start, end, first, last, name_start, name_end, _ = row
            named = name_start != NONE or name_end != NONE
            if kind not in _KINDS:
                raise BadModule(f"record {index} of the table: kind {kind} is unknown")
            if not start <= end <= self.source_len or first > last or (parent != NONE and parent >= index):
                raise BadModule(f"record {index} of the table: its ranges are not in order")
            if named and not start <= name_start <= name_end <= end:
                raise BadModule(f"record {index} of the table: its name is outside of it")
        room = len(self.data) - self._text
        for index in range(self.problem_count):
            offset, length = self._errors[index * ERROR_WORDS + 4], self._errors[index * ERROR_WORDS + 5]
            if offset + length > room:
                raise BadModule(f"error {index} of the table: its message is cut short")


def _optional(word: int) -> int | None:
    return None if word == NONE else word


def _words(data: bytes, start: int, end: int) -> memoryview:
    part = memoryview(data)[start:end]
    if sys.byteorder == "little":
        return part.cast("I")
    swapped = struct.unpack(f"<{len(part) // 4}I", part)
    return memoryview(struct.pack(f"={len(swapped)}I", *swapped)).cast("I")
