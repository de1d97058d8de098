"""Bytes that a run keeps until its end: some in memory, the rest in a file without a name."""

import os
import tempfile
import weakref
from threading import Lock
from typing import NamedTuple

IN_MEMORY = 32 << 20
"""Bytes that are kept in memory."""


class Kept(NamedTuple):
    """A place in a spool. ``data``: the bytes themselves, where they are kept in memory."""

    size: int
    at: int
    data: bytes | None


class Spool:
    """Keeps bytes for as long as it lives. Thread-safe.

    Args:
        in_memory: bytes that are kept in memory; the rest goes to the system's folder of temporary files.
    """

    def __init__(self, in_memory: int = IN_MEMORY) -> None:
        self._room, self._end = in_memory, 0
        self._handle: int | None = None
        self._lock = Lock()

    def keep(self, data: bytes) -> Kept:
        """Keep bytes. Raises OSError where there is no room for them."""
        with self._lock:
            if len(data) <= self._room:
                self._room -= len(data)
                return Kept(len(data), 0, data)
            at, rest = self._end, memoryview(data)
            while rest:
                rest = rest[os.pwrite(self._file(), rest, self._end) :]
                self._end = at + len(data) - len(rest)
            return Kept(len(data), at, None)

    def read(self, kept: Kept) -> bytes:
        """The bytes again. Raises OSError."""
        if kept.data is not None:
            return kept.data
        found = bytearray()
        while len(found) < kept.size and (part := os.pread(self._file(), kept.size - len(found), kept.at + len(found))):
            found += part
        return bytes(found)

    def _file(self) -> int:
        if self._handle is None:
            with tempfile.TemporaryFile(buffering=0) as file:
                self._handle = os.dup(file.fileno())
            weakref.finalize(self, os.close, self._handle)
        return self._handle
