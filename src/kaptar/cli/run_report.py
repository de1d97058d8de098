"""Report of a run, for a terminal."""

from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from kaptar.api.run import Report, TaskRow
from kaptar.cli.border import escaped

FINDINGS_SHOWN = 8
PROBLEMS_SHOWN = 5
_STYLES = {"done": "green", "not done": "yellow", "interrupted": "red", "not run": "red", "no files": "yellow"}


def print_report(report: Report, console: Console) -> None:
    """Write the report: tasks, what they found, what was not done, the slowest files, changes."""
    console.print(Group(*_parts(report)), soft_wrap=True)


def _parts(report: Report) -> Iterator[RenderableType]:
    yield _tasks(report)
    for task in report.tasks:
        yield from _findings(task)
        yield from _problems(task)
    if report.slowest:
        yield _slowest(report)
    yield from _closing(report)


def _tasks(report: Report) -> Table:
    table = Table(title=escaped(report.repository), title_justify="left", box=None, pad_edge=False)
    for name in ("task", "kind", "state"):
        table.add_column(name)
    for name in ("files", "done", "refused", "failed", "skipped", "seconds", "guest", "host"):
        table.add_column(name, justify="right")
    table.add_column("what")
    for t in report.tasks:
        what = ", ".join(f"{v:,.0f} {k}" for k, v in t.figures.items())
        counts = (t.files, t.done, t.refused, t.failed, t.skipped)
        backends = (t.backends.get("guest", 0), t.backends.get("host", 0))
        table.add_row(
            t.id,
            t.kind,
            Text(t.state, _STYLES[t.state]),
            *(f"{n:,}" for n in counts),
            f"{t.seconds:.2f}",
            *(f"{n:,}" for n in backends),
            what,
        )
    return table


def _findings(task: TaskRow) -> Iterator[Text]:
    if not task.findings:
        return
    yield Text(f"\n{task.id}: {task.findings_total:,} findings", "bold")
    for f in task.findings[:FINDINGS_SHOWN]:
        yield Text(f"  {escaped(f.path)}:{f.line}:{f.column}  {f.severity} {f.rule}: {escaped(f.message)}")
    if task.findings_total > FINDINGS_SHOWN:
        yield Text(f"  and {task.findings_total - FINDINGS_SHOWN:,} more (--json or --report shows them)", "dim")


def _problems(task: TaskRow) -> Iterator[Text]:
    if not task.problems:
        return
    yield Text(f"\n{task.id}: {len(task.problems):,} files not done", "bold")
    for p in task.problems[:PROBLEMS_SHOWN]:
        yield Text(f"  {escaped(p.path)}: {p.status}: {escaped(p.reason)}")
    if len(task.problems) > PROBLEMS_SHOWN:
        yield Text(f"  and {len(task.problems) - PROBLEMS_SHOWN:,} more (--json or --report shows them)", "dim")


def _slowest(report: Report) -> Table:
    table = Table(title="\nslowest", title_justify="left", box=None, pad_edge=False)
    table.add_column("file")
    table.add_column("task")
    for name in ("bytes", "ms in operations", "ms in all"):
        table.add_column(name, justify="right")
    for r in report.slowest:
        table.add_row(escaped(r.path), r.task, f"{r.size:,}", f"{r.micros / 1e3:.2f}", f"{r.wall_micros / 1e3:.2f}")
    return table


def _closing(report: Report) -> Iterator[Text]:
    if report.changes:
        written = sum(c.written for c in report.changes)
        state = "dry run, nothing written; --write applies them" if report.dry_run else f"{written:,} written"
        yield Text(f"\n{len(report.changes):,} files changed ({state})", "bold")
        for c in report.changes:
            if not c.written and not report.dry_run:
                yield Text(f"  {escaped(c.path)}: not written: {escaped(c.reason)}", "red")
    calls = sum(sum(t.backends.values()) for t in report.tasks)
    guest = sum(t.backends.get("guest", 0) for t in report.tasks)
    share = f"{100 * guest / calls:.1f} % of {calls:,} files' work done in guests, " if calls else ""
    state = "interrupted: this report is partial, " if report.interrupted else ""
    yield Text(f"\n{state}{share}{report.workers} workers, {report.seconds:.2f} s", "bold red" if report.interrupted else "bold")
