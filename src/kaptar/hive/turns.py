"""Turns part: how the threads of a hive's process take turns, so that no client waits long for another one's work.

A hook gives the interpreter's lock up at each of its system calls, of which it makes dozens. Where another thread computes, it
gets the lock back when that thread's turn is over: after 5 ms, unless turns are made shorter. A full garbage collection keeps the
lock for as long as it looks at objects, so those that the hive has for good are taken out of its sight.
"""

import gc
import sys
from collections.abc import Awaitable, Callable
from typing import ClassVar, Self

import anyio

from kaptar.database.migrations import Migration
from kaptar.hive.part import Ground

TURN_S = 0.0005
"""Seconds that a thread may compute while others wait for the lock."""

SETTLED_S = 5.0
"""Seconds after the start when the first hooks have loaded what is loaded late."""


class Turns:
    """Sets how the threads of this process take turns, and puts it back at its end.

    Args:
        sleep: waits for so many seconds.
    """

    name: ClassVar[str] = "turns"
    migrations: ClassVar[tuple[Migration, ...]] = ()

    def __init__(self, sleep: Callable[[float], Awaitable[None]] = anyio.sleep) -> None:
        self._sleep = sleep

    @classmethod
    def of(cls, _ground: Ground) -> Self:
        return cls()

    async def run(self) -> None:
        before = sys.getswitchinterval()
        sys.setswitchinterval(TURN_S)
        try:
            gc.freeze()
            await self._sleep(SETTLED_S)
            gc.collect()  # connections may be garbage now; what is frozen is never collected
            gc.freeze()
            await anyio.sleep_forever()
        finally:
            gc.unfreeze()
            sys.setswitchinterval(before)

    def status(self) -> None:
        return None
