"""The ticker: awake while calls run, asleep while none does."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("wasmtime")
pytestmark = pytest.mark.guest

from kaptar.runtime.pool.limits import Ticker  # noqa: E402


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
