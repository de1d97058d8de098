"""Ready instances over all modules, under one memory budget.

Built-in pure operations give their instance back (`release` with ``keep``) and any thread takes it again; the guest
resets its memory by itself. Isolated calls take an instance that no call has used and it is closed afterwards. A fault
costs the instance and never the pool.

Memory: each running call reserves what its instance may grow to, idle instances count with what they have, and the sum
stays below ``total_memory``. A first try reserves little (`reservation`), so that many calls run at once; the runtime
repeats a call that needs more with its whole limit.
"""

import time
from collections.abc import Callable
from typing import Protocol

from kaptar.config.sections import WasmConfig
from kaptar.errors import Busy, Closed, ConfigError, DeadlineExceeded
from kaptar.latch import Latch
from kaptar.runtime.measured.events import Allocated, EventStream, InstanceRecovered, MemoryHigh, PoolChanged
from kaptar.runtime.modules.module import Module
from kaptar.runtime.pool.admission import Seat
from kaptar.runtime.pool.holdings import Holdings
from kaptar.runtime.pool.instance import Instance
from kaptar.runtime.pool.pool_stats import Loss, PoolStats, loss_by, snapshot
from kaptar.stop import Stop

FIRST_RESERVATION = 64 << 20
END_S = 2.0
"""How long calls that were asked to end are waited for."""
_INTERRUPTIONS = 10
"""Further signals that may arrive while a seat is taken back from an interrupted call."""


class Pulse(Protocol):
    """The ticker, which must be awake while a guest runs."""

    parked: bool

    def wake(self) -> None: ...


