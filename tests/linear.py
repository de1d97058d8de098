"""Proof that a regular expression takes linear time: from its structure, for all texts.

A backtracking matcher goes along the ways of an automaton, one after the other. Where some text leads along more and more
ways, the more often a part of it stands there, two states p and q have a word that leads from p to p, from p to q and from
q to q. Where no two states do, each text has a bounded number of ways, and so each character is read a bounded number of
times. A search begins at each character: for that a loop over everything stands in front. Repeats with a bound of their own
count as one: their cost is a factor, which the texts of `tests/test_regexes.py` measure.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

from tests.regexes import class_of

MOST_REPEATS = 4096
"""A bound of a repeat above it is none."""

_OTHERS = (0x130, 0x17F, 0x2003, 0x2028, 0x212A, 0x301, 0x663, 0x4E00, 0xE000, 0xFB01, 0xFFFD, 0x1F600)
"""Characters beyond Latin-1 that classes of Python tell from each other."""


class CannotSay(Exception):
    """The expression has something that the proof does not know."""


class _Piece(NamedTuple):
    """A part of an expression.

    Attributes:
        first, last: places that it may begin and end with, each with the characters that the text may have there, or behind it.
        empty: characters that the text may go on with where it takes nothing; none where it takes something.
        loops: whether it has a repeat without a bound.
    """

    first: tuple[tuple[int, int], ...] = ()
    last: tuple[tuple[int, int], ...] = ()
    empty: int = 0
    loops: bool = False


class _Automaton:
    def __init__(self, pattern: "re.Pattern[Any]", method: str) -> None:
        text = pattern.pattern.decode("latin-1") if isinstance(pattern.pattern, bytes) else pattern.pattern
        flags = pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags
        codes = {*range(256)} if isinstance(pattern.pattern, bytes) else {*range(256), *_OTHERS, *_named(text)}
        self._alphabet = [chr(code) for code in sorted(codes)]
        self.all = (1 << len(self._alphabet)) - 1
        self.takes: list[int] = []
        self.ways: dict[int, list[tuple[int, int]]] = defaultdict(list)
        tree = list(_parser.parse(text, flags))
        before = self._before(tree, flags)
        whole = self._sequence(tree, flags)
        self.ends: set[int] = set()
        """Places with which a match is found, whatever follows: nothing else is tried then."""
        if method != "fullmatch" and not _looks_around(tree):
            self.ends = {place for place, behind in whole.last if behind == self.all}
        if method not in ("match", "fullmatch") and before:
            loop = [self._place(before), self._place(self.all & ~before)]
            for place in loop:
                self._join([(place, self.all)], [(each, self.all) for each in loop])
            self._join([(loop[0], self.all)], whole.first)

    def _before(self, tree: list[Any], flags: int) -> int:
        """The characters that may stand before a match; none where it begins at the begin of the text."""
        allowed = self.all
        for code, value in tree:
            if code is sre.AT and value in (sre.AT_BEGINNING, sre.AT_BEGINNING_STRING):
                in_lines = value is sre.AT_BEGINNING and flags & re.MULTILINE
                allowed &= self._mask("\\n", 0) if in_lines else 0
            elif code in (sre.ASSERT, sre.ASSERT_NOT) and value[0] < 0:
                behind = list(value[1])
                if len(behind) == 1 and behind[0][0] in (sre.IN, sre.LITERAL, sre.NOT_LITERAL):
                    mask = self._class(*behind[0], flags)
                    allowed &= mask if code is sre.ASSERT else ~mask
            elif code is not sre.AT:
                break
        return allowed

    def _sequence(self, tree: Iterable[Any], flags: int) -> _Piece:
        whole = _Piece(empty=self.all)
        for code, value in tree:
            whole = self._behind(whole, self._piece(code, value, flags))
        return whole

    def _behind(self, head: _Piece, tail: _Piece) -> _Piece:
        self._join(head.last, tail.first)
        return _Piece(
            (*head.first, *((place, mask & head.empty) for place, mask in tail.first if head.empty)),
            (*tail.last, *((place, mask & tail.empty) for place, mask in head.last if tail.empty)),
            head.empty & tail.empty,
            head.loops or tail.loops,
        )

    def _piece(self, code: Any, value: Any, flags: int) -> _Piece:
        if code in (sre.LITERAL, sre.NOT_LITERAL, sre.IN, sre.ANY):
            return self._leaf(self._class(code, value, flags))
        if code in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            return self._repeat(value, flags, keeps=code is sre.POSSESSIVE_REPEAT)
        if code is sre.SUBPATTERN:
            return self._sequence(value[3], (flags | value[1]) & ~value[2])
        if code is sre.ATOMIC_GROUP:
            return self._sequence(value, flags)
        if code is sre.BRANCH:
            each = [self._sequence(branch, flags) for branch in value[1]]
            if sum(piece.empty != 0 for piece in each) > 1:
                raise CannotSay("two branches that may be empty")
            empty = 0
            for piece in each:
                empty |= piece.empty
            return _Piece(
                tuple(first for piece in each for first in piece.first), tuple(last for piece in each for last in piece.last),
                empty, any(piece.loops for piece in each),
            )  # fmt: skip
        if code in (sre.ASSERT, sre.ASSERT_NOT):
            ahead = self._sequence(value[1], flags) if value[0] > 0 else _Piece()
            return _Piece(ahead.first, (), self.all, ahead.loops)
        if code is sre.AT:
            return _Piece(empty=self.all)
        raise CannotSay(str(code))

    def _repeat(self, value: Any, flags: int, *, keeps: bool) -> _Piece:
        low, high, tree = value
        body = self._sequence(tree, flags)
        if high in (0, 1):
            return body._replace(empty=body.empty if low else self.all)
        if high <= MOST_REPEATS and not body.loops:
            return body._replace(empty=body.empty if low else self.all)
        self._join(body.last, body.first)
        if keeps and len(body.first) == len(body.last) == 1 and body.first[0][0] == body.last[0][0]:
            beyond = self.all & ~self.takes[body.first[0][0]]  # it gives nothing back
            return _Piece(body.first, ((body.last[0][0], beyond),), 0 if low else beyond, loops=True)
        return body._replace(empty=body.empty if low else self.all, loops=True)

    def _leaf(self, mask: int) -> _Piece:
        place = self._place(mask)
        return _Piece(((place, self.all),), ((place, self.all),))

    def _place(self, mask: int) -> int:
        self.takes.append(mask)
        return len(self.takes) - 1

    def _join(self, last: Iterable[tuple[int, int]], first: Iterable[tuple[int, int]]) -> None:
        for place, behind in last:
            for other, at in first:
                if mask := self.takes[other] & behind & at:
                    self.ways[place].append((other, mask))

    def _class(self, code: Any, value: Any, flags: int) -> int:
        if code is sre.ANY:
            return self.all if flags & re.DOTALL else self.all & ~self._mask("\\n", 0)
        if code is sre.IN:
            return self._mask(class_of(value), flags)
        mask = self._mask(re.escape(chr(value)), flags)
        return mask if code is sre.LITERAL else self.all & ~mask

    def _mask(self, source: str, flags: int) -> int:
        test = re.compile(source, flags & (re.IGNORECASE | re.ASCII))
        return sum(1 << at for at, character in enumerate(self._alphabet) if test.fullmatch(character))


def _looks_around(tree: Iterable[Any]) -> bool:
    """Whether what follows a place decides about it, or about more than one of its branches in turn."""
    begin = True
    for code, value in tree:
        if code is sre.AT and begin and value in (sre.AT_BEGINNING, sre.AT_BEGINNING_STRING):
            continue
        if code in (sre.ASSERT, sre.ASSERT_NOT) and begin and value[0] < 0:
            continue
        begin = False
        if code in (sre.AT, sre.ASSERT, sre.ASSERT_NOT):
            return True
        if code is sre.SUBPATTERN and _looks_around([(sre.ANY, None), *value[3]]):
            return True
        if code is sre.ATOMIC_GROUP and _looks_around([(sre.ANY, None), *value]):
            return True
        if code is sre.BRANCH and any(_looks_around([(sre.ANY, None), *branch]) for branch in value[1]):
            return True
        if code in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT) and _looks_around([(sre.ANY, None), *value[2]]):
            return True
    return False


def _named(text: str) -> Iterator[int]:
    """Characters that the expression names, and those beside them."""
    for code in {ord(character) for character in text if ord(character) > 255}:
        yield from (code - 1, code, code + 1)


def doubt(pattern: "re.Pattern[Any]", method: str) -> str:
    """Why the expression may take more than linear time with this method; "" where it does not.

    Raises CannotSay.
    """
    automaton = _Automaton(pattern, method)
    circles = _circles(automaton.ways)
    for place, ways in automaton.ways.items():
        for at, (other, mask) in enumerate(ways):
            for again, also in ways[at + 1 :]:
                if again == other and mask & also and circles.get(place) == circles.get(other, -1):
                    return f"two repeats in each other lead from place {place} to place {other}"
    reached = {place: _reached(automaton.ways, place) for place in circles}
    for p in circles:
        for q in circles:
            if p != q and q in reached[p] and q not in automaton.ends and _grows(automaton.ways, circles, p, q):
                return f"a text leads round place {p}, round place {q} and from one to the other"
    return ""


def _grows(ways: dict[int, list[tuple[int, int]]], circles: dict[int, int], p: int, q: int) -> bool:
    """Whether one word leads from p to p, from p to q and from q to q."""
    seen, open_ = {(p, p, q)}, [(p, p, q)]
    while open_:
        a, b, c = open_.pop()
        for a2, mask_a in ways[a]:
            if circles.get(a2) != circles[p]:
                continue
            for c2, mask_c in ways[c]:
                if circles.get(c2) != circles[q] or not mask_a & mask_c:
                    continue
                for b2, mask_b in ways[b]:
                    if not mask_a & mask_b & mask_c:
                        continue
                    now = (a2, b2, c2)
                    if now == (p, q, q):
                        return True
                    if now not in seen:
                        seen.add(now)
                        open_.append(now)
    return False


def _reached(ways: dict[int, list[tuple[int, int]]], start: int) -> set[int]:
    found: set[int] = set()
    open_ = [start]
    while open_:
        for other, _ in ways.get(open_.pop(), ()):
            if other not in found:
                found.add(other)
                open_.append(other)
    return found


def _circles(ways: dict[int, list[tuple[int, int]]]) -> dict[int, int]:
    """The places that lead back to themselves, each with a number that it has in common with those on its circles."""
    reached = {place: _reached(ways, place) for place in list(ways)}
    found: dict[int, int] = {}
    for place, others in reached.items():
        if place in others:
            found[place] = min(other for other in others if place in reached.get(other, ()))
    return found
