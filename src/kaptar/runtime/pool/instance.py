"""One instance of a guest module: a store, its limits, and the calls into it."""

import itertools
import time
from typing import TYPE_CHECKING, Literal

import wasmtime

from kaptar.runtime.interrupt import Interrupt
from kaptar.runtime.pool import guest_call, limits
from kaptar.runtime.pool.guest_call import Answer, Stopped
from kaptar.runtime.pool.pool_stats import Health, InstanceRow

if TYPE_CHECKING:
    from kaptar.runtime.modules.modules import Module

_ids = itertools.count(1)


class Instance:
    """Used by one thread at a time; the pool sees to it.

    Args:
        module: compiled and checked.
        memory: bytes that its memory may have.
        timeout_s: for the module's start function, if it has one.
        ending: stops the guest when the pool is closed.
    Raises:
        GuestError: the start function trapped, ran too long, or there is no room for the memory.
    """

    def __init__(self, module: "Module", memory: int, timeout_s: float, ending: Interrupt) -> None:
        self.id = next(_ids)
        self.module = module
        self.created = self.last_used = time.time()
        self.idle_since = 0.0
        self.calls = 0
        self.clean = True
        self.health: Health = "unknown"
        self._watch = limits.Watch(ending)
        self._store = wasmtime.Store(module.engine)
        self._limit = memory
        try:
            limits.guard(self._store, self._watch)
            limits.set_memory(self._store, memory)
            self._calls = self._start(timeout_s)
        except BaseException:
            self.close()
            raise
        self.memory, self.memory_seen = self._calls.memory_bytes(), 0

    def _start(self, timeout_s: float) -> guest_call.Calls:
        self._watch.start(timeout_s, None)
        if self.module.plugin:
            self._store.set_fuel(limits.fuel_for(timeout_s))
        try:
            instance = self.module.prepared.instantiate(self._store)
        except (wasmtime.Trap, wasmtime.WasmtimeError) as problem:
            stopped = guest_call.stopped_by(problem)
            self._raise_pending()
            raise limits.explain(f"{self.module.name} (start)", stopped, self._watch, 0, self._limit, timeout_s) from None
        return guest_call.bind(self._store, instance)

    def call(self, op: int, data: bytes, *, memory: int, timeout_s: float, interrupt: Interrupt | None) -> Answer:
        """Run an operation. Raises `Stopped`, and what signal handlers raise meanwhile; the instance must then be closed."""
        if memory != self._limit:
            limits.set_memory(self._store, memory)
            self._limit = memory
        self._watch.start(timeout_s, interrupt)
        if timeout_s < 2 * limits.SLICE_TICKS * limits.TICK_S:
            self._store.set_epoch_deadline(self._watch.ticks() or 1)
        if self.module.plugin:
            self._store.set_fuel(limits.fuel_for(timeout_s))
        self.calls += 1
        self.clean = False
        try:
            answer = self._calls(op, data, self.module.most_result)
        except Stopped:
            self._raise_pending()
            raise
        finally:
            self.memory = self._calls.memory_bytes()
        self._raise_pending()
        return answer

    def renew(self) -> bool:
        """Make an instance whose last call returned as good as a new one; False where that cannot be done.

        Whatever a call leaves behind for the next one, the next one finds by the module's data: its statics, among them
        the lists of its allocator. The host puts all of it back. The stack pointer, the one global that changes, is back
        since the call returned; what lies below it and on the heap is memory that no safe Rust reads before writing it.
        """
        if self.module.data is None:
            return False
        self._calls.write(self.module.file.stack, self.module.data)
        self.clean = True
        return True

    def remember_data(self) -> None:
        """To be called before an instance that is to be renewed is used: keep its module's data as they are now."""
        if self.module.data is None and self.clean and self.module.file.stack:
            self.module.data = self._calls.read(self.module.file.stack)

    def explain(self, op: str, stopped: Stopped, timeout_s: float) -> Exception:
        """The error for a call that was stopped."""
        where = f"{self.module.name}.{op}"
        return limits.explain(where, stopped, self._watch, self.memory, self._limit, timeout_s)

    def probe(self, timeout_s: float = 1.0) -> bool:
        """Whether the instance still answers, by its cheapest call. Sets `health`."""
        self._watch.start(timeout_s, None)
        try:
            if self.module.plugin:
                self._store.set_fuel(limits.fuel_for(timeout_s))
            self.health = "healthy" if self._calls.abi() == 1 else "unhealthy"
        except Stopped:
            self.health = "unhealthy"
        return self.health == "healthy"

    def row(self, state: Literal["ready", "busy"]) -> InstanceRow:
        """What statistics show."""
        return InstanceRow(self.id, self.module.name, state, self.created, self.last_used, self.calls, self.memory, self.health)

    def _raise_pending(self) -> None:
        """What a signal handler raised while the guest ran, such as Ctrl-C, belongs to the caller."""
        error = limits.take_raised() if limits.raised() is not None else None
        if error is not None:
            raise error from None

    def close(self) -> None:
        """Free the store with its memory. Safe to call twice, never while a call runs."""
        self._watch.close()
        self._store.close()
