"""Rows of a bench: figures, each with its target and whether it holds."""

import platform
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Literal, NamedTuple

import msgspec

from kaptar.errors import InputError

LOWER_IS_BETTER = frozenset({"ns", "µs", "ms", "s", "bytes", "KiB", "MiB", "%lost", "cases", "power"})
HIGHER_IS_BETTER = frozenset({"x", "/s", "MB/s", "MiB/s", "%"})


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One figure.

    Attributes:
        row: what was measured, unique in its bench; with the operation and size where there are some.
        value, unit: the median over the rounds, in one of the units of this module; None where it was not measured.
        peer, peer_value: what it is compared with, measured in the same run and unit; None without one.
        ratio: how many times better than the peer: 2.0 is half its time, or twice its throughput.
        target: the claim, as ``ratio >= 10`` or ``value <= 60``; None for a figure that is only shown.
        holds: whether the target is met; None where that could not be measured, or there is no target.
        reason: why ``holds`` is None although there is a target, or what a reader must know.
    """

    row: str
    value: float | None
    unit: str
    peer: str | None = None
    peer_value: float | None = None
    ratio: float | None = None
    target: str | None = None
    holds: bool | None = None
    reason: str | None = None


class Machine(msgspec.Struct, frozen=True):
    """The machine of a bench run. Only runs of equal ``cpu``, ``cores`` and ``system`` can be compared."""

    cpu: str
    cores: int
    system: str
    python: str
    wasmtime: str | None


class Report(msgspec.Struct, frozen=True):
    """A bench's answer: the shape of ``kaptar bench NAME --json``."""

    bench: str
    machine: Machine
    rows: tuple[Row, ...]


class Saved(msgspec.Struct, frozen=True):
    """A report with the rounds behind each row: what ``--save`` writes and ``compare`` reads."""

    bench: str
    machine: Machine
    rows: tuple[Row, ...]
    rounds: dict[str, tuple[float, ...]]


class Target(NamedTuple):
    """A claim about a row: its ratio to the peer, or its value, is at least or at most ``bound``."""

    of: Literal["ratio", "value"]
    sense: Literal[">=", "<="]
    bound: float

    def __str__(self) -> str:
        return f"{self.of} {self.sense} {self.bound:g}"

    def met_by(self, figure: float) -> bool:
        return figure >= self.bound if self.sense == ">=" else figure <= self.bound


class Measured(NamedTuple):
    """A row and the rounds it came from (none for figures that are counted, not timed)."""

    row: Row
    rounds: tuple[float, ...] = ()


def measured(
    name: str,
    rounds: Sequence[float],
    unit: str,
    *,
    peer: str | None = None,
    peer_rounds: Sequence[float] = (),
    target: Target | None = None,
    reason: str | None = None,
) -> Measured:
    """A row from its rounds; value, ratio and ``holds`` follow from them and from nothing else.

    Args:
        rounds: one figure per round, in ``unit``; empty when it could not be measured (then say the ``reason``).
        peer_rounds: the peer's, in the same unit, round by round beside ours; empty when the peer is not there.
    Raises:
        ValueError: an unknown unit; nothing measured, or a target that cannot be judged, and no reason given.
    """
    if unit not in LOWER_IS_BETTER | HIGHER_IS_BETTER:
        raise ValueError(f"{name}: unknown unit {unit!r}")
    value = median(rounds) if rounds else None
    peer_value = median(peer_rounds) if peer_rounds else None
    ratio = _ratio(value, peer_value, unit)
    figure = ratio if target is not None and target.of == "ratio" else value
    holds = target.met_by(figure) if target is not None and figure is not None else None
    if reason is None and (value is None or (target is not None and holds is None)):
        raise ValueError(f"{name}: not measured, and no reason is given")
    row = Row(name, value, unit, peer, peer_value, ratio, str(target) if target else None, holds, reason)
    return Measured(row, tuple(rounds))


def _ratio(value: float | None, peer_value: float | None, unit: str) -> float | None:
    if not value or not peer_value:
        return None
    return peer_value / value if unit in LOWER_IS_BETTER else value / peer_value


def this_machine() -> Machine:
    """The machine that runs this process."""
    import os

    return Machine(
        cpu=_cpu_model() or platform.processor() or platform.machine(),
        cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
        wasmtime=_version_of("wasmtime"),
    )


def _cpu_model() -> str | None:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines()
    except OSError:
        return None
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), None)


def _version_of(package: str) -> str | None:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return None


def report(bench: str, results: Sequence[Measured]) -> Saved:
    """All results of one bench on this machine. ValueError if two rows have one name."""
    names = [result.row.row for result in results]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"bench {bench} has two rows named {', '.join(sorted(twice))}")
    rows = tuple(result.row for result in results)
    return Saved(bench, this_machine(), rows, {result.row.row: result.rounds for result in results if result.rounds})


def save(saved: Saved, path: Path) -> None:
    """Write a report as JSON; whole or not at all. Raises InputError."""
    fresh = path.with_name(path.name + ".new")
    try:
        fresh.write_bytes(msgspec.json.format(msgspec.json.encode(saved)) + b"\n")
        fresh.replace(path)
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror or error}") from None


def load(path: Path) -> Saved:
    """Read what `save` wrote. Raises InputError."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Saved)
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from None
    except msgspec.MsgspecError as error:
        raise InputError(f"{path}: not a file that `kaptar bench NAME --save` wrote: {error}") from None
