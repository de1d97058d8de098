"""A latch stands a signal handler that raises at every step of it, and one that sets it; so does a bell."""

import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial

import pytest
from tests.pressing import Pressed, press_at, steps_of

from kaptar.latch import Bell, Latch
from kaptar.stop import Stop


def test_it_opens_once_and_stays_open() -> None:
    latch = Latch()
    assert not latch.wait(0)
    assert not latch.wait(-1)
    latch.set()
    latch.set()
    assert latch.is_set
    assert latch.wait()
    assert latch.wait(0)


def test_it_wakes_all_who_wait() -> None:
    latch, woken = Latch(), []
    threads = [threading.Thread(target=lambda: woken.append(latch.wait(30))) for _ in range(3)]
    for thread in threads:
        thread.start()
    latch.set()
    for thread in threads:
        thread.join(30)
    assert woken == [True, True, True]


@pytest.mark.parametrize("interrupted", ["set", "wait"])
def test_an_interruption_at_any_step_leaves_it_usable(interrupted: str) -> None:
    def work(latch: Latch) -> Callable[[], object]:
        return latch.set if interrupted == "set" else lambda: latch.wait(0)

    steps = steps_of(work(Latch()), lambda _: None)
    assert steps > 1
    for step in range(1, steps + 1):
        latch = Latch()
        with pytest.raises(Pressed):
            steps_of(work(latch), press_at(step))
        said: list[bool] = []

        def set_and_wait(latch: Latch = latch, said: list[bool] = said) -> None:
            latch.set()
            said.append(latch.wait(30))

        thread = threading.Thread(target=set_and_wait, daemon=True)
        thread.start()
        thread.join(5)
        assert said == [True], f"after an interruption at step {step} of {steps}"


def test_a_signal_handler_may_request_a_stop_at_any_step_of_a_wait() -> None:
    unasked = Stop()
    steps = steps_of(lambda: unasked.wait(0), lambda _: None)
    assert steps > 5
    for step in range(1, steps + 1):
        done: list[Stop] = []
        thread = threading.Thread(target=_stopped_inside, args=(step, done), daemon=True)
        thread.start()
        thread.join(5)
        assert len(done) == 1, f"a request at step {step} of {steps} hangs"


def _stopped_inside(step: int, done: list[Stop]) -> None:
    stop = Stop()

    def request(number: int) -> None:
        if number == step:
            sys.settrace(None)
            stop.request("the handler says so")

    steps_of(lambda: stop.wait(0), request)
    assert stop.requested
    done.append(stop)


def test_a_bell_wakes_those_who_asked_before_and_nobody_else() -> None:
    bell = Bell()
    bell.ring()
    first = bell.next()
    assert bell.next() is first
    assert not first.is_set
    bell.ring()
    assert first.is_set
    assert not bell.next().is_set


def test_an_interrupted_ring_wakes_and_the_next_one_too() -> None:
    def ring(bell: Bell) -> Latch:
        first = bell.next()
        bell.ring()
        return first

    steps = steps_of(lambda: ring(Bell()), lambda _: None)
    assert steps > 3
    for step in range(1, steps + 1):
        bell = Bell()
        first = bell.next()
        with suppress(Pressed):
            steps_of(partial(ring, bell), press_at(step))
        bell.ring()
        assert first.is_set, f"after an interruption at step {step} of {steps}"
        second = bell.next()
        assert not second.is_set
        bell.ring()
        assert second.is_set
