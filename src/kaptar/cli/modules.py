"""``kaptar modules``: list guest modules, add and remove the user's own."""

from pathlib import Path

import click

from kaptar.cli.border import escaped
from kaptar.cli.command import Lazy, LazyGroup, State, Verb, global_options

COMMANDS = {
    "list": Lazy("kaptar.cli.modules:list_modules", "All modules: version, origin, operations."),
    "stats": Lazy("kaptar.cli.modules_stats:stats", "Load modules and show them in the pool, live with --watch."),
    "add": Lazy("kaptar.cli.modules:add", "Check a .wasm file and install it for this user."),
    "remove": Lazy("kaptar.cli.modules:remove", "Remove a module that was added."),
    "reload": Lazy("kaptar.cli.modules_stats:reload", "Read modules again and load them."),
    "compile": Lazy("kaptar.cli.modules_compile:compile_ahead", "Compile modules ahead of their first use."),
    "call": Lazy("kaptar.cli.modules_call:call", "Call an operation; its result goes to stdout."),
}


@click.group(cls=LazyGroup, lazy=COMMANDS, params=global_options())
def modules() -> None:
    """List, add, remove and call guest modules."""


@click.command("list", cls=Verb)
@click.pass_obj
def list_modules(state: State) -> None:
    """List all modules: version, origin, operations."""
    with state.runtime() as runtime:
        rows = runtime.modules()

    def text() -> str:
        width = max((len(row.name) for row in rows), default=0)
        lines = [f"{row.name:<{width}}  {escaped(row.version):<8} {row.origin:<11} {', '.join(row.ops)}" for row in rows]
        return "\n".join(lines) or "no module is here: run `kaptar doctor`"

    state.answer(rows, text)


@click.command(cls=Verb)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--digest", metavar="SHA256", help="Refuse the file unless it has this digest.")
@click.pass_obj
def add(state: State, file: Path, digest: str | None) -> None:
    """Check FILE.wasm (convention, imports, digest, start) and install it for this user. Refused with the reason."""
    with state.runtime() as runtime:
        taken = {operation.name.split(".")[0] for operation in runtime.operations()} | {row.name for row in runtime.modules()}
        own = {plugin.name for plugin in runtime.plugins.installed()}
        plugin = runtime.plugins.add(file, taken - own, digest)
    operations = ", ".join(f"{plugin.name}.{op.name}" for op in plugin.ops)
    state.answer(plugin, lambda: f"added {plugin.name} {escaped(plugin.version)} ({plugin.digest[:12]}): {operations}")


@click.command(cls=Verb)
@click.argument("name")
@click.pass_obj
def remove(state: State, name: str) -> None:
    """Remove a module that was added."""
    with state.runtime() as runtime:
        plugin = runtime.plugins.remove(name)
    state.answer(plugin, lambda: f"removed {plugin.name} {escaped(plugin.version)}")
