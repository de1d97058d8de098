"""Stop: a request, from any thread, that some work ends early."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kaptar.errors import Stopped
from kaptar.latch import Latch


class Stop:
    """A request that work ends early. A request cannot be withdrawn. The worker polls it, listens to it or waits for it.

    It needs no lock, so that it may also be requested inside of a signal handler.

    Attributes:
        requested: whether the work should end. Cheap to read.
    """

    def __init__(self) -> None:
        self.requested = False
        self._reasons: list[str] = []
        self._listeners: dict[object, Callable[[], None]] = {}
        self._waiting: dict[Latch, None] = {}

    @property
    def reason(self) -> str:
        """Why, in words for people: the reason of the first request; "" as long as there is none."""
        return self._reasons[0] if self._reasons else ""

    def request(self, reason: str) -> None:
        """Ask the work to end, and call each listener once. A second request does the rest of one that was interrupted."""
        if not self.requested:
            self._reasons.append(reason)
            self.requested = True
        for each in tuple(self._waiting):
            each.set()
        self._call_listeners()

    def listen(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Have ``callback`` called once at the request, by the thread that makes it; at once where it was made already.

        Args:
            callback: quick. An exception reaches the caller of `request`, after the other listeners were called.

        Returns:
            a function that removes the listener. It may be called at any time and more than once.
        """
        key = object()
        self._listeners[key] = callback
        if self.requested:
            self._call_listeners()
        return lambda: self._forget(key)

    def wait(self, timeout_s: float) -> bool:
        """Wait for the request, at most so long. Whether it was made."""
        woken = Latch()
        try:
            self._waiting[woken] = None
            if not self.requested:
                woken.wait(timeout_s)
        finally:
            self._waiting.pop(woken, None)
        return self.requested

    def raise_if_requested(self) -> None:
        """Raises Stopped with the reason."""
        if self.requested:
            raise Stopped(f"stopped: {self.reason}")

    def _call_listeners(self) -> None:
        """Taking one out is one step for the interpreter: each is called once, whichever threads come here."""
        while self._listeners:
            try:
                _, callback = self._listeners.popitem()
            except KeyError:  # another thread took the last one
                return
            try:
                callback()
            except BaseException:
                self._call_listeners()
                raise

    def _forget(self, key: object) -> None:
        self._listeners.pop(key, None)


@contextmanager
def any_of(*stops: Stop) -> Iterator[Stop]:
    """A stop that is requested as soon as one of these is, with its reason. Inside the block only."""
    joined = Stop()

    def pass_on(stop: Stop) -> Callable[[], None]:
        return stop.listen(lambda: joined.request(stop.reason))

    removes = [pass_on(stop) for stop in stops]
    try:
        yield joined
    finally:
        for remove in removes:
            remove()
