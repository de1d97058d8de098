"""Line: a command line as the `shell` guest reads it, in plain data."""

from collections.abc import Callable
from functools import lru_cache
from typing import Literal, Protocol

import msgspec

from kaptar.errors import KaptarError

LONGEST = 1 << 16
"""Bytes of a line that is read."""

_TIMEOUT_MS = 500
_KEPT = 128


class WordPart(msgspec.Struct, frozen=True, array_like=True):
    """A part of a word. ``bare`` text may hold a tilde, braces or a pattern; ``other`` is an expansion that nobody knows."""

    kind: Literal["quoted", "bare", "variable", "other"]
    text: str


Word = tuple[WordPart, ...]


class SimpleCommand(msgspec.Struct, frozen=True):
    """One program with its words, or assignments and redirections alone.

    Attributes:
        sets: variables and what they are set to; a loop sets its variable to each of its values.
        writes: files that a redirection writes.
        given: here-documents and here-strings.
        scope: the subshells around it, the outermost first.
    """

    words: tuple[Word, ...]
    sets: tuple[tuple[str, Word], ...]
    writes: tuple[Word, ...]
    given: tuple[Word, ...]
    scope: tuple[int, ...]
    start: int
    end: int


class Line(msgspec.Struct, frozen=True):
    """A command line. ``broken``: not all of it could be read, so it may do more than its commands say."""

    broken: bool
    commands: tuple[SimpleCommand, ...]


class ShellGuest(Protocol):
    """The part of `kaptar.runtime.runtime.Runtime` that reads lines."""

    def call_guest(self, module: str, op: str, *args: object, timeout_ms: int) -> object: ...


ReadLine = Callable[[str], Line | None]
"""Gives a line; None where it cannot be read: it is too long, or guests are off."""


def reader(guests: ShellGuest | None) -> ReadLine:
    """A reader of lines, which keeps the newest."""

    @lru_cache(_KEPT)
    def known(source: bytes) -> Line:
        assert guests is not None
        return msgspec.convert(guests.call_guest("shell", "commands", source, timeout_ms=_TIMEOUT_MS), Line)

    def read(text: str) -> Line | None:
        source = text.encode("utf-8", "replace")
        if guests is None or len(source) > LONGEST:
            return None
        try:
            return known(source)
        except KaptarError:
            return None

    return read
