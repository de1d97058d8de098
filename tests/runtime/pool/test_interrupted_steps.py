"""A signal handler that raises at any step of the bookkeeping: nothing is left half done, and each is counted once."""

import threading
from contextlib import suppress
from functools import partial
from typing import cast

import pytest
from tests.pressing import Pressed, press_at, steps_of

from kaptar.config.sections import WasmConfig
from kaptar.latch import Latch
from kaptar.runtime.measured.events import EventStream
from kaptar.runtime.modules.module import Module
from kaptar.runtime.pool.admission import Admission, Seat
from kaptar.runtime.pool.holdings import Holdings
from kaptar.runtime.pool.instance import Instance
from kaptar.runtime.pool.pool_stats import PoolCounters
from kaptar.runtime.pool.shelf import Shelf
from kaptar.stop import Stop

MODULE = cast("Module", object())


def shelf_of_two() -> tuple[Shelf, Instance]:
    shelf, instance = Shelf(), Instance(MODULE, 1, Stop())
    shelf.put(instance)
    shelf.put(Instance(MODULE, 1, Stop()))
    return shelf, instance


def test_an_instance_leaves_the_shelf_wholly_or_not_at_all() -> None:
    shelf, instance = shelf_of_two()
    steps = steps_of(partial(shelf.remove, instance), press_at(0))
    assert (steps > 1, shelf.count) == (True, 1)
    for step in range(1, steps + 1):
        shelf, instance = shelf_of_two()
        with suppress(Pressed):
            steps_of(partial(shelf.remove, instance), press_at(step))
        assert (shelf.count, len(list(shelf))) == (2, 2), f"after an interruption at step {step} of {steps}"


def test_a_loss_is_counted_as_the_last_thing() -> None:
    counters = PoolCounters(0.0)
    steps = steps_of(partial(counters.lose, "probe", "trapped"), press_at(0))
    assert (steps > 1, counters.lost["trapped"]) == (True, 1)
    for step in range(1, steps + 1):
        counters = PoolCounters(0.0)
        with suppress(Pressed):
            steps_of(partial(counters.lose, "probe", "trapped"), press_at(step))
        assert counters.lost["trapped"] == 0, f"after an interruption at step {step} of {steps}"


def test_an_interrupted_grant_of_a_seat_is_made_again_and_hangs_nobody() -> None:
    _, _, steps = granted(0)
    assert steps > 3
    for step in range(1, steps + 1):
        admission, (leaving, waiting), _ = granted(step)
        thread = threading.Thread(target=admission.strike, args=(leaving,), daemon=True)  # as `Pool.lose` does
        thread.start()
        thread.join(5)
        assert not thread.is_alive(), f"after an interruption at step {step} of {steps}"
        assert (list(admission.seated), admission.reserved) == ([waiting], 1)
        assert waiting.ready is not None
        assert waiting.ready.wait(0)


def granted(step: int) -> tuple[Admission, tuple[Seat, Seat], int]:
    """The only seat is given back to one who waits for it, and a handler raises at a step. With the number of steps."""
    admission, leaving, waiting, steps = Admission(seats=1, most=1, memory=9, queue=1), Seat(1), Seat(1), 0
    waiting.ready = Latch()
    assert (admission.enter(leaving), admission.enter(waiting)) == (True, False)
    with suppress(Pressed):
        steps = steps_of(partial(admission.leave, leaving), press_at(step))
    return admission, (leaving, waiting), steps


def test_what_another_caller_took_out_is_not_lost_again() -> None:
    """A return is interrupted behind the shelf's `put`; before the caller gives its seat up, the instance is recycled."""
    for taken in ("take_out", "clear"):
        held, one, seat = Holdings(WasmConfig(), 0.0), Instance(MODULE, 1, Stop()), Seat(1)
        held.admission.enter(seat)
        one.owner, seat.instance = seat, one
        held.idle.put(one)
        held.idle.take_out(one) if taken == "take_out" else held.idle.clear()
        assert held.strike(seat, "timed_out", 1.0) is None
        assert sum(held.counters.lost.values()) == 0


def test_an_interrupted_close_leaves_no_lock_held_and_is_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    """The end of a call that runs on is waited for, which is where a condition would lose its lock."""
    pytest.importorskip("wasmtime")
    from kaptar.runtime.pool import pool as module

    monkeypatch.setattr(module, "END_S", 0.001)

    def with_a_call() -> tuple[module.Pool, Seat]:
        pool, seat = module.Pool(WasmConfig(), EventStream()), Seat(1)
        assert pool.held.admission.try_enter(seat)
        return pool, seat

    pool, _ = with_a_call()
    steps = steps_of(partial(pool.close, 0.001), press_at(0))
    assert steps > 20
    for step in range(1, steps + 1):
        pool, seat = with_a_call()
        with suppress(Pressed):
            steps_of(partial(pool.close, 0.001), press_at(step))
        assert pool.held.lock.acquire(timeout=0), f"after an interruption at step {step} of {steps}"
        pool.held.lock.release()
        assert not pool.close(0.001)
        pool.lose(seat, "timed_out")
        assert pool.close(0.001)
