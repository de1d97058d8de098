"""Path 3: task -> coordinator -> worker -> result.

The coordinator opens a task when all it needs has ended, hands its files to workers (one of each running task in
turn, never more than a small number at once), and records what came out. It owns its threads: when `run` returns,
they have ended.
"""

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import partial
from typing import NamedTuple

import msgspec

from kaptar.clock import Clock
from kaptar.errors import KaptarError, NotStarted
from kaptar.jobs.kinds.kind import TaskKind, Tools
from kaptar.jobs.outcome import Outcome
from kaptar.jobs.plan import JobPlan, Task
from kaptar.jobs.schedule import Schedule
from kaptar.jobs.sources import Source, Sources
from kaptar.machine import NO_THREADS, is_without_thread
from kaptar.stop import Stop

QUEUED_PER_WORKER = 4
_POLL_S = 0.05
_log = logging.getLogger(__name__)


class FileResult(NamedTuple):
    """One file of one task: how it ended, and when (seconds since the run's start)."""

    task: str
    path: str
    outcome: Outcome
    started_s: float
    seconds: float


class Watcher:
    """Receiver of the events of a run; the base ignores everything. Called from the coordinator's own thread."""

    def task_opened(self, task: Task, files: int) -> None:
        """A task starts, with that many files."""

    def file_ended(self, result: FileResult) -> None:
        """One file of one task has ended."""

    def task_ended(self, task: Task, seconds: float) -> None:
        """All files of a task have ended."""

    def sampled(self, at_s: float) -> None:
        """Called at every turn of the loop, for those who watch the pool."""


class Run(NamedTuple):
    """The results of a run: outcomes in the order they ended, seconds of each ended task, whether it was cut short."""

    results: list[FileResult]
    task_seconds: dict[str, float]
    seconds: float
    interrupted: bool


class Coordinator:
    """Runs the tasks of one plan.

    Args:
        plan: what to do.
        kinds: for each task its kind, with the options taken in.
        sources: the files.
        tools: what kinds work with.
        clock: seconds, for durations.
        workers: threads; at least 1.
    """

    def __init__(
        self, plan: JobPlan, kinds: Mapping[str, TaskKind], sources: Sources, tools: Tools, *, clock: Clock, workers: int
    ) -> None:
        self.plan, self.kinds, self.sources, self.tools = plan, kinds, sources, tools
        self._clock, self._workers = clock, workers
        self._tasks = {t.id: t for t in plan.tasks}
        self._needs = {t.id: frozenset(t.needs) for t in plan.tasks}
        self._failed: dict[str, list[str]] = {}

    def run(self, watcher: Watcher, stop: Stop | None = None) -> Run:
        """Run all tasks to their end, or until ``stop`` or Ctrl-C. Then files in work are finished, and no more are begun."""
        stop = stop or Stop()
        schedule: Schedule[str] = Schedule({t.id: t.needs for t in self.plan.tasks})
        results: list[FileResult] = []
        opened: dict[str, float] = {}
        seconds: dict[str, float] = {}
        start = self._clock()
        pool = ThreadPoolExecutor(self._workers, thread_name_prefix="kaptar-run")
        flying: dict[Future[FileResult], str] = {}

        def end(task: str) -> None:
            seconds[task] = self._clock() - opened[task]
            watcher.task_ended(self._tasks[task], seconds[task])

        def step() -> None:
            while startable := schedule.startable():
                for task in startable:
                    files = self._files(task)
                    opened[task] = self._clock()
                    watcher.task_opened(self._tasks[task], len(files))
                    if schedule.open(task, files):
                        end(task)
            while len(flying) < self._workers * QUEUED_PER_WORKER and (item := schedule.take()):
                flying[_submitted(pool, partial(self._work, *item, start))] = item[0]
            landed, _ = wait(flying, timeout=_POLL_S, return_when=FIRST_COMPLETED)
            collect(landed)

        def collect(landed: set[Future[FileResult]]) -> None:
            for future in landed:
                task, result = flying.pop(future), future.result()
                results.append(result)
                if result.outcome.status == "failed":
                    self._failed.setdefault(result.path, []).append(task)
                watcher.file_ended(result)
                if schedule.give_back(task):
                    end(task)
            watcher.sampled(self._clock() - start)

        try:
            while not schedule.finished and not stop.requested:
                step()
        except KeyboardInterrupt:
            stop.request("Ctrl-C")
        finally:
            for future in list(flying):
                if future.cancel():
                    del flying[future]
            collect(wait(flying).done)
            pool.shutdown()
        return Run(results, seconds, self._clock() - start, not schedule.finished)

    def _files(self, task: str) -> list[str]:
        own = self.kinds[task].files()
        return self.sources.find(self._tasks[task].files) if own is None else own

    def _work(self, task: str, path: str, start: float) -> FileResult:
        began = self._clock()
        outcome = self._outcome(task, path)
        return FileResult(task, path, outcome, began - start, self._clock() - began)

    def _outcome(self, task: str, path: str) -> Outcome:
        failed = [need for need in self._failed.get(path, ()) if need in self._needs[task]]
        if failed:
            return Outcome("skipped", f"failed in {min(failed, key=self._tasks[task].needs.index)}")
        kind = self.kinds[task]
        most = self._tasks[task].most_bytes
        source = self.sources.read(path, text=kind.text, most=kind.max_file_size if most is None else most)
        if not isinstance(source, Source):
            return Outcome("failed" if source.failed else "refused", source.reason)
        try:
            outcome = kind.work(source, self.tools)
        except KaptarError as problem:
            return Outcome("failed", str(problem), size=len(source.data))
        except Exception as problem:  # noqa: BLE001 - a bug on one file must not lose the report of all others
            _log.exception("the task %s failed at %s", task, path)
            return Outcome("failed", f"{type(problem).__name__}: {problem}", size=len(source.data))
        if outcome.after is not None:
            try:
                self.sources.change(source, outcome.after)
            except OSError as problem:
                why = f"the new text cannot be kept: {problem.strerror or problem}; set TMPDIR to a folder with more room"
                return Outcome("failed", why, size=len(source.data))
        return msgspec.structs.replace(outcome, after=None, changed=outcome.after is not None, size=len(source.data))


def _submitted(pool: ThreadPoolExecutor, work: Callable[[], FileResult]) -> Future[FileResult]:
    """Work for the pool. Raises NotStarted where the system gives no thread for it."""
    try:
        return pool.submit(work)
    except RuntimeError as problem:
        if not is_without_thread(problem):
            raise
        raise NotStarted(f"the run was cut short: {NO_THREADS}") from None
