"""``kaptar bench``: measure, save, compare."""

import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, cast

import click

from kaptar.bench.rows import Measured, Report, load, report, save
from kaptar.cli.command import Lazy, LazyGroup, State, Verb, global_options
from kaptar.errors import Unavailable

WIDE = 180
"""Columns of a table that goes to a file or pipe."""

BENCHES = {
    "runtime": "Operations in guests and on the host; pool, recovery, start.",
    "edit": "The edit engine.",
    "hooks": "The hive's answers to hooks.",
    "types": "Type checkers that stay warm, beside the tools started anew.",
}
"""Each is a module ``kaptar.bench.NAME`` with ``measure(config) -> Sequence[Measured]``."""


class BenchModule(Protocol):
    """What a file under ``kaptar/bench`` that measures offers."""

    def measure(self, config: Any) -> Sequence[Measured]: ...


def _bench_verb(name: str) -> click.Command:
    """``kaptar bench NAME``. Exit 0 also when a target is missed: a bench reports, ``compare`` judges."""

    @click.pass_obj
    def measure(state: State, save_to: str | None) -> int:
        try:
            module = cast(BenchModule, import_module(f"kaptar.bench.{name}"))
        except ModuleNotFoundError as error:
            if error.name is not None and error.name.startswith("kaptar."):
                raise
            raise Unavailable(f"bench {name} needs {error.name}: install Kaptar with the extra `dev`") from None
        saved = report(name, module.measure(state.config()))
        if save_to is not None:
            save(saved, Path(save_to))
        if state.json:
            state.answer(Report(saved.bench, saved.machine, saved.rows), str)
        else:
            from rich.console import Console

            from kaptar.bench.table import print_report

            print_report(saved, Console() if sys.stdout.isatty() else Console(width=WIDE))
        return 0

    option = click.Option(
        ["--save", "save_to"], metavar="FILE", type=click.Path(dir_okay=False), help="Keep rows and rounds for `compare`."
    )
    return Verb(name, callback=measure, params=[option], help=BENCHES[name], short_help=BENCHES[name])


class BenchGroup(LazyGroup):
    """Benches are alike, so their commands are made, not written."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return _bench_verb(cmd_name) if cmd_name in BENCHES else super().get_command(ctx, cmd_name)


_COMMANDS = {name: Lazy(f"kaptar.bench.{name}:measure", summary) for name, summary in BENCHES.items()} | {
    "compare": Lazy("kaptar.cli.bench:compare_verb", "Compare two saved runs; exit 1 on a regression.")
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
    from kaptar.bench.compare import compare

    comparison = compare(load(Path(old)), load(Path(new)))
    if state.json:
        state.answer(comparison, str)
    else:
        from rich.console import Console

        from kaptar.bench.table import comparison_table

        console = Console()
        console.print(comparison_table(comparison))
        chance = f"chance alone: at most {comparison.chance:g} of these rows"
        console.print(
            f"{comparison.regressed} regressed ({comparison.test}, p <= {comparison.alpha:g}; {chance})", highlight=False
        )
    return 1 if comparison.regressed else 0
