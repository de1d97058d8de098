"""Upkeep of a pool: instances are made ready, probed, and closed when nobody needs them; the thread that does so."""

import logging
import time
from collections.abc import Callable
from typing import Literal

from kaptar.config.sections import Config
from kaptar.errors import BadModule, KaptarError
from kaptar.runtime.measured.events import EventStream, PoolChanged
from kaptar.runtime.modules.module import Module
from kaptar.runtime.pool.admission import Seat
from kaptar.runtime.pool.instance import Instance
from kaptar.runtime.pool.pool import Pool
from kaptar.runtime.service_thread import ServiceThread
from kaptar.stop import Stop

_log = logging.getLogger(__name__)


class Upkeep:
    """Cares for the idle instances of a pool.

    Args:
        pool: whose instances.
        idle_s: an instance unused for so long is closed.
        min_ready: instances and seats that shrinking leaves.
        events: where changes are told.
        clock: the pool's.
    """

    def __init__(
        self, pool: Pool, idle_s: float, min_ready: int, events: EventStream, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._pool, self._held, self._idle_s, self._min_ready = pool, pool.held, idle_s, min_ready
        self._events, self._clock = events, clock

    def warm(self, module: Module) -> bool:
        """Make an instance ready, unless there is one already or no room. Raises GuestError, BadModule, ConfigError."""
        held, seat = self._held, Seat(self._pool.reservation(0, module))
        try:
            with held.lock:
                room = held.admission.taken + held.idle.count < held.admission.seats
                if held.closed or held.idle.has(module) or not room or not held.admission.try_enter(seat):
                    return False
                seat.since = self._clock()
            self._pool.wake()
            if not self._pool.create(seat, module).probe():
                self._pool.lose(seat, "unhealthy")
                raise BadModule(f"{module.name}: kaptar_abi does not answer 1")
            self._pool.put_back(seat)
        except BaseException:
            self._pool.lose(seat, "timed_out")
            raise
        return True

    def retire(self) -> None:
        """Close the idle instances of replaced modules. Running ones end by themselves and are not kept."""
        with self._held.lock:
            gone = self._held.idle.forget_replaced()
            self._held.counters.recycled += len(gone)
        for instance in gone:
            instance.close()

    def shrink(self) -> int:
        """Close instances that were idle for too long, beyond the ``min_ready`` last used ones. Answers how many."""
        held, oldest = self._held, self._clock() - self._idle_s
        with held.lock:
            spare = held.idle.count + held.admission.taken - self._min_ready
            stale = [each for each in held.idle.longest_idle() if each.used_at <= oldest][: max(0, spare)]
            for instance in stale:
                held.idle.take_out(instance)
            held.counters.recycled += len(stale)
            seats = held.admission.seats
            while not self._recent(oldest) and held.admission.shrink(self._min_ready):
                pass
            changed = bool(stale) or held.admission.seats != seats
        for instance in stale:
            instance.close()
        if changed:
            self._tell("shrunk")
        return len(stale)

    def probe(self, *, replace: bool) -> int:
        """Ask every idle instance whether it answers. Unhealthy ones are closed and, with ``replace``, made anew.

        Answers how many were unhealthy. An instance is out of the shelf, on a seat, while it is asked.
        """
        held = self._held
        with held.lock:
            idle = list(held.idle)
        bad = [instance for instance in idle if not self._healthy(instance)]
        for instance in bad:
            if replace and self.warm(instance.module):
                with held.lock:
                    held.counters.answered(instance.module.name)
                self._tell("replaced")
        return len(bad)

    def _healthy(self, instance: Instance) -> bool:
        """True also where it is not idle any more, or somebody waits for its seat."""
        held, seat = self._held, Seat(self._pool.reservation(0, instance.module))
        try:
            with held.lock:
                if held.closed or not held.admission.try_enter(seat):
                    return True
                if not held.idle.remove(instance):
                    held.admission.leave(seat)
                    return True
                instance.owner = seat
                seat.instance, seat.since = instance, self._clock()
            self._pool.wake()
            if instance.probe():
                self._pool.put_back(seat)
                return True
            self._pool.lose(seat, "unhealthy")
        except BaseException:
            self._pool.lose(seat, "unhealthy")
            raise
        return False

    def _recent(self, oldest: float) -> bool:
        """Whether more calls than the usual run or ran lately."""
        used = sum(each.used_at > oldest for each in self._held.idle)
        return self._held.admission.taken + used > self._min_ready

    def _tell(self, change: Literal["shrunk", "replaced"]) -> None:
        if self._events.active:
            self._events.publish(PoolChanged(change=change, size=self._held.admission.seats, ready=self._held.idle.count))


class Keeper:
    """The thread that probes idle instances each health interval, and closes those that nobody needs."""

    def __init__(self, upkeep: Upkeep, config: Config) -> None:
        self._upkeep, self._replace = upkeep, config.booster.auto_recovery
        self._interval_s = config.booster.health_check_interval_ms / 1e3
        self._step_s = min(self._interval_s, max(config.wasm.idle_ms / 2e3, 0.05))
        self._closing = Stop()
        self._thread = ServiceThread(self._run, "kaptar-keeper")
        self._thread.start()

    def close(self, wait_s: float = 5.0) -> bool:
        """End the thread and wait for it, at most so long. Whether it has ended."""
        self._closing.request("the runtime is closed")
        return self._thread.wait(wait_s)

    def _run(self) -> None:
        since_probe_s = 0.0
        while not self._closing.wait(self._step_s):
            self._upkeep.shrink()
            since_probe_s += self._step_s
            if since_probe_s >= self._interval_s:
                since_probe_s = 0.0
                self._probe()

    def _probe(self) -> None:
        try:
            self._upkeep.probe(replace=self._replace)
        except KaptarError as problem:
            _log.warning("an instance could not be replaced: %s", problem)
