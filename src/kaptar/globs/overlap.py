"""Overlap of two lists of patterns: whether some path matches one of each. Pure.

Both lists are followed at once, over one character of each kind that they tell apart. So the answer is that of the matchers.
"""

from collections import deque
from collections.abc import Iterable, Iterator

from kaptar.globs.matcher import BOUNDARY, Matcher, PathState
from kaptar.globs.steps import CharacterSet, PatternStep

MOST_PAIRS = 1 << 13
"""Pairs of states that are looked at. Where there are more, the answer is that a path may match both."""

_NEGATES = "!^"
_LAST = 0x110000
_HALVES = range(0xD800, 0xE000)


def may_overlap(one: Matcher, other: Matcher, kinds: str) -> bool:
    """Whether a path matches both; True too where finding out takes too long.

    A path is relative, has ``/`` between its names and nowhere else, and no empty name.

    Args:
        kinds: of `kinds_of`, for the patterns of both.
    """
    begin = one.start, other.start
    seen, waiting = {_key(begin)}, deque([begin])
    while waiting:
        pair = waiting.popleft()
        for character in kinds:
            if character == "/" and pair[0].places & BOUNDARY:
                continue
            following = pair[0][character], pair[1][character]
            if character != "/" and following[0].matched and following[1].matched:
                return True
            if _key(following) in seen or not all(state.places & ~BOUNDARY for state in following):
                continue
            if len(seen) >= MOST_PAIRS:
                return True
            seen.add(_key(following))
            waiting.append(following)
    return False


def _key(pair: tuple[PathState, PathState]) -> tuple[int, int]:
    return pair[0].places, pair[1].places


def kinds_of(rows: Iterable[Iterable[PatternStep]]) -> str:
    """One character of each kind that the steps of patterns tell apart, ``/`` included."""
    edges = {0, ord("/"), ord("/") + 1}
    for steps in rows:
        for kind, text in steps:
            if kind == "character":
                edges.update((ord(text), ord(text) + 1))
            elif kind == "set":
                edges.update(CharacterSet(text, _NEGATES).edges)
    return "".join(_one_of_each(sorted(edges)))


def _one_of_each(edges: list[int]) -> Iterator[str]:
    """A character of each stretch between two edges, if a name may hold one of it."""
    for start, end in zip(edges, [*edges[1:], _LAST], strict=True):
        found = next((at for at in (start, start + 1, _HALVES.stop) if max(start, 1) <= at < end and at not in _HALVES), None)
        if found is not None:
            yield chr(found)
