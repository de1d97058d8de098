"""Statistics of a runtime, as one value."""

from collections.abc import Sequence

import msgspec

from kaptar.runtime.measured.choice import Choice
from kaptar.runtime.measured.monitor import OperationStats
from kaptar.runtime.modules.modules import ModuleRow
from kaptar.runtime.pool.pool_stats import PoolStats

MOST_SPEEDUPS = 20


class SpeedUp(msgspec.Struct, frozen=True):
    """The usual time of both backends for inputs of about one size: from half of ``bytes`` up to it. In microseconds.

    Measured over all runs of this user on this machine, since a backend that has lost runs seldom.
    """

    operation: str
    bytes: int
    guest: float
    host: float
    times: float


class Statistics(msgspec.Struct, frozen=True, kw_only=True):
    """A snapshot.

    Attributes:
        guests_off: why guests cannot run, or "".
        guest_share: share of the answered calls that guests answered; None without calls.
        speedups: of guests over their host twins, the largest first, of operations that were called since the start.
        pool: None until a guest is needed for the first time.
    """

    uptime_s: float
    guests_off: str
    guest_share: float | None
    pool: PoolStats | None
    operations: list[OperationStats]
    speedups: list[SpeedUp]
    modules: list[ModuleRow]


def speedups(choice: Choice, operations: Sequence[OperationStats]) -> list[SpeedUp]:
    """The largest of the operations that were called, at most `MOST_SPEEDUPS`."""
    found = [
        SpeedUp(each.operation, 1 << size, guest, host, host / guest)
        for each in operations
        for size, guest, host in choice.usual(each.operation)
        if guest and host
    ]
    return sorted(found, key=lambda each: -each.times)[:MOST_SPEEDUPS]
