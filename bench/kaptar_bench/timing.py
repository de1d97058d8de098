"""Timing that a verdict may rest on: everything that is compared runs in the same rounds, several times.

One run of one thing says more about the machine's moment than about the code. Here each round runs every subject
once, in an order that alternates, so that a slow second hits all of them; a figure is the median over the rounds.
"""

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import repeat
from time import perf_counter_ns

Subject = Callable[[], object]
ROUNDS = 9


def paired(
    subjects: Mapping[str, Subject], *, rounds: int = ROUNDS, round_ms: float = 10.0, warm_ups: int = 1
) -> dict[str, list[float]]:
    """Seconds per call of each subject, one figure per round; index i of every list was measured in round i.

    Args:
        subjects: functions without arguments. What they raise is raised here.
        rounds: at least 5: fewer say nothing about the noise.
        round_ms: a fast subject is called as often as fills this time in each round, a slow one once.
        warm_ups: unmeasured calls of each before the first round.
    Raises:
        ValueError: fewer than 5 rounds.
    """
    if rounds < 5:
        raise ValueError(f"{rounds} rounds say nothing about the noise; at least 5")
    calls = {}
    for name, subject in subjects.items():
        for _ in range(warm_ups):
            subject()
        calls[name] = _calls_for(subject, round_ms)
    times: dict[str, list[float]] = {name: [] for name in subjects}
    with _garbage_collection_off():
        for number in range(rounds):
            order = list(subjects) if number % 2 == 0 else list(reversed(list(subjects)))
            for name in order:
                times[name].append(_seconds(subjects[name], calls[name]) / calls[name])
            gc.collect()
    return times


def scaled(seconds: Sequence[float], unit: str) -> list[float]:
    """Seconds in ``unit``: s, ms, µs or ns."""
    factor = {"s": 1, "ms": 1e3, "µs": 1e6, "ns": 1e9}[unit]
    return [second * factor for second in seconds]


def _calls_for(subject: Subject, round_ms: float) -> int:
    calls = 1
    while (spent := _seconds(subject, calls)) * 1e3 < round_ms / 4:
        calls *= 2
    return max(1, round(calls * round_ms / 1e3 / spent))


def _seconds(subject: Subject, calls: int) -> float:
    start = perf_counter_ns()
    for _ in repeat(None, calls):
        subject()
    return (perf_counter_ns() - start) / 1e9


@contextmanager
def _garbage_collection_off() -> Iterator[None]:
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
