"""Ctrl-C at every step of some work: where Python may run a signal handler, one by one."""

import dis
import gc
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


class Pressed(BaseException):
    """What the handler raises, as that of SIGINT raises KeyboardInterrupt."""


def steps_of(work: Callable[[], object], at: Callable[[int], None]) -> int:
    """Do the work, and call ``at`` wherever Python may run a signal handler, in our and in its own code. Answers how often.

    That is where a function begins, after each call, and where a loop goes back. What the collector and weak references call is
    left out: Python prints what is raised there, and goes on.
    """
    count, last = 0, dict[int, str]()

    def trace(frame: FrameType, event: str, _arg: Any) -> Any:
        nonlocal count
        if frame.f_code.co_filename.endswith("_weakrefset.py"):
            return None
        frame.f_trace_opcodes = True
        before = last.get(id(frame), "")  # a frame that is held would keep what it holds
        last[id(frame)] = dis.opname[frame.f_code.co_code[frame.f_lasti]] if event == "opcode" else ""
        if event == "call" or (event == "opcode" and before.startswith(("CALL", "JUMP_BACKWARD"))):
            count += 1
            at(count)
        return trace

    outer, collects = sys.gettrace(), gc.isenabled()
    gc.disable()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(outer)
        if collects:
            gc.enable()
    return count


def press_at(step: int) -> Callable[[int], None]:
    def press(number: int) -> None:
        if number == step:
            raise Pressed

    return press
