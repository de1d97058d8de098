"""Forks of the process, as wasmtime must know of them.

Two things of wasmtime do not survive a fork. Its pool of compiling threads: a child that compiles on it waits for ever. And
its list of loaded code, where a fork comes in the middle of a change: a child that loads code waits for its lock for ever. So
a forked child compiles on one thread, and a fork waits until no module is being loaded or freed.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

FORK_WAIT_S = 30.0
"""How long a fork waits for modules that are being loaded. Then it goes on, and the child runs no guests."""


class Forks:
    """The process's forks. One for a process: `FORKS`.

    Attributes:
        child: this process was forked after Kaptar was imported.
        torn: why this process can load no modules, or "".
    """

    def __init__(self) -> None:
        self.child = False
        self.torn = ""
        self._changed = threading.Condition()
        self._loading = 0
        self._forking: dict[int, bool] = {}

    @contextmanager
    def held_off(self) -> Iterator[None]:
        """No fork happens inside of the block. Not to be entered twice by a thread, nor by one that forks inside of it."""
        with self._changed:
            self._changed.wait_for(lambda: not self._forking, FORK_WAIT_S)
            self._loading += 1
        try:
            yield
        finally:
            with self._changed:
                self._loading -= 1
                self._changed.notify_all()

    def before(self) -> None:
        """A fork is about to happen on this thread: wait for those who load, and let nobody begin."""
        me = threading.get_ident()
        with self._changed:
            self._forking[me] = False
            self._forking[me] = self._changed.wait_for(lambda: self._loading == 0, FORK_WAIT_S)

    def after_in_parent(self) -> None:
        """The fork has happened, or failed."""
        with self._changed:
            self._forking.pop(threading.get_ident(), None)
            self._changed.notify_all()

    def after_in_child(self) -> None:
        """The child has this thread alone, so locks are made anew."""
        if not self._forking.get(threading.get_ident()):
            self.torn = "this process was forked while a module was being loaded; start it anew, not by a fork"
        self.child = True
        self._changed, self._loading, self._forking = threading.Condition(), 0, {}


FORKS = Forks()

if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=FORKS.before, after_in_parent=FORKS.after_in_parent, after_in_child=FORKS.after_in_child)
