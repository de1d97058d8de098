"""Large JSON as a stream: the members of one array or object, one by one, in bounded memory."""

import codecs
from collections.abc import Callable, Iterator, Sequence
from json import JSONDecodeError
from typing import Any, BinaryIO, NamedTuple

from kaptar.errors import InvalidArgument, OperationFailed
from kaptar.ops.twins.json import DECODER, check_depth, check_surrogates

CHUNK_BYTES = 64 << 10
MAX_VALUE_CHARS = 64 << 20
_SPACE = " \t\r\n"
_DELIMITERS = frozenset(" \t\r\n,:]}")
_LONGEST_TOKEN = len("-Infinity") + 1
_CLOSING = {"[": "]", "{": "}"}


class Member(NamedTuple):
    """One member of the streamed container: its key (object), its index (array), or None for a lone scalar."""

    key: str | int | None
    value: Any


def iter_json(
    file: BinaryIO, *, at: Sequence[str] = (), max_value_chars: int = MAX_VALUE_CHARS, chunk_bytes: int = CHUNK_BYTES
) -> Iterator[Member]:
    """Read a JSON document from a binary file as a stream of its members.

    The whole document is checked as strictly as `json.parse` checks it, also what lies outside of ``at``. Memory is
    bounded by the largest member (twice its text, and its value), whatever the length of the document. Members that came
    before an error have been given by the time it is raised. A repeated key is given each time.

    Args:
        file: gives bytes from ``read(n)``; UTF-8 without a byte order mark.
        at: keys that lead to the container to stream, such as ``("data", "rows")``; the top level by default. Where
            a container on the way has the key twice, the last one is the one a parser would keep, so this is an error.
        max_value_chars: the longest text of one member, at least 1.
        chunk_bytes: how much is read at once, at least 1.

    Raises:
        InvalidArgument: a bound is below 1.
        OperationFailed: the document is not JSON, a member is longer than its bound, or ``at`` leads nowhere.
    """
    if max_value_chars < 1 or chunk_bytes < 1:
        raise InvalidArgument(f"max_value_chars is {max_value_chars} and chunk_bytes {chunk_bytes}; both must be at least 1")
    source = _Source(file, max_value_chars, chunk_bytes)
    yield from _descend(source, tuple(at), 0)
    if source.peek():
        raise source.error("something follows the document")


def _descend(source: "_Source", at: tuple[str, ...], depth: int) -> Iterator[Member]:
    if not at:
        yield from _members(source, depth)
        return
    if source.peek() != "{":
        raise source.error(f"there is no object that could have the key {at[0]!r}")
    found = False
    for key in _keys(source):
        if key != at[0]:
            source.value(depth + 1)
        elif found:
            raise source.error(f"the key {key!r} stands twice on the way")
        else:
            found = True
            yield from _descend(source, at[1:], depth + 1)
    if not found:
        raise source.error(f"the key {at[0]!r} is missing")


def _members(source: "_Source", depth: int) -> Iterator[Member]:
    match source.peek():
        case "{":
            for key in _keys(source):
                yield Member(key, source.value(depth + 1))
        case "[":
            for index in _separated(source, "["):
                yield Member(index, source.value(depth + 1))
        case _:
            yield Member(None, source.value(depth))


def _keys(source: "_Source") -> Iterator[str]:
    for _ in _separated(source, "{"):
        yield source.key()


def _separated(source: "_Source", opening: str) -> Iterator[int]:
    """Pass over the punctuation of a container and stop before each member, with its index."""
    closing = _CLOSING[opening]
    source.take(opening)
    if source.peek() == closing:
        source.take(closing)
        return
    index = 0
    while True:
        yield index
        index += 1
        if source.peek() == closing:
            source.take(closing)
            return
        source.take(",")


def _key(text: str, at: int) -> tuple[str, int]:
    return DECODER.raw_decode(text, at)  # a string, because a quote stands at this place


def _final(error: ValueError, length: int) -> bool:
    """Whether a text is wrong however it goes on: the error is neither at its end nor about a string that has none."""
    if not isinstance(error, JSONDecodeError) or error.msg.startswith("Unterminated string"):
        return False
    return error.pos + _LONGEST_TOKEN < length


class _Source:
    """The unread text of a file: a window that grows only as long as one value does not fit."""

    def __init__(self, file: BinaryIO, max_value_chars: int, chunk_bytes: int) -> None:
        self._file, self._limit, self._chunk = file, max_value_chars, chunk_bytes
        self._decoder = codecs.getincrementaldecoder("utf-8")("strict")
        self._text, self._at, self._passed, self._ended = "", 0, 0, False

    def error(self, message: str) -> OperationFailed:
        return OperationFailed(f"JSON, character {self._passed + self._at}: {message}")

    def peek(self) -> str:
        """The next character that is not white space, or "" at the end."""
        while True:
            text = self._text
            while self._at < len(text) and text[self._at] in _SPACE:
                self._at += 1
            if self._at < len(text):
                return text[self._at]
            if not self._more():
                return ""

    def take(self, character: str) -> None:
        found = self.peek()
        if found != character:
            raise self.error(f"{character!r} expected, not {found!r}" if found else f"{character!r} expected, not the end")
        self._at += 1

    def key(self) -> str:
        if self.peek() != '"':
            raise self.error("a key in double quotes expected")
        key: str = self._decoded(_key)
        self.take(":")
        return key

    def value(self, depth: int) -> Any:
        """The next value; ``depth`` containers are around it."""
        if not self.peek():
            raise self.error("a value expected, not the end")
        return self._decoded(DECODER.raw_decode, depth)

    def _decoded(self, decode: Callable[[str, int], tuple[Any, int]], depth: int = 0) -> Any:
        while True:
            try:
                value, end = decode(self._text, self._at)
            except RecursionError:
                raise self.error("nested too deeply") from None
            except ValueError as error:
                if not _final(error, len(self._text)) and self._wider():
                    continue
                raise self.error(str(error)) from None
            # A number may go on behind what was read of it, so what follows a value must be seen.
            if self._text[end : end + 1] in _DELIMITERS or not self._wider():
                self._bound(end - self._at)
                start, self._at = self._at, end
                self._check(self._text[start:end], depth)
                return value

    def _check(self, text: str, depth: int) -> None:
        try:
            check_depth(text, depth)
            check_surrogates(text)
        except OperationFailed as problem:
            raise self.error(str(problem)) from None

    def _wider(self) -> bool:
        """Double what is in the window behind the current place, so that a large value is not parsed too often."""
        held = len(self._text) - self._at
        self._bound(held - self._chunk)
        return self._more(max(held, self._chunk))

    def _bound(self, characters: int) -> None:
        if characters > self._limit:
            raise self.error(f"a value is longer than {self._limit} characters")

    def _more(self, size: int = 0) -> bool:
        """Read on; what was passed over is dropped. False at the end of the file."""
        if self._ended:
            return False
        data = self._file.read(size or self._chunk)
        self._ended = not data
        try:
            fresh = self._decoder.decode(data, final=self._ended)
        except UnicodeDecodeError as error:
            raise self.error(f"not UTF-8: {error.reason}") from None
        self._passed += self._at
        self._text, self._at = self._text[self._at :] + fresh, 0
        return not self._ended
