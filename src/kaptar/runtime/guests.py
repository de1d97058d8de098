"""The guest side of a runtime: modules, the pool and the threads that serve it. Starts when the first module is loaded."""

import logging
import threading
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kaptar.config.load import Config
from kaptar.errors import Closed, KaptarError, Unavailable
from kaptar.runtime.call_options import CallOptions, GuestAnswer
from kaptar.runtime.measured.events import EventStream
from kaptar.runtime.modules.compiled_cache import CompiledCache
from kaptar.runtime.modules.module_files import ModuleFile
from kaptar.runtime.modules.modules import Module, Modules, Progress
from kaptar.runtime.operation import GuestCall

if TYPE_CHECKING:
    from kaptar.runtime.modules.engines import Engines
    from kaptar.runtime.pool.limits import Ticker
    from kaptar.runtime.pool.pool import Pool

COMPILE_WAIT_S = 300.0
NOT_INSTALLED = "guests need wasmtime and cffi: pip install 'wasmtime>=50,<51' cffi"
_GRACE_S = 2.0
_log = logging.getLogger(__name__)


class Target(NamedTuple):
    """What to call. ``module`` is None while it is not ready."""

    module: Module | None
    op: str
    args: tuple[Any, ...]


class Guests:
    """Runs operations of modules on pooled instances.

    Args:
        config: limits and times.
        find: the modules that are there; see `Modules`.
        cache: the user's cache folder.
        events: where changes are told.
        progress: told about compiles.
    """

    def __init__(
        self,
        config: Config,
        find: Callable[[], dict[str, ModuleFile]],
        cache: Path,
        events: EventStream,
        progress: Callable[[Progress], None] | None = None,
    ) -> None:
        self._config, self._events = config, events
        self._missing = "" if _installed() else NOT_INSTALLED
        self.modules = Modules(find, self._start, lambda: CompiledCache(cache), progress, self._warm_preloaded)
        self.pool: Pool | None = None
        self._engines: Engines | None = None
        self._ticker: Ticker | None = None
        self._keeper: threading.Thread | None = None
        self._closing = threading.Event()
        self._run: Callable[..., GuestAnswer]

    def off(self) -> str:
        """Why guests cannot run, or ""."""
        return self._missing if self._config.wasm.enabled else "guests are switched off (wasm.enabled)"

    def target(self, call: GuestCall, *, wait: bool, patient: bool = False) -> Target:
        """The module of a call.

        Args:
            wait: until it is compiled. Else it begins to load, and the target may be without a module.
            patient: wait at least while compiled code is loaded, which takes milliseconds.
        Raises UnknownOperation, BadModule, Unavailable.
        """
        if wait:
            module: Module | None = self.modules.wait(call.module, COMPILE_WAIT_S)
        else:
            module = self.modules.wait_unless_compiling(call.module) if patient else self.modules.get(call.module)
        return Target(module, call.op, call.args)

    def call(self, target: Target, options: CallOptions) -> GuestAnswer:
        """Run an operation; see `run.run`."""
        if target.module is None or self.pool is None:
            raise Closed("the module is not ready, or the runtime was closed")
        if self._closing.is_set():
            raise Closed("the runtime was closed")
        return self._run(self.pool, self._config.wasm, target.module, target.module.op(target.op), target.args, options)

    def preload(self, names: tuple[str, ...]) -> None:
        """Begin to load modules; each gets an instance when it is ready."""
        for name in names:
            self.modules.get(name)

    def wait_ready(self, names: tuple[str, ...], timeout_s: float) -> None:
        """Load modules and make an instance of each, as far as there is room."""
        until = time.monotonic() + timeout_s
        for name in names:
            self.modules.get(name)
        for name in names:
            module = self.modules.wait(name, max(0.0, until - time.monotonic()))
            if self.pool is not None:
                self.pool.warm(module)

    def reload(self, name: str | None) -> list[str]:
        """Look for files again; see `Modules.reload`."""
        changed = self.modules.reload(name)
        if self.pool is not None:
            self.pool.retire()
        return changed

    def close(self) -> None:
        """Let running calls end for two seconds, interrupt the rest, end all threads. Safe to call twice."""
        self._closing.set()
        self.modules.close()
        if self.pool is not None:
            self.pool.close(_GRACE_S)
        if self._keeper is not None:
            self._keeper.join()
        if self._ticker is not None:
            self._ticker.close()

    def _start(self) -> "Engines":
        """Import wasmtime, make the engines, the pool and the threads. Called by the loading thread alone."""
        if self._engines is not None:
            return self._engines
        try:
            from kaptar.runtime.modules.engines import Engines
            from kaptar.runtime.pool.limits import Ticker
            from kaptar.runtime.pool.pool import Pool
            from kaptar.runtime.run import run
        except (ImportError, OSError, RuntimeError, AttributeError) as problem:
            self._missing = f"{NOT_INSTALLED} (it cannot be loaded: {problem})"
            raise Unavailable(self._missing) from None
        engines = Engines()
        pool = Pool(self._config.wasm, self._events, self._wake)
        self._ticker = Ticker(engines.all, pool.busy)
        self._keeper = threading.Thread(target=self._keep, args=(pool,), name="kaptar-keeper", daemon=True)
        self._engines, self.pool, self._run = engines, pool, run
        self._keeper.start()
        return engines

    def _warm_preloaded(self, name: str) -> None:
        module = self.modules.get(name) if name in self._config.wasm.preload else None
        if module is None or self.pool is None:
            return
        try:
            self.pool.warm(module)
        except KaptarError as problem:
            _log.warning("%s is compiled, but no instance can be made: %s", name, problem)

    def _wake(self) -> None:
        if self._ticker is not None and self._ticker.parked:
            self._ticker.wake()

    def _keep(self, pool: "Pool") -> None:
        """The keeper thread: probes idle instances each health interval, and closes those that nobody needs."""
        interval = self._config.booster.health_check_interval_ms / 1e3
        idle = self._config.wasm.idle_ms / 1e3
        step = min(interval, max(idle / 2, 0.05))
        since_probe = 0.0
        while not self._closing.wait(step):
            pool.shrink()
            since_probe += step
            if since_probe >= interval:
                since_probe = 0.0
                self._probe(pool)

    def _probe(self, pool: "Pool") -> None:
        try:
            pool.probe(replace=self._config.booster.auto_recovery)
        except KaptarError as problem:
            _log.warning("an instance could not be replaced: %s", problem)


def _installed() -> bool:
    try:
        return find_spec("wasmtime") is not None
    except (ImportError, ValueError):
        return False