class Pool:
    """Instances of all modules of a runtime.

    A call makes a `Seat`, then calls `take`, and in the end `release`. Whatever is raised in between, by `take` too,
    `lose` must be called; it does nothing where the seat was given back. So no signal can leave a seat behind.

    Args:
        config: sizes, limits and times.
        events: where changes are told.
        pulse: woken when a call begins, before its guest runs.
        clock: monotonic seconds.
    """

    def __init__(
        self, config: WasmConfig, events: EventStream, pulse: Pulse | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._config, self._events, self._pulse, self._clock = config, events, pulse, clock
        self.held = Holdings(config, clock())
        self.limit = config.memory_limit
        self._first = min(self.limit, FIRST_RESERVATION)
        self._ending = Stop()

    def busy(self) -> int:
        """Calls that have a seat now."""
        return self.held.admission.taken

    def reservation(self, size: int, module: Module) -> int:
        """Bytes that a first try with ``size`` bytes of input reserves.

        Raises ConfigError where the limit of a call is below what the module starts with.
        """
        need = self._first if size <= FIRST_RESERVATION // 32 else min(self.limit, 32 * size)
        return need if module.start_bytes <= need else self._larger(module)

    def take(self, seat: Seat, module: Module, fresh: bool, interrupt: Stop | None = None) -> Instance:
        """An instance that is the caller's until `release` or `lose`.

        Args:
            fresh: one that no call has used.
            interrupt: ends the wait for a seat.
        Raises:
            Busy: the queue is full, or the wait too long.
            GuestError: no instance can be made.
            Closed, DeadlineExceeded: closed or interrupted while waiting.
        """
        held = self.held
        with held.lock:
            if held.closed:
                raise Closed("the runtime was closed")
            entered = held.admission.try_enter(seat) or self._enter(seat)
            if entered:
                held.counters.entered += 1
                surplus = held.hand_out(seat, module, fresh, self._clock())
        if not entered:
            self._wait(seat, interrupt)
            with held.lock:
                surplus = held.hand_out(seat, module, fresh, self._clock())
        pulse = self._pulse
        if pulse is not None and pulse.parked:
            pulse.wake()
        for each in surplus:
            each.close()
        return seat.instance or self.create(seat, module)

    def release(self, seat: Seat, keep: bool) -> None:
        """The call ended well. ``keep``: the instance may serve another one."""
        held, instance, lost = self.held, seat.instance, 0
        if instance is None:
            raise RuntimeError("the seat was given back before")
        instance.used_at = now = self._clock()
        with held.lock:
            if held.counters.unrecovered:
                lost = held.counters.answered(instance.module.name)
            kept = held.give_back(seat, instance, now, keep)
        if not kept:
            instance.close()
        if self._events.active:
            self._tell_released(instance, lost)

    def put_back(self, seat: Seat) -> None:
        """As `release`, for an instance that was not called, only made or probed."""
        instance = seat.instance
        if instance is None:
            raise RuntimeError("the seat was given back before")
        with self.held.lock:
            kept = self.held.give_back(seat, instance, self._clock(), keep=True)
        if not kept:
            instance.close()

    def lose(self, seat: Seat, loss: Loss) -> None:
        """The call was stopped or never ran: its seat is free, its instance is destroyed."""
        interrupted: BaseException | None = None
        for _ in range(_INTERRUPTIONS):
            try:
                with self.held.lock:
                    instance = self.held.strike(seat, loss, self._clock())
                if instance is not None:
                    instance.close()
                break
            except BaseException as problem:  # noqa: BLE001 - Ctrl-C once more: first the seat, then the caller
                interrupted = problem
        if interrupted is not None:
            raise interrupted
        if instance is not None and self._events.active:
            self._tell_released(instance, 0)

    def create(self, seat: Seat, module: Module) -> Instance:
        """A new instance for a seat. Raises GuestError."""
        held, started = self.held, time.perf_counter()
        instance = Instance(module, seat.need, self._ending)
        instance.used_at = self._clock()
        instance.owner = seat
        with held.lock:
            seat.instance, seat.since = instance, self._clock()
            held.counters.created += 1
        try:
            instance.start(self._config.task_timeout_ms / 1e3)
        except Exception as problem:
            self.lose(seat, loss_by(problem))
            raise
        if self._events.active:
            micros = (time.perf_counter() - started) * 1e6
            self._events.publish(Allocated(instance=instance.id, module=module.name, micros=micros))
        return instance

    def wake(self) -> None:
        """A guest is about to run."""
        if self._pulse is not None and self._pulse.parked:
            self._pulse.wake()

    def stats(self) -> PoolStats:
        """A snapshot."""
        with self.held.lock:
            return snapshot(self.held, self._clock())

    def close(self, grace_s: float) -> bool:
        """Admit nobody, let running calls end for ``grace_s``, interrupt those that still run, close all instances.

        False where a call runs on, in the host part of it; its instance is closed when it ends.
        """
        held = self.held
        with held.lock:
            held.closed = True
            for waiter in held.admission.waiting:
                if waiter.ready is not None:
                    waiter.ready.set()
        done = self._wait_until_empty(grace_s)
        if not done:
            self._ending.request("the runtime is closed")
            done = self._wait_until_empty(END_S)
        with held.lock:
            gone = held.idle.clear()
            held.counters.recycled += len(gone)
        for instance in gone:
            instance.close()
        return done

    def _wait_until_empty(self, timeout_s: float) -> bool:
        """Wait until no call has a seat, at most so long. Whether that is so."""
        held, until = self.held, time.monotonic() + timeout_s
        while True:
            with held.lock:
                if not held.admission.taken:
                    return True
                given_back = held.given_back.next()
            if not given_back.wait(until - time.monotonic()):
                with held.lock:
                    return not held.admission.taken

    def _larger(self, module: Module) -> int:
        if module.start_bytes > self.limit:
            needed, limit = module.start_bytes, self.limit
            raise ConfigError(
                f"wasm.memory_limit is {limit:,} bytes, and the module {module.name} needs {needed:,} to start: raise it"
            )
        return min(self.limit, module.start_bytes + FIRST_RESERVATION)

    def _enter(self, seat: Seat) -> bool:
        """Take one seat more, or a place in the queue (False)."""
        held, admission = self.held, self.held.admission
        if (admission.taken >= admission.seats or admission.waiting) and admission.grow() and self._events.active:
            self._events.publish(PoolChanged(change="grown", size=admission.seats, ready=held.idle.count))
        seat.ready = Latch()
        try:
            entered = admission.enter(seat)
        except Busy:
            held.counters.refused += 1
            raise
        held.counters.waits += not entered
        return entered

    def _wait(self, seat: Seat, interrupt: Stop | None) -> None:
        """Until the seat is the caller's own, or an error."""
        held, ready, started = self.held, seat.ready or Latch(), self._clock()
        forget = interrupt.listen(ready.set) if interrupt is not None else None
        try:
            ready.wait(self._config.wait_timeout_ms / 1e3)
        finally:
            if forget is not None:
                forget()
        with held.lock:
            held.counters.waited_s += self._clock() - started
            stop = held.closed or (interrupt is not None and interrupt.requested)
            granted = seat in held.admission.seated
            if granted:
                held.counters.entered += 1
            elif not stop:
                held.counters.refused += 1
        if held.closed:
            raise Closed("the runtime was closed")
        if stop:
            raise DeadlineExceeded("the call was cancelled while it waited for an instance")
        if not granted:
            raise Busy(f"no instance became free within {self._config.wait_timeout_ms} ms; slow down and try again")

    def _tell_released(self, instance: Instance, lost: int) -> None:
        name, limit = instance.module.name, self.limit
        if instance.memory >= 0.9 * limit:
            self._events.publish(MemoryHigh(scope="call", module=name, used=instance.memory, limit=limit))
        with self.held.lock:
            total = self.held.memory()
        if total >= 0.9 * self._config.total_memory:
            self._events.publish(MemoryHigh(scope="total", module=name, used=total, limit=self._config.total_memory))
        if lost:
            self._events.publish(InstanceRecovered(module=name, lost=lost))
