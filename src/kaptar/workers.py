"""A bounded pool of threads for checks and requests. One that hangs costs a thread, never the end of the process."""

from collections.abc import Callable
from concurrent.futures import Future
from queue import Empty, Full, Queue
from threading import Lock, Thread
from typing import TypeVar

from kaptar.errors import Busy, Closed

T = TypeVar("T")


class Workers:
    """Runs work in at most ``threads`` daemon threads, which start when they are needed.

    Args:
        name: of the threads.
        waiting: work that may wait; one more is `Busy`.
    """

    def __init__(self, name: str, threads: int, waiting: int) -> None:
        self._name, self._most = name, threads
        self._queue: Queue[Callable[[], None] | None] = Queue(waiting)
        self._threads: list[Thread] = []
        self._idle = 0
        self._lock = Lock()
        self._closed = False

    def submit(self, work: Callable[[], T]) -> "Future[T]":
        """Run ``work`` soon. Raises Busy, Closed."""
        future: Future[T] = Future()

        def run() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(work())
            except BaseException as problem:  # noqa: BLE001 - it is the caller's, who asks the future
                future.set_exception(problem)

        with self._lock:
            if self._closed:
                raise Closed("the workers were closed")
            try:
                self._queue.put_nowait(run)
            except Full:
                raise Busy(f"{self._queue.maxsize} requests wait already; ask again later") from None
            if self._idle < self._queue.qsize() and len(self._threads) < self._most:
                thread = Thread(target=self._work, name=f"{self._name}-{len(self._threads)}", daemon=True)
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
                self._queue.get_nowait()
            except Empty:
                break
        for _ in threads:
            self._queue.put(None)
        share = timeout_s / max(1, len(threads))
        for thread in threads:
            thread.join(share)
        return not any(thread.is_alive() for thread in threads)

    def _work(self) -> None:
        while True:
            with self._lock:
                self._idle += 1
            work = self._queue.get()
            with self._lock:
                self._idle -= 1
            if work is None:
                return
            work()
