"""A matcher of many patterns at once: an automaton whose states are made when they are first reached. Pure.

A state is a set of places in the patterns, as the bits of one number. All patterns advance together by one character, so that
none makes the matcher try again. States and the ways between them are kept up to a bound, and made anew beyond it.
"""

from collections.abc import Iterable, Sequence

from kaptar.errors import InvalidArgument
from kaptar.globs.steps import CharacterSet, PatternStep

MOST_SETS = 256
"""Different ``[…]`` in one list of patterns."""

_KEPT_BYTES = 4 << 20
_WAY_BYTES = 400
_KEPT_CHARACTERS = 4096
BOUNDARY = 1
"""The lowest bit of a state: nothing is taken yet, or the last character was ``/``."""


class PathState(dict[str, "PathState"]):
    """The places that the patterns may be at, and by character the state that follows."""

    __slots__ = ("_matcher", "matched", "places")

    def __init__(self, matcher: "Matcher", places: int, matched: int) -> None:
        super().__init__()
        self._matcher, self.places, self.matched = matcher, places, matched

    def __missing__(self, character: str) -> "PathState":
        return self._matcher.follow(self, character)


class Matcher:
    """Says which patterns match a path. Thread-safe under the lock of the interpreter: what two make at once is equal.

    Args:
        rows: the steps of each alternative, with the number of its pattern.
        negates: characters that negate a set.

    Raises:
        InvalidArgument: more than `MOST_SETS` different sets.
    """

    def __init__(self, rows: Iterable[tuple[int, Sequence[PatternStep]]], negates: str = "!^") -> None:
        self._characters: dict[str, int] = {}
        self._sets: dict[str, int] = {}
        self._question = self._star = self._any = self._folders = self._ends = 0
        self._numbers: dict[int, int] = {}
        start, size = BOUNDARY, 1
        for number, steps in rows:
            start |= 1 << size
            self._add(steps, size)
            size += len(steps)
            self._numbers[size] = number
            self._ends |= 1 << size
            size += 1
        if len(self._sets) > MOST_SETS:
            raise InvalidArgument(f"the patterns have {len(self._sets):,} different sets in brackets; {MOST_SETS} are allowed")
        self._in_sets = [(CharacterSet(body, negates), places) for body, places in self._sets.items()]
        self._takes: dict[str, int] = {}
        self._most = _KEPT_BYTES // (_WAY_BYTES + size // 8)
        self._begin = self._closed(start, self._star | self._any | self._folders)
        self._states: dict[int, PathState] = {}
        self._kept, self._start = 0, self._first()

    @property
    def start(self) -> PathState:
        """The state before the first character of a path."""
        return self._start

    def __contains__(self, path: object) -> bool:
        """Whether one of the patterns matches."""
        return isinstance(path, str) and self._last(path).matched != 0

    def which(self, path: str) -> list[int]:
        """The numbers of the patterns that match, from the first one."""
        matched, found = self._last(path).matched, set[int]()
        while matched:
            place = matched & -matched
            found.add(self._numbers[place.bit_length() - 1])
            matched ^= place
        return sorted(found)

    def follow(self, state: PathState, character: str) -> PathState:
        """The state behind a character, which is noted."""
        places = self._step(state.places, character)
        if self._kept >= self._most:
            self._forget()
        found = self._states.get(places)
        if found is None:
            found = self._states.setdefault(places, PathState(self, places, places & self._ends))
        state[character] = found
        self._kept += 1
        return found

    def _last(self, path: str) -> PathState:
        state = self._start
        for character in path:
            state = state[character]
        return state

    def _forget(self) -> None:
        """Begin anew with the states. A path that is on its way goes on from the one that it has."""
        former = [self._start, *self._states.values()]
        self._states, self._kept, self._start = {}, 0, self._first()
        for state in former:  # they hold each other
            state.clear()

    def _first(self) -> PathState:
        return PathState(self, self._begin, self._begin & self._ends)

    def _add(self, steps: Sequence[PatternStep], at: int) -> None:
        """Note what each step takes, at the places from ``at`` on."""
        own: dict[tuple[str, str], int] = {}
        for number, step in enumerate(steps):
            own[step] = own.get(step, 0) | 1 << number
        for (kind, text), places in own.items():
            places <<= at
            if kind == "character":
                self._characters[text] = self._characters.get(text, 0) | places
            elif kind == "set":
                self._sets[text] = self._sets.get(text, 0) | places
            elif kind == "question":
                self._question |= places
            elif kind == "star":
                self._star |= places
            elif kind == "any":
                self._any |= places
            else:
                self._folders |= places

    def _step(self, places: int, character: str) -> int:
        taken = (places & self._taking(character)) << 1
        if character != "/":
            stay = places & (self._star | self._any | self._folders)
            return self._closed(taken | stay, self._star | self._any)
        stay = self._any if places & BOUNDARY else self._any | self._folders  # a folder has a name
        return self._closed(taken | (places & stay), self._star | self._any | self._folders) | BOUNDARY

    def _taking(self, character: str) -> int:
        """The places whose step takes this one character."""
        found = self._takes.get(character)
        if found is None:
            found = self._characters.get(character, 0) | (self._question if character != "/" else 0)
            for each, places in self._in_sets:
                if character in each:
                    found |= places
            if len(self._takes) >= _KEPT_CHARACTERS:
                self._takes = {}
            self._takes[character] = found
        return found

    def _closed(self, places: int, passed: int) -> int:
        """The places with those that are reached without a character."""
        while (more := places | (places & passed) << 1) != places:
            places = more
        return places
