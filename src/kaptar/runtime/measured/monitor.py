"""What each operation cost on each backend: counts and bounded histograms."""

import math
import threading

import msgspec

from kaptar.runtime.operation import Backend

_STEPS = 16
_BUCKETS = 36 * _STEPS


class Histogram:
    """Times in microseconds, in buckets that are 2^(1/16) wide: a percentile is at most 4.5 % too high."""

    def __init__(self) -> None:
        self._buckets = [0] * _BUCKETS
        self.count = 0
        self.total = 0.0
        self.largest = 0.0

    def add(self, micros: float) -> None:
        place = int(math.log2(micros) * _STEPS) + 1 if micros > 1 else 0
        self._buckets[min(place, _BUCKETS - 1)] += 1
        self.count += 1
        self.total += micros
        self.largest = max(self.largest, micros)

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


class _Tally:
    def __init__(self) -> None:
        self.times = Histogram()
        self.errors = self.traps = self.slow = self.memory_peak = 0

    def snapshot(self) -> BackendStats:
        times = self.times
        return BackendStats(
            calls=times.count + self.errors, errors=self.errors, traps=self.traps, slow=self.slow,
            p50=times.percentile(0.5), p95=times.percentile(0.95), p99=times.percentile(0.99),
            total_ms=times.total / 1e3, memory_peak=self.memory_peak,
        )  # fmt: skip


class Monitor:
    """Counts calls. Safe from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tallies: dict[tuple[str, Backend], _Tally] = {}

    def record(self, operation: str, backend: Backend, micros: float, memory: int = 0, *, slow: bool = False) -> None:
        """A call was answered."""
        with self._lock:
            tally = self._tally(operation, backend)
            tally.times.add(micros)
            tally.slow += slow
            if memory > tally.memory_peak:
                tally.memory_peak = memory

    def fail(self, operation: str, backend: Backend, *, trap: bool) -> None:
        """A call ended with an error; ``trap``: its instance was lost."""
        with self._lock:
            tally = self._tally(operation, backend)
            tally.errors += 1
            tally.traps += trap

    def guest_share(self) -> float | None:
        """Share of the answered calls that guests answered."""
        with self._lock:
            total = sum(tally.times.count for tally in self._tallies.values())
            guest = sum(tally.times.count for (_, backend), tally in self._tallies.items() if backend == "guest")
        return guest / total if total else None

    def snapshot(self) -> list[OperationStats]:
        """All operations that were called, by name."""
        with self._lock:
            found: dict[str, dict[Backend, BackendStats]] = {}
            for (operation, backend), tally in self._tallies.items():
                found.setdefault(operation, {})[backend] = tally.snapshot()
        return [
            OperationStats(operation=name, backends=backends, speedup=_speedup(backends))
            for name, backends in sorted(found.items())
        ]

    def _tally(self, operation: str, backend: Backend) -> _Tally:
        tally = self._tallies.get((operation, backend))
        if tally is None:
            tally = self._tallies[operation, backend] = _Tally()
        return tally


def _speedup(backends: dict[Backend, BackendStats]) -> float | None:
    guest, host = backends.get("guest"), backends.get("host")
    if guest is None or host is None or not guest.p50 or not host.p50:
        return None
    return host.p50 / guest.p50
