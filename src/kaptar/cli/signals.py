"""Signals that end a command. SIGTERM and SIGHUP end it as Ctrl-C does: what it has begun is undone, what it started ends."""

import os
import signal
from types import FrameType

ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


class EndedBySignal(KeyboardInterrupt):
    """A signal has come that ends the command."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    @property
    def said(self) -> str:
        """What happened, for people."""
        return "interrupted" if self.number == signal.SIGINT else f"ended by {signal.Signals(self.number).name}"

    @property
    def code(self) -> int:
        """The exit code, as shells tell it."""
        return 128 + self.number


def end_at_once() -> None:
    """For as long as modules are loaded: nothing has begun, and a signal ends the process with a line and its exit code.

    Children are waited for, also where the parent ignores SIGCHLD: else nobody knows what they ended with.
    """
    if hasattr(signal, "SIGCHLD"):
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _on_each(_end)


def interrupt() -> None:
    """From now on Ctrl-C raises KeyboardInterrupt, and the others `EndedBySignal`: once, and while the command ends, they do
    nothing."""
    _on_each(_raise)
    if signal.getsignal(signal.SIGINT) is _raise:
        signal.signal(signal.SIGINT, signal.default_int_handler)  # asyncio knows this one


def of_interrupt(problem: BaseException) -> EndedBySignal:
    """The signal behind an interruption; Ctrl-C where none is known."""
    seen: BaseException | None = problem
    while seen is not None and not isinstance(seen, EndedBySignal):
        seen = seen.__cause__ or seen.__context__
    return seen or EndedBySignal(signal.SIGINT)


def _on_each(handler: "signal._HANDLER") -> None:
    for each in ENDING:
        if signal.getsignal(each) is not signal.SIG_IGN:  # the parent wants none, as `nohup` does
            signal.signal(each, handler)


def _end(number: int, _: FrameType | None) -> None:
    found = EndedBySignal(number)
    try:
        os.write(2, f"{found.said}\n".encode())
    finally:
        os._exit(found.code)


def _raise(number: int, _: FrameType | None) -> None:
    for each in set(ENDING) - {signal.SIGINT}:  # a Ctrl-C is a person's
        signal.signal(each, signal.SIG_IGN)
    raise EndedBySignal(number)
