"""Running a plan: always in this process, because a run shows its progress while it goes on."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from kaptar.api.here import Here
from kaptar.api.own_writes import Writing
from kaptar.api.recovery import left_half_done, roll_back
from kaptar.jobs.coordinator import FileResult as FileResult
from kaptar.jobs.coordinator import Watcher as Watcher
from kaptar.jobs.job import Job, JobOptions
from kaptar.jobs.kinds.kind import Tools
from kaptar.jobs.plan import Task as Task
from kaptar.jobs.report import Report as Report
from kaptar.jobs.report import TaskRow as TaskRow
from kaptar.jobs.report_html import render_html as render_html
from kaptar.jobs.sources import Sources
from kaptar.repository.differences import unified


class RunRequest(NamedTuple):
    """Run the plan in the file ``plan``.

    Attributes:
        write: put changes on disk; otherwise they are only shown.
        workers: threads; None for one more than the processors, at most 8.
        repository: the folder to work on in place of the plan's own.
    """

    plan: Path
    write: bool = False
    workers: int | None = None
    repository: Path | None = None


class RunAnswer(NamedTuple):
    """A run's report, and the lines of the unified diff of all that it changed, which are made as they are taken, each time."""

    report: Report
    diff: Iterable[str]


class _Diff:
    """The lines of the unified diff of all that a run changed."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    def __iter__(self) -> Iterator[str]:
        return (line for each in self._sources.changes() for line in unified(each.path, each.before, each.after))


def run_plan(here: Here, request: RunRequest, watcher: Watcher, tell: Callable[[str], None]) -> RunAnswer:
    """Run a plan to its end, or to Ctrl-C. New content passes the checks before it is written.

    Args:
        tell: takes a line that is no part of the answer (what was rolled back, what the disk did not confirm).
    Raises:
        InputError, UsageError: the plan cannot be used; nothing was run.
    """
    parts = here.parts
    options = JobOptions(request.write, request.workers, request.repository)
    job = Job(request.plan, Tools(parts.runtime.call, parts.editor), lambda: _pool(here), options)
    folder = job.plan.repository
    for line in roll_back(folder) if request.write else left_half_done(folder):
        tell(line)
    if request.write:
        with here.own_writes(Writing("run", folder)) as others:
            report = job.run(watcher, refusal=here.refusal_in(folder), others=others)
            told = others.told if others is not None else []
    else:
        report, told = job.run(watcher, refusal=here.refusal_in(folder)), []
    for line in (*job.sources.told, *told):
        tell(line)
    return RunAnswer(report, _Diff(job.sources))


def _pool(here: Here) -> tuple[int, int]:
    """(busy, ready) instances of the runtime now."""
    pool = here.parts.runtime.statistics().pool
    return (pool.busy, pool.ready) if pool is not None else (0, 0)
