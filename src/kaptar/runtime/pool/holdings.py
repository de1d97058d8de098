"""Holdings of a pool, under one lock: seats, idle instances, counters. The caller of each method holds the lock.

A signal handler may raise between any two steps. Whatever is half done then belongs to the interrupted caller's seat, and
`strike` undoes it: the seat is free again, and an instance that nobody else was given is taken out.
"""

import threading
from collections.abc import Sequence

from kaptar.config.sections import WasmConfig
from kaptar.latch import Bell
from kaptar.runtime.modules.module import Module
from kaptar.runtime.pool.admission import Admission, Seat
from kaptar.runtime.pool.instance import Instance
from kaptar.runtime.pool.pool_stats import Loss, PoolCounters
from kaptar.runtime.pool.shelf import Shelf

KEEP_BYTES = 64 << 20


class Holdings:
    """Shared by a pool and its upkeep. ``given_back`` is rung when a seat was given back after `closed` was set."""

    def __init__(self, config: WasmConfig, now: float) -> None:
        self.lock = threading.Lock()
        self.given_back = Bell()
        self.closed = False
        self.admission = Admission(
            seats=max(1, min(config.min_ready, config.pool_size)),
            most=config.pool_size,
            memory=config.total_memory,
            queue=config.wait_limit,
        )
        self.idle = Shelf()
        self.counters = PoolCounters(now)

    def hand_out(self, seat: Seat, module: Module, fresh: bool, now: float) -> Sequence[Instance]:
        """Give the seat an idle instance if there is one. Answers those that must be closed to keep the bounds.

        ``now`` is above 0: from now on the seat counts as one with an instance.
        """
        idle, admission = self.idle, self.admission
        seat.since = now
        idle.hand_to(seat, module, fresh)
        if len(admission.seated) + idle.count > admission.most or admission.reserved + idle.memory > admission.memory:
            return self._surplus()
        return ()

    def busy_count(self) -> int:
        """Seats that have an instance or make one. One that was just granted to a caller who waited has none yet."""
        return sum(seat.since > 0.0 for seat in self.admission.seated)

    def give_back(self, seat: Seat, instance: Instance, now: float, keep: bool) -> bool:
        """The seat is free, the instance idle if it is wanted. False where it must be closed."""
        counters, admission, idle, memory = self.counters, self.admission, self.idle, instance.memory
        if memory > instance.memory_seen:
            self._note_peak(instance)
        kept = (
            keep
            and not (self.closed or instance.module.replaced)
            and memory <= KEEP_BYTES
            and (len(admission.seated) + idle.count <= admission.most or self.busy_count() + idle.count <= admission.most)
            and admission.reserved + idle.memory + memory <= admission.memory
        )
        if kept:
            idle.put(instance)
        admission.leave(seat)
        counters.busy_s += now - seat.since
        seat.instance = None
        if not kept:
            counters.recycled += 1
        if self.closed:
            self.given_back.ring()
        return kept

    def strike(self, seat: Seat, loss: Loss, now: float) -> Instance | None:
        """Take a seat out with its instance, which is answered, to be closed. None where the seat was given back, or had none."""
        self.admission.strike(seat)
        instance = seat.instance
        if instance is not None and instance.owner is seat:
            self.idle.remove(instance)
            self.idle.recount()
            if instance.memory > instance.memory_seen:
                self._note_peak(instance)
            self.counters.busy_s += now - seat.since
            self.counters.lose(instance.module.name, loss)
        else:
            instance = None
        seat.instance = None
        if self.closed:
            self.given_back.ring()
        return instance

    def memory(self) -> int:
        """Bytes of all instances."""
        return self.idle.memory + sum(instance.memory for instance in self.busy())

    def busy(self) -> list[Instance]:
        """The instances that callers have now."""
        return [seat.instance for seat in self.admission.seated if seat.instance is not None]

    def _surplus(self) -> list[Instance]:
        """Idle instances beyond the bounds, the longest unused first, taken from the shelf."""
        gone: list[Instance] = []
        admission, idle, busy = self.admission, self.idle, self.busy_count()
        while idle.count and (busy + idle.count > admission.most or admission.reserved + idle.memory > admission.memory):
            instance = idle.longest_idle()[0]
            idle.take_out(instance)
            self.counters.recycled += 1
            gone.append(instance)
        return gone

    def _note_peak(self, instance: Instance) -> None:
        """The memory of all instances can have a new peak only where this one grew. It is on its seat."""
        instance.memory_seen = instance.memory
        self.counters.memory_peak = max(self.counters.memory_peak, self.memory())
