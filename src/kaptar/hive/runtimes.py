"""The runtime that a hive works with, and older ones that changed settings have replaced."""

import threading

from kaptar.api.programs import Runtime
from kaptar.clock import Clock
from kaptar.config.load import Config
from kaptar.errors import KaptarError

KEPT_S = 60.0
"""How long a replaced runtime may still answer what was asked of it before. Calls of guests are far shorter."""
MOST_OLD = 8


class Runtimes:
    """One runtime for the newest settings. Thread-safe.

    Args:
        config: the settings of the first one.
        clock: seconds.
    """

    def __init__(self, config: Config, clock: Clock) -> None:
        self._clock, self._config = clock, config
        self._lock = threading.Lock()
        self._old: list[tuple[float, Runtime]] = []
        self.now = Runtime(config)
        self.problem = ""

    def suits(self, config: Config) -> bool:
        """Whether the runtime was made from these settings, or it was tried in vain."""
        return config is self._config or _steering(config) == _steering(self._config)

    def replace(self, config: Config) -> None:
        """Make another runtime. Where that fails, the last one stays, and `problem` says why until other settings come."""
        with self._lock:
            self._config = config
            try:
                fresh = Runtime(config)
            except KaptarError as problem:
                self.problem = str(problem)
                return
            self._old.append((self._clock() + KEPT_S, self.now))
            self.now, self.problem = fresh, ""
        self.close_old()

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
            old, self._old = self._old, []
        for _, runtime in old:
            runtime.close()
        self.now.close()


def _steering(config: Config) -> tuple[object, ...]:
    """The sections that a runtime is made from."""
    return config.wasm, config.booster
