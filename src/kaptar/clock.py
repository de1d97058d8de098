"""Clock: time as an argument, so that tests can pass their own; and deadlines that a busy machine does not move."""

import time
from collections.abc import Callable

Clock = Callable[[], float]
"""Returns seconds. Only differences mean something."""

monotonic: Clock = time.monotonic
"""The clock of the machine, for durations."""

precise: Clock = time.perf_counter
"""The finest clock of the machine, for measurements."""

own_time: Clock = time.thread_time
"""The processor time of the thread that asks: what other programs do is not in it."""

PATIENCE = 12.0
"""How many times its own time some work may last on the clock, before it is ended all the same."""


class Deadline:
    """Deadline of some work on one thread: by the thread's own time, and by a multiple of that on the clock.

    Args:
        seconds: of its own time, from now on.
        clock: the clock of the machine.
        own: the thread's own time.
        patience: how many times its own time it may last on the clock.
    """

    def __init__(self, seconds: float, clock: Clock = monotonic, own: Clock = own_time, patience: float = PATIENCE) -> None:
        self._clock, self._own = clock, own
        self._until, self._own_until = clock() + patience * seconds, own() + seconds

    def left_s(self) -> float:
        """What is left of the own time, in seconds; 0 where that or the time on the clock is over. By the same thread only."""
        left = self._own_until - self._own()
        return left if left > 0 and self._clock() < self._until else 0.0
