"""Cost and findings of hooks: counted per client, event and check, by the minute, and after a day by the hour, in
the hive's database.

Durations are kept as a histogram whose steps are a factor of the square root of two, so a quantile is exact to within
that step, and a day of counts stays small.
"""

import logging
import math
import sqlite3
import struct
import threading
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from operator import add
from typing import ClassVar, Self

import anyio
import msgspec

from kaptar.api.status import HookRow
from kaptar.checks.event import CommandEvent, EditEvent
from kaptar.checks.verdict import CheckResult, Verdict
from kaptar.database.migrations import Migration
from kaptar.database.store import Store
from kaptar.errors import Unavailable
from kaptar.hive.in_thread import in_thread
from kaptar.hive.part import Ground

_log = logging.getLogger(__name__)

BUCKETS = 64
FLUSH_AFTER_S = 5.0
MOST_UNWRITTEN = 10_000
"""Rows that may wait while the database cannot be written."""
KEPT_MINUTES = 7 * 24 * 60
FINE_MINUTES = 24 * 60
"""Counts that are older than this are kept by the hour."""
LEASES = "leases"
"""In place of a check's name: stops for the sake of other sessions, which have no time of their own."""
_MOST_COUNTED = (1 << 32) - 1
MIGRATIONS = (
    Migration(
        "monitor/hook-minutes",
        """
CREATE TABLE hook_minutes (
    minute INTEGER NOT NULL,            -- minutes since 1970
    client TEXT NOT NULL,
    event TEXT NOT NULL,
    subject TEXT NOT NULL,              -- a check's name, or '' for the event as a whole
    count INTEGER NOT NULL,
    findings INTEGER NOT NULL,
    not_run INTEGER NOT NULL,
    timed_out INTEGER NOT NULL,
    guest INTEGER NOT NULL,             -- answered by a guest
    host INTEGER NOT NULL,              -- answered by a host twin
    histogram BLOB NOT NULL,            -- u32 counts by power of sqrt(2) of microseconds
    PRIMARY KEY (minute, client, event, subject)
) WITHOUT ROWID;
""",
        since=1,
    ),
)
_HISTOGRAM = struct.Struct(f"<{BUCKETS}I")
_UPSERT = """
INSERT INTO hook_minutes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET count = excluded.count, findings = excluded.findings, not_run = excluded.not_run,
    timed_out = excluded.timed_out, guest = excluded.guest, host = excluded.host, histogram = excluded.histogram
"""

_SUMS = "sum(count), sum(findings), sum(not_run), sum(timed_out), sum(guest), sum(host), add_histograms(histogram)"
_FOLD = f"""
INSERT INTO hook_minutes SELECT minute - minute % 60 AS hour, client, event, subject, {_SUMS}
FROM hook_minutes WHERE minute >= ? AND minute < ? GROUP BY hour, client, event, subject
ON CONFLICT DO UPDATE SET count = excluded.count, findings = excluded.findings, not_run = excluded.not_run,
    timed_out = excluded.timed_out, guest = excluded.guest, host = excluded.host, histogram = excluded.histogram
"""
_TOTALS = f"SELECT client, event, subject, {_SUMS} FROM hook_minutes WHERE minute > ? GROUP BY client, event, subject"

Key = tuple[int, str, str, str]


class _Histograms:
    """The sum of histograms in a query."""

    def __init__(self) -> None:
        self._sum = [0] * BUCKETS

    def step(self, histogram: bytes) -> None:
        self._sum = list(map(add, self._sum, _HISTOGRAM.unpack(histogram)))

    def finalize(self) -> bytes:
        return _HISTOGRAM.pack(*(min(count, _MOST_COUNTED) for count in self._sum))


class _Counts:
    """What is added up for one key."""

    __slots__ = ("buckets", "count", "findings", "guest", "host", "not_run", "timed_out")

    def __init__(self) -> None:
        self.count = self.findings = self.not_run = self.timed_out = self.guest = self.host = 0
        self.buckets = [0] * BUCKETS

    def plus(self, other: "_Counts") -> "_Counts":
        """Both together, as a new value."""
        both = _Counts()
        both.add(self)
        both.add(other)
        return both

    def add(self, other: "_Counts") -> None:
        for name in self.__slots__[1:]:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.buckets = [a + b for a, b in zip(self.buckets, other.buckets, strict=True)]


