"""Ready instances over all modules, under one memory budget.

Built-in pure operations give their instance back (`release` with ``keep``) and any thread takes it again; the guest
resets its memory by itself. Isolated calls take an instance that no call has used and it is closed afterwards. A fault
costs the instance and never the pool.

Memory: each running call reserves what its instance may grow to, idle instances count with what they have, and the sum
stays below ``total_memory``. A first try reserves little (`reservation`), so that many calls run at once; the runtime
repeats a call that needs more with its whole limit.
"""

import threading
import time
from collections.abc import Callable
from typing import Literal

from kaptar.config.load import WasmConfig
from kaptar.errors import BadModule, Busy, Closed, DeadlineExceeded
from kaptar.runtime.interrupt import Interrupt
from kaptar.runtime.measured.events import Allocated, EventStream, MemoryHigh, PoolChanged, Recovered
from kaptar.runtime.modules.modules import Module
from kaptar.runtime.pool.admission import Admission, Waiter
from kaptar.runtime.pool.instance import Instance
from kaptar.runtime.pool.pool_stats import PoolCounters, PoolStats
from kaptar.runtime.pool.shelf import Shelf

FIRST_RESERVATION = 64 << 20
KEEP_BYTES = 64 << 20
Loss = Literal["trapped", "timed_out", "out_of_memory", "unhealthy"]


