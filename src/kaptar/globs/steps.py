"""The steps of a pattern without braces: what each takes of a path. Pure."""

from bisect import bisect_right
from collections.abc import Iterator
from typing import Literal, NamedTuple

Kind = Literal["character", "set", "question", "star", "any", "folders"]


class PatternStep(NamedTuple):
    """One step.

    Attributes:
        kind: ``character`` takes this one; ``set`` one of a set, ``question`` any one, ``star`` any number, all but ``/``;
            ``any`` takes anything; ``folders`` takes folders with their ``/``, or none.
        text: the character, or what stands between the brackets of a set.
    """

    kind: Kind
    text: str = ""


class CharacterSet:
    """A set such as ``a-z_``, never with ``/``. Asked in the logarithm of its length.

    Args:
        body: what stands between the brackets.
        negates: characters that turn the meaning round when they come first.

    Attributes:
        edges: code points, sorted: from one to the next, characters lie in the ranges of the body or all outside of them.
    """

    def __init__(self, body: str, negates: str) -> None:
        self._negated = body[0] in negates
        self.edges = _merged(sorted(_ranges(body[self._negated :])))

    def __contains__(self, character: str) -> bool:
        if character == "/":
            return False
        inside = bisect_right(self.edges, ord(character)) % 2 == 1
        return inside != self._negated


def steps_of(pattern: str, negates: str, *, escapes: bool = False) -> list[PatternStep]:
    """The steps of a pattern. Stars beside each other are one step.

    Args:
        negates: characters that negate a set.
        escapes: a backslash takes the meaning from what follows.
    """
    return list(_steps(pattern, negates, escapes))


def _steps(pattern: str, negates: str, escapes: bool) -> Iterator[PatternStep]:
    at, size = 0, len(pattern)
    while at < size:
        character, start = pattern[at], at
        at += 1
        if character == "*":
            while at < size and pattern[at] == "*":
                at += 1
            if at - start == 2 and pattern.startswith("/", at) and (start == 0 or pattern[start - 1] == "/"):
                at = _past_more_folders(pattern, at + 1)
                yield PatternStep("folders")
            else:
                yield PatternStep("star" if at - start == 1 else "any")
        elif character == "?":
            yield PatternStep("question")
        elif character == "[" and (end := _closing(pattern, at, negates)) > 0:
            yield PatternStep("set", pattern[at:end])
            at = end + 1
        elif escapes and character == "\\" and at < size:
            yield PatternStep("character", pattern[at])
            at += 1
        else:
            yield PatternStep("character", character)


def _past_more_folders(pattern: str, at: int) -> int:
    while pattern.startswith("**/", at):
        at += 3
    return at


def _closing(pattern: str, at: int, negates: str) -> int:
    """Where the bracket of a set is closed that begins here, or -1. The first character of a set may be a bracket."""
    first = at + 1 if pattern[at : at + 1] in tuple(negates) else at
    return pattern.find("]", first + 1)


def _ranges(body: str) -> Iterator[tuple[int, int]]:
    """From and behind, in code points."""
    at = 0
    while at < len(body):
        last = at + 2 if body[at + 1 : at + 2] == "-" and at + 2 < len(body) else at
        yield ord(body[at]), ord(body[last]) + 1
        at = last + 1


def _merged(ranges: list[tuple[int, int]]) -> list[int]:
    """The edges of the union of sorted ranges; those that end before they begin hold nothing."""
    edges: list[int] = []
    for start, end in ranges:
        if end <= start:
            continue
        if edges and start <= edges[-1]:
            edges[-1] = max(edges[-1], end)
        else:
            edges += [start, end]
    return edges