class MonitorStatus(msgspec.Struct, frozen=True):
    """The counts of the last week, the slowest check first."""

    hooks: list[HookRow]


class HookMonitor:
    """Counts in memory, and writes to the store now and then. Safe from several threads.

    Args:
        wall: seconds since 1970.
        sleep: waits for so many seconds.
    """

    name: ClassVar[str] = "monitor"
    migrations: ClassVar[tuple[Migration, ...]] = MIGRATIONS

    def __init__(
        self, store: Store, wall: Callable[[], float] = time.time, sleep: Callable[[float], Awaitable[None]] = anyio.sleep
    ) -> None:
        self._store, self._wall, self._sleep = store, wall, sleep
        self._lock = threading.Lock()
        self._moving = threading.Lock()  # held while counts go from memory to the store, or both are read
        self._fresh: dict[Key, _Counts] = defaultdict(_Counts)
        self._folded = 0  # minutes before this one are hours already
        store.aggregate("add_histograms", _Histograms)

    @classmethod
    def of(cls, ground: Ground) -> Self:
        return cls(ground.store)

    async def run(self) -> None:
        """Write what is new every `FLUSH_AFTER_S`, so that no event waits for the disk, and at the end."""
        try:
            while True:
                await self._sleep(FLUSH_AFTER_S)
                await self._try_to_flush()
        finally:
            with anyio.CancelScope(shield=True):
                await self._try_to_flush()

    def status(self) -> MonitorStatus:
        return MonitorStatus(self.rows())

    def record(self, event: EditEvent | CommandEvent, verdict: Verdict) -> None:
        """Count one event with its checks."""
        now = self._wall()
        minute = int(now // 60)
        with self._lock:
            whole = self._fresh[minute, event.client, event.event, ""]
            _count(whole, verdict.micros, len(verdict.findings), None)
            for result in verdict.results:
                if result.state == "not_run" and not result.due:
                    continue
                _count_result(self._fresh[minute, event.client, event.event, result.check], result)

    def held(self, event: EditEvent | CommandEvent) -> None:
        """Count a stop for the sake of another session: as a finding of the event, and of `LEASES`."""
        minute = int(self._wall() // 60)
        with self._lock:
            self._fresh[minute, event.client, event.event, ""].findings += 1
            leases = self._fresh[minute, event.client, event.event, LEASES]
            leases.count += 1
            leases.findings += 1

    def answered(self, client: str, event: str, micros: float) -> None:
        """Count one event that came to no check."""
        with self._lock:
            _count(self._fresh[int(self._wall() // 60), client, event, ""], micros, 0, None)

    def flush(self) -> None:
        """Write what is new, and drop what is older than a week. Raises sqlite3.Error; then the counts wait for the next time."""
        with self._moving:
            with self._lock:
                fresh, self._fresh = self._fresh, defaultdict(_Counts)
            if not fresh:
                return
            try:
                self._write(fresh)
            except sqlite3.Error:
                self._take_back(fresh)
                raise

    async def _try_to_flush(self) -> None:
        """Write what is new; where the database cannot be written now, the counts wait for the next time."""
        if not self._fresh:
            return
        try:
            await in_thread(self.flush)
        except sqlite3.Error as problem:
            _log.warning("the counts of hooks cannot be written now: %s", problem)

    def _write(self, fresh: dict[Key, _Counts]) -> None:
        with self._store.writing() as connection:
            known = connection.execute("SELECT * FROM hook_minutes WHERE minute >= ?", (min(k[0] for k in fresh),)).fetchall()
            told = {key: fresh[key].plus(_from_row(row)) for row in known if (key := tuple(row[:4])) in fresh}
            connection.executemany(_UPSERT, [_to_row(key, told.get(key, counts)) for key, counts in fresh.items()])
            connection.execute("DELETE FROM hook_minutes WHERE minute < ?", (int(self._wall() // 60) - KEPT_MINUTES,))
            folded = self._fold(connection)
        self._folded = folded

    def _fold(self, connection: sqlite3.Connection) -> int:
        """Add what is older than a day up to hours, a day of it at most: an hour's row has the hour's first minute."""
        until = int(self._wall() // 60) - FINE_MINUTES
        until -= until % 60
        if self._folded >= until:
            return self._folded
        query = "SELECT min(minute) FROM hook_minutes WHERE minute < ? AND minute % 60 != 0"
        first = connection.execute(query, (until,)).fetchone()[0]
        if first is None:
            return until
        begin = first - first % 60
        end: int = min(until, begin + FINE_MINUTES)
        connection.execute(_FOLD, (begin, end))
        connection.execute("DELETE FROM hook_minutes WHERE minute >= ? AND minute < ? AND minute % 60 != 0", (begin, end))
        return end

    def _take_back(self, unwritten: dict[Key, _Counts]) -> None:
        with self._lock:
            for key, counts in unwritten.items():
                if key in self._fresh or len(self._fresh) < MOST_UNWRITTEN:
                    self._fresh[key].add(counts)

    def rows(self, minutes: int = KEPT_MINUTES) -> list[HookRow]:
        """The last minutes added up, the slowest first: what is stored, and what waits in memory. Nothing is written.

        Raises Unavailable where the database cannot be read now.
        """
        since = int(self._wall() // 60) - minutes
        totals: dict[tuple[str, str, str], _Counts] = defaultdict(_Counts)
        with self._moving:
            try:
                stored = self._store.read(_TOTALS, (since,))
            except sqlite3.Error as problem:
                raise Unavailable(f"the counts of hooks cannot be read now: {problem}") from None
            with self._lock:
                for (minute, *key), counts in self._fresh.items():
                    if minute > since:
                        totals[key[0], key[1], key[2]].add(counts)
        try:
            for row in stored:
                totals[row[0], row[1], row[2]].add(_from_row((since, *row)))
        except sqlite3.Error as problem:
            raise Unavailable(f"the counts of hooks cannot be read now: {problem}") from None
        rows = [_figures(*key, counts) for key, counts in totals.items()]
        return sorted(rows, key=lambda r: (-(r.p95 or 0.0), r.client, r.event, r.check))


def _count(counts: _Counts, micros: float, findings: int, backend: str | None) -> None:
    counts.count += 1
    counts.findings += findings
    counts.guest += backend == "guest"
    counts.host += backend == "host"
    counts.buckets[bucket_of(micros)] += 1


def _count_result(counts: _Counts, result: CheckResult) -> None:
    _count(counts, result.micros, len(result.findings), result.backend)
    if result.missed:
        counts.not_run += 1
        counts.timed_out += result.timed_out


def bucket_of(micros: float) -> int:
    """The step of a duration: bucket b holds durations up to 2 ** (b / 2) microseconds."""
    return min(BUCKETS - 1, max(0, math.ceil(2 * math.log2(micros)))) if micros > 0 else 0


def quantile(buckets: Iterable[int], share: float) -> float | None:
    """The upper edge, in microseconds, of the bucket that holds the quantile; None without counts."""
    counts = list(buckets)
    wanted, seen = share * sum(counts), 0
    for bucket, count in enumerate(counts):
        seen += count
        if count and seen >= wanted:
            return float(2 ** (bucket / 2))
    return None


def _figures(client: str, event: str, check: str, counts: _Counts) -> HookRow:
    p50, p95, p99 = (quantile(counts.buckets, q) for q in (0.5, 0.95, 0.99))
    ran = counts.guest + counts.host
    return HookRow(client, event, check, counts.count, p50, p95, p99, counts.findings, counts.not_run, counts.timed_out,
                   ran, counts.guest / ran if ran else None)  # fmt: skip


def _to_row(key: Key, c: _Counts) -> tuple[object, ...]:
    return (*key, c.count, c.findings, c.not_run, c.timed_out, c.guest, c.host, _HISTOGRAM.pack(*c.buckets))


def _from_row(row: tuple[object, ...]) -> _Counts:
    """The counts in a row. Raises sqlite3.DatabaseError where the row is damaged."""
    counts = _Counts()
    try:
        numbers = msgspec.convert(row[4:10], tuple[int, int, int, int, int, int])
        counts.buckets = list(_HISTOGRAM.unpack(msgspec.convert(row[10], bytes)))
    except (msgspec.ValidationError, struct.error):
        raise sqlite3.DatabaseError("a row is damaged; move the database away while no hive runs") from None
    counts.count, counts.findings, counts.not_run, counts.timed_out, counts.guest, counts.host = numbers
    return counts
