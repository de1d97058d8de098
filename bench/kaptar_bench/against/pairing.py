"""Rounds of two versions that alternate, in several sittings: each sitting has new processes.

Two processes of the same code differ by some percent for as long as they live, because their memory lies differently. So a
sitting alone proves nothing: the processes are started anew, and what differs between sittings counts as noise.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from kaptar.errors import Unavailable
from kaptar_bench.against.process import Child
from kaptar_bench.against.versions import Version

SITTINGS, ROUNDS = 5, 11
_NO_SITTING = "each sitting was cut short before it"


class Subject(NamedTuple):
    """A call that is timed in both versions.

    Attributes:
        row: its name in the answer.
        key: its name in `adapters.SUBJECTS`.
        unit: of its figures: ``µs`` or ``ms``.
        round_ms: how long a round calls it; a slow one is called once.
        short: whether it is among the few rows that CI compares.
    """

    row: str
    key: str
    unit: str
    round_ms: float = 5.0
    short: bool = False


class Pairs(NamedTuple):
    """Seconds by sitting and round of the old and the new version, or why there are none."""

    old: tuple[tuple[float, ...], ...] = ()
    new: tuple[tuple[float, ...], ...] = ()
    missing: str = ""


def pairs_of(
    versions: tuple[Version, Version], subjects: Sequence[Subject], inputs: Mapping[str, str], sittings: int
) -> dict[str, Pairs]:
    """The pairs of each subject, by its row. Raises Unavailable when a process does not start.

    A subject during which a process ends is missing. The others lose what was left of that sitting, and go on in the next.
    """
    found = {subject.row: Pairs() for subject in subjects}
    for number in range(sittings):
        print(f"sitting {number + 1} of {sittings} ...", file=sys.stderr)
        with Child(versions[0], inputs) as old, Child(versions[1], inputs) as new:
            for subject in subjects:
                if not found[subject.row].missing and not (old.gone or new.gone):
                    found[subject.row] = _joined(found[subject.row], _sitting(old, new, subject))
        if gone := old.gone or new.gone:
            print(f"sitting {number + 1} was cut short: {gone}", file=sys.stderr)
    return {row: pairs if pairs.old else Pairs(missing=pairs.missing or _NO_SITTING) for row, pairs in found.items()}


def _sitting(old: Child, new: Child, subject: Subject) -> Pairs:
    try:
        for child in (old, new):
            if why := child.open(subject.key):
                return Pairs(missing=f"{child.version.label}: {why}")
        calls = _calls_for(lambda count: old.seconds(subject.key, count), subject.round_ms)
        new.seconds(subject.key, calls)
        times: dict[Child, list[float]] = {old: [], new: []}
        for number in range(ROUNDS):
            for child in (old, new) if number % 2 == 0 else (new, old):
                times[child].append(child.seconds(subject.key, calls))
    except Unavailable as problem:
        return Pairs(missing=str(problem))
    return Pairs((tuple(times[old]),), (tuple(times[new]),))


def _calls_for(seconds: Callable[[int], float], round_ms: float) -> int:
    """How many calls fill a round. ``seconds``: mean seconds of a call, over so many calls."""
    calls = 1
    while (spent := seconds(calls) * calls * 1e3) < round_ms / 4:
        calls *= 2
    return max(1, round(calls * round_ms / spent))


def _joined(one: Pairs, more: Pairs) -> Pairs:
    return Pairs(missing=more.missing) if more.missing else Pairs(one.old + more.old, one.new + more.new)
