"""A bench's rows and a comparison's changes as tables for people."""

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table

from kaptar_bench.compare import Comparison
from kaptar_bench.rows import Row, Saved


def print_report(saved: Saved, console: Console) -> None:
    """All rows, then a line on the targets: held, missed, not measured."""
    machine = saved.machine
    console.print(f"bench {saved.bench}: {machine.cpu}, {machine.cores} cores, {machine.system}, Python {machine.python}")
    console.print(report_table(saved.rows))
    console.print(summary(saved.rows))
    for row in saved.rows:
        if row.holds is False:
            console.print(f"missed: {row.row}: {_judged(row)}, target {row.target}", markup=False)


def report_table(rows: Iterable[Row]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("row", "value", "peer", "peer value", "ratio", "target", "holds"):
        table.add_column(heading, justify="right" if "value" in heading or heading == "ratio" else "left")
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.3g}x"
        table.add_row(
            row.row,
            figure(row.value, row.unit),
            row.peer or "",
            figure(row.peer_value, row.unit),
            ratio,
            row.target or "",
            _verdict(row),
        )
    return table


def summary(rows: Iterable[Row]) -> str:
    targets = [row for row in rows if row.target is not None]
    held = sum(row.holds is True for row in targets)
    missed = sum(row.holds is False for row in targets)
    return f"targets: {held} held, {missed} missed, {len(targets) - held - missed} not measured"


def print_comparison(comparison: Comparison, console: Console) -> None:
    """All rows, then how many regressed, by which test, and how many chance alone would flag."""
    console.print(comparison_table(comparison))
    chance = f"chance alone: at most {comparison.chance:g} of these rows"
    console.print(f"{comparison.regressed} regressed ({comparison.test}, p <= {comparison.alpha:g}; {chance})", highlight=False)


def comparison_table(comparison: Comparison) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("row", "old", "new", "change", "noise", "p", "pairs", "outcome"):
        table.add_column(heading, justify="left" if heading in ("row", "outcome") else "right")
    for row in comparison.rows:
        change = "" if row.change is None else f"{row.change:+.1%}"
        noise = "" if row.noise is None else f"{row.noise:.1%}"
        p = "" if row.p is None else f"{row.p:.4f}"
        outcome = row.outcome if row.reason is None else f"{row.outcome}: {row.reason}"
        table.add_row(row.row, figure(row.old, row.unit), figure(row.new, row.unit), change, noise, p, str(row.pairs), outcome)
    return table


def figure(value: float | None, unit: str) -> str:
    return "" if value is None else f"{value:,.4g} {unit}" if abs(value) < 10_000 else f"{value:,.0f} {unit}"


def _judged(row: Row) -> str:
    of_ratio = row.target is not None and row.target.startswith("ratio")
    return f"ratio {row.ratio:.3g}" if of_ratio and row.ratio is not None else figure(row.value, row.unit)


def _verdict(row: Row) -> str:
    if row.holds is None:
        return row.reason or ""
    word = "yes" if row.holds else "no"
    return f"{word}; {row.reason}" if row.reason else word
