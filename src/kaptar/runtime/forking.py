"""Forks of the process, as wasmtime must know of them.

Two things of wasmtime do not survive a fork. Its pool of compiling threads: a child that compiles on it waits for ever. And
its list of loaded code, where a fork comes in the middle of a change: a child that loads code waits for its lock for ever. So
a forked child compiles on one thread, and a fork waits until no module is being loaded or freed.

A signal handler may raise at any step, as Ctrl-C does. So no lock is held here; who waits looks again every few milliseconds,
under a bound; and a child knows by its process number that it is one, whether or not its handler came to an end.
"""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from operator import delitem

FORK_WAIT_S = 30.0
"""How long a fork waits for modules that are being loaded. Then it goes on, and the child runs no guests."""
FORK_S = 5.0
"""How long the fork itself may take; what it began counts no longer."""
_LOOK_S = 0.002
_TORN = "this process was forked while a module was being loaded; start it anew, not by a fork"


class Forks:
    """The process's forks. One for a process: `FORKS`."""

    def __init__(self) -> None:
        self._first = self._whole = os.getpid()
        self._loading: set[object] = set()
        self._forking: list[float] = []
        self._mine = threading.local()
        # In C, so that no handler runs in it: the signals that came during the fork are looked at after it.
        self.after_in_parent = partial(delitem, self._forking, slice(-1, None))
        """The fork has happened, or failed."""

    @property
    def child(self) -> bool:
        """Whether this process was forked after Kaptar was imported."""
        return os.getpid() != self._first

    @property
    def torn(self) -> str:
        """Why this process can load no modules, or ""."""
        return "" if os.getpid() == self._whole else _TORN

    @contextmanager
    def held_off(self) -> Iterator[None]:
        """No fork happens inside of the block. Not to be entered twice by a thread, nor by one that forks inside of it."""
        key = object()
        try:
            self._begin(key)
            yield
        finally:
            self._loading.discard(key)

    def before(self) -> None:
        """A fork is about to happen on this thread: wait for those who load, and let nobody begin."""
        self._mine.settled = False
        until = time.monotonic() + FORK_WAIT_S
        self._forking.append(until + FORK_S)
        while not (settled := not self._loading) and time.monotonic() < until and not self.torn:
            time.sleep(_LOOK_S)
        self._mine.settled = settled and not self.torn

    def after_in_child(self) -> None:
        """The child has this thread alone."""
        self._first = 0
        self._loading.clear()
        self._forking.clear()
        if self._mine.settled:
            self._whole = os.getpid()

    def _begin(self, key: object) -> None:
        """Load from now on, once no fork is under way."""
        while True:
            self._loading.add(key)
            if self.torn or not any(time.monotonic() < until for until in tuple(self._forking)):
                return
            self._loading.discard(key)
            time.sleep(_LOOK_S)


FORKS = Forks()

if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=FORKS.before, after_in_parent=FORKS.after_in_parent, after_in_child=FORKS.after_in_child)
