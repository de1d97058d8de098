"""A piece of text that begins or ends within a number or a word of the file: there it changes another number or word.

``port: 80`` is in ``port: 8080``, and whoever quotes it means a port that the file does not have any more. Where the new text
begins or ends with the same part of the word, that word stays as it is.
"""

import re

from kaptar.edit.account.quoting.joints import Piece
from kaptar.edit.outcome import Complaint

_WORD, _NUMBER = re.compile(r"\w*"), re.compile(r"[\d.]*")
_GOES_ON = re.compile(r"\.\d")
"""What goes on with a number or a version."""
_UNSPACED = 0x0E00
"""From here on most scripts write words without blanks between them."""
_ESCAPES = "\\%"
"""What makes the letter behind it no part of a word: ``\\n``, ``%s``."""
_LONGEST = 200
"""Signs of a word that are looked at, at most."""


def check_cut(piece: Piece, *, is_prose: bool) -> Complaint | None:
    """No edge of the old text cuts a number or a word of which the new text has another part.

    Args:
        is_prose: the file is a text for people, in which ``_`` stands around words.
    """
    before, behind = piece.content[max(piece.at - _LONGEST, 0) : piece.at], piece.content[piece.end : piece.end + _LONGEST]
    old, new = piece.old, piece.new
    is_cut = _cuts(old[-_LONGEST:], behind, is_prose=is_prose) or (old[-1:].isdigit() and _GOES_ON.match(behind) is not None)
    if is_cut and _tail(old) != _tail(new):
        return _complaint(piece, _tail(old) + _head(behind))
    if _cuts(before, old[:_LONGEST], is_prose=is_prose) and _head(old) != _head(new):
        return _complaint(piece, _tail(before) + _head(old))
    return None


def _complaint(piece: Piece, word: str) -> Complaint:
    line = piece.content.count("\n", 0, piece.at) + 1
    return "no_match", (
        f"the old text begins or ends within {word.strip('.')[:80]!r} (at line {line}), which would become something else; quote "
        "all of it, as it is"
    )


def _cuts(one: str, other: str, *, is_prose: bool) -> bool:
    """Whether two texts that follow each other meet within a number or a word. A number is parted from what is around it."""
    last, first = one[-1:], other[:1]
    if last == ".":
        return one[-2:-1].isdigit() and first.isdigit()
    if one[-2:-1] in _ESCAPES and len(one) > 1:
        return False
    if first.isdigit() and not last.isdigit():
        return False
    if last.isdigit() and first.isalpha() and _tail(one).replace(".", "").isdigit():
        return False
    return _is_word(last, is_prose=is_prose) and _is_word(first, is_prose=is_prose)


def _is_word(sign: str, *, is_prose: bool) -> bool:
    return sign != "" and (sign.isalnum() or (sign == "_" and not is_prose)) and ord(sign) < _UNSPACED


def _head(text: str) -> str:
    """The beginning of a text as far as it is one word or number."""
    return _part(text[:_LONGEST])


def _tail(text: str) -> str:
    """The end of a text as far as it is one word or number."""
    return _part(text[: -_LONGEST - 1 : -1])[::-1]


def _part(text: str) -> str:
    word = _WORD.match(text)
    found = word[0] if word else ""
    number = _NUMBER.match(text) if not found or found.isdigit() else None
    return number[0] if number else found
