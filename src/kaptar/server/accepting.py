"""Accepting connections at a bounded pace, so that a flood of them leaves the event loop to those who have come in."""

import asyncio
import logging
import socket
from collections.abc import Callable

BURST, EACH_SECOND = 64, 250
_PAUSE_S = 1.0

_log = logging.getLogger(__name__)


class Pace:
    """A pace: so many at once, then so many each second. Pure; times are seconds of one clock."""

    def __init__(self, burst: int = BURST, each_second: float = EACH_SECOND) -> None:
        self._burst, self._each_second = burst, each_second
        self._left, self._then = float(burst), 0.0

    def wait_s(self, now: float) -> float:
        """How long the next one has to wait; it is counted."""
        self._left = min(self._burst, self._left + (now - self._then) * self._each_second) - 1
        self._then = now
        return 0.0 if self._left >= 0 else -self._left / self._each_second


async def accept(listener: socket.socket, protocol: Callable[[], asyncio.Protocol], pace: Pace) -> None:
    """Accept connections until it is cancelled. What comes too fast waits in the system's own queue, which is bounded."""
    loop = asyncio.get_running_loop()
    while True:
        try:
            connection, _ = await loop.sock_accept(listener)
        except OSError as problem:  # no handle is left, or the other side has gone already
            _log.warning("no connection can be accepted: %s", problem.strerror or problem)
            await asyncio.sleep(_PAUSE_S)
            continue
        try:
            await loop.connect_accepted_socket(protocol, connection)
        except OSError:
            connection.close()
        await asyncio.sleep(pace.wait_s(loop.time()))
