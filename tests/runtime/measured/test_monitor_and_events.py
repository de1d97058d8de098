"""Counts, percentiles and events come from calls that were made."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaptar.errors import GuestTrap
from kaptar.runtime.measured.choice import TRIALS, Choice
from kaptar.runtime.measured.events import Completed, EventStream, MemoryHigh, Slow
from kaptar.runtime.measured.monitor import CallMonitor, Histogram
from kaptar.runtime.measured.statistics import speedups
from kaptar.runtime.measured.timings_file import read_timings, write_timings
from kaptar.runtime.operation import Backend
from kaptar.runtime.runtime import Runtime


@given(st.lists(st.floats(0.01, 1e8), min_size=1, max_size=200), st.sampled_from([0.5, 0.95, 0.99]))
def test_a_percentile_is_at_most_one_bucket_too_high(times: list[float], share: float) -> None:
    histogram = Histogram()
    histogram.add_all(times[: len(times) // 2])
    histogram.add_all(times[len(times) // 2 :])
    exact = sorted(times)[max(0, -(-len(times) * int(share * 100) // 100) - 1)]
    found = histogram.percentile(share)
    assert found is not None
    assert exact * 0.999 <= found <= max(1.0, exact * 1.05)


def test_an_empty_histogram_has_no_percentile() -> None:
    assert Histogram().percentile(0.5) is None


def test_the_monitor_counts_and_compares() -> None:
    monitor = CallMonitor()
    for _ in range(3):
        monitor.tally("text.hash", "guest").add(10.0, memory=100)
        monitor.tally("text.hash", "host").add(100.0)
    monitor.tally("text.hash", "guest").fail(trap=True)
    (found,) = monitor.snapshot()
    guest = found.backends["guest"]
    assert (guest.calls, guest.errors, guest.traps, guest.memory_peak) == (4, 1, 1, 100)
    assert found.speedup == pytest.approx(10, rel=0.1)
    assert monitor.guest_share() == 0.5
    assert CallMonitor().guest_share() is None


def test_a_subscription_is_bounded_and_says_what_it_dropped() -> None:
    stream = EventStream()
    with stream.subscribe(limit=2) as events:
        assert stream.active
        for i in range(5):
            stream.publish(Completed(operation=str(i), backend="host", micros=1.0))
        assert [event.operation for event in events.drain() if isinstance(event, Completed)] == ["3", "4"]
        assert events.dropped == 3
        assert events.get(0.01) is None
    assert not stream.active


def test_iteration_ends_when_the_stream_does() -> None:
    stream = EventStream()
    events = stream.subscribe()
    stream.publish(Completed(operation="a", backend="host", micros=1.0))
    stream.close()
    assert len(list(events)) == 1


@pytest.mark.guest
def test_the_events_of_a_runtime(start: Callable[..., Runtime]) -> None:
    pytest.importorskip("wasmtime")
    runtime = start(memory_limit=70 << 20)
    with runtime.events() as events:
        runtime.call("probe.echo", b"x")
        with pytest.raises(GuestTrap):
            runtime.call("probe.trap", b"x")
        runtime.call("probe.echo", b"x")
        runtime.call("probe.grow", b"x")
        seen = events.drain()
    kinds = [type(event).__name__ for event in seen]
    answered_again, retried_with_more = (
        ["Allocated", "InstanceRecovered", "Completed"],
        ["Allocated", "MemoryHigh", "InstanceRecovered"],
    )
    assert kinds == ["Completed", "Allocated", "Failed", *answered_again, *retried_with_more, "Completed"]
    (high,) = [event for event in seen if isinstance(event, MemoryHigh)]
    assert (high.scope, high.module) == ("call", "probe")
    assert high.used > 0.9 * high.limit


@pytest.mark.guest
def test_a_call_slower_than_its_history_is_told(start: Callable[..., Runtime], kit: Any) -> None:
    pytest.importorskip("wasmtime")
    now, durations = [0.0], list[float]()

    def twin(data: bytes) -> bytes:
        now[0] += durations.pop(0)
        return data

    def slow_events(factor: float) -> list[Slow]:
        durations[:] = [0.001] * 2 * TRIALS + [0.05]
        booster = {"slow_factor": factor, "performance_tracking": False}
        runtime = start(kit.operation("echo", twin=twin), booster=booster, clock=lambda: now[0])
        with runtime.events() as events:
            for _ in range(2 * TRIALS + 1):
                runtime.call("probe.echo", b"x", backend="host")
            return [event for event in events.drain() if isinstance(event, Slow)]

    (slow,) = slow_events(20.0)
    assert (slow.micros, slow.usual_micros) == (pytest.approx(50_000), pytest.approx(1_000))
    assert slow_events(1000.0) == []


@pytest.mark.guest
def test_timings_are_kept_across_runs_where_that_is_enabled(
    start: Callable[..., Runtime], tmp_path: Path, kit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("wasmtime")
    for tracking in (False, True):
        with start(kit.operation("echo"), booster={"performance_tracking": tracking}) as runtime:
            runtime.call("probe.echo", b"x")
        assert bool(read_timings(tmp_path / "cache")) is tracking
    assert list(read_timings(tmp_path / "cache")) == ["probe.echo"]


def test_timings_of_another_machine_or_damaged_ones_are_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {"text.hash": {7: ([1.0, 2.0], [3.0])}}
    write_timings(tmp_path / "new", kept)
    assert read_timings(tmp_path / "new") == kept
    (file,) = (tmp_path / "new").iterdir()
    content = file.read_bytes()
    file.write_bytes(content[:-3])
    assert read_timings(tmp_path / "new") == {}
    file.write_bytes(content)
    monkeypatch.setattr("kaptar.runtime.measured.timings_file.cpu_identity", lambda: "another")
    assert read_timings(tmp_path / "new") == {}


def test_speed_ups_compare_equal_sizes_and_operations_that_were_called() -> None:
    choice, monitor = Choice(), CallMonitor()
    sizes: tuple[tuple[int, Backend, float], ...] = (
        (100, "guest", 10.0), (100, "host", 40.0), (9000, "guest", 5.0), (9000, "host", 2.0), (10, "guest", 1.0),
    )  # fmt: skip
    for size, backend, micros in sizes:
        for _ in range(3):
            choice.row("test.double").cell(size).observe(backend, micros)
            choice.row("test.never_called").cell(size).observe(backend, micros)
    assert speedups(choice, monitor.snapshot()) == []
    monitor.tally("test.double", "guest").add(10.0)
    found = [(each.operation, each.bytes, each.times) for each in speedups(choice, monitor.snapshot())]
    assert found == [("test.double", 128, 4.0), ("test.double", 16384, 0.4)]


def test_every_call_is_counted_once_however_many_threads_there_are() -> None:
    tally = CallMonitor().tally("text.hash", "guest")

    def work() -> None:
        for i in range(5000):
            tally.add(float(i % 100))
            if i % 700 == 0:
                tally.snapshot()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stats = tally.snapshot()
    assert (stats.calls, stats.total_ms) == (30_000, pytest.approx(6 * 5000 * 49.5 / 1e3))
