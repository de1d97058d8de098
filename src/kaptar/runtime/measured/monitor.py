"""Cost of each operation on each backend: counts and bounded histograms."""

import math
import threading
from bisect import bisect_left
from collections.abc import Sequence

import msgspec

from kaptar.runtime.operation import Backend

_STEPS = 16
_BUCKETS = 36 * _STEPS
_GROUP = 256


class Histogram:
    """Times in microseconds, in buckets that are 2^(1/16) wide: a percentile is at most 4.5 % too high."""

    def __init__(self) -> None:
        self._buckets = [0] * _BUCKETS
        self.count = 0
        self.total = 0.0
        self.largest = 0.0

    def add_all(self, times: Sequence[float]) -> None:
        """Count times."""
        ordered, at = sorted(times), 0
        while at < len(ordered):  # one step for all times of a bucket
            place = min(int(math.log2(ordered[at]) * _STEPS) + 1, _BUCKETS - 1) if ordered[at] > 1 else 0
            edge = math.exp2(place / _STEPS) if place < _BUCKETS - 1 else math.inf
            after = max(bisect_left(ordered, edge, at), at + 1)
            self._buckets[place] += after - at
            at = after
        self.count += len(ordered)
        self.total += sum(ordered)
        self.largest = max(self.largest, ordered[-1] if ordered else 0.0)

    def percentile(self, share: float) -> float | None:
        """Upper edge of the bucket that holds this share of the times, never above the largest; None without any."""
        left = math.ceil(self.count * share)
        for place, count in enumerate(self._buckets):
            left -= count
            if left <= 0 and self.count:
                return min(math.exp2(place / _STEPS), self.largest)
        return None


class BackendStats(msgspec.Struct, frozen=True, kw_only=True):
    """One operation on one backend. Times in microseconds; None where nothing was measured.

    Attributes:
        errors: calls that ended with an error, ``traps`` included.
        memory_peak: bytes of the largest instance after a call; 0 on the host, where nobody measures it.
    """

    calls: int
    errors: int
    traps: int
    slow: int
    p50: float | None
    p95: float | None
    p99: float | None
    total_ms: float
    memory_peak: int


class OperationStats(msgspec.Struct, frozen=True, kw_only=True):
    """``speedup``: how many times faster the guest's usual call is than the host's; None unless both ran.

    It compares all sizes together; the choice of a backend compares equal sizes.
    """

    operation: str
    backends: dict[Backend, BackendStats]
    speedup: float | None


class Tally:
    """One operation on one backend. Safe from several threads.

    Times wait in a list and are counted in groups of `_GROUP`, and when somebody asks: all are counted, none twice.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._times = Histogram()
        self._waiting: list[float] = []
        self._errors = self._traps = self._slow = 0
        self._memory_peak = 0

    def add(self, micros: float, memory: int = 0) -> None:
        """A call was answered; ``memory``: bytes of its instance."""
        self._waiting.append(micros)
        if len(self._waiting) >= _GROUP:
            self._count()
        if memory > self._memory_peak:
            with self._lock:
                self._memory_peak = max(memory, self._memory_peak)

    def add_slow(self) -> None:
        """An answered call took much longer than usual."""
        with self._lock:
            self._slow += 1

    def fail(self, *, trap: bool) -> None:
        """A call ended with an error; ``trap``: its instance was lost."""
        with self._lock:
            self._errors += 1
            self._traps += trap

    def answered(self) -> int:
        """Calls that were answered."""
        return self._count().count

    def snapshot(self) -> BackendStats:
        """All of it."""
        times = self._count()
        return BackendStats(
            calls=times.count + self._errors, errors=self._errors, traps=self._traps, slow=self._slow,
            p50=times.percentile(0.5), p95=times.percentile(0.95), p99=times.percentile(0.99),
            total_ms=times.total / 1e3, memory_peak=self._memory_peak,
        )  # fmt: skip

    def _count(self) -> Histogram:
        with self._lock:
            group = self._waiting[:]
            self._times.add_all(group)
            del self._waiting[: len(group)]
        return self._times


class CallMonitor:
    """Counts the calls of all operations. Safe from several threads."""

    def __init__(self) -> None:
        self._tallies: dict[tuple[str, Backend], Tally] = {}

    def tally(self, operation: str, backend: Backend) -> Tally:
        """Where the calls of one operation on one backend are counted."""
        key = (operation, backend)
        return self._tallies.get(key) or self._tallies.setdefault(key, Tally())

    def guest_share(self) -> float | None:
        """Share of the answered calls that guests answered."""
        answered = {key: tally.answered() for key, tally in list(self._tallies.items())}
        total = sum(answered.values())
        return sum(count for (_, backend), count in answered.items() if backend == "guest") / total if total else None

    def snapshot(self) -> list[OperationStats]:
        """All operations that were called, by name."""
        found: dict[str, dict[Backend, BackendStats]] = {}
        for (operation, backend), tally in list(self._tallies.items()):
            stats = tally.snapshot()
            if stats.calls:
                found.setdefault(operation, {})[backend] = stats
        return [
            OperationStats(operation=name, backends=backends, speedup=_speedup(backends))
            for name, backends in sorted(found.items())
        ]


def _speedup(backends: dict[Backend, BackendStats]) -> float | None:
    guest, host = backends.get("guest"), backends.get("host")
    if guest is None or host is None or not guest.p50 or not host.p50:
        return None
    return host.p50 / guest.p50
