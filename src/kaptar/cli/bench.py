"""``kaptar bench``: measure, save, compare."""

from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import click

from kaptar.cli.command import Lazy, LazyGroup, State, Verb, global_options
from kaptar.cli.shown import console_on_stdout
from kaptar.errors import Unavailable

WIDE = 180
"""Columns of a table that goes to a file or pipe."""
_NOT_INSTALLED = "the benches are not installed: from a checkout of Kaptar, run `python -m pip install ./bench`"

BENCHES = {
    "runtime": "Operations in guests and on the host; pool, recovery, start.",
    "edit": "The edit engine.",
    "hooks": "The hive's answers to hooks.",
    "claims": "Each figure that the described system claims, beside what is measured.",
    "growth": "By which power of its size the cost of a piece of work grows.",
    "syntax": "How many right sources the check `syntax` stops or warns of.",
    "workspace": "What leases cost an edit, and a commit of one session beside git's own.",
    "types": "Type checkers that stay warm, beside the tools started anew.",
}
"""Each is a module ``kaptar_bench.NAME`` with ``measure(config, effort)``, which gives measured rows."""


COMPARED = ("runtime", "edit", "hooks")
"""Those that have rows for ``--against``."""
_AGAINST = (
    "Build COMMIT and the work tree, run both in rounds that alternate, and exit with 1 when a row has regressed beyond the "
    "noise. With --short: the few rows that CI compares."
)


def package(name: str) -> ModuleType:
    """A module of the package of benches, which is no part of Kaptar's wheel. Raises Unavailable with the remedy."""
    try:
        return import_module(f"kaptar_bench.{name}")
    except ModuleNotFoundError as error:
        if error.name == "kaptar_bench":
            raise Unavailable(_NOT_INSTALLED) from None
        if error.name is None or error.name.startswith(("kaptar.", "kaptar_bench.")):
            raise
        raise Unavailable(f"bench {name} needs {error.name}: install Kaptar with the extra `dev`") from None


def effort_of(short: bool) -> Any:
    """The `kaptar_bench.effort.Effort` that the option ``--short`` asks for."""
    efforts = package("effort").Effort
    return efforts.SHORT if short else efforts.FULL


def show_report(state: State, saved: Any) -> None:
    """Print the rows of a `kaptar_bench.rows.Saved`: as JSON without the rounds, or as a table."""
    if state.json:
        state.answer(package("rows").Report(saved.bench, saved.machine, saved.rows), str)
    else:
        package("table").print_report(saved, console_on_stdout(WIDE))


def show_comparison(state: State, comparison: Any) -> int:
    """Print a `kaptar_bench.compare.Comparison`; the exit code is 1 when a row has regressed."""
    if state.json:
        state.answer(comparison, str)
    else:
        package("table").print_comparison(comparison, console_on_stdout(WIDE))
    return 1 if comparison.regressed else 0


def _bench_verb(name: str) -> click.Command:
    """``kaptar bench NAME``. Exit 0 also when a target is missed: a bench reports, ``compare`` judges."""

    @click.pass_obj
    def measure(state: State, save_to: str | None, short: bool, commit: str | None = None) -> int:
        if commit is not None:
            return show_comparison(state, package("against.run").against(name, commit, effort_of(short)))
        bench, rows, effort = package(name), package("rows"), effort_of(short)
        saved = rows.report(name, package("effort").judged(bench.measure(state.config(), effort), effort))
        if save_to is not None:
            rows.save(saved, Path(save_to))
        show_report(state, saved)
        return 0

    keep = "Keep rows and rounds for `compare`."
    brief = "Few rounds and sizes, to see that the bench starts; no target is judged, and nothing is installed."
    options: list[click.Parameter] = [
        click.Option(["--save", "save_to"], metavar="FILE", type=click.Path(dir_okay=False), help=keep),
        click.Option(["--short"], is_flag=True, help=brief),
    ]
    if name in COMPARED:
        options.append(click.Option(["--against", "commit"], metavar="COMMIT", help=_AGAINST))
    return Verb(name, callback=measure, params=options, help=BENCHES[name], short_help=BENCHES[name])


class BenchGroup(LazyGroup):
    """Benches are alike, so their commands are made, not written."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return _bench_verb(cmd_name) if cmd_name in BENCHES else super().get_command(ctx, cmd_name)


_COMMANDS = {name: Lazy(f"kaptar_bench.{name}:measure", summary) for name, summary in BENCHES.items()} | {
    "op": Lazy("kaptar.cli.bench_op:op", "Any operation on an input of yours, in a guest and on the host."),
    "compare": Lazy("kaptar.cli.bench:compare_verb", "Compare two saved runs; exit 1 on a regression."),
}


@click.group(cls=BenchGroup, lazy=_COMMANDS, params=global_options())
def bench() -> None:
    """Measure, and compare measurements."""


@click.command("compare", cls=Verb)
@click.argument("old", type=click.Path(dir_okay=False))
@click.argument("new", type=click.Path(dir_okay=False))
@click.pass_obj
def compare_verb(state: State, old: str, new: str) -> int:
    """Compare two files that `kaptar bench NAME --save FILE` wrote. Exit 1 when a row has regressed beyond the noise."""
    rows = package("rows")
    return show_comparison(state, package("compare").compare(rows.load(Path(old)), rows.load(Path(new))))
