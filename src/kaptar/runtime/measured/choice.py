"""Which backend answers, from timings: a pure core, with samples in and a decision out.

Timings are kept per operation and size class (the bit length of the input's size). Both backends are tried a few times
in each class, unless a neighbouring class says that one of them loses by far. Afterwards the better one answers; the other
is tried again only so seldom that it costs less than `PROBE_SHARE` of the time spent in the class.
"""

from collections import deque
from collections.abc import Iterator, Mapping

from kaptar.runtime.operation import Backend

TRIALS = 5
HOPELESS = 4.0
PROBE_SHARE = 0.01
PROBE_EVERY = 50
MARGIN = 1.05
_KEPT = 7
_LARGEST_CLASS = 40

Samples = tuple[list[float], list[float]]


class Timings:
    """The last timings of one backend in one class, in microseconds.

    ``usual`` is their median. ``floor``, the second smallest, is what backends are compared by: a busy machine makes calls
    slower, never faster, and one slow moment must not change the choice for long.
    """

    def __init__(self, samples: list[float]) -> None:
        self._recent = deque(samples[-_KEPT:], maxlen=_KEPT)
        self.count = len(self._recent)
        self.usual = self.floor = 0.0
        self._settle()

    def add(self, micros: float) -> None:
        self._recent.append(micros)
        self.count += 1
        if self.count <= _KEPT or self.count % 4 == 0:
            self._settle()

    def samples(self) -> list[float]:
        return list(self._recent)

    def _settle(self) -> None:
        if self._recent:
            ordered = sorted(self._recent)
            self.usual, self.floor = ordered[len(ordered) // 2], ordered[min(1, len(ordered) - 1)]


class Cell:
    """One operation in one size class."""

    def __init__(self, guest: list[float], host: list[float]) -> None:
        self.guest, self.host = Timings(guest), Timings(host)
        self._picked: Backend = "guest"
        self._since_probe = 0

    def pick(self, prior: float | None) -> Backend:
        """The backend for the next call.

        Args:
            prior: how many times slower the guest is than the host in the nearest measured class, if there is one.
        """
        if self.guest.count >= TRIALS and self.host.count >= TRIALS:
            guest, host = self.guest.floor, self.host.floor
        else:
            trial = self._trial(prior)
            if trial is not None:
                return trial
            guest, host = self._expected(prior)
        if guest * MARGIN < host:
            self._picked = "guest"
        elif host * MARGIN < guest:
            self._picked = "host"
        self._since_probe += 1
        if self._since_probe >= PROBE_EVERY and self._since_probe * min(guest, host) * PROBE_SHARE > abs(guest - host):
            self._since_probe = 0
            return "host" if self._picked == "guest" else "guest"
        return self._picked

    def observe(self, backend: Backend, micros: float) -> None:
        """A call took this long."""
        (self.guest if backend == "guest" else self.host).add(micros)

    def ratio(self) -> float | None:
        """Guest time over host time, where both were measured."""
        if self.guest.count and self.host.count:
            return max(self.guest.floor, 1e-3) / max(self.host.floor, 1e-3)
        return None

    def _trial(self, prior: float | None) -> Backend | None:
        """A backend that was not tried often enough and is not known to lose by far."""
        ratio = self.ratio() if self.ratio() is not None else prior
        for backend, timings, loses in (
            ("guest", self.guest, ratio is not None and ratio > HOPELESS),
            ("host", self.host, ratio is not None and ratio < 1 / HOPELESS),
        ):
            if timings.count < (2 if timings.count and loses else 0 if loses else TRIALS):
                return "guest" if backend == "guest" else "host"
        return None

    def _expected(self, prior: float | None) -> tuple[float, float]:
        guest, host = self.guest.floor, self.host.floor
        if not self.guest.count:
            guest = host * (prior or 1.0)
        if not self.host.count:
            host = guest / (prior or 1.0)
        return guest, host


class Choice:
    """Decides for all operations. Calls from several threads may cost a sample, never an error."""

    def __init__(self, kept: Mapping[str, Mapping[int, Samples]] | None = None) -> None:
        self._cells: dict[str, dict[int, Cell]] = {
            name: {size: Cell(*samples) for size, samples in classes.items()} for name, classes in (kept or {}).items()
        }
        self.changed = 0

    def pick(self, operation: str, units: int) -> Backend:
        """The backend for an input of so many bytes."""
        size = size_class(units)
        cell = self._cell(operation, size)
        known = cell.guest.count >= TRIALS and cell.host.count >= TRIALS
        prior = None if known else _prior(self._cells[operation], size)
        return cell.pick(prior)

    def observe(self, operation: str, units: int, backend: Backend, micros: float) -> float | None:
        """Keep a timing. Answers what such a call usually took before, where that is known from `TRIALS` calls."""
        cell = self._cell(operation, size_class(units))
        timings = cell.guest if backend == "guest" else cell.host
        usual = timings.usual if timings.count >= TRIALS else None
        cell.observe(backend, micros)
        self.changed += 1
        return usual

    def samples(self) -> dict[str, dict[int, Samples]]:
        """All that is worth keeping across runs."""
        return {
            name: {size: (cell.guest.samples(), cell.host.samples()) for size, cell in list(cells.items())}
            for name, cells in list(self._cells.items())
        }

    def usual(self, operation: str) -> Iterator[tuple[int, float | None, float | None]]:
        """Per size class: the usual microseconds of guest and host, None where not measured."""
        for size, cell in sorted(self._cells.get(operation, {}).items()):
            yield size, cell.guest.usual if cell.guest.count else None, cell.host.usual if cell.host.count else None

    def _cell(self, operation: str, size: int) -> Cell:
        cells = self._cells.get(operation)
        if cells is None:
            cells = self._cells.setdefault(operation, {})
        cell = cells.get(size)
        return cell if cell is not None else cells.setdefault(size, Cell([], []))


def size_class(units: int) -> int:
    """Class k holds sizes from 2^(k-1) up to 2^k - 1; 0 holds the empty input."""
    return min(units.bit_length(), _LARGEST_CLASS)


def _prior(cells: dict[int, Cell], size: int) -> float | None:
    """The ratio in the nearest class with one, at most three classes away; the smaller class first."""
    for distance in (1, 2, 3):
        for other in (size - distance, size + distance):
            cell = cells.get(other)
            ratio = cell.ratio() if cell is not None else None
            if ratio is not None:
                return ratio
    return None
