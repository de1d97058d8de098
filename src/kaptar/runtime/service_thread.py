"""Service thread: a thread of a runtime whose start and end a signal handler cannot leave half done.

`threading.Thread` waits inside of its `start` for an event, and its `join` takes a lock of the thread. A handler that raises
there, as Ctrl-C does, leaves a thread that never begins, or one that runs and counts as ended.
"""

import _thread
import threading
from collections.abc import Callable

from kaptar.errors import NotStarted
from kaptar.latch import Latch
from kaptar.machine import NO_THREADS

_GONE_S = 1.0


class ServiceThread:
    """A daemon thread that does one piece of work.

    Args:
        work: begun by the first `start`, and by no other.
    """

    def __init__(self, work: Callable[[], None], name: str) -> None:
        self._work = work
        self._unclaimed = threading.Lock()
        self._ended = Latch()
        self._begun = False
        self._ident: int | None = None
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin, unless that was done. Where it raised, call it again.

        Raises NotStarted where the system gives no thread: nothing has begun.
        """
        if self._begun:
            return
        try:
            _thread.start_new_thread(self._begin, ())  # no handler runs in that one
        except (RuntimeError, MemoryError) as problem:
            raise NotStarted(str(NO_THREADS)) from problem
        self._begun = True

    @property
    def ended(self) -> bool:
        """Whether the work was begun and is over."""
        return self._ended.is_set

    @property
    def is_here(self) -> bool:
        """Whether this is called by the thread itself."""
        return self._ident == threading.get_ident()

    def wait(self, timeout_s: float) -> bool:
        """Wait for the end of the work, at most so long; one that was never begun is over. Whether it is."""
        if not self._begun and self._unclaimed.acquire(blocking=False):
            self._ended.set()  # whoever would begin it finds it claimed
            return True
        if not self._ended.wait(timeout_s):
            return False
        if self._thread.ident is not None:
            self._thread.join(_GONE_S)
        return True

    def _begin(self) -> None:
        """In a thread of its own: two that were started for one end with one that begins."""
        if not self._unclaimed.acquire(blocking=False):
            return
        try:
            self._thread.start()
        except (RuntimeError, MemoryError):  # the system gives no second thread: this one does the work
            self._run()

    def _run(self) -> None:
        self._ident = threading.get_ident()
        try:
            self._work()
        finally:
            self._ident = None
            self._ended.set()
