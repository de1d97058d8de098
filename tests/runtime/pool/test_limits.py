"""The ticker: awake while calls run, asleep while none does."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("wasmtime")
pytestmark = pytest.mark.guest

from kaptar.clock import PATIENCE  # noqa: E402
from kaptar.runtime.pool.guest_call import GuestStopped  # noqa: E402
from kaptar.runtime.pool.limits import SLICE_TICKS, CallWatch, Ticker, refused_by_system  # noqa: E402
from kaptar.stop import Stop  # noqa: E402


class Calls:
    """Stands in for an engine and a pool: how many calls run, and events for what the ticker does."""

    def __init__(self) -> None:
        self.running = 0
        self.asleep, self.ticked = threading.Event(), threading.Event()
        self.ticker = Ticker(lambda: [self])  # type: ignore[list-item]

    def busy(self) -> int:
        if self.ticker.parked:
            self.asleep.set()
        return self.running

    def increment_epoch(self) -> None:
        self.ticked.set()


@pytest.fixture
def calls() -> Iterator[Any]:
    calls = Calls()
    calls.ticker.start(calls.busy)
    yield calls
    calls.ticker.close()


def test_it_sleeps_while_nothing_runs_and_wakes_for_a_call(calls: Calls) -> None:
    assert calls.ticked.wait(10)
    assert calls.asleep.wait(20)
    calls.ticked.clear()
    calls.running = 1
    calls.ticker.wake()
    assert calls.ticked.wait(10)


def test_it_stays_awake_while_calls_run(calls: Calls) -> None:
    calls.running = 1
    for _ in range(150):
        calls.ticked.clear()
        assert calls.ticked.wait(10)
    assert not calls.asleep.is_set()


class Times:
    """A clock, and the processor time of the thread that looks at it."""

    def __init__(self) -> None:
        self.clock = self.own = 100.0

    def pass_(self, clock_s: float, own_s: float) -> None:
        self.clock += clock_s
        self.own += own_s


def watch(times: Times, timeout_s: float) -> CallWatch:
    made = CallWatch(Stop(), lambda: times.clock, lambda: times.own)
    made.start(timeout_s, None)
    return made


def test_a_guest_is_stopped_by_what_it_ran_and_not_by_the_clock() -> None:
    times = Times()
    calm = watch(times, 1.0)
    for _ in range(9):
        times.pass_(0.7, 0.1)
        assert calm.ticks() > 0
    times.pass_(0.1, 0.11)
    assert (calm.ticks(), calm.fired) == (0, "deadline")


def test_the_first_slice_counts_as_what_it_lasted_but_no_longer_than_a_slice() -> None:
    times = Times()
    stuck, short = watch(times, 1.0), watch(times, 0.05)
    times.pass_(0.06, 0.06)
    assert (short.ticks(), short.fired) == (0, "deadline")
    times.pass_(0.74, 0.0)
    assert stuck.ticks() == SLICE_TICKS
    times.pass_(0.91, 0.91)
    assert (stuck.ticks(), stuck.fired) == (0, "deadline")


def test_a_guest_that_gets_no_time_is_stopped_by_the_clock_in_the_end() -> None:
    times = Times()
    starved = watch(times, 1.0)
    times.pass_(PATIENCE - 0.1, 0.1)
    assert starved.ticks()
    times.pass_(0.2, 0.0)
    assert (starved.ticks(), starved.fired) == (0, "clock")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("File too large (os error 27)", "File too large; a limit on the size of files is below what it needs (`ulimit -f`)"),
        ("mmap failed: Cannot allocate memory (os error 12)", "`ulimit -v`"),
        ("Device not configured (os error 6)", "see what the system is short of"),
    ],
)
def test_what_the_system_refuses_is_told_with_what_to_do(text: str, says: str) -> None:
    found = refused_by_system("python (start)", GuestStopped("error", text))
    assert found is not None
    assert str(found).startswith("python (start): the system refuses what a guest starts with: ")
    assert says in str(found)


@pytest.mark.parametrize("stopped", [GuestStopped("unreachable", "(os error 27)"), GuestStopped("error", "unknown import")])
def test_what_the_guest_does_is_not_the_systems(stopped: GuestStopped) -> None:
    assert refused_by_system("python (start)", stopped) is None
