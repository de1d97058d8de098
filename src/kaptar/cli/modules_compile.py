"""``kaptar modules compile``: guests compiled ahead of their first use."""

from pathlib import Path

import click

from kaptar.api.ahead import compile_engine, make_way, uncompiled, wanted
from kaptar.cli.command import State, Verb


@click.command("compile", cls=Verb)
@click.argument("names", nargs=-1)
@click.option("--quietly", is_flag=True, hidden=True)
@click.pass_obj
def compile_ahead(state: State, names: tuple[str, ...], quietly: bool) -> None:
    """Compile the modules NAMES, by default those that this repository needs. Compiled code is kept for later runs.

    The engine of the extra `secrets` is compiled too, where that is installed.
    """
    if quietly:
        make_way()
    config = state.config(Path.cwd())
    missing = names or uncompiled(config, wanted(Path.cwd()))
    if missing:
        with state.runtime(compile_bar=True) as runtime:
            runtime.wait_ready(missing)
    if why := compile_engine(config):
        state.tell(why)
    state.answer({"compiled": list(missing)}, lambda: f"compiled: {', '.join(missing)}" if missing else "all are compiled")
