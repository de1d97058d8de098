"""Report of a run, as plain values. Text, JSON and HTML are made from it."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from kaptar.jobs.coordinator import FileResult, Run
from kaptar.jobs.outcome import Status, TaskFinding
from kaptar.jobs.plan import JobPlan, Task

SLOWEST = 10
MAX_FINDINGS = 1000
"""Most findings a report holds of one task; ``findings_total`` tells how many there were."""

TaskState = Literal["done", "not done", "interrupted", "not run", "no files"]
_SEVERITY = {"error": 0, "warning": 1, "info": 2}


class FileProblem(msgspec.Struct, frozen=True):
    """A file that is not done, and why."""

    path: str
    status: str
    reason: str


class FileRow(msgspec.Struct, frozen=True):
    """One file of one task. Times in microseconds (``micros`` in operations, ``wall_micros`` in all)."""

    task: str
    path: str
    status: str
    backend: str | None
    size: int
    micros: float
    wall_micros: float
    detail: dict[str, Any]


class TaskRow(msgspec.Struct, frozen=True):
    """One task in figures."""

    id: str
    kind: str
    state: TaskState
    files: int
    done: int
    refused: int
    failed: int
    skipped: int
    seconds: float
    backends: dict[str, int]
    figures: dict[str, float]
    findings_total: int
    findings: list[TaskFinding]
    problems: list[FileProblem]


class PoolSample(msgspec.Struct, frozen=True):
    """The pool at one moment of the run."""

    at_s: float
    busy: int
    ready: int


class ChangedFile(msgspec.Struct, frozen=True):
    """A file that the run changes. ``written`` tells whether the change is on disk, ``reason`` why it is not."""

    path: str
    before_bytes: int
    after_bytes: int
    written: bool
    reason: str


class Report(msgspec.Struct, frozen=True):
    """All of a run. ``version`` counts changes of this shape."""

    version: int
    plan: str
    repository: str
    dry_run: bool
    interrupted: bool
    seconds: float
    workers: int
    tasks: list[TaskRow]
    slowest: list[FileRow]
    changes: list[ChangedFile]
    pool: list[PoolSample]
    files: list[FileRow]

    @property
    def complete(self) -> bool:
        """Whether every task ran to its end with every file done, and every change that was to be written is on disk."""
        return (
            not self.interrupted
            and all(t.state in ("done", "no files") for t in self.tasks)
            and all(c.written or self.dry_run for c in self.changes)
        )


def make_report(
    plan: JobPlan, run: Run, changes: list[ChangedFile], pool: list[PoolSample], *, dry_run: bool, workers: int
) -> Report:
    """Put together what a run left."""
    by_task: dict[str, list[FileResult]] = defaultdict(list)
    for result in run.results:
        by_task[result.task].append(result)
    rows = [_file_row(r) for r in run.results]
    slowest = sorted(rows, key=lambda r: -r.wall_micros)[:SLOWEST]
    tasks = [_task_row(t, by_task[t.id], run.task_seconds.get(t.id), run.interrupted) for t in plan.tasks]
    return Report(
        1,
        str(plan.path),
        str(plan.repository),
        dry_run,
        run.interrupted,
        run.seconds,
        workers,
        tasks,
        slowest,
        changes,
        pool,
        sorted(rows, key=lambda r: (r.task, r.path)),
    )


def _file_row(r: FileResult) -> FileRow:
    o = r.outcome
    return FileRow(r.task, r.path, o.status, o.backend, o.size, round(o.micros, 1), round(r.seconds * 1e6, 1), o.detail)


def _task_row(task: Task, results: Sequence[FileResult], seconds: float | None, interrupted: bool) -> TaskRow:
    count = Counter(r.outcome.status for r in results)
    figures: Counter[str] = Counter()
    for r in results:
        figures.update(r.outcome.figures)
    findings = sorted(
        (f for r in results for f in r.outcome.findings), key=lambda f: (_SEVERITY.get(f.severity, 3), f.path, f.line, f.column)
    )
    problems = [FileProblem(r.path, r.outcome.status, r.outcome.reason) for r in results if r.outcome.status != "done"]
    spent = sum(r.seconds for r in results) if seconds is None else seconds
    return TaskRow(
        task.id,
        task.kind,
        _state(results, seconds, interrupted, count),
        len(results),
        count["done"],
        count["refused"],
        count["failed"],
        count["skipped"],
        spent,
        dict(Counter(r.outcome.backend for r in results if r.outcome.backend)),
        dict(figures),
        len(findings),
        findings[:MAX_FINDINGS],
        sorted(problems, key=lambda p: (p.status, p.path)),
    )


def _state(results: Sequence[FileResult], seconds: float | None, interrupted: bool, count: Counter[Status]) -> TaskState:
    if seconds is None:
        return "interrupted" if results and interrupted else "not run"
    if not results:
        return "no files"
    return "done" if count["done"] == len(results) else "not done"
