"""Path 5: an operation → a guest or the host → a result with its backend. `Runtime.call` reads like the path itself."""

import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from kaptar.config.load import Config
from kaptar.errors import BadModule, Closed, GuestError, GuestTrap, KaptarError, Unavailable, UsageError
from kaptar.folders import cache_folder, data_folder
from kaptar.runtime import encoding, lifetime
from kaptar.runtime.call_options import CallOptions
from kaptar.runtime.guests import Guests, Target
from kaptar.runtime.interrupt import Interrupt
from kaptar.runtime.measured.choice import Choice
from kaptar.runtime.measured.events import Completed, EventStream, Failed, Slow, Subscription
from kaptar.runtime.measured.monitor import Monitor
from kaptar.runtime.measured.statistics import MOST_SPEEDUPS, SpeedUp, Statistics
from kaptar.runtime.modules.modules import ModuleRow, Progress
from kaptar.runtime.modules.plugins import Plugins
from kaptar.runtime.modules.registry import Registry
from kaptar.runtime.operation import Backend, GuestCall, Operation, Result

if TYPE_CHECKING:
    from kaptar.runtime.measured.choice import Samples
    from kaptar.runtime.modules.capabilities import Capabilities


class Runtime:
    """Runs operations in pooled guests, or on the host where that is faster or no guest can.

    Use as a context manager: `close` ends its threads. Safe from several threads. A forked child makes its own.

    Args:
        config: limits, times and switches.
        operations: what can be called, by name.
        artifacts: a folder of guest modules with a manifest, in place of the shipped ones.
        progress: told about compiles, from the loading thread.
        plugins: the folder of the user's plugins.
        clock: seconds, for measuring calls.
    """

    def __init__(
        self,
        config: Config,
        operations: Mapping[str, Operation],
        *,
        artifacts: Path | None = None,
        progress: Callable[[Progress], None] | None = None,
        plugins: Path | None = None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._config, self._clock = config, clock
        self._cache = cache_folder(config.wasm.cache_dir)
        self._events, self._monitor = EventStream(), Monitor()
        self._registry = Registry(operations, Plugins(plugins or data_folder() / "plugins"), artifacts)
        self._guests = Guests(config, self._registry.find_modules, self._cache, self._events, progress)
        self._choice = Choice(self._timings() if operations and config.booster.performance_tracking else None)
        self._started = time.monotonic()
        self._timeout_s = config.wasm.task_timeout_ms / 1e3
        self._retries = config.booster.max_retries
        self._twinless: set[str] = set()
        self._closed = False
        lifetime.track(self)
        if not self._guests.off():
            self._guests.preload(config.wasm.preload)

    def call(
        self,
        name: str,
        *args: Any,
        backend: Backend | None = None,
        timeout_ms: int | None = None,
        interrupt: Interrupt | None = None,
    ) -> Result:
        """Run an operation.

        Args:
            name: ``family.operation``, or ``module.operation`` of a plugin; see `operations`.
            args: in the order of its parameters; those with defaults may be left out.
            backend: forces one; by default the measured timings choose.
            timeout_ms: of a guest, in place of ``wasm.task_timeout_ms``.
            interrupt: ends the call early.
        Raises:
            UnknownOperation, InvalidArgument: the call is wrong.
            OperationFailed: the input is no good.
            Unavailable, Busy: nothing here can answer, or not now.
            GuestError: the guest was stopped, and no twin may answer in its place.
        """
        operation = self._registry.operation(name)
        values = encoding.complete(name, operation.params, args)
        units = operation.units(*values) if operation.units else encoding.size_of(values)
        target = self._choose(operation, values, units, backend)
        if target is None:
            try:
                return self._on_host(operation, values, units)
            except Unavailable:
                target = self._without_twin(operation, values, backend)
                if target is None:
                    raise
        timeout_s = self._timeout_s if timeout_ms is None else timeout_ms / 1e3
        started = self._clock()
        try:
            answer = self._guests.call(target, CallOptions(operation.isolated, timeout_s, self._retries, interrupt))
        except KaptarError as problem:
            return self._instead(operation, values, units, backend, problem)
        value = operation.decode(answer.value) if operation.decode else answer.value
        return self._record(name, "guest", value, units, started, answer.memory)

    def call_guest(
        self,
        module: str,
        op: str,
        *args: Any,
        isolated: bool = False,
        timeout_ms: int | None = None,
        interrupt: Interrupt | None = None,
    ) -> Any:
        """Run an operation of a module by the types of its manifest; no choice of backend, no decoding, no fallback.

        Args:
            isolated: on an instance that no call has used; plugins always are.
            timeout_ms: in place of ``wasm.task_timeout_ms``.
        Raises as `call` does; UnknownOperation also for the module.
        """
        self._require_open()
        if reason := self._guests.off():
            raise Unavailable(f"{module}.{op} runs in a guest only, and {reason}")
        target = self._guests.target(GuestCall(module, op, args), wait=True)
        name = f"{module}.{op}"
        timeout_s = self._timeout_s if timeout_ms is None else timeout_ms / 1e3
        started = self._clock()
        try:
            answer = self._guests.call(target, CallOptions(isolated, timeout_s, self._retries, interrupt))
        except KaptarError as problem:
            self._fail(name, "guest", problem, fallback=False)
            raise
        self._monitor.record(name, "guest", (self._clock() - started) * 1e6, answer.memory)
        return answer.value

    def operations(self) -> tuple[Operation, ...]:
        """All operations, by name; those of plugins included."""
        return self._registry.operations()

    def modules(self) -> list[ModuleRow]:
        """All guest modules that were found, as they are now."""
        return self._guests.modules.rows()

    def capabilities(self) -> "Capabilities":
        """What this machine and installation offer."""
        from kaptar.runtime.modules.capabilities import read_capabilities

        return read_capabilities(self._guests.off(), self._cache)

    def statistics(self) -> Statistics:
        """What was counted and measured since the start."""
        pool, operations = self._guests.pool, self._monitor.snapshot()
        speedups = [
            SpeedUp(each.operation, 1 << size, guest, host, host / guest)
            for each in operations
            for size, guest, host in self._choice.usual(each.operation)
            if guest and host
        ]
        return Statistics(
            uptime_s=time.monotonic() - self._started,
            guests_off=self._guests.off(),
            guest_share=self._monitor.guest_share(),
            pool=pool.stats() if pool is not None else None,
            operations=operations,
            speedups=sorted(speedups, key=lambda each: -each.times)[:MOST_SPEEDUPS],
            modules=self.modules(),
        )

    def events(self, limit: int = 1000) -> Subscription:
        """What happens from now on; at most ``limit`` events wait, then the oldest are dropped and counted."""
        self._require_open()
        return self._events.subscribe(limit)

    def wait_ready(self, modules: Iterable[str] | None = None, timeout_s: float = 300.0) -> None:
        """Load modules (all by default) and make an instance of each, as far as the pool has room.

        Raises BadModule, Unavailable, UnknownOperation; Unavailable also when the time is over.
        """
        self._require_open()
        if reason := self._guests.off():
            raise Unavailable(f"no guest can be made ready: {reason}")
        self._guests.wait_ready(tuple(modules) if modules is not None else self._guests.modules.names(), timeout_s)

    def reload(self, module: str | None = None) -> list[str]:
        """Look for modules again and load changed ones anew; running calls end on the old version.

        Answers the names that changed, appeared or went. Raises UnknownOperation.
        """
        self._require_open()
        self._registry.refresh()
        return self._guests.reload(module)

    def register_fallback(self, name: str, function: Callable[..., Any]) -> None:
        """Give the operation ``module.op`` of a plugin a host twin, called with its complete arguments.

        Raises UnknownOperation where no plugin has it.
        """
        self._registry.register_fallback(name, function)

    @property
    def plugins(self) -> Plugins:
        """The user's plugins: add, list, remove. `reload` makes a change known here."""
        return self._registry.plugins

    def close(self) -> None:
        """Wait for running calls (2 s, then they are interrupted), end all threads, keep timings. Safe to call twice."""
        if self._closed:
            return
        self._closed = True
        self._guests.close()
        self._events.close()
        if self._config.booster.performance_tracking and self._choice.changed:
            from kaptar.runtime.measured.timings_file import write_timings

            write_timings(self._cache, self._choice.samples())

    def _timings(self) -> "dict[str, dict[int, Samples]]":
        from kaptar.runtime.measured.timings_file import read_timings

        return read_timings(self._cache)

    def __enter__(self) -> "Runtime":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def abandon(self) -> None:
        """In a forked child: the threads and their locks are the parent's, so nothing may be touched but this flag."""
        self._closed = True

    def _choose(self, operation: Operation, values: tuple[Any, ...], units: int, backend: Backend | None) -> Target | None:
        """The guest to call, or None for the host. A module that is not ready begins to load."""
        self._require_open()
        twin = operation.twin is not None and backend is None and operation.name not in self._twinless
        off = self._guests.off()
        if twin and not off and not operation.partial_twin and self._choice.pick(operation.name, units) == "host":
            return None
        call = None if backend == "host" or off else operation.guest(*values)
        if call is None:
            if backend == "guest":
                raise Unavailable(f"{operation.name} cannot run in a guest: {off or 'not with these arguments'}")
            return None
        try:
            target = self._guests.target(call, wait=not twin, patient=bool(operation.partial_twin))
        except (BadModule, Unavailable):
            if twin and (self._config.booster.fallback_enabled or self._guests.off()):
                return None
            raise
        return target if target.module is not None else None

    def _on_host(self, operation: Operation, values: tuple[Any, ...], units: int) -> Result:
        if operation.twin is None:
            reason = self._guests.off() or "it was asked for"
            raise Unavailable(f"{operation.name} has no host implementation ({reason}); it needs guests: see `kaptar doctor`")
        started = self._clock()
        try:
            value = operation.twin(*values)
        except Unavailable:
            raise
        except Exception as problem:
            self._fail(operation.name, "host", problem, fallback=False)
            raise
        return self._record(operation.name, "host", value, units, started)

    def _without_twin(self, operation: Operation, values: tuple[Any, ...], backend: Backend | None) -> Target | None:
        """The guest for a call whose twin lacks a wheel, which is found out by calling it; None where none can do it."""
        call = None if backend == "host" or self._guests.off() else operation.guest(*values)
        if call is None:
            return None
        self._twinless.add(operation.name)
        return self._guests.target(call, wait=True)

    def _instead(
        self, operation: Operation, values: tuple[Any, ...], units: int, backend: Backend | None, problem: KaptarError
    ) -> Result:
        """The twin's answer after a trap; not where time or memory is the limit, nor where the guest was forced."""
        allowed = backend is None and operation.twin is not None and self._config.booster.fallback_enabled
        fallback = allowed and isinstance(problem, (GuestTrap, BadModule))
        self._fail(operation.name, "guest", problem, fallback)
        if not fallback:
            raise problem
        try:
            return self._on_host(operation, values, units)
        except Unavailable:
            raise problem from None

    def _record(self, name: str, backend: Backend, value: Any, units: int, started: float, memory: int = 0) -> Result:
        micros = (self._clock() - started) * 1e6
        usual = self._choice.observe(name, units, backend, micros)
        slow = usual is not None and micros > usual * self._config.booster.slow_factor
        self._monitor.record(name, backend, micros, memory, slow=slow)
        if self._events.active:
            self._events.publish(Completed(operation=name, backend=backend, micros=micros))
            if slow and usual is not None:
                self._events.publish(Slow(operation=name, backend=backend, micros=micros, usual_micros=usual))
        return Result(value, backend, micros)

    def _fail(self, name: str, backend: Backend, problem: Exception, fallback: bool) -> None:
        if isinstance(problem, UsageError):
            return
        kind = type(problem).__name__
        self._monitor.fail(name, backend, trap=isinstance(problem, GuestError))
        if self._events.active:
            self._events.publish(Failed(operation=name, backend=backend, kind=kind, message=str(problem), fallback=fallback))

    def _require_open(self) -> None:
        if self._closed:
            raise Closed("this runtime was closed, or belongs to the parent process: make a new one")
