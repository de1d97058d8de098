"""Structure tables for the edit engine: made by grammar guests, cached by content, compared by their parse errors."""

import struct
from collections import OrderedDict
from hashlib import sha256
from threading import Lock
from typing import Any, NamedTuple, Protocol

from kaptar.errors import GuestError, NotStarted, OperationFailed, Unavailable, UnknownOperation
from kaptar.languages import Language, why_not_parsed

_COUNTS_AT = 24
_HEADER = 32
_ERROR = struct.Struct("<6I")
_RECORD_BYTES = 40
_MADE = 1024


class Grammars(Protocol):
    """The part of `Runtime` that the engine uses."""

    def call_guest(self, module: str, op: str, /, *args: Any, isolated: bool = False, timeout_ms: int | None = None) -> Any: ...


class Structure(NamedTuple):
    """A file's table (`kaptar-table/2`) and the guest that made it; or, with ``table`` None, why there is none.

    ``unstarted``: the system refused the guest what it starts with, so that the file is not at fault.
    """

    table: bytes | None
    module: str
    missing: str = ""
    unstarted: bool = False

    @property
    def errors(self) -> int:
        """The number of parse errors."""
        return int(struct.unpack_from("<I", self.table, _COUNTS_AT)[0]) if self.table else 0

    @property
    def records(self) -> int:
        """The number of records."""
        return int(struct.unpack_from("<I", self.table, _COUNTS_AT - 4)[0]) if self.table else 0

    def error(self, index: int) -> tuple[int, int, str]:
        """(line, column, message) of a parse error."""
        assert self.table is not None
        records, count = struct.unpack_from("<2I", self.table, _COUNTS_AT - 4)
        at = _HEADER + records * _RECORD_BYTES
        _, _, line, column, offset, length = _ERROR.unpack_from(self.table, at + index * _ERROR.size)
        text = at + count * _ERROR.size + offset
        return line, column, self.table[text : text + length].decode("utf-8", "replace")


class Structures:
    """Tables of sources, the newest kept by content and language.

    Args:
        guests: calls grammar guests; None where guests are off.
        parse_limit: bytes; a larger source has no table.
        cache_bytes: how much is kept over all tables. Of the last 1,024 texts that edits made the digest is kept too.
    """

    def __init__(self, guests: Grammars | None, parse_limit: int, cache_bytes: int) -> None:
        self._guests, self._parse_limit, self._room = guests, parse_limit, cache_bytes
        self._kept: OrderedDict[tuple[str, str, str], bytes] = OrderedDict()
        self._made: OrderedDict[str, None] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def of(self, source: bytes, digest: str, language: Language | None, timeout_ms: int, *, tolerant: bool = False) -> Structure:
        """The table of a source. ``digest`` is its SHA-256; ``tolerant`` asks for the guest that recovers from errors.

        Raises DeadlineExceeded and other GuestErrors.
        """
        if self._guests is None:
            return Structure(None, "", "guests are off")
        if language is None:
            return Structure(None, "", "no parser for this kind of file")
        if len(source) > self._parse_limit:
            return Structure(None, "", f"over the parse limit of {self._parse_limit:,} bytes")
        if why := why_not_parsed(source, language.dialect):
            return Structure(None, "", why)
        module = language.tolerant if tolerant else language.module
        key = (digest, language.dialect, module)
        if (kept := self._find(key)) is not None:
            return Structure(kept, module)
        try:
            table: bytes = self._guests.call_guest(module, "table", source, language.dialect, timeout_ms=timeout_ms)
        except (Unavailable, UnknownOperation, OperationFailed) as problem:
            return Structure(None, module, str(problem), isinstance(problem, NotStarted))
        self._keep(key, table)
        return Structure(table, module)

    def after(self, text: bytes, before: str, language: Language, timeout_ms: int) -> Structure:
        """The parse errors of what an edit makes of the source with the digest ``before``.

        `problems` is faster than a full table. If the source was itself made by an edit, another edit is likely, so the full
        table is made now.

        Raises DeadlineExceeded and other GuestErrors.
        """
        digest = sha256(text).hexdigest()
        with self._lock:
            follows = before in self._made
            self._made[digest] = None
            if len(self._made) > _MADE:
                self._made.popitem(last=False)
        key = (digest, language.dialect, language.module)
        left_out = len(text) > self._parse_limit or why_not_parsed(text, language.dialect) != ""
        if follows or self._guests is None or left_out or self._find(key) is not None:
            return self.of(text, digest, language, timeout_ms)
        try:
            found: bytes = self._guests.call_guest(language.module, "problems", text, language.dialect, timeout_ms=timeout_ms)
        except UnknownOperation:
            return self.of(text, digest, language, timeout_ms)
        except (Unavailable, OperationFailed) as problem:
            return Structure(None, language.module, str(problem))
        return Structure(found, language.module)

    def for_planning(self, source: bytes, digest: str, language: Language | None, timeout_ms: int) -> Structure:
        """The table that places are looked for in: of a source that does not parse, the one of the tolerant guest."""
        first = self.of(source, digest, language, timeout_ms)
        if language is None or not first.errors or language.tolerant == first.module:
            return first
        try:
            second = self.of(source, digest, language, timeout_ms, tolerant=True)
        except GuestError:
            return first
        return second if second.table is not None else first

    def _find(self, key: tuple[str, str, str]) -> bytes | None:
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
            return kept

    def _keep(self, key: tuple[str, str, str], table: bytes) -> None:
        with self._lock:
            if key not in self._kept and len(table) <= self._room:
                self._kept[key] = table
                self._size += len(table)
            while self._size > self._room:
                self._size -= len(self._kept.popitem(last=False)[1])


DOUBTFUL = "the file as it was does not parse as this language, so errors in the new text prove nothing"


def doubtful(before: Structure) -> bool:
    """Whether a source has errors for a grammar that recovers from them: it may be another language than its name says.

    A C header may hold Objective-C; the number of errors that a grammar reports of it goes up and down with every edit.
    """
    return before.errors > 0 and before.module.startswith("tree_")


def broken_by(before: Structure, after: Structure) -> str:
    """What the new text breaks: its first parse error when there are more than before, else "".

    Both tables must come from the same guest.
    """
    if after.errors <= before.errors:
        return ""
    known = {before.error(i)[2] for i in range(before.errors)}
    errors = [after.error(i) for i in range(after.errors)]
    line, column, message = next((e for e in errors if e[2] not in known), errors[0])
    return f"line {line}, column {column} of the new text: {message}"
