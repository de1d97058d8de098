"""Path 5: an operation → a guest or the host → a result with its backend. `Runtime.call` reads like the path itself."""

import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from kaptar.config.sections import Config
from kaptar.errors import (
    BadModule,
    Closed,
    ConfigError,
    GuestTrap,
    KaptarError,
    NotStarted,
    StillCompiling,
    Unavailable,
    UnknownOperation,
)
from kaptar.folders import cache_folder, data_folder
from kaptar.runtime import lifetime
from kaptar.runtime.call import Call
from kaptar.runtime.guests import Guests
from kaptar.runtime.measured.choice import Choice
from kaptar.runtime.measured.events import EventStream, Subscription
from kaptar.runtime.measured.meter import Meter, Meters
from kaptar.runtime.measured.statistics import Statistics, speedups
from kaptar.runtime.modules.module import Module
from kaptar.runtime.modules.modules import ModuleRow, Progress
from kaptar.runtime.modules.plugins import Plugins
from kaptar.runtime.modules.registry import Registry
from kaptar.runtime.operation import Backend, Operation, Result, StandIn
from kaptar.runtime.route import Route
from kaptar.stop import Stop

if TYPE_CHECKING:
    from kaptar.runtime.measured.choice import Samples
    from kaptar.runtime.modules.capabilities import Capabilities


