"""Idleness part: open sessions, and the end of a hive that nobody has used for long enough."""

import threading
from collections.abc import Awaitable, Callable
from typing import ClassVar, Self

import anyio
import msgspec

from kaptar.clock import Clock
from kaptar.database.migrations import Migration
from kaptar.hive.part import Ground
from kaptar.hive.sessions import Sessions
from kaptar.stop import Stop

_LOOK_S = 10.0
"""The longest pause between two looks: a changed setting takes effect within this time."""


class SessionsStatus(msgspec.Struct, frozen=True):
    """The number of open sessions, and the seconds that the hive was idle; ``idle_s`` is 0 while a session is open."""

    sessions: int
    idle_s: float


class Idleness:
    """The open sessions of a hive, and its idle time. Thread-safe.

    Args:
        ending: requested when the hive was idle for long enough.
        limit_s: gives the current limit of idle time in seconds; 0: no limit.
        clock: seconds.
        sleep: waits for so many seconds.
    """

    name: ClassVar[str] = "idleness"
    migrations: ClassVar[tuple[Migration, ...]] = ()

    def __init__(
        self,
        ending: Stop,
        limit_s: Callable[[], float],
        clock: Clock,
        sleep: Callable[[float], Awaitable[None]] = anyio.sleep,
    ) -> None:
        self._ending, self._limit_s, self._clock, self._sleep = ending, limit_s, clock, sleep
        self._sessions = Sessions(clock())
        self._lock = threading.Lock()

    @classmethod
    def of(cls, ground: Ground) -> Self:
        return cls(ground.ending, lambda: ground.worktrees.home().config.hive.idle_minutes * 60.0, ground.clock)

    def heard(self, client: str, session: str) -> None:
        """A client has asked something. ``session`` may be "": then nothing stays open."""
        with self._lock:
            self._sessions.heard(client, session, self._clock())

    def ended(self, client: str, session: str) -> None:
        """A client's session has ended."""
        with self._lock:
            self._sessions.ended(client, session, self._clock())

    async def run(self) -> None:
        while (left := self._left_s()) is None or left > 0:
            await self._sleep(_LOOK_S if left is None else min(left, _LOOK_S))
        self._ending.request(f"nobody has used it for {self._limit_s() / 60:g} min")
        await anyio.sleep_forever()

    def status(self) -> SessionsStatus:
        now = self._clock()
        with self._lock:
            return SessionsStatus(self._sessions.open(now), self._sessions.idle_s(now))

    def _left_s(self) -> float | None:
        """Seconds that the hive may still be idle; None: for ever."""
        limit_s = self._limit_s()
        return limit_s - self.status().idle_s if limit_s > 0 else None