class Pool:
    """Instances of all modules of a runtime.

    Args:
        config: sizes, limits and times.
        events: where changes are told.
        woken: called when a call begins, before its guest runs.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        config: WasmConfig,
        events: EventStream,
        woken: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._config, self._events, self._woken, self._clock = config, events, woken, clock
        self._lock = threading.Lock()
        self._admission = Admission(
            seats=max(1, min(config.min_ready, config.pool_size)),
            most=config.pool_size,
            memory=config.total_memory,
            queue=config.wait_limit,
        )
        self._idle = Shelf()
        self._busy: dict[Instance, tuple[int, float]] = {}
        self._counters = PoolCounters()
        self._started = clock()
        self._closed = False
        self._ending = Interrupt()
        self._empty = threading.Condition(self._lock)

    def busy(self) -> int:
        """Calls that have a seat now."""
        return self._admission.taken

    def reservation(self, size: int) -> int:
        """Bytes that a first try with ``size`` bytes of input reserves."""
        return min(self._config.memory_limit, max(FIRST_RESERVATION, 32 * size))

    def acquire(self, module: Module, *, fresh: bool, need: int, interrupt: Interrupt | None = None) -> Instance:
        """An instance that is the caller's until `release` or `lose`.

        Args:
            fresh: one that no call has used.
            need: bytes that the call may use, at most; reserved until the instance is given back.
        Raises:
            Busy: the queue is full, or the wait too long.
            GuestError: no instance can be made.
            Closed, DeadlineExceeded: closed or interrupted while waiting.
        """
        with self._lock:
            waiter = self._enter(need)
            instance, surplus = (None, []) if waiter else self._seated(module, fresh, need)
        if waiter is not None:
            self._wait(waiter, interrupt)
            with self._lock:
                instance, surplus = self._seated(module, fresh, need)
        self._woken()
        for each in surplus:
            each.close()
        return self._create(module, need, need) if instance is None else instance

    def release(self, instance: Instance, *, keep: bool) -> None:
        """The call ended well. ``keep``: the instance may serve another one."""
        now = self._clock()
        instance.last_used, instance.idle_since = time.time(), now
        with self._lock:
            self._peak(instance)
            need = self._unseat(instance, now)
            lost = self._counters.answered(instance.module.name)
            kept = keep and self._keep(instance)
            if not kept:
                self._counters.recycled += 1
            self._leave(need)
        if not kept:
            instance.close()
        if self._events.active:
            self._tell_released(instance, lost)

    def lose(self, instance: Instance, loss: Loss) -> None:
        """The call was stopped: the instance is destroyed."""
        with self._lock:
            self._peak(instance)
            need = self._unseat(instance, self._clock())
            self._counters.lose(instance.module.name, loss)
            self._leave(need)
        instance.close()
        if self._events.active:
            self._tell_released(instance, 0)

    def warm(self, module: Module) -> bool:
        """Make an instance ready, unless there is one already or no room. Raises GuestError, BadModule."""
        with self._lock:
            room = self._admission.taken + self._idle.count < self._admission.seats
            if self._closed or self._idle.has(module) or not room or not self._admission.try_enter(FIRST_RESERVATION):
                return False
        instance = self._create(module, self.reservation(0), FIRST_RESERVATION)
        instance.idle_since = self._clock()
        if not instance.probe():
            self.lose(instance, "unhealthy")
            raise BadModule(f"{module.name}: kaptar_abi does not answer 1")
        self._put_back(instance)
        return True

    def retire(self) -> None:
        """Close the idle instances of replaced modules. Running ones end by themselves and are not kept."""
        with self._lock:
            gone = [instance for instance in self._idle if instance.module.replaced]
            for instance in gone:
                self._idle.remove(instance)
            self._counters.recycled += len(gone)
        for instance in gone:
            instance.close()

    def shrink(self) -> int:
        """Close instances that were idle for too long, beyond the ``min_ready`` last used ones. Answers how many."""
        oldest = self._clock() - self._config.idle_ms / 1e3
        with self._lock:
            spare = self._idle.count + self._admission.taken - self._config.min_ready
            stale = [each for each in self._idle.longest_idle() if each.idle_since <= oldest][: max(0, spare)]
            for instance in stale:
                self._idle.remove(instance)
            self._counters.recycled += len(stale)
            seats = self._admission.seats
            while not self._recent(oldest) and self._admission.shrink(self._config.min_ready):
                pass
            changed = bool(stale) or self._admission.seats != seats
        for instance in stale:
            instance.close()
        if changed:
            self._tell_changed("shrunk")
        return len(stale)

    def probe(self, *, replace: bool) -> int:
        """Ask every idle instance whether it answers. Unhealthy ones are closed and, with ``replace``, made anew.

        Answers how many were unhealthy. An instance is out of the shelf, on a seat, while it is asked.
        """
        bad = 0
        with self._lock:
            idle = list(self._idle)
        for instance in idle:
            if not self._borrow(instance):
                continue
            if instance.probe():
                self._put_back(instance)
                continue
            bad += 1
            with self._lock:
                self._counters.lose(instance.module.name, "unhealthy")
                self._leave(self._unseat(instance, self._clock()))
            instance.close()
            if replace and self.warm(instance.module):
                with self._lock:
                    self._counters.answered(instance.module.name)
                self._tell_changed("replaced")
        return bad

    def stats(self) -> PoolStats:
        """A snapshot."""
        with self._lock:
            counters, admission, now = self._counters, self._admission, self._clock()
            rows = [instance.row("busy") for instance in self._busy]
            rows += [instance.row("ready") for instance in self._idle]
            busy_s = counters.busy_s + sum(now - since for _, since in self._busy.values())
            elapsed = max(now - self._started, 1e-9)
            return PoolStats(
                size=admission.seats, largest=admission.most, ready=self._idle.count, busy=admission.taken,
                waiting=len(admission.waiting), created=counters.created, recycled=counters.recycled,
                waits=counters.waits, waited_s=counters.waited_s, refused=counters.refused,
                availability=counters.availability(), utilisation=min(1.0, busy_s / (elapsed * admission.seats)),
                recovery_rate=counters.recovery_rate(), memory=self._memory(), memory_peak=counters.memory_peak,
                memory_reserved=admission.reserved + self._idle.memory, memory_total=admission.memory,
                instances=tuple(sorted(rows, key=lambda row: row.id)), **counters.lost,
            )  # fmt: skip

    def close(self, grace_s: float) -> bool:
        """Admit nobody, let running calls end for ``grace_s``, interrupt those that still run, close all instances.

        False where a call runs on, in the host part of it; its instance is closed when it ends.
        """
        with self._lock:
            self._closed = True
            for waiter in self._admission.waiting:
                waiter.ready.set()
            done = self._empty.wait_for(lambda: self._admission.taken == 0, grace_s)
            if not done:
                self._ending.request()
                done = self._empty.wait_for(lambda: self._admission.taken == 0, 2.0)
            gone, self._idle = list(self._idle), Shelf()
            self._counters.recycled += len(gone)
        for instance in gone:
            instance.close()
        return done

    def _enter(self, need: int) -> Waiter | None:
        if self._closed:
            raise Closed("the runtime was closed")
        admission = self._admission
        if (admission.taken >= admission.seats or admission.waiting) and admission.grow() and self._events.active:
            self._events.publish(PoolChanged(change="grown", size=admission.seats, ready=self._idle.count))
        try:
            waiter = admission.enter(need)
        except Busy:
            self._counters.refused += 1
            raise
        if waiter is None:
            self._counters.entered += 1
        else:
            self._counters.waits += 1
        return waiter

    def _wait(self, waiter: Waiter, interrupt: Interrupt | None) -> None:
        """Until the seat is the waiter's own; else it leaves the queue with an error."""
        started = self._clock()
        if interrupt is not None:
            interrupt.on_request = waiter.ready.set
            if interrupt.requested:
                waiter.ready.set()
        try:
            waiter.ready.wait(self._config.wait_timeout_ms / 1e3)
        except BaseException:  # Ctrl-C: nobody may be granted the seat of a caller who has gone
            with self._lock:
                if not self._admission.give_up(waiter):
                    self._leave(waiter.need)
            raise
        with self._lock:
            self._counters.waited_s += self._clock() - started
            stop = self._closed or (interrupt is not None and interrupt.requested)
            if not self._admission.give_up(waiter):
                self._counters.entered += 1
                if not stop:
                    return
                self._leave(waiter.need)
            elif not stop:
                self._counters.refused += 1
        if self._closed:
            raise Closed("the runtime was closed")
        if stop:
            raise DeadlineExceeded("the call was cancelled while it waited for an instance")
        raise Busy(f"no instance became free within {self._config.wait_timeout_ms} ms; slow down and try again")

    def _seated(self, module: Module, fresh: bool, need: int) -> tuple[Instance | None, list[Instance]]:
        """An idle instance for a caller who has a seat, and those that must go to keep the bounds."""
        instance = self._idle.take(module, fresh=fresh)
        if instance is not None:
            self._busy[instance] = (need, self._clock())
        return instance, self._over()

    def _over(self) -> list[Instance]:
        """Idle instances beyond the bounds, the longest unused first, taken from their shelves."""
        gone: list[Instance] = []
        admission = self._admission
        while self._idle.count and (
            admission.taken + self._idle.count > admission.most or admission.reserved + self._idle.memory > admission.memory
        ):
            instance = self._idle.longest_idle()[0]
            self._idle.remove(instance)
            self._counters.recycled += 1
            gone.append(instance)
        return gone

    def _create(self, module: Module, memory: int, need: int) -> Instance:
        """A new instance for a caller who has a seat with ``need`` bytes."""
        started = time.perf_counter()
        try:
            instance = Instance(module, memory, self._config.task_timeout_ms / 1e3, self._ending)
        except BaseException:
            with self._lock:
                self._counters.created += 1
                self._counters.lose(module.name, "trapped")
                self._leave(need)
            raise
        with self._lock:
            self._counters.created += 1
            self._busy[instance] = (need, self._clock())
        if self._events.active:
            micros = (time.perf_counter() - started) * 1e6
            self._events.publish(Allocated(instance=instance.id, module=module.name, micros=micros))
        return instance

    def _leave(self, need: int) -> None:
        self._admission.leave(need)
        if self._closed:
            self._empty.notify_all()

    def _unseat(self, instance: Instance, now: float) -> int:
        need, since = self._busy.pop(instance)
        self._counters.busy_s += now - since
        return need

    def _keep(self, instance: Instance) -> bool:
        admission = self._admission
        if self._closed or instance.module.replaced or instance.memory > KEEP_BYTES:
            return False
        if admission.taken + self._idle.count > admission.most:
            return False
        if admission.reserved + self._idle.memory + instance.memory > admission.memory:
            return False
        self._idle.put(instance)
        return True

    def _borrow(self, instance: Instance) -> bool:
        """Put an idle instance on a seat, if it is still idle and nobody waits."""
        with self._lock:
            if self._closed or not self._admission.try_enter(FIRST_RESERVATION):
                return False
            if not self._idle.remove(instance):
                self._leave(FIRST_RESERVATION)
                return False
            self._busy[instance] = (FIRST_RESERVATION, self._clock())
        self._woken()
        return True

    def _put_back(self, instance: Instance) -> None:
        """After a probe: back to the shelf."""
        with self._lock:
            self._peak(instance)
            need = self._unseat(instance, self._clock())
            kept = self._keep(instance)
            self._counters.recycled += not kept
            self._leave(need)
        if not kept:
            instance.close()

    def _recent(self, oldest: float) -> bool:
        """Whether more calls than the usual run or ran lately."""
        used = sum(each.idle_since > oldest for each in self._idle)
        return self._admission.taken + used > self._config.min_ready

    def _memory(self) -> int:
        return self._idle.memory + sum(instance.memory for instance in self._busy)

    def _peak(self, instance: Instance) -> None:
        """The memory of all instances can have a new peak only where this one grew."""
        if instance.memory > instance.memory_seen:
            instance.memory_seen = instance.memory
            self._counters.memory_peak = max(self._counters.memory_peak, self._memory())

    def _tell_changed(self, change: Literal["grown", "shrunk", "replaced"]) -> None:
        if self._events.active:
            self._events.publish(PoolChanged(change=change, size=self._admission.seats, ready=self._idle.count))

    def _tell_released(self, instance: Instance, lost: int) -> None:
        name, limit = instance.module.name, self._config.memory_limit
        if instance.memory >= 0.9 * limit:
            self._events.publish(MemoryHigh(scope="call", module=name, used=instance.memory, limit=limit))
        total = self._memory_now()
        if total >= 0.9 * self._config.total_memory:
            self._events.publish(MemoryHigh(scope="total", module=name, used=total, limit=self._config.total_memory))
        if lost:
            self._events.publish(Recovered(module=name, lost=lost))

    def _memory_now(self) -> int:
        with self._lock:
            return self._memory()
