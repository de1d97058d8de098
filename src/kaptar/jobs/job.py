"""The main job from a plan's path to a report: load, run, write what was changed, report."""

import os
from collections.abc import Callable, Container
from pathlib import Path

import msgspec

from kaptar.checks.refusal import NewContent, Others, RefusalOf
from kaptar.clock import Clock, precise
from kaptar.errors import UsageError
from kaptar.jobs.coordinator import Coordinator, FileResult, Run, Watcher
from kaptar.jobs.kinds import KINDS
from kaptar.jobs.kinds.kind import TaskKind, Tools
from kaptar.jobs.plan import JobPlan, Task, load_plan
from kaptar.jobs.report import ChangedFile, PoolSample, Report, make_report
from kaptar.jobs.sources import Changed, Sources
from kaptar.stop import Stop

MAX_SAMPLES = 2000
"""Most samples of the pool that a report keeps; then every second one is dropped."""


class JobOptions(msgspec.Struct, frozen=True):
    """``write``: put changes on disk. ``workers``: threads, None for one more than the processors (at most 8)."""

    write: bool = False
    workers: int | None = None
    repository: Path | None = None


class Job:
    """One run of one plan.

    Args:
        plan: the path of the TOML file.
        tools: what kinds work with.
        pool: (busy, ready) instances now.

    Raises:
        InputError, UsageError: the plan is not one, before anything ran.
    """

    def __init__(
        self, plan: Path, tools: Tools, pool: Callable[[], tuple[int, int]], options: JobOptions, clock: Clock = precise
    ) -> None:
        self.plan: JobPlan = load_plan(plan, KINDS, options.repository)
        self.kinds: dict[str, TaskKind] = {t.id: self._kind(t) for t in self.plan.tasks}
        self.sources = Sources(self.plan.repository, self.plan.exclude, self.plan.max_file_size)
        self.options, self._tools, self._pool, self._clock = options, tools, pool, clock
        self.workers = options.workers or min(8, (os.cpu_count() or 1) + 1)

    def run(
        self, watcher: Watcher, stop: Stop | None = None, refusal: RefusalOf | None = None, others: Others | None = None
    ) -> Report:
        """Run the plan to its end or to Ctrl-C. Changes are written after the last task, and not at all after Ctrl-C.

        Args:
            refusal: says why new content may not be written, or "".
            others: who works in the same tree, where changes are written.
        """
        sampler = _Sampler(watcher, self._pool)
        coordinator = Coordinator(self.plan, self.kinds, self.sources, self._tools, clock=self._clock, workers=self.workers)
        run = coordinator.run(sampler, stop)
        changes = self._settle(run, refusal, others)
        return make_report(self.plan, run, changes, sampler.samples, dry_run=not self.options.write, workers=self.workers)

    def _kind(self, task: Task) -> TaskKind:
        kind = KINDS[task.kind](task.id, task.options, self.plan.path.parent)
        if not task.files and kind.files() is None:
            raise UsageError(f'{self.plan.path}: task {task.id!r}: files is missing; give patterns such as ["**/*.js"]')
        return kind

    def _settle(self, run: Run, refusal: RefusalOf | None, others: Others | None) -> list[ChangedFile]:
        """Write what may be written, all together; each change with the reason why it is not on disk."""
        changes = self.sources.changes()
        compared = {r.path for r in run.results if r.outcome.changed and self.kinds[r.task].compares_errors}
        reasons = {change.path: self._not_now(run) for change in changes}
        for change in () if run.interrupted else changes:
            new = self._new(change, compared)
            if refusal is not None and (why := refusal(new)):
                reasons[change.path] = f"the checks stop it: {why}"
            elif others is not None and not reasons[change.path]:
                reasons[change.path] = others.held([new])
        reasons |= self.sources.write([change for change in changes if not reasons[change.path]])
        done = [self._new(change, compared) for change in changes if not reasons[change.path]]
        if others is not None and done:
            others.written(done)
        return [ChangedFile(c.path, c.kept[0].size, c.kept[1].size, not reasons[c.path], reasons[c.path]) for c in changes]

    def _new(self, change: Changed, compared: Container[str]) -> NewContent:
        return NewContent(self.plan.repository / change.path, change.after, "update", change.path in compared)

    def _not_now(self, run: Run) -> str:
        """Why this run writes nothing at all, or ""."""
        return "dry run" if not self.options.write else "interrupted" if run.interrupted else ""


class _Sampler(Watcher):
    """Passes on what happens, and keeps samples of the pool: a bounded number, evenly spread."""

    def __init__(self, inner: Watcher, pool: Callable[[], tuple[int, int]]) -> None:
        self.samples: list[PoolSample] = []
        self._inner, self._pool, self._gap_s, self._next_s = inner, pool, 0.02, 0.0

    def task_opened(self, task: Task, files: int) -> None:
        self._inner.task_opened(task, files)

    def file_ended(self, result: FileResult) -> None:
        self._inner.file_ended(result)

    def task_ended(self, task: Task, seconds: float) -> None:
        self._inner.task_ended(task, seconds)

    def sampled(self, at_s: float) -> None:
        self._inner.sampled(at_s)
        if at_s < self._next_s:
            return
        busy, ready = self._pool()
        self.samples.append(PoolSample(round(at_s, 3), busy, ready))
        if len(self.samples) > MAX_SAMPLES:
            del self.samples[::2]
            self._gap_s *= 2
        self._next_s = at_s + self._gap_s
