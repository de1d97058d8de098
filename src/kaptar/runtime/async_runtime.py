"""The runtime for anyio programs: what waits, on worker threads."""

from collections.abc import Callable, Iterable
from functools import partial
from types import TracebackType
from typing import Any, TypeVar

from anyio import CancelScope, CapacityLimiter, get_cancelled_exc_class, to_thread

from kaptar.errors import Busy
from kaptar.machine import NO_THREADS, is_without_thread
from kaptar.runtime.operation import Backend, Result
from kaptar.runtime.runtime import Runtime
from kaptar.stop import Stop

T = TypeVar("T")


class AsyncRuntime:
    """Wraps a `Runtime`, whose owner this becomes: leaving the context closes it.

    Its methods are those of the runtime that may wait. All others answer at once: call them on `runtime`.
    A cancelled call is interrupted: its guest stops within about a tenth of a second and the instance is destroyed. A
    host twin cannot be stopped; its answer is dropped.

    Args:
        runtime: what does the work.
        threads: calls at once; more wait without a thread.
    """

    def __init__(self, runtime: Runtime, *, threads: int = 40) -> None:
        self.runtime = runtime
        self._threads = threads
        self._limiter: CapacityLimiter | None = None

    async def call(self, name: str, *args: Any, backend: Backend | None = None, timeout_ms: int | None = None) -> Result:
        """See `Runtime.call`."""
        return await self._interruptible(self.runtime.call, name, *args, backend=backend, timeout_ms=timeout_ms)

    async def call_guest(self, module: str, op: str, *args: Any, isolated: bool = False, timeout_ms: int | None = None) -> Any:
        """See `Runtime.call_guest`."""
        return await self._interruptible(self.runtime.call_guest, module, op, *args, isolated=isolated, timeout_ms=timeout_ms)

    async def wait_ready(self, modules: Iterable[str] | None = None, timeout_s: float = 300.0) -> None:
        """See `Runtime.wait_ready`. Cancelled, the modules are loaded all the same."""
        await self._in_thread(partial(self.runtime.wait_ready, modules, timeout_s))

    async def reload(self, module: str | None = None) -> list[str]:
        """See `Runtime.reload`."""
        return await self._in_thread(partial(self.runtime.reload, module))

    async def close(self) -> None:
        """See `Runtime.close`. It is not cancelled."""
        with CancelScope(shield=True):
            await to_thread.run_sync(self.runtime.close)

    async def __aenter__(self) -> "AsyncRuntime":
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.close()

    async def _interruptible(self, method: Callable[..., T], *args: Any, **options: Any) -> T:
        interrupt = Stop()
        try:
            return await self._in_thread(partial(method, *args, **options, interrupt=interrupt))
        except get_cancelled_exc_class():
            interrupt.request("its caller was cancelled")
            raise

    async def _in_thread(self, function: Callable[[], T]) -> T:
        if self._limiter is None:
            self._limiter = CapacityLimiter(self._threads)
        try:
            return await to_thread.run_sync(function, abandon_on_cancel=True, limiter=self._limiter)
        except RuntimeError as problem:
            if is_without_thread(problem):
                raise Busy(str(NO_THREADS)) from None
            raise
