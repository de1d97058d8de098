"""Counts of a pool. Every figure comes from an instance that was made, used or lost."""

from typing import TYPE_CHECKING, Literal

import msgspec

from kaptar.errors import DeadlineExceeded, MemoryExceeded

if TYPE_CHECKING:
    from kaptar.runtime.pool.holdings import Holdings

Health = Literal["unknown", "healthy", "unhealthy"]
Loss = Literal["trapped", "timed_out", "out_of_memory", "unhealthy"]


def loss_by(problem: Exception) -> Loss:
    """As which loss an instance counts that was stopped for a problem."""
    if isinstance(problem, DeadlineExceeded):
        return "timed_out"
    return "out_of_memory" if isinstance(problem, MemoryExceeded) else "trapped"


class InstanceRow(msgspec.Struct, frozen=True):
    """An instance as statistics show it. Times are seconds since the epoch, memory is in bytes."""

    id: int
    module: str
    state: Literal["ready", "busy"]
    created: float
    last_used: float
    calls: int
    memory: int
    health: Health


class PoolStats(msgspec.Struct, frozen=True, kw_only=True):
    """A snapshot. Memory in bytes, times in seconds; a rate is None where nothing was counted yet.

    Attributes:
        created: instances; each is ready, busy, recycled or lost.
        size: calls that may run at once now; ``largest`` bounds it.
        recycled: instances closed without a fault (used up by an isolated call, too large, idle, replaced module).
        trapped, timed_out, out_of_memory, unhealthy: instances lost to a fault.
        refused: callers that got `Busy`.
        availability: share of the callers that got an instance.
        utilisation: share of the seats' time that was used since the start.
        recovery_rate: share of the lost instances after which the same module answered again.
        memory: of all instances, each as it was after its last call.
    """

    size: int
    largest: int
    ready: int
    busy: int
    waiting: int
    created: int
    recycled: int
    trapped: int
    timed_out: int
    out_of_memory: int
    unhealthy: int
    waits: int
    waited_s: float
    refused: int
    availability: float | None
    utilisation: float
    recovery_rate: float | None
    memory: int
    memory_peak: int
    memory_reserved: int
    memory_total: int
    instances: tuple[InstanceRow, ...]


class PoolCounters:
    """Counters of a pool, changed under its lock.

    Args:
        started: the pool's clock when it was made.
    """

    def __init__(self, started: float) -> None:
        self.created = self.recycled = self.waits = self.refused = self.entered = 0
        self.lost: dict[Loss, int] = {"trapped": 0, "timed_out": 0, "out_of_memory": 0, "unhealthy": 0}
        self.waited_s = self.busy_s = 0.0
        self.recovered = 0
        self.memory_peak = 0
        self.unrecovered: dict[str, int] = {}
        self._started = started

    def lose(self, module: str, loss: Loss) -> None:
        """An instance was destroyed because of a fault."""
        self.unrecovered[module] = self.unrecovered.get(module, 0) + 1
        self.lost[loss] += 1  # last, and no call after it: an interrupted caller counts again

    def answered(self, module: str) -> int:
        """A call of the module ended well. Answers how many losses count as recovered by it."""
        recovered = self.unrecovered.pop(module, 0)
        self.recovered += recovered
        return recovered

    def availability(self) -> float | None:
        """Share of callers that were admitted."""
        asked = self.entered + self.refused
        return self.entered / asked if asked else None

    def recovery_rate(self) -> float | None:
        """Share of losses that were recovered from."""
        lost = sum(self.lost.values())
        return self.recovered / lost if lost else None

    def utilisation(self, seats: int, now: float, running_s: float) -> float:
        """Share of the seats' time that was used. ``running_s``: of the calls that run now."""
        elapsed = max(now - self._started, 1e-9)
        return min(1.0, (self.busy_s + running_s) / (elapsed * seats))


def snapshot(held: "Holdings", now: float) -> PoolStats:
    """The statistics of a pool, whose lock is held."""
    counters, admission, idle = held.counters, held.admission, held.idle
    rows = [instance.row("busy", now) for instance in held.busy()] + [instance.row("ready", now) for instance in idle]
    running_s = sum(now - seat.since for seat in admission.seated if seat.instance is not None)
    return PoolStats(
        size=admission.seats, largest=admission.most, ready=idle.count, busy=admission.taken, waiting=len(admission.waiting),
        created=counters.created, recycled=counters.recycled, waits=counters.waits, waited_s=counters.waited_s,
        refused=counters.refused, availability=counters.availability(),
        utilisation=counters.utilisation(admission.seats, now, running_s), recovery_rate=counters.recovery_rate(),
        memory=held.memory(), memory_peak=counters.memory_peak, memory_reserved=admission.reserved + idle.memory,
        memory_total=admission.memory, instances=tuple(sorted(rows, key=lambda row: row.id)), **counters.lost,
    )  # fmt: skip