class Runtime:
    """Runs operations in pooled guests, or on the host where that is faster or no guest can.

    Use as a context manager: `close` ends its threads and keeps the timings. One that is dropped without `close` ends its
    threads too. Safe from several threads. A forked child makes its own: the parent's answers `Closed` there.

    Args:
        config: limits, times and switches.
        operations: what can be called, by name.
        artifacts: a folder of guest modules with a manifest, in place of the shipped ones.
        progress: told about compiles, from the loading thread.
        plugins: the folder of the user's plugins.
        clock: seconds, for measuring calls.
        in_haste: this process lives for one answer, and somebody has `to_compile` compiled after it. A module that is not
            compiled yet becomes a draft, which takes half the time, and only where no twin answers as well.
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
        in_haste: bool = False,
    ) -> None:
        self._config, self._clock = config, clock
        self._cache = cache_folder(config.wasm.cache_dir)
        self._events = EventStream()
        self._registry = Registry(operations, Plugins(plugins or data_folder() / "plugins"), artifacts)
        self._guests = Guests(config, self._registry.find_modules, self._cache, self._events, progress, in_haste=in_haste)
        choice = Choice(self._timings() if operations and config.booster.performance_tracking else None)
        self._meters = Meters(choice, self._events, config.booster.slow_factor)
        self._routes: dict[str, Route] = {}
        self._started = time.monotonic()
        self._timeout_s = config.wasm.task_timeout_ms / 1e3
        self._fallback = config.booster.fallback_enabled
        self._closed = self._ended = self._foreign = False
        lifetime.track(self)
        self._dropped = lifetime.close_if_dropped(self, self._guests)
        if not self._guests.off:
            self._preload(config.wasm.preload)

    def _preload(self, names: tuple[str, ...]) -> None:
        try:
            self._guests.preload(names)
        except UnknownOperation as problem:
            raise ConfigError(f"wasm.preload: {problem}") from None

    def call(
        self,
        name: str,
        *args: Any,
        backend: Backend | None = None,
        timeout_ms: int | None = None,
        interrupt: Stop | None = None,
    ) -> Result:
        """Run an operation.

        Args:
            name: ``family.operation``, or ``module.operation`` of a plugin; see `operations`.
            args: in the order of its parameters; those with defaults may be left out.
            backend: forces one; by default the measured timings choose.
            timeout_ms: how long a guest may run, in place of ``wasm.task_timeout_ms``. On the clock: `PATIENCE` times that.
            interrupt: ends the call early.
        Raises:
            UnknownOperation, InvalidArgument: the call is wrong.
            OperationFailed: the input is no good.
            Unavailable, Busy: nothing here can answer, or not now. StillCompiling: its guest is compiled for the first time,
                and the twin knows less.
            GuestError: the guest was stopped, and no twin may answer in its place.
            NotProved: the operation has a proof, which its value did not pass.
        """
        if self._closed:
            self._require_open()
        route = self._routes.get(name) or self._route(name)
        values = route.check(args)
        twin, failed = route.twin and backend is None, None
        started = self._clock()
        cell = route.cell(route.units(*values))
        if (backend or (cell.picked if route.picks else "guest")) == "guest":
            call = self._guest_call(route, values, timeout_ms, interrupt, twin)
            answer = self._run(route.meter, call, twin) if isinstance(call, Call) else call
            if isinstance(answer, KaptarError):
                failed = answer
            elif answer is not None:
                value = answer[0] if route.operation.decode is None else route.operation.decode(answer[0])
                micros = (self._clock() - started) * 1e6
                route.meter.answered(cell, "guest", micros, answer[1])
                if route.operation.proof is not None:
                    self._prove(route.operation.proof, values, value, timeout_ms, interrupt)
                return Result._make((value, "guest", micros))
            if backend is not None:
                raise Unavailable(f"{name} cannot run in a guest: {self._guests.off or 'not with these arguments'}")
            started = self._clock()
        try:
            value = route.on_host(values, self._guests.off)
        except Unavailable:
            if not twin or self._guests.off:
                raise
            if not route.operation.partial_twin:
                route.lacks_twin()
            return self.call(name, *args, backend="guest", timeout_ms=timeout_ms, interrupt=interrupt)
        micros = (self._clock() - started) * 1e6
        route.meter.answered(cell, "host", micros)
        if route.operation.proof is not None:
            self._prove(route.operation.proof, values, value, timeout_ms, interrupt)
        return Result._make((value, "host", micros)) if failed is None else StandIn.of(value, micros, failed)

    def call_guest(
        self,
        module: str,
        op: str,
        *args: Any,
        isolated: bool = False,
        timeout_ms: int | None = None,
        interrupt: Stop | None = None,
    ) -> Any:
        """Run an operation of a module by the types of its manifest; no choice of backend, no decoding, no fallback.

        Args:
            isolated: on an instance that no call has used; plugins always are.
            timeout_ms: in place of ``wasm.task_timeout_ms``.
        Raises as `call` does; UnknownOperation also for the module.
        """
        if self._closed:
            self._require_open()
        name = f"{module}.{op}"
        if self._guests.off:
            raise Unavailable(f"{name} runs in a guest only, and {self._guests.off}")
        ready = self._guests.wait(module)
        signature, meter = ready.op(op), self._meters.of(name)
        started = self._clock()
        data = signature.encode(signature.check(args))
        timeout_s = self._timeout_s if timeout_ms is None else timeout_ms / 1e3
        call = Call(ready, signature, data, isolated or ready.plugin, timeout_s, interrupt)
        answer = self._run(meter, call, twin=False)
        if isinstance(answer, KaptarError):
            raise answer
        meter.counted((self._clock() - started) * 1e6, answer[1])
        return answer[0]

    def operations(self) -> tuple[Operation, ...]:
        """All operations, by name; those of plugins included."""
        return self._registry.operations()

    def modules(self) -> list[ModuleRow]:
        """All guest modules that were found, as they are now."""
        self._require_own()
        return self._guests.modules.rows()

    def to_compile(self) -> tuple[str, ...]:
        """Modules that calls have asked for, and that are not compiled, or in haste."""
        return self._guests.modules.to_compile()

    def capabilities(self) -> "Capabilities":
        """What this machine and installation offer."""
        from kaptar.runtime.modules.capabilities import read_capabilities

        return read_capabilities(self._guests.off, self._cache)

    def statistics(self) -> Statistics:
        """What was counted and measured since the start."""
        self._require_own()
        pool, operations = self._guests.pool, self._meters.monitor.snapshot()
        return Statistics(
            uptime_s=time.monotonic() - self._started,
            guests_off=self._guests.off,
            guest_share=self._meters.monitor.guest_share(),
            pool=pool.stats() if pool is not None else None,
            operations=operations,
            speedups=speedups(self._meters.choice, operations),
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
        if reason := self._guests.off:
            raise Unavailable(f"no guest can be made ready: {reason}")
        self._guests.wait_ready(tuple(modules) if modules is not None else self._guests.modules.names(), timeout_s)

    def reload(self, module: str | None = None) -> list[str]:
        """Look for modules again and load changed ones anew; running calls end on the old version.

        Answers the names that changed, appeared or went. Raises UnknownOperation.
        """
        self._require_open()
        self._registry.refresh()
        self._routes = {}
        return self._guests.reload(module)

    def register_fallback(self, name: str, function: Callable[..., Any]) -> None:
        """Give the operation ``module.op`` of a plugin a host twin, called with its complete arguments.

        Raises UnknownOperation where no plugin has it.
        """
        self._registry.register_fallback(name, function)
        self._routes = {}

    @property
    def plugins(self) -> Plugins:
        """The user's plugins: add, list, remove. `reload` makes a change known here."""
        return self._registry.plugins

    def close(self) -> None:
        """Wait for running calls (2 s, then they are interrupted), end all threads, keep timings.

        Safe to call twice. Where a signal handler raises in it, the next call does the rest.
        """
        if self._ended or self._foreign:
            return
        self._closed = True
        self._guests.close()
        self._events.close()
        if self._config.booster.performance_tracking and self._meters.monitor.guest_share() is not None:
            from kaptar.runtime.measured.timings_file import write_timings

            write_timings(self._cache, self._meters.choice.samples())
        self._ended = True
        self._dropped.detach()

    def _timings(self) -> "dict[str, dict[int, Samples]]":
        from kaptar.runtime.measured.timings_file import read_timings

        return read_timings(self._cache)

    def __enter__(self) -> "Runtime":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def abandon(self) -> None:
        """In a forked child: the threads and their locks are the parent's, so nothing may be touched but this flag."""
        self._closed = self._foreign = True
        self._dropped.detach()

    def _route(self, name: str) -> Route:
        operation = self._registry.operation(name)
        return self._routes.setdefault(name, Route(operation, self._meters.of(name)))

    def _prove(
        self, proof: Callable[..., None], values: tuple[Any, ...], value: Any, timeout_ms: int | None, interrupt: Stop | None
    ) -> None:
        def call(name: str, *args: Any) -> Result:
            return self.call(name, *args, timeout_ms=timeout_ms, interrupt=interrupt)

        proof(call, values, value)

    def _guest_call(
        self, route: Route, values: tuple[Any, ...], timeout_ms: int | None, interrupt: Stop | None, twin: bool
    ) -> Call | KaptarError | None:
        """The guest's side of a call; None where no guest can do it, or ``twin`` answers until its module is ready.

        The error, where ``twin`` answers because the module cannot be used.
        """
        if self._guests.off:
            return self._guests.failure
        operation, module, forward = route.operation, route.module, route.forward
        timeout_s = self._timeout_s if timeout_ms is None else timeout_ms / 1e3
        if forward is not None:
            name, op_name, args = forward.module, forward.op, values
        else:
            asked = operation.guest(*values)
            if asked is None:
                return None
            name, op_name, args = asked
        if module is None or module.replaced or module.name != name:
            found = self._module(name, route, timeout_s, twin=twin)
            if not isinstance(found, Module):
                return found
            module = route.module = found
        op = module.op(op_name)
        return Call(module, op, op.encode(args), operation.isolated or module.plugin, timeout_s, interrupt)

    def _module(self, name: str, route: Route, timeout_s: float, *, twin: bool) -> Module | KaptarError | None:
        """A module that is ready; None where it is not, and ``twin`` answers in the meantime; the error, where it cannot be.

        A twin that knows less than the guest stands in for nobody: the guest is waited for, within the time of the call.
        """
        if not twin:
            return self._guests.wait(name)
        try:
            return self._guests.wait(name, timeout_s) if route.operation.partial_twin else self._guests.ready(name)
        except StillCompiling:
            raise
        except (BadModule, Unavailable) as problem:
            if self._guests.off or self._fallback:
                return problem
            raise

    def _run(self, meter: Meter, call: Call, twin: bool) -> tuple[Any, int] | KaptarError:
        """The guest's value and memory. The error of a trap or a failed start, if a twin may answer. Other limits raise."""
        try:
            return self._guests.run(call)
        except KaptarError as problem:
            covered = twin and self._fallback and isinstance(problem, (GuestTrap, BadModule, NotStarted))
            meter.failed("guest", problem, fallback=covered)
            if covered:
                return problem
            raise

    def _require_open(self) -> None:
        self._require_own()
        if self._closed:
            raise Closed("this runtime was closed: make a new one")

    def _require_own(self) -> None:
        """A forked child must not wait for a lock that a thread of its parent may have held."""
        if self._foreign:
            raise Closed("this runtime belongs to the parent process: make a new one")
