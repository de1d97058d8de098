"""Choice of the backend from timings: a pure core, with samples in and a decision out.

Timings are kept per operation and size class (the bit length of the input's size). Both backends are tried a few times
in each class, unless a neighbouring class says that one of them loses by far. Afterwards the better one answers; the other
is tried again only so seldom that it costs less than `PROBE_SHARE` of the time spent in the class.

The decision is made for the next `BATCH` calls of a class, not for each: a call reads `Cell.picked` and adds its time.
During trials and probes each call is looked at. Every time is used; none is left out.
"""

from collections.abc import Iterator, Mapping
from weakref import ref

from kaptar.runtime.operation import Backend

TRIALS = 5
HOPELESS = 4.0
PROBE_SHARE = 0.01
PROBE_EVERY = 50
MARGIN = 1.05
BATCH = 64
_KEPT = 7
_LARGEST_CLASS = 40

Samples = tuple[list[float], list[float]]


class Timings:
    """The last timings of one backend in one class, in microseconds.

    ``known`` is their median once there are `TRIALS` of them. ``floor``, the second smallest, is what backends are
    compared by: a busy machine makes calls slower, never faster, and one slow moment must not change the choice for long.
    """

    __slots__ = ("_recent", "count", "floor", "known", "pending", "room", "usual")

    def __init__(self, samples: list[float]) -> None:
        self._recent: list[float] = []
        self.pending = list(samples)
        self.count = 0
        self.usual = self.floor = 0.0
        self.known: float | None = None
        self.room = 1
        self.settle()

    def settle(self) -> int:
        """Take in what was added since the last time. Answers how many calls that were."""
        group = self.pending[:]
        added = len(group)
        if added:
            self._recent = [*self._recent, *group][-_KEPT:]
            del self.pending[:added]
            self.count += added
            ordered = sorted(self._recent)
            self.usual, self.floor = ordered[len(ordered) // 2], ordered[min(1, len(ordered) - 1)]
            self.known = self.usual if self.count >= TRIALS else None
        return added

    def samples(self) -> list[float]:
        """What is worth keeping."""
        self.settle()
        return list(self._recent)


class Cell:
    """One operation in one size class.

    Attributes:
        picked: the backend for the next call.
    """

    __slots__ = ("_better", "_row", "_since_probe", "_size", "guest", "host", "picked")

    def __init__(self, guest: list[float], host: list[float], row: "Row", size: int) -> None:
        self.guest, self.host = Timings(guest), Timings(host)
        self.picked: Backend = "guest"
        self._better: Backend = "guest"
        self._row, self._size = ref(row), size
        self._since_probe = 0

    def observe(self, backend: Backend, micros: float) -> float | None:
        """A call took this long. Answers what such a call usually took before, where that is known."""
        timings = self.guest if backend == "guest" else self.host
        usual, pending = timings.known, timings.pending
        pending.append(micros)
        if len(pending) >= timings.room:
            self.decide()
        return usual

    def decide(self) -> None:
        """Pick the backend for the next calls, from all timings so far."""
        guest, host = self.guest, self.host
        self._since_probe += guest.settle() + host.settle()
        trial = self._trial()
        if trial is None:
            self.picked, probing = self._compare()
        else:
            self.picked, probing = trial, False
        guest.room = 1 if guest.count < _KEPT or (probing and self.picked == "guest") else BATCH
        host.room = 1 if host.count < _KEPT or (probing and self.picked == "host") else BATCH

    def ratio(self) -> float | None:
        """Guest time over host time, where both were measured."""
        if self.guest.count and self.host.count:
            return max(self.guest.floor, 1e-3) / max(self.host.floor, 1e-3)
        return None

    def _compare(self) -> tuple[Backend, bool]:
        """The backend for the next calls; True where it is the worse one, to be measured again."""
        guest, host = self._expected()
        if guest * MARGIN < host:
            self._better = "guest"
        elif host * MARGIN < guest:
            self._better = "host"
        if self._since_probe >= PROBE_EVERY and self._since_probe * min(guest, host) * PROBE_SHARE > abs(guest - host):
            self._since_probe = 0
            return "host" if self._better == "guest" else "guest", True
        return self._better, False

    def _trial(self) -> Backend | None:
        """A backend that was not tried often enough and is not known to lose by far."""
        if self.guest.count >= TRIALS and self.host.count >= TRIALS:
            return None
        ratio = self.ratio() or self._prior()
        if self.guest.count < _trials(self.guest, loses=ratio is not None and ratio > HOPELESS):
            return "guest"
        if self.host.count < _trials(self.host, loses=ratio is not None and ratio < 1 / HOPELESS):
            return "host"
        return None

    def _expected(self) -> tuple[float, float]:
        guest, host = self.guest.floor, self.host.floor
        if not self.guest.count:
            guest = host * (self._prior() or 1.0)
        if not self.host.count:
            host = guest / (self._prior() or 1.0)
        return guest, host

    def _prior(self) -> float | None:
        row = self._row()
        return row.prior(self._size) if row is not None else None


class Row:
    """One operation in all size classes."""

    def __init__(self, kept: Mapping[int, Samples]) -> None:
        self._cells: dict[int, Cell] = {}
        for size, samples in kept.items():
            self._cells[size] = Cell(*samples, self, size)
        for cell in list(self._cells.values()):
            cell.decide()

    def cell(self, units: int) -> Cell:
        """The class of inputs of so many bytes."""
        return self._cells.get(units.bit_length()) or self._new(size_class(units))

    def cells(self) -> list[tuple[int, Cell]]:
        """Those that were used, by size class."""
        return sorted(self._cells.items())

    def _new(self, size: int) -> Cell:
        cell = self._cells.get(size)
        if cell is None:
            cell = self._cells.setdefault(size, Cell([], [], self, size))
            cell.decide()
        return cell

    def prior(self, size: int) -> float | None:
        """The ratio in the nearest class with one, at most three classes away; the smaller class first."""
        for distance in (1, 2, 3):
            for other in (size - distance, size + distance):
                cell = self._cells.get(other)
                ratio = cell.ratio() if cell is not None else None
                if ratio is not None:
                    return ratio
        return None


class Choice:
    """Decides for all operations. Calls from several threads may cost a sample, never an error."""

    def __init__(self, kept: Mapping[str, Mapping[int, Samples]] | None = None) -> None:
        self._rows = {name: Row(classes) for name, classes in (kept or {}).items()}

    def row(self, operation: str) -> Row:
        """The timings of one operation."""
        return self._rows.get(operation) or self._rows.setdefault(operation, Row({}))

    def samples(self) -> dict[str, dict[int, Samples]]:
        """All that is worth keeping across runs."""
        return {
            name: {size: (cell.guest.samples(), cell.host.samples()) for size, cell in row.cells()}
            for name, row in list(self._rows.items())
            if row.cells()
        }

    def usual(self, operation: str) -> Iterator[tuple[int, float | None, float | None]]:
        """Per size class: the usual microseconds of guest and host, None where not measured."""
        row = self._rows.get(operation)
        for size, cell in row.cells() if row is not None else ():
            guest, host = cell.guest, cell.host
            guest.settle(), host.settle()
            yield size, guest.usual if guest.count else None, host.usual if host.count else None


def size_class(units: int) -> int:
    """Class k holds sizes from 2^(k-1) up to 2^k - 1; 0 holds the empty input."""
    return min(units.bit_length(), _LARGEST_CLASS)


def _trials(timings: Timings, *, loses: bool) -> int:
    """How often a backend is tried: twice at most where it loses, and not at all where a neighbouring class says so."""
    if not loses:
        return TRIALS
    return 2 if timings.count else 0
