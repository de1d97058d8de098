"""Signs in a new text that JavaScript's ``replace`` and ``replaceAll`` expand, though it was written as a plain text. Pure.

The quotation is a text, no expression: ``$1`` and ``$<name>`` stand for themselves.
"""

from collections.abc import Iterator
from itertools import chain

_AS_WRITTEN, _QUOTED, _BEFORE, _BEHIND = b"$", b"&", b"`", b"'"
_SIGNS = (_AS_WRITTEN, _QUOTED, _BEFORE, _BEHIND)
"""``$$`` is one dollar sign; the others are the quotation, and all that stands before and behind it in the file."""


class TooMuch(ValueError):
    """The expanded text is larger than it may be."""


def has_signs(new: bytes) -> bool:
    return any(b"$" + sign in new for sign in _SIGNS)


def expanded(source: bytes, old: bytes, new: bytes, most: int) -> bytes:
    """The content with ``new`` in the place of each ``old``, as JavaScript writes it.

    Args:
        old: not empty.
        most: bytes that the content may have. Raises TooMuch for more.
    """
    pieces = list(_pieces(new))
    out: list[bytes] = []
    size = done = 0
    while (at := source.find(old, done)) >= 0:
        behind = at + len(old)
        for text in chain((source[done:at],), (_meant(piece, source, at, behind) for piece in pieces)):
            size += len(text) + 1
            if size > most:
                raise TooMuch
            out.append(text)
        done = behind
    return b"".join((*out, source[done:]))


def _pieces(new: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The parts of a new text: a plain one with b"", or an empty one with its sign."""
    start = at = 0
    while (at := new.find(b"$", at)) >= 0:
        sign = new[at + 1 : at + 2]
        if sign in _SIGNS:
            yield new[start:at], b""
            yield b"", sign
            start = at + 2
        at += 2 if sign in _SIGNS else 1
    yield new[start:], b""


def _meant(piece: tuple[bytes, bytes], source: bytes, at: int, behind: int) -> bytes:
    text, sign = piece
    if sign == _AS_WRITTEN:
        return sign
    if sign == _QUOTED:
        return source[at:behind]
    if sign == _BEFORE:
        return source[:at]
    return source[behind:] if sign == _BEHIND else text
