"""``kaptar run PLAN``: run a plan and report."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from kaptar.api.output import write_output
from kaptar.api.run import FileResult, Report, RunRequest, Task, Watcher, render_html, run_plan
from kaptar.api.wire import to_json
from kaptar.cli.border import complain, console, say_json
from kaptar.cli.command import State, Verb
from kaptar.cli.run_report import print_report
from kaptar.cli.shown import console_on_stdout, style_of
from kaptar.cli.told_written import answer_first
from kaptar.errors import InputError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID

    from kaptar.api.modules import Progress as Compiling

DIFF_LINES = 120
"""Lines of the diff that a dry run shows without ``--diff``."""
_WIDE = 160
"""Columns of a report that goes to a file or pipe."""


@click.command(cls=Verb)
@click.argument("plan", type=click.Path(path_type=Path))
@click.option("--write", is_flag=True, help="Put the changes on disk; without it they are shown only.")
@click.option("--diff", "whole_diff", is_flag=True, help=f"Show the whole diff, not the first {DIFF_LINES} lines.")
@click.option(
    "--report",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Also write report.html, report.json and changes.diff there.",
)
@click.option("--workers", type=click.IntRange(1, 64), help="Threads; by default one more than the processors, at most 8.")
@click.option("--repository", type=click.Path(path_type=Path), metavar="DIR", help="Use this folder in place of the plan's own.")
@click.pass_obj
def run(
    state: State, plan: Path, write: bool, whole_diff: bool, folder: Path | None, workers: int | None, repository: Path | None
) -> int:
    """Run the tasks of PLAN (TOML) on a repository and report.

    Exit code 0 when every file of every task is done, 1 when one is refused, failed or left out; 130 after Ctrl-C.
    """
    with answer_first() as signals:
        with progress_of_tasks() as watcher, state.here(Path.cwd(), progress=watcher.compiling) as here:
            report, diff = run_plan(here, RunRequest(plan, write, workers, repository), watcher, state.tell)
        if folder is not None:
            save(folder, report, diff)
        if state.json:
            say_json(to_json(report).decode())
        else:
            show(report, diff, None if whole_diff else DIFF_LINES, folder)
    if report.interrupted and signals.first is not None:
        complain(signals.first.said)
        return signals.first.code
    return 0 if report.complete else 1


def save(folder: Path, report: Report, diff: Iterable[str]) -> None:
    """Write the three files of a report. Raises InputError when the folder can't be written."""
    files: dict[str, bytes | Iterable[bytes]] = {
        "report.html": render_html(report).encode(),
        "report.json": msgspec.json.format(to_json(report)),
        "changes.diff": (f"{line}\n".encode() for line in diff),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise InputError(f"{folder}: the report cannot be written: {problem.strerror or problem}") from None
    for name, data in files.items():
        write_output(folder / name, data)


def show(report: Report, diff: Iterable[str], limit: int | None, folder: Path | None) -> None:
    """Print the report, and in a dry run the diff."""
    page = console_on_stdout(_WIDE)
    if report.dry_run:
        _show_diff(page, diff, limit)
    print_report(report, page)
    if folder is not None:
        page.print(f"report: {folder / 'report.html'}", soft_wrap=True)


def _show_diff(page: "Console", diff: Iterable[str], limit: int | None) -> None:
    """Print lines of the diff. Those beyond the limit are not made, so nobody counts them."""
    from rich.text import Text

    lines = iter(diff)
    shown = 0
    for line in islice(lines, limit):
        page.print(Text(line, style_of(line)), soft_wrap=True)
        shown += 1
    if next(lines, None) is not None:
        page.print(Text("... and more lines of diff (--diff or --report shows them)", "dim"))
    if shown:
        page.print()


@contextmanager
def progress_of_tasks() -> "Iterator[Bars]":
    """A bar per task, and one for guests that are compiled for the first time, on stderr when it is a terminal."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    bars = console(sys.stderr)
    if not bars.is_terminal:
        yield Bars(None)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=bars) as progress:
        yield Bars(progress)


class Bars(Watcher):
    """Shows a run on ``progress``; silent without one."""

    def __init__(self, progress: "Progress | None") -> None:
        self._progress = progress
        self._bars: dict[str, TaskID] = {}

    def compiling(self, step: "Compiling") -> None:
        """Told by the runtime, from its loading thread."""
        if self._progress is None or (step.step != "compiling" and "" not in self._bars):
            return
        if "" not in self._bars:
            self._bars[""] = self._progress.add_task("", total=step.total)
        self._progress.update(self._bars[""], description=f"compiling {step.module}, once", completed=step.done, total=step.total)

    def task_opened(self, task: Task, files: int) -> None:
        if self._progress is not None:
            self._bars[task.id] = self._progress.add_task(f"{task.id} ({task.kind})", total=files)

    def file_ended(self, result: FileResult) -> None:
        if self._progress is not None:
            self._progress.advance(self._bars[result.task])
