"""Expression: a regular expression of Rust's `regex` as a tree, as far as rules of the engine use its syntax. Pure.

The tree matches at least what the expression matches: letters of both cases, no anchors, no look at the neighbours.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from kaptar.errors import InputError

WIDE = 0xFF
"""The byte that stands for each character outside of ASCII."""
_WORD = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789_")
_SHORT = {"w": _WORD | {WIDE}, "d": frozenset(b"0123456789") | {WIDE}, "s": frozenset(b" \t\n\r\f\v") | {WIDE}}
_NAMED = {"[:alnum:]": _WORD - {ord("_")}}
_SIGNS = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v"}
_ALL = frozenset(range(128)) | {WIDE}
_COUNT = re.compile(r"\{(\d{1,6})(,(\d{0,6}))?\}")
_GROUP = re.compile(r"\((?:\?(?:P?<\w{1,60}>|([a-zA-Z]{0,6})(?:-[a-zA-Z]{1,6})?([:)])))?")


class Chars(NamedTuple):
    """One character of these, capitals as small letters; `WIDE` stands for all outside of ASCII."""

    of: frozenset[int]


class Several(NamedTuple):
    """Parts one after the other; none: the empty text."""

    parts: "tuple[Node, ...]"


class Either(NamedTuple):
    """One of several branches."""

    branches: "tuple[Node, ...]"


class Repeated(NamedTuple):
    """A part several times. ``most`` is None where there is no end."""

    part: "Node"
    least: int
    most: int | None


Node = Chars | Several | Either | Repeated


def parsed(expression: str) -> Node:
    """Raises InputError for syntax that is not known here."""
    text = _without_blanks(expression) if expression.startswith("(?x)") else expression
    reader = _Reader(text)
    node = reader.either()
    if reader.at != len(text):
        raise InputError(f"not understood at {reader.at}: {expression}")
    return node


class _Reader:
    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def either(self) -> Node:
        branches = [self._several()]
        while self._is("|"):
            self.at += 1
            branches.append(self._several())
        return branches[0] if len(branches) == 1 else Either(tuple(branches))

    def _is(self, signs: str) -> bool:
        return self.at < len(self.text) and self.text[self.at] in signs

    def _several(self) -> Node:
        parts: list[Node] = []
        while self.at < len(self.text) and not self._is("|)"):
            part = self._part()
            while self._is("*+?{"):
                part = self._repeated(part)
            parts.append(part)
        return Several(tuple(parts))

    def _repeated(self, part: Node) -> Node:
        sign = self.text[self.at]
        least, most = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(sign, (0, None))
        if sign == "{":
            counted = _COUNT.match(self.text, self.at)
            if counted is None:
                raise InputError(f"no count at {self.at}: {self.text}")
            least = int(counted[1])
            most = least if counted[2] is None else int(counted[3]) if counted[3] else None
            self.at = counted.end() - 1
        self.at += 1
        if self._is("?"):  # as few as there can be: the same texts
            self.at += 1
        return Repeated(part, least, most)

    def _part(self) -> Node:
        sign = self.text[self.at]
        if sign == "(":
            return self._group()
        if sign == "[":
            return self._set()
        self.at += 1
        if sign in "^$":
            return Several(())
        if sign == ".":
            return Chars(_ALL)
        if sign == "\\":
            return self._escaped()
        if sign in "*+?{":
            raise InputError(f"nothing to repeat at {self.at}: {self.text}")
        return Chars(_folded([sign]))

    def _group(self) -> Node:
        begins = _GROUP.match(self.text, self.at)
        if begins is None or "x" in (begins[1] or ""):
            raise InputError(f"a group of an unknown kind at {self.at}: {self.text}")
        self.at = begins.end()
        if begins[2] == ")":  # flags for what follows: both cases are taken anyhow
            return Several(())
        inside = self.either()
        if not self._is(")"):
            raise InputError(f"a group without an end at {self.at}: {self.text}")
        self.at += 1
        return inside

    def _escaped(self) -> Node:
        if self._is("bBAz"):
            self.at += 1
            return Several(())
        return Chars(self._escape())

    def _escape(self) -> frozenset[int]:
        """The characters of an escape, behind its backslash."""
        sign = self.text[self.at]
        self.at += 1
        if sign in _SHORT:
            return _SHORT[sign]
        if sign.lower() in _SHORT:
            return (_ALL - _SHORT[sign.lower()]) | {WIDE}
        if sign == "x":
            self.at += 2
            return _folded([chr(int(self.text[self.at - 2 : self.at], 16))])
        if sign.isalnum() and sign not in _SIGNS:
            raise InputError(f"an unknown escape \\{sign}: {self.text}")
        return _folded([_SIGNS.get(sign, sign)])

    def _set(self) -> Node:
        self.at += 1
        negated = self._is("^")
        self.at += negated
        found, first = set[int](), True
        while first or not self._is("]"):
            first = False
            if named := next((name for name in _NAMED if self.text.startswith(name, self.at)), ""):
                self.at += len(named)
                found |= _NAMED[named]
                continue
            if self._is("[") or self.text[self.at : self.at + 2] in ("&&", "~~", "--"):
                raise InputError(f"a set in a set at {self.at}: {self.text}")
            found |= self._item()
        self.at += 1
        return Chars((_ALL - found) | {WIDE} if negated else frozenset(found))

    def _item(self) -> frozenset[int]:
        low, one = self._end_of_range()
        if not self._is("-") or self.text[self.at + 1] == "]":
            return one
        self.at += 1
        high, _ = self._end_of_range()
        return _folded(map(chr, range(low, high + 1)))

    def _end_of_range(self) -> tuple[int, frozenset[int]]:
        """The code of the character, as it is written; and the set that it is by itself."""
        start, sign = self.at, self.text[self.at]
        self.at += 1
        one = self._escape() if sign == "\\" else _folded([sign])
        if sign != "\\":
            return ord(sign), one
        return int(self.text[start + 2 : start + 4], 16) if self.text[start + 1] == "x" else min(one), one


def _folded(characters: Iterable[str]) -> frozenset[int]:
    return frozenset(ord(each.lower()) if ord(each) < 128 else WIDE for each in characters)


def _without_blanks(expression: str) -> str:
    """An expression of the kind ``(?x)`` without its blanks and comments."""
    kept = re.findall(r"\\.|\[\^?\]?(?:\\.|[^\]\\]){0,200}\]|#[^\n]{0,500}|\s|.", expression[4:], re.DOTALL)
    return "".join(each for each in kept if not each.isspace() and not each.startswith("#"))
