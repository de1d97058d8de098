"""A bounded pool of threads for checks and requests. One that hangs costs a thread, never the end of the process."""

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from queue import Empty, Full, Queue
from threading import Lock, Thread
from typing import Any, NamedTuple, TypeVar

from kaptar.errors import Busy, Closed

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
        """Run ``work`` soon; where the workers are closed before, the future is cancelled. Raises Busy, Closed."""
        future: Future[T] = Future()
        with self._lock:
            if self._closed:
                raise Closed("the workers were closed")
            try:
                self._queue.put_nowait(_Work(future, work))
            except Full:
                raise Busy(f"{self._queue.maxsize} requests wait already; ask again later") from None
            self._owed += 1
            if len(self._threads) < min(self._owed, self._most):
                thread = Thread(target=self._run, name=f"{self._name}-{len(self._threads)}", daemon=True)
                self._threads.append(thread)
                thread.start()
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
        for _ in threads:
            self._queue.put(None)
        share = timeout_s / max(1, len(threads))
        for thread in threads:
            thread.join(share)
        return not any(thread.is_alive() for thread in threads)

    def _run(self) -> None:
        while (each := self._queue.get()) is not None:
            settle = _do(each)
            with self._lock:  # first, so that who has the answer and submits again finds this thread free
                self._owed -= 1
            settle()


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
