"""A latch stands a signal handler that raises at every step of it, and one that sets it."""

import dis
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from kaptar.latch import Latch
from kaptar.stop import Stop


class Pressed(BaseException):
    """What the handler raises, as that of SIGINT raises KeyboardInterrupt."""


def steps_of(work: Callable[[], object], at: Callable[[int], None]) -> int:
    """Do the work, and call ``at`` wherever Python may run a signal handler, in our and in its own code. Answers how often.

    That is where a function begins, after each call, and where a loop goes back.
    """
    count, last = 0, dict[int, str]()

    def trace(frame: FrameType, event: str, _arg: Any) -> Any:
        nonlocal count
        frame.f_trace_opcodes = True
        before = last.get(id(frame), "")  # a frame that is held would keep what it holds
        last[id(frame)] = dis.opname[frame.f_code.co_code[frame.f_lasti]] if event == "opcode" else ""
        if event == "call" or (event == "opcode" and before.startswith(("CALL", "JUMP_BACKWARD"))):
            count += 1
            at(count)
        return trace

    outer = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(outer)
    return count


def press_at(step: int) -> Callable[[int], None]:
    def press(number: int) -> None:
        if number == step:
            raise Pressed

    return press


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
