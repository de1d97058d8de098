"""Counts of hooks: kept over restarts, added up, quantiles within a step."""

import sqlite3
import statistics
from pathlib import Path

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.checks.conftest import verdict_of
from tests.hive.conftest import Nap

from kaptar.checks.event import EditEvent
from kaptar.checks.verdict import CheckResult
from kaptar.database.store import Store
from kaptar.errors import Unavailable
from kaptar.hive.monitor import FINE_MINUTES, FLUSH_AFTER_S, KEPT_MINUTES, MIGRATIONS, HookMonitor, bucket_of, quantile

EVENT = EditEvent("claude", "PostToolUse", "after", "s", "/", "Edit", ())


def verdict(micros: float) -> object:
    checks = [CheckResult(check="syntax", path="a", state="passed", micros=micros / 2, backend="guest"),
              CheckResult(check="types", path="a", state="not_run", reason="no answer within 5 s", timed_out=True),
              CheckResult(check="lint", path="a", state="not_run", reason="off", due=False)]  # fmt: skip
    return verdict_of(checks, micros=micros)


def test_counts_survive_a_restart_and_add_up(tmp_path: Path) -> None:
    for _ in range(2):
        store = Store(tmp_path / "hive.db", MIGRATIONS)
        monitor = HookMonitor(store, wall=lambda: 6000.0)
        for micros in (1000, 1000, 8000):
            monitor.record(EVENT, verdict(micros))  # type: ignore[arg-type]
        monitor.flush()
        store.close()
    store = Store(tmp_path / "hive.db", MIGRATIONS)
    rows = {r.check: r for r in HookMonitor(store, wall=lambda: 6030.0).rows()}
    assert rows[""].count == 6
    assert 1000 <= (rows[""].p50 or 0) <= 1449
    assert (rows["syntax"].operations, rows["syntax"].guest_share) == (6, 1.0)
    assert "lint" not in rows, "it was not due"
    assert (rows["types"].not_run, rows["types"].timed_out, rows["types"].guest_share) == (6, 6, None)
    store.close()


def test_counts_are_kept_by_the_hour_after_a_day(tmp_path: Path) -> None:
    """A week of minutes took seconds and much memory to read."""
    now = [0.0]
    store = Store(tmp_path / "hive.db", MIGRATIONS)
    monitor = HookMonitor(store, wall=lambda: now[0])
    begin = 100 * 24 * 60
    for minute in range(begin, begin + 2 * FINE_MINUTES, 7):
        now[0] = minute * 60.0
        monitor.record(EVENT, verdict(1000 if minute % 2 else 8000))  # type: ignore[arg-type]
        monitor.flush()
    before = monitor.rows()
    for later in range(1, 4):  # a day of minutes at most becomes hours in one write
        now[0] = (begin + 4 * FINE_MINUTES + 60 * later) * 60.0
        monitor.record(EVENT, verdict(1000))  # type: ignore[arg-type]
        monitor.flush()
    rows, after = {r.check: r for r in before}, {r.check: r for r in monitor.rows()}
    assert after[""].count == rows[""].count + 3 == len(range(0, 2 * FINE_MINUTES, 7)) + 3
    assert (after[""].p95, after["syntax"].operations) == (rows[""].p95, rows["syntax"].operations + 3)
    kept = store.read("SELECT DISTINCT minute FROM hook_minutes WHERE minute < ?", (begin + 3 * FINE_MINUTES,))
    assert [minute for (minute,) in kept] == list(range(begin, begin + 2 * FINE_MINUTES, 60))
    store.close()


def test_a_damaged_row_is_told(tmp_path: Path) -> None:
    store = Store(tmp_path / "hive.db", MIGRATIONS)
    monitor = HookMonitor(store, wall=lambda: 6000.0)
    monitor.record(EVENT, verdict(10))  # type: ignore[arg-type]
    monitor.flush()
    with store.writing() as connection:
        connection.execute("UPDATE hook_minutes SET histogram = x'00'")
    with pytest.raises(Unavailable, match="cannot be read now"):
        monitor.rows()
    monitor.record(EVENT, verdict(10))  # type: ignore[arg-type]
    with pytest.raises(sqlite3.Error, match="damaged"):
        monitor.flush()
    store.close()


