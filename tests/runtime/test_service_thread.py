"""A service thread does its work once, and is known to run for as long as it does, whatever a signal handler interrupts."""

import threading
from collections.abc import Callable
from functools import partial

import pytest
from tests.pressing import Pressed, press_at, steps_of
from tests.starving import no_threads
from tests.waiting import wait_until

from kaptar.errors import NotStarted
from kaptar.latch import Latch
from kaptar.runtime.service_thread import ServiceThread


def test_an_interrupted_start_is_repeated_and_the_work_is_done_once() -> None:
    steps = steps_of(lambda: ServiceThread(lambda: None, "probe").start(), lambda _: None)
    assert steps > 3
    for step in range(1, steps + 1):
        done: list[int] = []
        begun, end = Latch(), Latch()
        thread = ServiceThread(partial(_note, done, begun, end), "probe")
        try:
            steps_of(thread.start, press_at(step))
        except Pressed:
            thread.start()
        assert begun.wait(10), f"after an interruption at step {step} of {steps}"
        end.set()
        assert thread.wait(30)
        assert (done, thread.ended) == ([1], True), f"after an interruption at step {step} of {steps}"


def _note(done: list[int], begun: Latch, end: Latch) -> None:
    done.append(1)
    begun.set()
    end.wait(30)


def test_an_interrupted_wait_does_not_count_a_running_thread_as_ended() -> None:
    def waited(thread: ServiceThread) -> Callable[[], object]:
        return lambda: thread.wait(0.001)

    begun, end = Latch(), Latch()
    thread = ServiceThread(partial(_note, [], begun, end), "probe")
    thread.start()
    assert begun.wait(30)
    steps = steps_of(waited(thread), lambda _: None)
    assert steps > 3
    for step in range(1, steps + 1):
        with pytest.raises(Pressed):
            steps_of(waited(thread), press_at(step))
        assert not thread.wait(0), f"after an interruption at step {step} of {steps}"
    end.set()
    assert thread.wait(30)
    assert "probe" not in {each.name for each in threading.enumerate()}


def test_one_that_was_never_begun_is_over_and_cannot_begin() -> None:
    done: list[int] = []
    thread = ServiceThread(lambda: done.append(1), "probe")
    assert thread.wait(0)
    thread.start()
    thread.start()
    assert thread.wait(30)
    assert done == []


def test_without_a_thread_left_its_end_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def none_left(_self: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", none_left)
    thread = ServiceThread(lambda: None, "probe")
    thread.start()
    wait_until(lambda: thread.ended, "its end")
    assert thread.wait(0)


def test_what_is_raised_by_the_work_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []
    monkeypatch.setattr(threading, "excepthook", seen.append)
    thread = ServiceThread(_fail, "probe")
    thread.start()
    assert thread.wait(30)
    assert len(seen) == 1


def _fail() -> None:
    raise ValueError("the work fails")


def test_where_no_thread_is_given_nothing_has_begun_and_the_next_start_begins() -> None:
    done: list[int] = []
    thread = ServiceThread(lambda: done.append(1), "probe")
    with no_threads(), pytest.raises(NotStarted, match="gives no more threads"):
        thread.start()
    thread.start()
    assert thread.wait(30)
    assert done == [1]


def test_where_one_thread_is_given_it_does_the_work() -> None:
    here: list[bool] = []
    thread = ServiceThread(lambda: here.append(thread.is_here), "probe")
    with no_threads(after=1):
        thread.start()
        assert thread.wait(30)
    assert here == [True]
    assert not thread.is_here
