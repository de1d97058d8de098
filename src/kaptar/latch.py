"""Latch: what one thread waits for and another one says, once. Bell: the same, again and again.

They stand what `threading.Event` and `threading.Condition` do not: signal handlers.

An event holds a lock of Python's while it is set or begins to wait. A signal handler that raises there, as Ctrl-C does,
leaves the lock held for ever, and whoever sets the event next, or wakes from it, hangs. A handler that sets the event hangs
the same way where it came in the middle of a wait. A condition may give its lock up and not take it again. A latch has no step
in which it could be left half done.
"""

import threading


class Latch:
    """Opened once, by any thread or signal handler; it stays open.

    Attributes:
        is_set: whether it is open. Cheap to read.
    """

    __slots__ = ("_shut", "is_set")

    def __init__(self) -> None:
        self.is_set = False
        self._shut = threading.Lock()
        self._shut.acquire()

    def set(self) -> None:
        """Open it. Again is allowed."""
        self.is_set = True
        try:
            self._shut.release()  # the interpreter looks for signals after this call, not before it
        except RuntimeError:  # it is open
            return

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait until it is open, at most so long; without a bound for None. Whether it is open."""
        if self.is_set:
            return True
        try:
            self._shut.acquire(timeout=-1 if timeout_s is None else min(max(0.0, timeout_s), threading.TIMEOUT_MAX))
        finally:
            if self.is_set:
                self.set()  # for the next one who waits
        return self.is_set


class Bell:
    """Rung whenever something has changed. The caller of each method holds the lock of what changes.

    Who waits takes `next` under that lock, gives the lock up and waits for what it got.
    """

    __slots__ = ("_next",)

    def __init__(self) -> None:
        self._next: Latch | None = None

    def next(self) -> Latch:
        """Open from the next ring on."""
        if self._next is None or self._next.is_set:  # open: a ring was interrupted
            self._next = Latch()
        return self._next

    def ring(self) -> None:
        """Wake all who wait."""
        if self._next is not None:
            self._next.set()
            self._next = None
