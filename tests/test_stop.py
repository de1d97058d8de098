"""Stop: requested once, with a reason; each listener is called once; waiting threads wake."""

import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pressing import Pressed, press_at, steps_of

from kaptar.errors import Stopped
from kaptar.latch import Latch
from kaptar.stop import Stop, any_of


def test_the_first_reason_stays() -> None:
    stop = Stop()
    assert (stop.requested, stop.reason) == (False, "")
    stop.request("the file has changed")
    stop.request("the hive ends")
    assert (stop.requested, stop.reason) == (True, "the file has changed")


def test_each_listener_is_called_once() -> None:
    stop, calls = Stop(), list[str]()
    stop.listen(lambda: calls.append("first"))
    stop.listen(lambda: calls.append("second"))
    stop.request("enough")
    stop.request("enough")
    assert sorted(calls) == ["first", "second"]


def test_a_listener_that_comes_late_is_called_at_once() -> None:
    stop, calls = Stop(), list[str]()
    stop.request("enough")
    stop.listen(lambda: calls.append(stop.reason))
    assert calls == ["enough"]


def test_a_removed_listener_is_not_called() -> None:
    stop, calls = Stop(), list[str]()
    remove = stop.listen(lambda: calls.append("removed"))
    stop.listen(lambda: calls.append("kept"))
    remove()
    remove()
    stop.request("enough")
    remove()
    assert calls == ["kept"]


def test_the_same_callback_may_listen_twice() -> None:
    stop, calls = Stop(), list[str]()

    def callback() -> None:
        calls.append("called")

    remove = stop.listen(callback)
    stop.listen(callback)
    remove()
    stop.request("enough")
    assert calls == ["called"]


def fail() -> None:
    raise ZeroDivisionError


@given(st.permutations([True, False, False]))
def test_a_listener_that_fails_keeps_no_other_from_being_called(broken: list[bool]) -> None:
    stop, calls = Stop(), list[str]()
    for bad in broken:
        stop.listen(fail if bad else lambda: calls.append("called"))
    with pytest.raises(ZeroDivisionError):
        stop.request("enough")
    assert calls == ["called"] * 2
    assert stop.requested


def test_a_request_wakes_every_thread_that_waits() -> None:
    stop, woken = Stop(), list[bool]()
    threads = [threading.Thread(target=lambda: woken.append(stop.wait(30.0))) for _ in range(5)]
    for thread in threads:
        thread.start()
    stop.request("enough")
    for thread in threads:
        thread.join(30.0)
    assert woken == [True] * 5


def test_waiting_has_an_end() -> None:
    stop = Stop()
    assert stop.wait(0.0) is False
    stop.request("enough")
    assert stop.wait(0.0) is True


@pytest.fixture
def many_switches() -> Iterator[None]:
    """Threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("many_switches")
def test_listeners_that_come_while_it_is_requested_are_called_once_each() -> None:
    for _ in range(200):
        stop, calls, barrier = Stop(), list[int](), threading.Barrier(4)

        def listen(number: int, stop: Stop = stop, calls: list[int] = calls, barrier: threading.Barrier = barrier) -> None:
            barrier.wait(30.0)
            stop.listen(lambda: calls.append(number))

        def request(reason: str, stop: Stop = stop, barrier: threading.Barrier = barrier) -> None:
            barrier.wait(30.0)
            stop.request(reason)

        threads = [threading.Thread(target=listen, args=(number,)) for number in range(2)]
        threads += [threading.Thread(target=request, args=(reason,)) for reason in ("one", "two")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30.0)
        assert sorted(calls) == [0, 1]
        assert stop.reason in ("one", "two")


def test_it_can_be_raised() -> None:
    stop = Stop()
    stop.raise_if_requested()
    stop.request("the hive ends")
    with pytest.raises(Stopped, match=r"^stopped: the hive ends$"):
        stop.raise_if_requested()


def test_one_of_several_is_enough() -> None:
    first, second = Stop(), Stop()
    with any_of(first, second) as joined:
        assert not joined.requested
        second.request("the hive ends")
        assert (joined.requested, joined.reason) == (True, "the hive ends")
    with any_of(first, second) as joined:
        assert joined.requested, "requested before"


def test_after_the_block_nothing_is_passed_on() -> None:
    stop = Stop()
    with any_of(stop) as joined:
        pass
    stop.request("enough")
    assert not joined.requested


def test_a_request_that_was_interrupted_at_any_step_is_done_by_the_next_one() -> None:
    def waited(stop: Stop, said: list[bool], begun: Latch) -> None:
        begun.set()
        said.append(stop.wait(30))

    steps = steps_of(lambda: Stop().request("why"), lambda _: None)
    assert steps > 3
    for step in range(1, steps + 3):
        stop, said = Stop(), list[bool]()
        begun = Latch()
        thread = threading.Thread(target=waited, args=(stop, said, begun), daemon=True)
        thread.start()
        assert begun.wait(10)
        with suppress(Pressed):
            steps_of(partial(stop.request, "why"), press_at(step))
        stop.request("again")
        thread.join(5)
        assert (said, stop.requested) == ([True], True), f"after an interruption at step {step} of {steps}"
