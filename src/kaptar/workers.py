"""A bounded pool of threads for checks and requests. One that hangs costs a thread, never the end of the process."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from queue import Empty, Full, Queue
from threading import Lock, Thread
from typing import Any, NamedTuple, TypeVar

from kaptar.errors import Busy, Closed
from kaptar.machine import NO_THREADS

T = TypeVar("T")


class _Work(NamedTuple):
    """Work that waits, and the future that its caller has."""

    future: Future[Any]
    work: Callable[[], Any]


class Workers:
    """Runs work in at most ``threads`` daemon threads, which start when they are needed.

    Args:
        name: of the threads.
        waiting: work that may wait; one more is `Busy`.
    """

    def __init__(self, name: str, threads: int, waiting: int) -> None:
        self._name, self._most = name, threads
        self._queue: Queue[_Work | None] = Queue(waiting)
        self._threads: list[Thread] = []
        self._owed = 0
        self._lock = Lock()
        self._closed = False

    def submit(self, work: Callable[[], T]) -> "Future[T]":
        """Run ``work`` soon; where the workers are closed before, the future is cancelled.

        Raises:
            Busy: as much waits as may, or there is no thread and the system gives none. Nothing is left of the work.
            Closed: the workers were closed.
        """
        future: Future[T] = Future()
        with self._lock:
            if self._closed:
                raise Closed("the workers were closed")
            if self._queue.full():
                raise Busy(f"{self._queue.maxsize} requests wait already; ask again later")
            if self._alive() < min(self._owed + 1, self._most):
                self._begin_thread()
            self._queue.put_nowait(_Work(future, work))
            self._owed += 1
        return future

    def close(self, timeout_s: float) -> bool:
        """Drop what waits, let running work end. Whether all threads have ended within the time."""
        with self._lock:
            self._closed = True
            threads = list(self._threads)
        while True:
            try:
                dropped = self._queue.get_nowait()
            except Empty:
                break
            if dropped is not None:
                _drop(dropped.future)
        self._hand_on_the_end()
        until = time.monotonic() + timeout_s
        for thread in threads:
            if thread.ident is not None:  # a handler may have raised while it was started
                thread.join(max(0.0, until - time.monotonic()))
        return not any(thread.is_alive() for thread in threads)

    def _alive(self) -> int:
        """How many threads there are. One that has ended, or never began, counts for nothing."""
        self._threads = [each for each in self._threads if each.is_alive()]
        return len(self._threads)

    def _begin_thread(self) -> None:
        """One thread more. Where the system gives none, those that there are do the work; raises Busy where there is none."""
        thread = Thread(target=self._run, name=f"{self._name}-{len(self._threads)}", daemon=True)
        try:
            thread.start()
        except (RuntimeError, MemoryError) as problem:
            if not self._threads:
                raise Busy(str(NO_THREADS)) from problem
            return
        self._threads.append(thread)

    def _run(self) -> None:
        while (each := self._queue.get()) is not None:
            settle = _do(each)
            with self._lock:  # first, so that who has the answer and submits again finds this thread free
                self._owed -= 1
            settle()
        self._hand_on_the_end()

    def _hand_on_the_end(self) -> None:
        """For each thread, from one to the next: where there is no room, the end waits there already."""
        with suppress(Full):
            self._queue.put_nowait(None)


def _do(each: _Work) -> Callable[[], None]:
    """Do the work, unless it was cancelled while it waited. What is returned gives its future the answer."""
    future, work = each
    if not future.set_running_or_notify_cancel():
        return lambda: None
    try:
        answer = work()
    except BaseException as problem:  # noqa: BLE001 - it is the caller's, who asks the future
        return partial(future.set_exception, problem)
    return partial(future.set_result, answer)


def _drop(future: Future[Any]) -> None:
    """Cancel a future whose work waits, and wake who waits for it."""
    future.cancel()
    future.set_running_or_notify_cancel()
