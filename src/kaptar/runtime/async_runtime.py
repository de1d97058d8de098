"""The runtime for anyio programs: the same methods, with calls on worker threads."""

from collections.abc import Callable, Iterable
from functools import partial
from types import TracebackType
from typing import Any, TypeVar

from anyio import CancelScope, CapacityLimiter, get_cancelled_exc_class, to_thread

from kaptar.runtime.measured.events import Subscription
from kaptar.runtime.measured.statistics import Statistics
from kaptar.runtime.modules.capabilities import Capabilities
from kaptar.runtime.modules.modules import ModuleRow
from kaptar.runtime.modules.plugins import Plugins
from kaptar.runtime.operation import Backend, Operation, Result
from kaptar.runtime.runtime import Runtime
from kaptar.stop import Stop

T = TypeVar("T")


class AsyncRuntime:
    """Wraps a `Runtime`, whose owner this becomes: leaving the context closes it.

    A cancelled call is interrupted: its guest stops within about a tenth of a second and the instance is destroyed. A
    host twin cannot be stopped; its answer is dropped.

    Args:
        runtime: what does the work.
        threads: calls at once; more wait without a thread.
    """

    def __init__(self, runtime: Runtime, *, threads: int = 40) -> None:
        self._runtime = runtime
        self._threads = threads
        self._limiter: CapacityLimiter | None = None

    async def call(self, name: str, *args: Any, backend: Backend | None = None) -> Result:
        """See `Runtime.call`."""
        interrupt = Stop()
        return await self._run(partial(self._runtime.call, name, *args, backend=backend, interrupt=interrupt), interrupt)

    async def call_guest(self, module: str, op: str, *args: Any, isolated: bool = False, timeout_ms: int | None = None) -> Any:
        """See `Runtime.call_guest`."""
        interrupt = Stop()
        call = partial(self._runtime.call_guest, module, op, *args, isolated=isolated, timeout_ms=timeout_ms, interrupt=interrupt)
        return await self._run(call, interrupt)

    async def wait_ready(self, modules: Iterable[str] | None = None, timeout_s: float = 300.0) -> None:
        """See `Runtime.wait_ready`. Cancelled, the modules are loaded all the same."""
        await self._run(partial(self._runtime.wait_ready, modules, timeout_s), None)

    async def reload(self, module: str | None = None) -> list[str]:
        """See `Runtime.reload`."""
        return await self._run(partial(self._runtime.reload, module), None)

    async def close(self) -> None:
        """See `Runtime.close`."""
        await to_thread.run_sync(self._runtime.close)

    def operations(self) -> tuple[Operation, ...]:
        """See `Runtime.operations`."""
        return self._runtime.operations()

    def modules(self) -> list[ModuleRow]:
        """See `Runtime.modules`."""
        return self._runtime.modules()

    def capabilities(self) -> Capabilities:
        """See `Runtime.capabilities`."""
        return self._runtime.capabilities()

    def statistics(self) -> Statistics:
        """See `Runtime.statistics`."""
        return self._runtime.statistics()

    def events(self, limit: int = 1000) -> Subscription:
        """See `Runtime.events`; iterate on a thread, or `drain` now and then."""
        return self._runtime.events(limit)

    def register_fallback(self, name: str, function: Callable[..., Any]) -> None:
        """See `Runtime.register_fallback`."""
        self._runtime.register_fallback(name, function)

    @property
    def plugins(self) -> Plugins:
        """See `Runtime.plugins`."""
        return self._runtime.plugins

    async def __aenter__(self) -> "AsyncRuntime":
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with CancelScope(shield=True):
            await self.close()

    async def _run(self, function: Callable[[], T], interrupt: Stop | None) -> T:
        if self._limiter is None:
            self._limiter = CapacityLimiter(self._threads)
        try:
            return await to_thread.run_sync(function, abandon_on_cancel=True, limiter=self._limiter)
        except get_cancelled_exc_class():
            if interrupt is not None:
                interrupt.request("its caller was cancelled")
            raise
