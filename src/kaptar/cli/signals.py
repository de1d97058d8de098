"""Signals that end a command. SIGTERM and SIGHUP end it as Ctrl-C does: what it has begun is undone, what it started ends."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
ANSWER_S = 5.0
"""How long a signal waits for the answer of a command whose work is done; nobody may read that answer."""


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


class Interrupted(BaseException):
    """A command was interrupted; the cause says by what."""


class Seen:
    """The first signal that came while somebody listened, if one did."""

    def __init__(self) -> None:
        self.first: EndedBySignal | None = None


def end_at_once() -> None:
    """For as long as modules are loaded: nothing has begun, and a signal ends the process with a line and its exit code.

    Signals come also where the parent has blocked them. Children are waited for, also where it ignores SIGCHLD: else nobody
    knows what they ended with.
    """
    _unblock()
    if hasattr(signal, "SIGCHLD"):
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _on_each(_end)


def interrupt() -> None:
    """From now on Ctrl-C raises KeyboardInterrupt, and the others `EndedBySignal`: once, and while the command ends, they do
    nothing."""
    _on_each(_raise)
    if signal.getsignal(signal.SIGINT) is _raise:
        signal.signal(signal.SIGINT, signal.default_int_handler)  # asyncio knows this one


@contextmanager
def answer_first(is_done: Callable[[], bool], answer_s: float = ANSWER_S) -> Iterator[Seen]:
    """Inside the block the first signal after ``is_done`` does nothing for so long: the answer is being printed.

    Before that, a second one, and where `interrupt` is not in force, signals do what they did. Windows has no such delay.
    """
    seen = Seen()

    def on_signal(number: int, frame: FrameType | None) -> None:
        waits = seen.first is None and is_done() and hasattr(signal, "setitimer")
        seen.first = seen.first or EndedBySignal(number)
        if not waits:
            _raise(number, frame)
        signal.signal(signal.SIGALRM, lambda _, frame: _raise(number, frame))
        signal.setitimer(signal.ITIMER_REAL, answer_s)

    ours = {_raise, signal.default_int_handler}
    main = threading.current_thread() is threading.main_thread()
    former = {each: held for each in ENDING if main and (held := signal.getsignal(each)) in ours}
    try:
        for each in former:
            signal.signal(each, on_signal)
        yield seen
    finally:
        if seen.first is not None and hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)
        for each, held in former.items():
            if signal.getsignal(each) is on_signal:
                signal.signal(each, held)


def of_interrupt(problem: BaseException) -> EndedBySignal:
    """The signal behind an interruption; Ctrl-C where none is known."""
    seen: BaseException | None = problem
    while seen is not None and not isinstance(seen, EndedBySignal):
        seen = seen.__cause__ or seen.__context__
    return seen or EndedBySignal(signal.SIGINT)


def _unblock() -> None:
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {*ENDING, signal.SIGALRM, signal.SIGCHLD})


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
