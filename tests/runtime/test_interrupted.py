"""Ctrl-C at any moment: no seat, instance or byte is lost, and the pool goes on."""

import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import FrameType

import pytest
from tests.waiting import wait_until

from kaptar.config.sections import Config, WasmConfig
from kaptar.runtime.runtime import Runtime

pytest.importorskip("wasmtime")
pytestmark = pytest.mark.guest

INTERRUPTIONS = 2000
LIVES = 400
"""Of runtimes, each interrupted once."""
SMALL = b"some text"


class Pressed(BaseException):
    """What the handler raises, as that of SIGINT raises KeyboardInterrupt."""


def _press(_number: int, _frame: FrameType | None) -> None:
    raise Pressed


@pytest.fixture
def alarm() -> Iterator[None]:
    before = signal.signal(signal.SIGALRM, _press)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def runtime(tmp_path: Path) -> Iterator[Runtime]:
    """Over the guest `text`, whose instances can be renewed."""
    with Runtime(Config(wasm=WasmConfig(cache_dir=str(tmp_path / "cache"))), {}, plugins=tmp_path / "plugins") as runtime:
        runtime.wait_ready(["text"])
        yield runtime


def interrupted(call: Callable[[], object], after_s: float, times: int = 1000) -> bool:
    """Call again and again until the alarm goes off. False where it did not, or Python swallowed it, as in a finaliser."""
    try:
        try:
            signal.setitimer(signal.ITIMER_REAL, after_s)
            for _ in range(times):
                call()
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    except Pressed:
        return True
    return False


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the alarm, swallowed in a finaliser
def test_no_interruption_costs_a_seat(runtime: Runtime, alarm: None) -> None:
    rng, started = random.Random(11), time.monotonic()
    calls: list[Callable[[], object]] = [
        lambda: runtime.call_guest("text", "fnv1a32", SMALL),
        lambda: runtime.call_guest("text", "fnv1a32", SMALL, isolated=True),
    ]
    count = 0
    while count < INTERRUPTIONS:
        count += interrupted(rng.choice(calls), rng.uniform(5e-6, 2e-4))
        assert time.monotonic() - started < 60, "calls hang"
    pool = runtime.statistics().pool
    assert pool is not None
    assert (pool.busy, pool.waiting) == (0, 0)
    assert pool.memory_reserved == pool.memory == sum(row.memory for row in pool.instances)
    lost = pool.trapped + pool.timed_out + pool.out_of_memory + pool.unhealthy
    assert pool.created == pool.ready + pool.recycled + lost
    before = time.monotonic()
    runtime.close()
    assert time.monotonic() - before < 1


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the alarm, swallowed in a finaliser
def test_no_interruption_of_a_start_or_an_end_costs_a_thread(tmp_path: Path, alarm: None) -> None:
    """Waits for modules, starts of threads, waits for running calls at the end: whatever is interrupted, `close` ends it all."""
    rng, started, before = random.Random(12), time.monotonic(), set(threading.enumerate())
    config = Config(wasm=WasmConfig(cache_dir=str(tmp_path / "cache")))

    def live(runtime: Runtime) -> None:
        assert runtime.call_guest("text", "fnv1a32", SMALL)
        runtime.close()

    count, slowest = 0, 0.0
    while count < LIVES:
        runtime = Runtime(config, {}, plugins=tmp_path / "plugins")
        if not count:
            runtime.wait_ready(["text"])
        count += interrupted(partial(live, runtime), rng.uniform(1e-4, 2e-2), times=1)
        closing = time.monotonic()
        runtime.close()
        slowest = max(slowest, time.monotonic() - closing)
        assert time.monotonic() - started < 120, "runtimes hang"
    wait_until(lambda: set(threading.enumerate()) <= before, "the end of all threads of the runtimes")
    assert slowest < 2
