"""Meter: what one operation's calls cost, for statistics, events and the choice of its backend."""

from kaptar.errors import GuestError, UsageError
from kaptar.runtime.measured.choice import Cell, Choice, Row
from kaptar.runtime.measured.events import Completed, EventStream, Failed, Slow
from kaptar.runtime.measured.monitor import CallMonitor
from kaptar.runtime.operation import Backend


class Meter:
    """Meter of the calls of one operation. Safe from several threads.

    Args:
        name: the operation's.
        monitor: where calls are counted.
        events: where they are told.
        row: where their times are kept by size.
        slow_factor: a call that takes so many times what is usual is slow.
    """

    def __init__(self, name: str, monitor: CallMonitor, events: EventStream, row: Row, slow_factor: float) -> None:
        self._name, self._events, self._slow_factor = name, events, slow_factor
        self._guest, self._host = monitor.tally(name, "guest"), monitor.tally(name, "host")
        self.cell = row.cell

    def answered(self, cell: Cell, backend: Backend, micros: float, memory: int = 0) -> None:
        """A call was answered; ``cell`` is that of its size, ``memory`` in bytes."""
        usual = cell.observe(backend, micros)
        (self._guest if backend == "guest" else self._host).add(micros, memory)
        slow = usual is not None and micros > usual * self._slow_factor
        if slow or self._events.active:
            self._tell(backend, micros, usual if slow else None)

    def counted(self, micros: float, memory: int) -> None:
        """A guest answered a call that nobody chose a backend for."""
        self._guest.add(micros, memory)

    def failed(self, backend: Backend, problem: Exception, *, fallback: bool) -> None:
        """A call ended with an error; ``fallback``: the host answers it all the same. A wrong call is not counted."""
        if isinstance(problem, UsageError):
            return
        (self._guest if backend == "guest" else self._host).fail(trap=isinstance(problem, GuestError))
        if self._events.active:
            kind = type(problem).__name__
            self._events.publish(
                Failed(operation=self._name, backend=backend, kind=kind, message=str(problem), fallback=fallback)
            )

    def _tell(self, backend: Backend, micros: float, usual: float | None) -> None:
        if self._events.active:
            self._events.publish(Completed(operation=self._name, backend=backend, micros=micros))
        if usual is None:
            return
        (self._guest if backend == "guest" else self._host).add_slow()
        if self._events.active:
            self._events.publish(Slow(operation=self._name, backend=backend, micros=micros, usual_micros=usual))


class Meters:
    """One for each operation, made at its first call.

    Args:
        choice: the timings of all.
        events: where calls are told.
        slow_factor: see `Meter`.
    """

    def __init__(self, choice: Choice, events: EventStream, slow_factor: float) -> None:
        self.choice, self.monitor = choice, CallMonitor()
        self._events, self._slow_factor = events, slow_factor
        self._meters: dict[str, Meter] = {}

    def of(self, name: str) -> Meter:
        """The meter of an operation."""
        return self._meters.get(name) or self._meters.setdefault(name, self._new(name))

    def _new(self, name: str) -> Meter:
        return Meter(name, self.monitor, self._events, self.choice.row(name), self._slow_factor)
