"""Document sessions: a source that is edited, and cached facts about each of its states.

Guests keep nothing between calls, so the memory is here: answers by content, dialect and guest. An undo, a file that is
opened twice, or two documents with one text cost no second parse.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from itertools import pairwise
from typing import Any, NamedTuple, Protocol, cast

from kaptar.errors import InvalidArgument
from kaptar.languages import LANGUAGES, Language, language_named
from kaptar.ops.syntax_types import FileMetrics, OutlineItem, Validation
from kaptar.ops.table import Table
from kaptar.runtime.operation import Result

ENTRY_BYTES = 1024
"""What an answer is taken to need beside the length of its source."""


class TextChange(NamedTuple):
    """Replaces a half-open byte range of a source."""

    start: int
    end: int
    text: bytes


class ModuleDigest(Protocol):
    """The name and digest of a guest module, for a session."""

    @property
    def name(self) -> str: ...
    @property
    def digest(self) -> str: ...


class Caller(Protocol):
    """The part of a runtime that a session uses."""

    def call(self, name: str, *args: Any) -> Result: ...
    def modules(self) -> Sequence[ModuleDigest]: ...


class _Key(NamedTuple):
    operation: str
    content: bytes
    dialect: str
    guest: str


class Session:
    """Asks a runtime about sources, and remembers the answers. Safe from several threads.

    Args:
        runtime: answers what is not remembered.
        entries: answers to remember, at least 1; the one that was not used for longest goes first.
        max_bytes: bound of the memory of all answers, counted as the length of their sources.
    """

    def __init__(self, runtime: Caller, *, entries: int = 1024, max_bytes: int = 64 << 20) -> None:
        if entries < 1 or max_bytes < 1:
            raise InvalidArgument(f"entries is {entries} and max_bytes {max_bytes}; both must be at least 1")
        self._runtime, self._entries, self._max_bytes = runtime, entries, max_bytes
        self._lock = threading.Lock()
        self._known: OrderedDict[_Key, tuple[Any, int]] = OrderedDict()
        self._held = self.hits = self.misses = 0

    def open(self, source: bytes, language: str) -> "Document":
        """A document with this text. Raises InvalidArgument for a language that Kaptar does not know."""
        known = language_named(language)
        if known is None:
            raise InvalidArgument(f"language is {language!r}; there are {', '.join(LANGUAGES)}")
        return Document(self, source, known)

    def ask(self, operation: str, source: bytes, content: bytes, language: Language) -> Any:
        """The answer of an operation that takes a source and a language; ``content`` is the digest of the source.

        Answers of the host are not kept where there is a guest: the guest may know more once it is ready.
        """
        guest = self._digest(language.module)
        key = _Key(operation, content, language.dialect, guest)
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                self.hits += 1
                return self._known[key][0]
            self.misses += 1
        result = self._runtime.call(operation, source, language.dialect)
        if result.backend == "guest" or not guest:
            self._keep(key, result.value, len(source) + ENTRY_BYTES)
        return result.value

    def __len__(self) -> int:
        """The number of answers that are remembered."""
        return len(self._known)

    def _digest(self, module: str) -> str:
        return next((row.digest for row in self._runtime.modules() if row.name == module), "")

    def _keep(self, key: _Key, value: Any, size: int) -> None:
        with self._lock:
            if key not in self._known and size <= self._max_bytes:
                self._known[key] = (value, size)
                self._held += size
            while len(self._known) > self._entries or self._held > self._max_bytes:
                _, (_, dropped) = self._known.popitem(last=False)
                self._held -= dropped


class Document:
    """One source in a session. ``version`` counts the edits. For one thread at a time."""

    def __init__(self, session: Session, source: bytes, language: Language) -> None:
        self._session, self.language, self.version = session, language, 0
        self._set(source)

    @property
    def source(self) -> bytes:
        return self._source

    def edit(self, changes: Iterable[tuple[int, int, bytes]]) -> None:
        """Replace byte ranges, all given for the text as it is before. Two at one place are put in as they are given.

        Raises InvalidArgument, and changes nothing, where ranges overlap or leave the source.
        """
        ordered = sorted((TextChange(*change) for change in changes), key=lambda change: (change.start, change.end))
        if any(not 0 <= change.start <= change.end <= len(self._source) for change in ordered):
            raise InvalidArgument(f"a change leaves the source of {len(self._source)} bytes")
        if any(first.end > second.start for first, second in pairwise(ordered)):
            raise InvalidArgument("two changes overlap")
        parts, at = [], 0
        for change in ordered:
            parts += [self._source[at : change.start], change.text]
            at = change.end
        self._set(b"".join((*parts, self._source[at:])))
        self.version += 1

    def replace(self, source: bytes) -> None:
        """Take another text as a whole."""
        self._set(source)
        self.version += 1

    def table(self) -> Table:
        return cast(Table, self._ask("syntax.table"))

    def validation(self) -> Validation:
        return cast(Validation, self._ask("syntax.validate"))

    def outline(self) -> tuple[OutlineItem, ...]:
        return cast(tuple[OutlineItem, ...], self._ask("syntax.outline"))

    def metrics(self) -> FileMetrics:
        return cast(FileMetrics, self._ask("syntax.metrics"))

    def _ask(self, operation: str) -> Any:
        return self._session.ask(operation, self._source, self._content, self.language)

    def _set(self, source: bytes) -> None:
        self._source, self._content = source, blake2b(source, digest_size=32).digest()
