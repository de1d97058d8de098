"""Who may have an instance now, and who waits: seats and memory, in order of arrival.

Pure bookkeeping without locks or clocks of its own; the pool holds its lock around every call.
"""

import threading
from collections import deque

from kaptar.errors import Busy


class Waiter:
    """A caller in the queue. ``ready`` is set when a seat is its own, or when it should look at its interrupt."""

    def __init__(self, need: int) -> None:
        self.need = need
        self.granted = False
        self.ready = threading.Event()


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
        self.taken = 0
        self.reserved = 0
        self.waiting: deque[Waiter] = deque()

    def enter(self, need: int) -> Waiter | None:
        """Take a seat (None), or a place in the queue. Raises Busy when the queue is full."""
        if self.try_enter(need):
            return None
        if len(self.waiting) >= self.queue:
            raise Busy(f"{self.taken} calls run and {len(self.waiting)} wait, which is the limit; slow down and try again")
        waiter = Waiter(need)
        self.waiting.append(waiter)
        return waiter

    def try_enter(self, need: int) -> bool:
        """Take a seat if there is one and nobody waits."""
        if self.waiting or not self._fits(need):
            return False
        self._take(need)
        return True

    def leave(self, need: int) -> None:
        """Give a seat back; the first in the queue may get it."""
        self.taken -= 1
        self.reserved -= need
        self.admit()

    def give_up(self, waiter: Waiter) -> bool:
        """Leave the queue. False where the seat was granted in the meantime."""
        if waiter.granted:
            return False
        self.waiting.remove(waiter)
        self.admit()
        return True

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
        while self.waiting and self._fits(self.waiting[0].need):
            waiter = self.waiting.popleft()
            self._take(waiter.need)
            waiter.granted = True
            waiter.ready.set()

    def _fits(self, need: int) -> bool:
        return self.taken < self.seats and (self.reserved + need <= self.memory or self.taken == 0)

    def _take(self, need: int) -> None:
        self.taken += 1
        self.reserved += need
