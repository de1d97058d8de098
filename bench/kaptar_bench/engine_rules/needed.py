"""Needs of an expression: words, and a simpler expression, that a text must have so that it can match there. Pure.

The simpler expression is a stretch of the tree without an endless repetition: it takes linear time. A text without it, or with
none of the words, has no match.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from kaptar_bench.engine_rules.expression import WIDE, Chars, Either, Node, Repeated, Several

_MOST_WORDS = 64
_MOST_CHOICES = 3
_MOST_REPEATED = 32
_BYTES_OF_A_CHARACTER = 4

Words = frozenset[str]


class _Read(NamedTuple):
    """``whole``: all texts that match, where they are few. ``needed``: sets of words, of each of which one is in every match."""

    whole: Words | None
    needed: tuple[Words, ...] = ()


class Piece(NamedTuple):
    """A stretch of an expression, for Python's `re`, and how many bytes it has at least; ``trimmed``: where it is the last."""

    text: str
    least: int
    trimmed: str


_CUT = None
"""Between two pieces anything may stand."""


def words_of(node: Node) -> Words:
    """Words in small letters of which every match has one: the longest such set. Empty where there is none."""
    return max(_sets(_read(node)), key=_worth, default=frozenset())


def _sets(read: _Read) -> Iterator[Words]:
    yield from read.needed
    if read.whole and all(read.whole):
        yield read.whole


def _worth(words: Words) -> tuple[int, int]:
    return min(map(len, words)), -len(words)


def _read(node: Node) -> _Read:
    if isinstance(node, Chars):
        few = len(node.of) <= _MOST_CHOICES and WIDE not in node.of
        return _Read(frozenset(map(chr, node.of)) if few else None)
    if isinstance(node, Either):
        return _read_either([_read(branch) for branch in node.branches])
    if isinstance(node, Repeated):
        return _read_repeated(node, _read(node.part))
    return _read_several([_read(part) for part in node.parts])


def _read_either(reads: Sequence[_Read]) -> _Read:
    whole = frozenset[str]().union(*(read.whole or () for read in reads))
    bests = [max(_sets(read), key=_worth, default=None) for read in reads]
    needed = frozenset[str]().union(*(best or () for best in bests))
    return _Read(
        whole if all(read.whole is not None for read in reads) and len(whole) <= _MOST_WORDS else None,
        (needed,) if all(bests) and len(needed) <= 4 * _MOST_WORDS else (),
    )


def _read_repeated(node: Repeated, read: _Read) -> _Read:
    if node.least == 0:
        whole = read.whole | {""} if node.most == 1 and read.whole is not None else None
        return _Read(whole)
    if node.least == node.most and node.least <= 8 and read.whole is not None and len(read.whole) == 1:
        return _Read(frozenset(word * node.least for word in read.whole), read.needed)
    return _Read(None, tuple(_sets(read)))


def _read_several(reads: Iterable[_Read]) -> _Read:
    running, needed, complete = frozenset({""}), list[Words](), True
    for read in reads:
        needed += read.needed
        if read.whole is not None and len(read.whole) * len(running) <= _MOST_WORDS:
            running = frozenset(a + b for a in running for b in read.whole)
            continue
        if all(running):
            needed.append(running)
        complete = False
        running = read.whole if read.whole is not None else frozenset({""})
    if all(running):
        needed.append(running)
    return _Read(running if complete else None, tuple(needed))


def pattern_of(node: Node) -> str:
    """An expression for `re` over bytes without letter case, which is found in each text that has a match."""
    best = _best(_pieces(node))
    return best.text if best is not None else ""


def _best(pieces: Iterable[Piece | None]) -> Piece | None:
    joined: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece is _CUT:
            joined.append([])
        else:
            joined[-1].append(piece)
    return max((_joined(each) for each in joined if each), key=lambda piece: piece.least, default=None)


def _joined(pieces: Sequence[Piece]) -> Piece:
    """Pieces as one: its ends have no more than they need."""
    inner = list(pieces)
    while inner and not inner[0].least:
        inner = inner[1:]
    while inner and not inner[-1].least:
        inner = inner[:-1]
    if not inner:
        return Piece("", 0, "")
    text = "".join(each.text for each in inner[:-1]) + inner[-1].trimmed
    return Piece(text, sum(each.least for each in inner), text)


def _pieces(node: Node) -> Iterator[Piece | None]:
    if isinstance(node, Chars):
        text = _set_of(node)
        yield Piece(text, 1, text)
    elif isinstance(node, Several):
        for part in node.parts:
            yield from _pieces(part)
    elif isinstance(node, Either):
        yield from _pieces_of_either([list(_pieces(branch)) for branch in node.branches])
    else:
        yield from _pieces_of_repeated(node)


def _pieces_of_either(branches: Sequence[list[Piece | None]]) -> Iterator[Piece | None]:
    if not any(piece is _CUT for branch in branches for piece in branch):
        given = [[piece for piece in branch if piece is not None] for branch in branches]
        texts = tuple(dict.fromkeys("".join(piece.text for piece in branch) for branch in given))
        sizes = [sum(piece.least for piece in branch) for branch in given]
        if texts == ("",):
            return
        if sizes.count(0) <= 1:
            yield Piece(f"(?:{'|'.join(texts)})", min(sizes), f"(?:{'|'.join(texts)})")
            return
    yield _CUT
    bests = [_best(branch) for branch in branches]
    found = [best for best in bests if best is not None and best.least]
    if len(found) == len(bests):
        text = "|".join(dict.fromkeys(best.text for best in found))
        yield Piece(f"(?:{text})", min(best.least for best in found), f"(?:{text})")
    yield _CUT


def _pieces_of_repeated(node: Repeated) -> Iterator[Piece | None]:
    inner = list(_pieces(node.part))
    endless = node.most is None or node.most > _MOST_REPEATED
    if _CUT in inner:
        yield _CUT
        if node.least:
            yield from inner
            yield _CUT
        return
    text = "".join(piece.text for piece in inner if piece is not None)
    least = sum(piece.least for piece in inner if piece is not None)
    fewest = _fewest(node)
    trimmed = _times(text, fewest, fewest)
    if not endless or fewest == node.most:
        yield Piece(_times(text, fewest, node.most or 0), least * fewest, trimmed)
    else:
        if fewest:
            yield Piece(trimmed, least * fewest, trimmed)
        yield _CUT


def _fewest(node: Repeated) -> int:
    """How often at least: rules may count bytes, and one byte stands for a character here."""
    wide = isinstance(node.part, Chars) and WIDE in node.part.of
    return -(-node.least // _BYTES_OF_A_CHARACTER) if wide else node.least


def _times(text: str, least: int, most: int) -> str:
    if least == most == 1:
        return text
    one = text if text.startswith("[") and text.index("]", 2) == len(text) - 1 and "(" not in text else f"(?:{text})"
    return f"{one}{{{least}}}" if least == most else f"{one}{{{least},{most}}}"


def _set_of(node: Chars) -> str:
    """The set for `re`; ranges as ranges."""
    codes = sorted(node.of - {WIDE})
    if len(codes) == 1 and WIDE not in node.of:
        return re.escape(chr(codes[0]))
    ranges: list[tuple[int, int]] = []
    for code in codes:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1] = (ranges[-1][0], code)
        else:
            ranges.append((code, code))
    inside = "".join(_code(a) if a == b else f"{_code(a)}-{_code(b)}" for a, b in ranges)
    outside = "\\xff" if WIDE in node.of else ""
    return f"[{inside}{outside}]"


def _code(code: int) -> str:
    return chr(code) if chr(code).isalnum() else f"\\x{code:02x}"
