"""Seats: who may run a guest now, and who waits for it, in order of arrival under a bound of memory.

Pure bookkeeping without locks or clocks of its own; the pool holds its lock around every call. A signal handler may
raise (Ctrl-C) between any two steps: `seated` is the truth, and `strike` makes the rest agree with it again.
"""

from collections import deque
from typing import TYPE_CHECKING

from kaptar.errors import Busy

if TYPE_CHECKING:
    from kaptar.latch import Latch
    from kaptar.runtime.pool.instance import Instance


class Seat:
    """One caller's place: first perhaps in the queue, then among the running calls, until it is given back.

    Attributes:
        need: bytes that the call may use, reserved while it is seated.
        instance: the one that belongs to the caller, once there is one.
        since: when the instance was handed out or begun, by the pool's clock; 0 before.
        ready: set when the seat was granted to a caller who waits, or when that caller should look at its interrupt.
    """

    __slots__ = ("instance", "need", "ready", "since")

    def __init__(self, need: int) -> None:
        self.need = need
        self.instance: Instance | None = None
        self.since = 0.0
        self.ready: Latch | None = None


class Admission:
    """Seats of running calls under two bounds.

    Args:
        seats: calls that may run at once. It grows by `grow` up to ``most``.
        most: bound of ``seats``.
        memory: bytes that all running calls may reserve together.
        queue: callers that may wait; one more is `Busy`.
    """

    def __init__(self, *, seats: int, most: int, memory: int, queue: int) -> None:
        self.seats, self.most, self.memory, self.queue = seats, most, memory, queue
        self.seated: dict[Seat, int] = {}
        self.reserved = 0
        self.waiting: deque[Seat] = deque()

    @property
    def taken(self) -> int:
        """Calls that have a seat now."""
        return len(self.seated)

    def enter(self, seat: Seat) -> bool:
        """Take the seat (True), or a place in the queue. Raises Busy when the queue is full."""
        if self.try_enter(seat):
            return True
        if len(self.waiting) >= self.queue:
            raise Busy(f"{self.taken} calls run and {len(self.waiting)} wait, which is the limit; slow down and try again")
        self.waiting.append(seat)
        return False

    def try_enter(self, seat: Seat) -> bool:
        """Take the seat if it is free and nobody waits."""
        need, taken = seat.need, len(self.seated)
        if self.waiting or taken >= self.seats or (taken and self.reserved + need > self.memory):
            return False
        self.seated[seat] = need
        self.reserved += need
        return True

    def leave(self, seat: Seat) -> None:
        """Give a seat back; the first in the queue may get it."""
        self.reserved -= self.seated.pop(seat)
        if self.waiting:
            self.admit()

    def strike(self, seat: Seat) -> None:
        """Take a caller out, wherever it is, and count again; for one that was interrupted, perhaps inside of a method here."""
        self.seated.pop(seat, None)
        if seat in self.waiting:
            self.waiting.remove(seat)
        self.reserved = sum(self.seated.values())
        self.admit()

    def grow(self) -> bool:
        """One seat more, if the bound allows."""
        if self.seats >= self.most:
            return False
        self.seats += 1
        self.admit()
        return True

    def shrink(self, least: int) -> bool:
        """One unused seat less."""
        if self.seats <= max(least, self.taken, 1) or self.waiting:
            return False
        self.seats -= 1
        return True

    def admit(self) -> None:
        """Grant seats from the front of the queue, as far as the first one fits: nobody overtakes."""
        while self.waiting:
            first = self.waiting[0]
            if first not in self.seated:  # else an earlier call was interrupted right here
                taken = len(self.seated)
                if taken >= self.seats or (taken and self.reserved + first.need > self.memory):
                    return
                self.seated[first] = first.need
                self.reserved += first.need
            if first.ready is not None:
                first.ready.set()
            self.waiting.popleft()
