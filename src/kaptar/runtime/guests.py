"""The guest side of a runtime: modules, the pool and the threads that serve it. Starts when the first module is loaded."""

import logging
import time
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kaptar.config.sections import MOST_MEMORY, Config
from kaptar.errors import Closed, ConfigError, KaptarError, NotStarted, Unavailable
from kaptar.machine import shortage
from kaptar.runtime.forking import FORKS
from kaptar.runtime.measured.events import EventStream
from kaptar.runtime.modules.compiled_cache import kept
from kaptar.runtime.modules.module import Module
from kaptar.runtime.modules.module_files import ModuleFile
from kaptar.runtime.modules.modules import Modules, Progress

if TYPE_CHECKING:
    from kaptar.runtime.call import Call
    from kaptar.runtime.modules.engines import Engines
    from kaptar.runtime.pool.limits import Ticker
    from kaptar.runtime.pool.pool import Pool
    from kaptar.runtime.pool.upkeep import Keeper, Upkeep

COMPILE_WAIT_S = 300.0
NOT_INSTALLED = "guests need wasmtime and cffi: pip install 'wasmtime>=50,<51' cffi"
_GRACE_S = 2.0
_COMPILE_GRACE_S = 10.0
"""How long a compile is waited for, which cannot be stopped."""
_log = logging.getLogger(__name__)


class Running(NamedTuple):
    """The objects that exist after the first module was asked for."""

    engines: "Engines"
    ticker: "Ticker"
    pool: "Pool"
    upkeep: "Upkeep"
    keeper: "Keeper"


class Guests:
    """Runs calls on pooled instances of modules.

    Args:
        config: limits and times.
        find: the modules that are there; see `Modules`.
        cache: the user's cache folder.
        events: where changes are told.
        progress: told about compiles.
        in_haste: as of `Modules`.

    Raises ConfigError where a call may have more memory than `MOST_MEMORY`.

    Attributes:
        off: why guests cannot run, or "".
        failure: the same, where they were to run and could not; None where nobody expects them.
        run: gives the value of a call and the memory of its instance; see `attempt.run`.
    """

    def __init__(
        self,
        config: Config,
        find: Callable[[], dict[str, ModuleFile]],
        cache: Path,
        events: EventStream,
        progress: Callable[[Progress], None] | None = None,
        *,
        in_haste: bool = False,
    ) -> None:
        if config.wasm.memory_limit > MOST_MEMORY:
            raise ConfigError(f"wasm.memory_limit is {config.wasm.memory_limit:,} bytes; {MOST_MEMORY:,} is the most")
        self._config, self._events = config, events
        self.off = "guests are switched off (wasm.enabled)" if not config.wasm.enabled else FORKS.torn or _not_installed()
        compiled = partial(kept, cache, of_system=config.wasm.cache_dir is None)
        self.modules = Modules(find, self._start, compiled, progress, self._warm_preloaded, in_haste=in_haste)
        self.failure: KaptarError | None = None
        self._running: Running | None = None
        self.run: Callable[[Call], tuple[Any, int]] = _not_ready

    @property
    def pool(self) -> "Pool | None":
        """None until a guest is needed for the first time."""
        return self._running.pool if self._running is not None else None

    def ready(self, name: str) -> Module | None:
        """A module, or None where it is not ready; then it begins to load, if this process is in no haste.

        Raises UnknownOperation, BadModule, Unavailable.
        """
        return self.modules.get_or_leave(name)

    def wait(self, name: str, timeout_s: float = COMPILE_WAIT_S) -> Module:
        """A module, once it is compiled. Raises as `ready`, and StillCompiling when the time is over."""
        return self.modules.wait(name, timeout_s)

    def preload(self, names: tuple[str, ...]) -> None:
        """Begin to load modules; each gets an instance when it is ready."""
        self.modules.begin(names)

    def wait_ready(self, names: tuple[str, ...], timeout_s: float) -> None:
        """Load modules and make an instance of each, as far as there is room."""
        until = time.monotonic() + timeout_s
        self.preload(names)
        for name in names:
            module = self.modules.wait(name, max(0.0, until - time.monotonic()))
            if self._running is not None:
                self._running.upkeep.warm(module)

    def reload(self, name: str | None) -> list[str]:
        """Look for files again; see `Modules.reload`."""
        changed = self.modules.reload(name)
        if self._running is not None:
            self._running.upkeep.retire()
        return changed

    def close(self) -> None:
        """Let running calls end for two seconds, interrupt the rest, end all threads, free the code. Safe to call twice.

        Each wait has a bound. What goes on beyond it keeps the code that it uses.
        """
        loaded = self.modules.close(_COMPILE_GRACE_S)
        running = self._running
        if running is not None:
            ended = [loaded, running.pool.close(_GRACE_S), running.keeper.close(), running.ticker.close()]
            if all(ended):
                self.modules.release()
                running.engines.close()
                self.run = _not_ready

    def _start(self) -> "Engines":
        """Import wasmtime, make the engines, the pool and the threads. Called by the loading thread alone."""
        if self._running is not None:
            return self._running.engines
        try:
            from kaptar.runtime.attempt import run
            from kaptar.runtime.modules.engines import Engines
            from kaptar.runtime.pool.limits import Ticker
            from kaptar.runtime.pool.pool import Pool
            from kaptar.runtime.pool.upkeep import Keeper, Upkeep
        except (ImportError, OSError, RuntimeError, AttributeError) as problem:
            if short := shortage(problem):
                raise NotStarted(str(short)) from None
            self.off = f"{NOT_INSTALLED} (it cannot be loaded: {problem})"
            self.failure = Unavailable(self.off)
            raise self.failure from None
        engines = Engines()
        ticker = Ticker(engines.all)
        wasm = self._config.wasm
        pool = Pool(wasm, self._events, ticker)
        ticker.start(pool.busy)
        upkeep = Upkeep(pool, wasm.idle_ms / 1e3, wasm.min_ready, self._events)
        try:
            keeper = Keeper(upkeep, self._config)
        except NotStarted:
            ticker.close()
            raise
        self._running = Running(engines, ticker, pool, upkeep, keeper)
        self.run = partial(run, pool, self._config.booster.max_retries)
        return engines

    def _warm_preloaded(self, name: str) -> None:
        module = self.modules.get(name) if name in self._config.wasm.preload else None
        if module is None or self._running is None:
            return
        try:
            self._running.upkeep.warm(module)
        except KaptarError as problem:
            _log.warning("%s is compiled, but no instance can be made: %s", name, problem)


def _not_ready(_call: "Call") -> tuple[Any, int]:
    raise Closed("no module is ready yet")


def _not_installed() -> str:
    try:
        return "" if find_spec("wasmtime") is not None else NOT_INSTALLED
    except (ImportError, ValueError):
        return NOT_INSTALLED
