"""The choices that the braces of a pattern stand for, counted before they are made. Pure."""

import re
from collections.abc import Iterator
from itertools import product
from math import prod

from kaptar.errors import InvalidArgument

MOST_CHOICES = 256
"""Most alternatives that the braces of one pattern may stand for."""

MOST_NESTED = 32
"""Most braces around one character."""

_RANGE = re.compile(r"([+-]?[0-9]{1,9})\.\.([+-]?[0-9]{1,9})")

_Part = str | list["_Parts"]
"""Text, or the alternatives of a pair of braces."""
_Parts = list[_Part]


def choices(pattern: str, *, escapes: bool = False) -> Iterator[str]:
    """The pattern without braces, once for each choice; an unclosed brace is an ordinary character.

    Args:
        escapes: a backslash takes the meaning from what follows, and ``{3..5}`` is ``{3,4,5}``, as in an `.editorconfig`.

    Raises:
        InvalidArgument: they stand for more than `MOST_CHOICES` alternatives, or are nested deeper than `MOST_NESTED`.
    """
    if "{" not in pattern:
        return iter((pattern,))
    parts = _Reading(pattern, escapes).parts()
    if _count(parts) > MOST_CHOICES:
        shown = pattern if len(pattern) <= 60 else f"{pattern[:60]}…"
        raise InvalidArgument(f"the pattern {shown!r} stands for more than {MOST_CHOICES} alternatives")
    return _made(parts)


class _Reading:
    """One pass over a pattern, from its pairs of braces to its parts."""

    def __init__(self, pattern: str, escapes: bool) -> None:
        self._pattern, self._escapes = pattern, escapes
        self._closing = self._pairs()

    def _pairs(self) -> dict[int, int]:
        """Places of the braces that are closed, each with the place that closes it. Raises InvalidArgument."""
        found: dict[int, int] = {}
        waiting: list[int] = []
        nested: dict[int, int] = {}
        for at in self._plain(0, len(self._pattern)):
            if self._pattern[at] == "{":
                waiting.append(at)
            elif self._pattern[at] == "}" and waiting:
                found[waiting.pop()] = at
        closes: list[int] = []
        for start in sorted(found):
            while closes and closes[-1] < start:
                closes.pop()
            closes.append(found[start])
            nested[start] = len(closes)
        if max(nested.values(), default=0) > MOST_NESTED:
            raise InvalidArgument(f"a pattern with more than {MOST_NESTED} braces in each other")
        return found

    def _plain(self, start: int, end: int) -> Iterator[int]:
        """Places whose characters have a meaning."""
        while start < end:
            if self._escapes and self._pattern[start] == "\\":
                start += 2
                continue
            yield start
            start += 1

    def parts(self) -> _Parts:
        return self._between(0, len(self._pattern))[0]

    def _between(self, start: int, end: int) -> list[_Parts]:
        """The parts between the commas of a stretch that stand in no further braces; at the top commas are ordinary."""
        top = (start, end) == (0, len(self._pattern))
        out: list[_Parts] = [[]]
        said, after = start, start
        for at in self._plain(start, end):
            if at < after:
                continue
            if (close := self._closing.get(at)) is not None:
                out[-1] += [self._pattern[said:at], self._choices(at + 1, close)]
                said = after = close + 1
            elif self._pattern[at] == "," and not top:
                out[-1].append(self._pattern[said:at])
                out.append([])
                said = at + 1
        out[-1].append(self._pattern[said:end])
        return out

    def _choices(self, start: int, end: int) -> list[_Parts]:
        between = _RANGE.fullmatch(self._pattern, start, end) if self._escapes else None
        if between is None:
            return self._between(start, end)
        low, high = sorted((int(between[1]), int(between[2])))
        return [[str(number)] for number in range(low, min(high, low + MOST_CHOICES) + 1)]


def _count(parts: _Parts) -> int:
    return prod(1 if isinstance(part, str) else sum(map(_count, part)) for part in parts)


def _made(parts: _Parts) -> Iterator[str]:
    ways = [(part,) if isinstance(part, str) else [text for each in part for text in _made(each)] for part in parts]
    return map("".join, product(*ways))
