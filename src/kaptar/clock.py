"""Clock: time as an argument, so that tests can pass their own."""

import time
from collections.abc import Callable

Clock = Callable[[], float]
"""Returns seconds. Only differences mean something."""

monotonic: Clock = time.monotonic
"""The clock of the machine, for durations."""

precise: Clock = time.perf_counter
"""The finest clock of the machine, for measurements."""
