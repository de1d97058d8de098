"""``kaptar hooks top``: cost and findings of hooks, live."""

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kaptar.api.connect import connect_to_hive
from kaptar.api.requests import HooksRequest
from kaptar.api.status import HookRow
from kaptar.cli.border import console
from kaptar.cli.command import Lazy, LazyGroup, State, Verb, global_options

if TYPE_CHECKING:
    from rich.table import Table

    from kaptar.api.status import Statistics
    from kaptar.api.there import There


@click.group(cls=LazyGroup, lazy={"top": Lazy("kaptar.cli.hooks:top", "Cost and findings of hooks.")}, params=global_options())
def hooks() -> None:
    """What hooks cost and found."""


@click.command("top", cls=Verb)
@click.option("--watch", is_flag=True, help="Show it anew every second, until Ctrl-C.")
@click.option("--by", type=click.Choice(["p95", "findings", "not_run", "count"]), default="p95", help="What comes first.")
@click.pass_obj
def top(state: State, watch: bool, by: str) -> int:
    """Show clients, events and checks of the last week, the slowest first. Exit code 3 when no hive runs."""
    with connect_to_hive(Path.cwd()) as hive:
        if not watch or state.json:
            rows = _rows(hive, by)
            state.answer(rows, lambda: f"{_text(rows)}\n{speedups(hive.status().runtime)}")
            return 0
        _watch(hive, by)
    return 0


def _watch(hive: "There", by: str) -> None:
    from rich.console import Group
    from rich.live import Live

    with Live(_table(_rows(hive, by)), console=console(sys.stdout), auto_refresh=False) as live:
        while True:
            live.update(Group(_table(_rows(hive, by)), speedups(hive.status().runtime)), refresh=True)
            time.sleep(1.0)


def speedups(runtime: "Statistics") -> str:
    """The largest measured speed-ups of guests over their host twins, in one line."""
    measured = [each for each in runtime.speedups if each.times > 1][:3]
    named = ", ".join(f"{each.operation} {each.times:.1f}x (up to {each.bytes:,} bytes)" for each in measured)
    return f"largest speed-ups over the host twin: {named or 'none was measured'}"


def _rows(hive: "There", by: str) -> list[HookRow]:
    return sorted(hive.hooks(HooksRequest()), key=lambda row: -(getattr(row, by) or 0))


def _text(rows: list[HookRow]) -> str:
    from io import StringIO

    if not rows:
        return "no hook was answered yet"
    out = StringIO()
    console(out, 140).print(_table(rows))
    return out.getvalue().rstrip("\n")


def _table(rows: list[HookRow]) -> "Table":
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for name in ("client", "event", "check"):
        table.add_column(name)
    for name in ("count", "p50 ms", "p95 ms", "p99 ms", "findings", "not run", "timed out", "operations", "guest %"):
        table.add_column(name, justify="right")
    for row in rows:
        times = [_millis(micros) for micros in (row.p50, row.p95, row.p99)]
        share = "" if row.guest_share is None else f"{100 * row.guest_share:.0f}"
        counts = (row.findings, row.not_run, row.timed_out, row.operations)
        table.add_row(row.client, row.event, row.check or "(all)", f"{row.count:,}", *times, *map(str, counts), share)
    return table


def _millis(micros: float | None) -> str:
    return "" if micros is None else f"{micros / 1000:.2f}"
