"""Report as one HTML page without scripts or external parts: figures, findings, three plots."""

from collections import defaultdict
from collections.abc import Iterable

from kaptar.escaping import escaped_html
from kaptar.jobs import plots
from kaptar.jobs.report import Report, TaskRow

_STYLE = """
body{font:15px/1.45 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fdfcf9}
table{border-collapse:collapse;width:100%;margin:.6rem 0 1.4rem}
th,td{text-align:left;padding:.2rem .6rem;border-bottom:1px solid #e5e0d5}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}svg{width:100%;height:auto;font:12px system-ui,sans-serif;fill:#333}
.grid{stroke:#e5e0d5}code{font-size:.92em}h2{margin-top:2rem}.warn{color:#a04e4e}
@media(prefers-color-scheme:dark){body{background:#191815;color:#ddd}svg{fill:#ccc}th,td{border-color:#3a372f}.grid{stroke:#3a372f}}
"""


def render_html(report: Report) -> str:
    """The whole page."""
    state = '<p class="warn">Interrupted: this report is partial.</p>' if report.interrupted else ""
    mode = "dry run" if report.dry_run else "written"
    parts = [
        f"<h1>kaptar run</h1><p><code>{escaped_html(report.plan)}</code> on <code>{escaped_html(report.repository)}</code>, "
        f"{report.seconds:.2f} s, {report.workers} workers, {mode}</p>{state}",
        _tasks(report.tasks),
        "<h2>Time per file against size</h2>",
        _times(report),
        "<h2>Backend share (files)</h2>",
        plots.stacked({t.id: {k: float(v) for k, v in t.backends.items()} for t in report.tasks}),
        "<h2>Pool use</h2>",
        _pool(report),
        "<h2>Slowest</h2>",
        _table(
            ("file", "task", "bytes", "ms in operations", "ms in all"),
            ((r.path, r.task, r.size, r.micros / 1e3, r.wall_micros / 1e3) for r in report.slowest),
        ),
        *(_details(t) for t in report.tasks),
    ]
    if report.changes:
        parts += [
            "<h2>Changes</h2>",
            _table(
                ("file", "bytes before", "after", "written", "reason"),
                ((c.path, c.before_bytes, c.after_bytes, "yes" if c.written else "no", c.reason) for c in report.changes),
            ),
        ]
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>kaptar run</title><style>{_STYLE}</style></head>'
        f"<body>{''.join(parts)}</body></html>\n"
    )


def _tasks(tasks: Iterable[TaskRow]) -> str:
    return _table(
        ("task", "kind", "state", "files", "done", "refused", "failed", "skipped", "seconds", "what"),
        (
            (
                t.id,
                t.kind,
                t.state,
                t.files,
                t.done,
                t.refused,
                t.failed,
                t.skipped,
                t.seconds,
                ", ".join(f"{v:,.0f} {k}" for k, v in t.figures.items()),
            )
            for t in tasks
        ),
    )


def _times(report: Report) -> str:
    groups: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for row in report.files:
        if row.backend:
            groups[row.task].append((float(row.size), row.micros / 1e3))
    return plots.scatter(groups, "bytes", "ms in operations")


def _pool(report: Report) -> str:
    return plots.lines(
        {"busy": [(s.at_s, float(s.busy)) for s in report.pool], "ready": [(s.at_s, float(s.ready)) for s in report.pool]},
        "seconds",
        "instances",
    )


def _details(task: TaskRow) -> str:
    out = ""
    if task.findings:
        out += f"<h2>{escaped_html(task.id)}: {task.findings_total:,} findings</h2>" + _table(
            ("place", "severity", "rule", "message"),
            ((f"{f.path}:{f.line}:{f.column}", f.severity, f.rule, f.message) for f in task.findings),
        )
        if task.findings_total > len(task.findings):
            out += f"<p>The first {len(task.findings):,} are shown.</p>"
    if task.problems:
        out += f"<h2>{escaped_html(task.id)}: {len(task.problems):,} files not done</h2>" + _table(
            ("file", "status", "reason"), ((p.path, p.status, p.reason) for p in task.problems)
        )
    return out


def _table(head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    body = [f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows]
    if not body:
        return "<p>none</p>"
    return f"<table><tr>{''.join(f'<th>{escaped_html(h)}</th>' for h in head)}</tr>{''.join(body)}</table>"


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f'<td class="n">{value:,.2f}</td>'
    if isinstance(value, int):
        return f'<td class="n">{value:,}</td>'
    return f"<td>{escaped_html(str(value))}</td>"