def test_old_counts_are_dropped(tmp_path: Path) -> None:
    now = [6000.0]
    store = Store(tmp_path / "hive.db", MIGRATIONS)
    monitor = HookMonitor(store, wall=lambda: now[0])
    monitor.record(EVENT, verdict(10))  # type: ignore[arg-type]
    monitor.flush()
    now[0] += (KEPT_MINUTES + 2) * 60
    monitor.record(EVENT, verdict(10))  # type: ignore[arg-type]
    monitor.flush()
    assert store.read("SELECT count(DISTINCT minute) FROM hook_minutes") == [(1,)]
    store.close()


def written(store: Store) -> int:
    return int(store.read("SELECT coalesce(sum(count), 0) FROM hook_minutes WHERE subject = ''")[0][0])


def test_counts_are_written_now_and_then_and_at_the_end(tmp_path: Path) -> None:
    store = Store(tmp_path / "hive.db", MIGRATIONS)

    async def main() -> None:
        nap = Nap()
        monitor = HookMonitor(store, wall=lambda: 6000.0, sleep=nap)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(monitor.run)
            await nap.asleep()
            monitor.record(EVENT, verdict(10))  # type: ignore[arg-type]
            assert written(store) == 0
            await nap.over()
            assert (written(store), nap.seconds) == (1, [FLUSH_AFTER_S] * 2)
            monitor.record(EVENT, verdict(10))  # type: ignore[arg-type]
            tasks.cancel_scope.cancel()

    anyio.run(main)
    assert written(store) == 2
    store.close()


def test_a_database_that_cannot_be_written_ends_no_hive(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    store = Store(tmp_path / "hive.db")

    async def main() -> None:
        nap = Nap()
        monitor = HookMonitor(store, wall=lambda: 6000.0, sleep=nap)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(monitor.run)
            await nap.asleep()
            monitor.record(EVENT, verdict(10))  # type: ignore[arg-type]
            await nap.over()
            tasks.cancel_scope.cancel()

    anyio.run(main)
    assert "cannot be written now" in caplog.text
    store.close()


def test_counts_that_cannot_be_written_are_kept_for_the_next_time(tmp_path: Path) -> None:
    store = Store(tmp_path / "hive.db", MIGRATIONS)
    monitor = HookMonitor(store, wall=lambda: 6000.0)
    monitor.record(EVENT, verdict(10))  # type: ignore[arg-type]
    with store.writing() as connection:
        connection.execute("ALTER TABLE hook_minutes RENAME TO elsewhere")
    with pytest.raises(sqlite3.Error):
        monitor.flush()
    with store.writing() as connection:
        connection.execute("ALTER TABLE elsewhere RENAME TO hook_minutes")
    monitor.record(EVENT, verdict(10))  # type: ignore[arg-type]
    assert {r.check: r for r in monitor.rows()}[""].count == 2
    store.close()


def test_reading_adds_what_waits_and_writes_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "hive.db", MIGRATIONS)
    monitor = HookMonitor(store, wall=lambda: 6000.0)
    monitor.record(EVENT, verdict(10))  # type: ignore[arg-type]
    monitor.flush()
    monitor.record(EVENT, verdict(10))  # type: ignore[arg-type]
    for _ in range(2):
        assert {r.check: r for r in monitor.rows()}[""].count == 2
    assert written(store) == 1
    store.close()


def test_only_the_minutes_that_are_asked_for_count(tmp_path: Path) -> None:
    now = [6000.0]
    store = Store(tmp_path / "hive.db", MIGRATIONS)
    monitor = HookMonitor(store, wall=lambda: now[0])
    monitor.record(EVENT, verdict(10))  # type: ignore[arg-type]
    now[0] += 120
    monitor.record(EVENT, verdict(10))  # type: ignore[arg-type]
    assert {r.check: r for r in monitor.rows(1)}[""].count == 1
    store.close()


def test_a_database_that_cannot_be_read_is_said_in_a_sentence(tmp_path: Path) -> None:
    store = Store(tmp_path / "hive.db")
    with pytest.raises(Unavailable, match=r"^the counts of hooks cannot be read now: .*hive\.db: .*: no such table"):
        HookMonitor(store).status()
    store.close()


@given(st.lists(st.floats(1, 1e6), min_size=1, max_size=50))
def test_a_quantile_is_within_one_step(durations: list[float]) -> None:
    buckets = [0] * 64
    for micros in durations:
        buckets[bucket_of(micros)] += 1
    found, true = quantile(buckets, 0.5), statistics.median_low(durations)
    assert found is not None
    assert true <= found * 1.0001
    assert found <= true * 1.4143


def test_no_counts_no_quantile() -> None:
    assert quantile([0] * 64, 0.5) is None
