"""Host twins of `kaptar.ops.text`."""

import base64
import re
import struct
import sys
import zlib
from array import array
from collections.abc import Iterator, Sequence

from kaptar.errors import InvalidArgument, OperationFailed
from kaptar.globs import matcher_by_text
from kaptar.ops.envelope import Envelope

_ENVELOPE = struct.Struct("<4sBBHHHIq")
_ENVELOPE_MAGIC = b"SKEV"
_ENVELOPE_VERSION = 1
_CHECKSUM = struct.Struct("<I")
_MOST_LEAST = 1 << 20
_MOST_MARKS = 64
_WORD_OR_NOT = bytes(ord("w") if chr(c) in "_+/-." or (c < 128 and chr(c).isalnum()) else 32 for c in range(256))
_DIGIT = re.compile(rb"[0-9]")


def fnv1a32(data: bytes) -> int:
    value = 0x811C9DC5
    for byte in data:
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


def compare(left: bytes, right: bytes) -> int:
    return (left > right) - (left < right)


def search(data: bytes, needle: bytes, start: int) -> int:
    return data.find(needle, start)


def search_all(data: bytes, needle: bytes) -> list[int]:
    return [match.start() for match in re.finditer(re.escape(needle), data)]


def replace(data: bytes, needle: bytes, replacement: bytes, count: int) -> bytes:
    return data.replace(needle, replacement, count)


def long_words(data: bytes, least: int, marks: str) -> list[int]:
    """A pattern would try at each byte; a search for ``least`` equal ones skips."""
    if not 1 <= least <= _MOST_LEAST:
        raise OperationFailed(f"least is {least}; allowed is 1 to {_MOST_LEAST}")
    inside, run = data.translate(_WORD_OR_NOT), b"w" * least
    places: list[tuple[int, int]] = []
    at = inside.find(run)
    while at >= 0:
        end = inside.find(b" ", at + least)
        end = len(inside) if end < 0 else end
        places.append((at, end))
        at = inside.find(run, end)
    words = [data[start:end] for start, end in places]
    together = b" ".join(words)
    present = [mark for mark in marks.encode().split() if mark in together]
    chosen = [_stands_out(word, present) for word in words] if present else map(_DIGIT.search, words)
    return [edge for place, stands_out in zip(places, chosen, strict=True) if stands_out for edge in place]


def places_of_marks(data: bytes, marks: str) -> list[int]:
    """A search for each mark; an expression for all of them would try at each byte."""
    wanted = [mark for mark in marks.encode().lower().split() if mark]
    if len(wanted) > _MOST_MARKS:
        raise OperationFailed(f"there are {len(wanted)} marks; allowed are {_MOST_MARKS}")
    lowered = data.lower()
    places = sorted((at, number) for number, mark in enumerate(wanted) for at in _places(lowered, mark))
    return [each for at, number in places for each in (number, at)]


def _places(data: bytes, mark: bytes) -> Iterator[int]:
    at = data.find(mark)
    while at >= 0:
        yield at
        at = data.find(mark, at + 1)


def match_globs(patterns: Sequence[str], paths: Sequence[bytes]) -> list[int]:
    """Bytes of a path that are not UTF-8 are characters of their own."""
    try:
        matcher = matcher_by_text(tuple(patterns))
    except InvalidArgument as problem:
        raise OperationFailed(str(problem)) from None
    return [
        number
        for at, path in enumerate(paths)
        for pattern in matcher.which(path.decode("utf-8", "surrogateescape"))
        for number in (at, pattern)
    ]


def _stands_out(word: bytes, marks: list[bytes]) -> bool:
    return _DIGIT.search(word) is not None or any(mark in word for mark in marks)


def base64_encode(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def base64_decode(text: str) -> bytes:
    try:
        encoded = text.encode("ascii")
        data = base64.b64decode(encoded, validate=True)
    except ValueError as error:
        raise OperationFailed(f"the text is not base64 (RFC 4648, with padding): {error}") from None
    if base64.b64encode(data) != encoded:
        raise OperationFailed("the text is not base64 (RFC 4648, with padding): unused bits or padding are not as they should be")
    return data


def utf8_validate(data: bytes) -> int:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return -1


def line_index(data: bytes) -> "array[int]":
    """Where each line starts, as unsigned 32-bit integers."""
    return array("I", [0, *(match.end() for match in re.finditer(rb"\n", data))])


def offsets(data: bytes) -> "array[int]":
    """Little-endian unsigned 32-bit integers as an array."""
    found = array("I", data)
    if sys.byteorder == "big":
        found.byteswap()
    return found


def envelope_wrap(topic: str, sender: str, id: str, created_micros: int, body: bytes) -> bytes:
    """The layout is in guests/text/src/envelope.rs."""
    parts = {"topic": topic.encode(), "sender": sender.encode(), "id": id.encode()}
    for name, part in parts.items():
        if len(part) > 0xFFFF:
            raise OperationFailed(f"the {name} has {len(part)} bytes; at most 65535 fit")
    lengths = map(len, parts.values())
    header = _ENVELOPE.pack(_ENVELOPE_MAGIC, _ENVELOPE_VERSION, 0, *lengths, len(body), created_micros)
    content = b"".join((header, *parts.values(), body))
    return content + _CHECKSUM.pack(zlib.crc32(content))


def envelope_unwrap(data: bytes) -> Envelope:
    if len(data) < _ENVELOPE.size + _CHECKSUM.size or not data.startswith(_ENVELOPE_MAGIC):
        raise OperationFailed("not an envelope")
    content, checksum = data[: -_CHECKSUM.size], data[-_CHECKSUM.size :]
    _, version, flags, *lengths, created = _ENVELOPE.unpack_from(content)
    if (version, flags) != (_ENVELOPE_VERSION, 0):
        raise OperationFailed(f"envelope version {version} with flags {flags} is not known here")
    if _ENVELOPE.size + sum(lengths) != len(content):
        raise OperationFailed("the envelope is cut short or too long")
    if _CHECKSUM.unpack(checksum)[0] != zlib.crc32(content):
        raise OperationFailed("the envelope is damaged: its checksum is wrong")
    texts, at = [], _ENVELOPE.size
    for name, length in zip(("topic", "sender", "id"), lengths[:3], strict=True):
        texts.append(_text(name, content[at : at + length]))
        at += length
    return Envelope(texts[0], texts[1], texts[2], created, content[at:])


def _text(name: str, data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise OperationFailed(f"the {name} is not UTF-8") from None
