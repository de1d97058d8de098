"""Warm servers part: type checkers that stay, ended when nobody asks them."""

from collections.abc import Awaitable, Callable
from typing import ClassVar, Self

import anyio
import msgspec

from kaptar.checks.tools.warm.pool import LiveServer, Servers
from kaptar.database.migrations import Migration
from kaptar.hive.in_thread import in_thread
from kaptar.hive.part import Ground

_LOOK_S = 10.0


class WarmStatus(msgspec.Struct, frozen=True):
    """The servers that run."""

    servers: list[LiveServer]


class WarmServers:
    """Owns the warm servers of a hive.

    Args:
        servers: ended with the part.
        sleep: waits for so many seconds.
    """

    name: ClassVar[str] = "warm"
    migrations: ClassVar[tuple[Migration, ...]] = ()

    def __init__(self, servers: Servers, sleep: Callable[[float], Awaitable[None]] = anyio.sleep) -> None:
        self.servers, self._sleep = servers, sleep

    @classmethod
    def of(cls, ground: Ground) -> Self:
        return cls(Servers(clock=ground.clock))

    async def run(self) -> None:
        try:
            while True:
                await self._sleep(_LOOK_S)
                if self.servers.some_are_idle():
                    await in_thread(self.servers.end_idle)
        finally:
            with anyio.CancelScope(shield=True):
                await in_thread(self.servers.close)

    def status(self) -> WarmStatus:
        return WarmStatus(self.servers.live())
