"""``kaptar bench growth``: by which power of its size the cost of a piece of work grows.

Each row measures CPU time over three sizes, that of programs that were started and have ended included. Its value is the slope
of the logarithms from the smallest size to the largest: 1 is a cost in proportion to the size, 2 one with its square.
"""

import gc
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from math import log
from pathlib import Path

from kaptar.api.programs import Runtime
from kaptar.config.sections import Config
from kaptar_bench.effort import Effort
from kaptar_bench.growth.ground import Ground, Subject
from kaptar_bench.growth.of_edits import EDITS
from kaptar_bench.growth.of_events import EVENTS
from kaptar_bench.growth.of_runs import RUNS
from kaptar_bench.rows import Measured, Target, measured

BOUND = Target("value", "<=", 1.15)
_LEAST_S = 0.02
"""The smallest size is measured so often that it takes this long in all."""


def measure(config: Config, effort: Effort) -> Sequence[Measured]:
    """All rows."""
    rows: list[Measured] = []
    with tempfile.TemporaryDirectory(prefix="kaptar-bench-growth-") as folder, Runtime(config) as runtime:
        runtime.wait_ready(["edit", "python", "text"])
        for number, subject in enumerate((*EDITS, *EVENTS, *RUNS)):
            print(f"bench growth: {subject.name} ...", file=sys.stderr)
            room = Path(folder).resolve() / str(number)
            rows.append(_row(subject, Ground(runtime, config, room), effort))
    return rows


def _row(subject: Subject, ground: Ground, effort: Effort) -> Measured:
    sizes = effort.pick(subject.sizes, tuple(size // 8 for size in subject.sizes))
    works = []
    for size in sizes:
        room = ground.folder / str(size)
        room.mkdir(parents=True)
        works.append(subject.prepare(ground._replace(folder=room), size))
        works[-1]()
    times = [[_seconds(work) for work in works] for _ in range(effort.pick(3, 1))]
    exponents = [exponent(sizes, each) for each in times]
    best = [min(each[at] for each in times) for at in range(len(sizes))]
    shown = ", ".join(f"{size:,}: {1000 * seconds:,.3g} ms" for size, seconds in zip(sizes, best, strict=True))
    return measured(subject.name, exponents, "power", target=BOUND, reason=f"{subject.unit}: {shown}")


def exponent(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    """The power of the size by which the time grows, from the smallest size to the largest."""
    return log(seconds[-1] / seconds[0]) / log(sizes[-1] / sizes[0])


def _seconds(work: Callable[[], object]) -> float:
    """CPU time of one call, over as many calls as it takes to measure it."""
    gc.collect()
    calls, start = 0, _cpu_s()
    while (spent := _cpu_s() - start) < _LEAST_S or not calls:
        work()
        calls += 1
    return spent / calls


def _cpu_s() -> float:
    """CPU time of this process, and of programs that it started and waited for."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime
