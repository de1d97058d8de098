"""The runtime that a hive works with, and older ones that changed settings have replaced."""

import threading
from collections.abc import Awaitable, Callable
from typing import ClassVar, Self

import anyio
import msgspec

from kaptar.api.programs import Runtime
from kaptar.clock import Clock
from kaptar.config.sections import Config
from kaptar.database.migrations import Migration
from kaptar.errors import KaptarError
from kaptar.hive.in_thread import in_thread
from kaptar.hive.part import Ground
from kaptar.machine import is_without_thread
from kaptar.runtime.measured.statistics import Statistics

KEPT_S = 60.0
"""How long a replaced runtime may still answer what was asked of it before. Calls of guests are far shorter."""
MOST_OLD = 8
"""Replaced runtimes that stay open; the oldest of more is closed at once, in a thread of its own."""
_LOOK_S = 10.0


class RuntimeStatus(msgspec.Struct, frozen=True):
    """The statistics of the current runtime."""

    runtime: Statistics


class Runtimes:
    """One runtime for the newest settings. Thread-safe.

    Args:
        config: the settings of the first one.
        clock: seconds.
        sleep: waits for so many seconds.
    """

    name: ClassVar[str] = "runtime"
    migrations: ClassVar[tuple[Migration, ...]] = ()

    def __init__(self, config: Config, clock: Clock, sleep: Callable[[float], Awaitable[None]] = anyio.sleep) -> None:
        self._clock, self._config, self._sleep = clock, config, sleep
        self._lock = threading.Lock()
        self._old: list[tuple[float, Runtime]] = []
        self.closer: threading.Thread | None = None
        self._closed = False
        self.now = Runtime(config)
        self.problem = ""

    @classmethod
    def of(cls, ground: Ground) -> Self:
        return cls(ground.worktrees.home().config, ground.clock)

    async def run(self) -> None:
        """Close replaced runtimes when their time is over, and all of them at the end."""
        try:
            while True:
                await self._sleep(_LOOK_S)
                if self._old:
                    await in_thread(self.close_old)
        finally:
            with anyio.CancelScope(shield=True):
                await in_thread(self.close)

    def status(self) -> RuntimeStatus:
        return RuntimeStatus(self.now.statistics())

    def suits(self, config: Config) -> bool:
        """Whether these settings were tried last, with or without success."""
        return config is self._config or _steering(config) == _steering(self._config)

    def replace(self, config: Config) -> None:
        """Make another runtime. Where that fails, the last one stays, and `problem` says why until other settings come.

        Nothing is closed here: a hook waits. After `close` nothing is done.
        """
        with self._lock:
            if self._closed:
                return
            self._config = config
            try:
                fresh = Runtime(config)
            except KaptarError as problem:
                self.problem = str(problem)
                return
            self._old.append((self._clock() + KEPT_S, self.now))
            self.now, self.problem = fresh, ""
            if len(self._old) > MOST_OLD and (self.closer is None or not self.closer.is_alive()):
                self.closer = threading.Thread(target=self.close_old, name="kaptar-old-runtimes", daemon=True)
                try:
                    self.closer.start()
                except RuntimeError as problem:
                    if not is_without_thread(problem):
                        raise
                    self.closer = None  # they are closed when their time is over

    def close_old(self) -> None:
        """Close the replaced runtimes whose time is over, and the oldest of too many."""
        with self._lock:
            now, extra = self._clock(), len(self._old) - MOST_OLD
            over = [each for number, each in enumerate(self._old) if each[0] <= now or number < extra]
            self._old = [each for each in self._old if each not in over]
        for _, runtime in over:
            runtime.close()

    def close(self) -> None:
        """Close all of them. Safe to call twice."""
        with self._lock:
            self._closed = True
            old, self._old = self._old, []
            closer = self.closer
        if closer is not None:
            closer.join()
        for _, runtime in old:
            runtime.close()
        self.now.close()


def _steering(config: Config) -> tuple[object, ...]:
    """The sections that a runtime is made from."""
    return config.wasm, config.booster
