"""One instance of a guest module: a store, its limits, and the calls into it."""

import itertools
import time
from typing import TYPE_CHECKING, Literal

import wasmtime

from kaptar.errors import MemoryExceeded
from kaptar.runtime.freeing import free
from kaptar.runtime.pool import guest_call, limits
from kaptar.runtime.pool.guest_call import Answer, GuestStopped
from kaptar.runtime.pool.pool_stats import Health, InstanceRow
from kaptar.stop import Stop

if TYPE_CHECKING:
    from kaptar.runtime.call import Call
    from kaptar.runtime.modules.module import Module
    from kaptar.runtime.pool.admission import Seat

_ids = itertools.count(1)
_SHORT_S = 2 * limits.SLICE_TICKS * limits.TICK_S
"""A deadline so near that the guest must ask before its first slice is over."""


class Instance:
    """Used by one thread at a time; the pool sees to it. `start` it first.

    Args:
        module: compiled and checked.
        memory: bytes that its memory may have.
        ending: stops the guest when the pool is closed.

    Attributes:
        owner: the seat of the caller that it was handed to last.
        used_at: when its last call ended, or it was made, by the pool's clock.
        clean: no call has used it since it was made or renewed.
        memory: bytes of its memory after the last call.
    """

    def __init__(self, module: "Module", memory: int, ending: Stop) -> None:
        self.id = next(_ids)
        self.module = module
        self.owner: Seat | None = None
        self.created = time.time()
        self.used_at = 0.0
        self.calls = self.memory = self.memory_seen = 0
        self.clean = True
        self.health: Health = "unknown"
        self._watch = limits.CallWatch(ending)
        self._limit = memory
        self._store: wasmtime.Store | None = None
        self._calls: guest_call.Calls = _NotStarted()

    def start(self, timeout_s: float) -> "Instance":
        """Instantiate the module.

        Args:
            timeout_s: for the module's start function, if it has one.
        Raises:
            GuestError: the start function trapped, ran too long, or there is no room for the memory.
            NotStarted: the system refused what the module starts with.
        """
        self._store = store = wasmtime.Store(self.module.engine)
        try:
            limits.guard(store, self._watch)
            limits.set_memory(store, self._limit)
            self._watch.start(timeout_s, None)
            if self.module.plugin:
                store.set_fuel(limits.fuel_for(timeout_s))
            self._calls = guest_call.bind(store, self._instantiate(store, timeout_s))
            self._raise_pending()
        except BaseException:
            self.close()
            raise
        self.memory = self._calls.memory_bytes()
        return self

    def _instantiate(self, store: wasmtime.Store, timeout_s: float) -> wasmtime.Instance:
        where, start = f"{self.module.name} (start)", self.module.start_bytes
        if start > self._limit:
            raise MemoryExceeded(f"{where}: it needs {start:,} bytes of memory, and has {self._limit:,}")
        try:
            return self.module.prepared.instantiate(store)
        except (wasmtime.Trap, wasmtime.WasmtimeError) as problem:
            stopped = guest_call.stopped_by(problem)
            self._raise_pending()
            if refused := limits.refused_by_system(where, stopped):
                raise refused from None
            raise limits.explain(where, stopped, self._watch, start, self._limit, timeout_s) from None

    def call(self, call: "Call", memory: int) -> Answer:
        """Run an operation with so many bytes at most.

        Raises `GuestStopped`, and what signal handlers raise meanwhile; the instance must then be closed.
        """
        timeout_s, module = call.timeout_s, self.module
        if memory != self._limit and self._store is not None:
            limits.set_memory(self._store, memory)
            self._limit = memory
        self._watch.start(timeout_s, call.interrupt)
        if (module.plugin or timeout_s < _SHORT_S) and self._store is not None:
            self._prepare(self._store, timeout_s)
        self.calls += 1
        self.clean = False
        calls = self._calls
        try:
            answer = calls(call.op.id, call.data, module.most_result)
        except GuestStopped:
            self._raise_pending()
            raise
        finally:
            self.memory = calls.memory_bytes()
        if limits.errors:
            self._raise_pending()
        return answer

    def _prepare(self, store: wasmtime.Store, timeout_s: float) -> None:
        if timeout_s < _SHORT_S:
            store.set_epoch_deadline(self._watch.ticks() or 1)
        if self.module.plugin:
            store.set_fuel(limits.fuel_for(timeout_s))

    def renew(self) -> bool:
        """Make an instance whose last call returned as good as a new one; False where that cannot be done.

        Whatever a call leaves behind for the next one, the next one finds by the module's data: its statics, among them
        the lists of its allocator. The host puts all of it back. The stack pointer, the one global that changes, is back
        since the call returned; what lies below it and on the heap is memory that no safe Rust reads before writing it.
        """
        data = self.module.first_data
        if data is None:
            return False
        self._calls.write(self.module.file.stack, data)
        self.clean = True
        return True

    def remember_data(self) -> None:
        """To be called before an instance that is to be renewed is used: let its module keep the data as they are now."""
        module = self.module
        if module.first_data is None and self.clean and module.file.stack:
            module.remember_data(self._calls.read(module.file.stack))

    def explain(self, op: str, stopped: GuestStopped, timeout_s: float) -> Exception:
        """The error for a call that was stopped."""
        where = f"{self.module.name}.{op}"
        return limits.explain(where, stopped, self._watch, self.memory, self._limit, timeout_s)

    def probe(self, timeout_s: float = 1.0) -> bool:
        """Whether the instance still answers, by its cheapest call. Sets `health`."""
        self._watch.start(timeout_s, None)
        try:
            if self.module.plugin and self._store is not None:
                self._store.set_fuel(limits.fuel_for(timeout_s))
            self.health = "healthy" if self._calls.abi() == 1 else "unhealthy"
        except GuestStopped:
            self.health = "unhealthy"
        self._raise_pending()
        return self.health == "healthy"

    def row(self, state: Literal["ready", "busy"], now: float) -> InstanceRow:
        """What statistics show. ``now``: the pool's clock."""
        last_used = time.time() - (now - self.used_at)
        return InstanceRow(self.id, self.module.name, state, self.created, last_used, self.calls, self.memory, self.health)

    def _raise_pending(self) -> None:
        """What a signal handler raised while the guest ran, such as Ctrl-C, belongs to the caller of this very run."""
        error = limits.take_raised()
        if error is not None:
            raise error from None

    def close(self) -> None:
        """Free the store with its memory. Safe to call twice, never while a call runs."""
        self._watch.close()
        if self._store is not None:
            free(self._store)


class _NotStarted:
    """The calls of an instance that was not started: each is a bug of the caller."""

    def __call__(self, op: int, data: bytes, most: int) -> Answer:
        raise GuestStopped("error", "the instance was not started")

    def abi(self) -> int:
        raise GuestStopped("error", "the instance was not started")

    def memory_bytes(self) -> int:
        return 0

    def read(self, at: int) -> bytes:
        return b""

    def write(self, at: int, data: bytes) -> None:
        raise GuestStopped("bounds", "the instance was not started")
