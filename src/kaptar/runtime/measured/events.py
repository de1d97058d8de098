"""Runtime events, in bounded queues."""

import threading
import time
from collections import deque
from collections.abc import Iterator
from types import TracebackType
from typing import Literal

import msgspec

from kaptar.latch import Bell


class Event(msgspec.Struct, frozen=True, tag_field="event", kw_only=True):
    """Base. ``at`` is seconds since the epoch."""

    at: float = msgspec.field(default_factory=time.time)


class Allocated(Event, tag="allocated", frozen=True, kw_only=True):
    """An instance was made."""

    instance: int
    module: str
    micros: float


class Completed(Event, tag="completed", frozen=True, kw_only=True):
    """A call was answered."""

    operation: str
    backend: Literal["guest", "host"]
    micros: float


class Failed(Event, tag="error", frozen=True, kw_only=True):
    """A call ended with an error, which ``kind`` names; ``fallback``: the host answered it all the same."""

    operation: str
    backend: Literal["guest", "host"]
    kind: str
    message: str
    fallback: bool


class InstanceRecovered(Event, tag="recovered", frozen=True, kw_only=True):
    """After losing ``lost`` instances, a module answered again."""

    module: str
    lost: int


class PoolChanged(Event, tag="pool_changed", frozen=True, kw_only=True):
    """The pool grew or shrank to ``size`` calls at once, with ``ready`` idle instances."""

    change: Literal["grown", "shrunk", "replaced"]
    size: int
    ready: int


class MemoryHigh(Event, tag="memory_high", frozen=True, kw_only=True):
    """Memory reached 90 % of its bound: of one call, or of all instances."""

    scope: Literal["call", "total"]
    module: str
    used: int
    limit: int


class Slow(Event, tag="slow", frozen=True, kw_only=True):
    """A call took more than the configured factor of what its kept history says for its size."""

    operation: str
    backend: Literal["guest", "host"]
    micros: float
    usual_micros: float


AnyEvent = Allocated | Completed | Failed | InstanceRecovered | PoolChanged | MemoryHigh | Slow


class Subscription:
    """The events from now on, at most ``limit`` waiting; then the oldest is dropped and counted.

    Iterate (ends when the stream is closed), or call `drain`. Use as a context manager, or close it.
    """

    def __init__(self, stream: "EventStream", limit: int) -> None:
        self._stream, self._queue = stream, deque[AnyEvent](maxlen=limit)
        self._lock = threading.RLock()  # a signal handler may publish, too
        self._arrived = Bell()
        self._closed = False
        self.dropped = 0

    def put(self, event: AnyEvent) -> None:
        with self._lock:
            if len(self._queue) == self._queue.maxlen:
                self.dropped += 1
            self._queue.append(event)
            self._arrived.ring()

    def get(self, timeout_s: float | None = None) -> AnyEvent | None:
        """The next event; None when the time is over or the stream is closed and empty."""
        until = None if timeout_s is None else time.monotonic() + timeout_s
        while True:
            with self._lock:
                if self._queue:
                    return self._queue.popleft()
                if self._closed:
                    return None
                arrived = self._arrived.next()
            left = None if until is None else until - time.monotonic()
            if not arrived.wait(left) and not self._queue:
                return None

    def drain(self) -> list[AnyEvent]:
        """All events that wait now."""
        with self._lock:
            events = list(self._queue)
            self._queue.clear()
            return events

    def __iter__(self) -> Iterator[AnyEvent]:
        while (event := self.get()) is not None:
            yield event

    def __enter__(self) -> "Subscription":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Receive no more. Safe to call twice."""
        self._stream.remove(self)
        with self._lock:
            self._closed = True
            self._arrived.ring()


class EventStream:
    """Hands events to subscriptions. `active` is False while there are none: then nobody builds events."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._subscriptions: tuple[Subscription, ...] = ()
        self.active = False

    def subscribe(self, limit: int = 1000) -> Subscription:
        """A new subscription with room for ``limit`` events, at least 1."""
        subscription = Subscription(self, max(1, limit))
        with self._lock:
            self._subscriptions = (*self._subscriptions, subscription)
            self.active = True
        return subscription

    def publish(self, event: AnyEvent) -> None:
        """Never waits."""
        for subscription in self._subscriptions:
            subscription.put(event)

    def remove(self, subscription: Subscription) -> None:
        with self._lock:
            self._subscriptions = tuple(each for each in self._subscriptions if each is not subscription)
            self.active = bool(self._subscriptions)

    def close(self) -> None:
        """Close all subscriptions; what waits in them can still be read."""
        for subscription in self._subscriptions:
            subscription.close()
