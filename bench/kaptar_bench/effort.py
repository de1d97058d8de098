"""Effort of a bench: all of it, or as little as shows that it starts."""

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import TypeVar

import msgspec

from kaptar_bench.rows import Measured, Row
from kaptar_bench.timing import ROUNDS, Subject, paired

NOT_JUDGED = "short run: not judged"
T = TypeVar("T")


class Effort(Enum):
    """`FULL` gives figures that a target can be judged by. `SHORT` runs every part once and installs nothing."""

    FULL = "full"
    SHORT = "short"

    def pick(self, full: T, short: T) -> T:
        """The rounds, sizes or paths of a full run, or those of a short one."""
        return full if self is Effort.FULL else short

    @property
    def installs(self) -> bool:
        """Whether peers may be downloaded and built."""
        return self is Effort.FULL


def timed(
    subjects: Mapping[str, Subject], effort: Effort, *, rounds: int = ROUNDS, round_ms: float = 10.0, warm_ups: int = 1
) -> dict[str, list[float]]:
    """`timing.paired` with the rounds of a full run, or with the fewest that it takes and half a millisecond for each."""
    short = (5, min(round_ms, 0.5), min(warm_ups, 1))
    few, brief, cold = effort.pick((rounds, round_ms, warm_ups), short)
    return paired(subjects, rounds=few, round_ms=brief, warm_ups=cold)


def judged(results: Iterable[Measured], effort: Effort) -> list[Measured]:
    """The results as they may be shown: in a short run no target holds or is missed, and each row says why."""
    if effort is Effort.FULL:
        return list(results)
    return [Measured(_unjudged(result), result.rounds) for result in results]


def _unjudged(result: Measured) -> Row:
    row = result.row
    if row.target is None:
        return row
    reason = NOT_JUDGED if row.holds is not None or row.reason is None else row.reason
    return msgspec.structs.replace(row, holds=None, reason=reason)
