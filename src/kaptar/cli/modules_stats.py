"""``kaptar modules stats`` and ``reload``: loaded modules, and the pool of their instances."""

import sys
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from kaptar.cli.border import console
from kaptar.cli.command import State, Verb
from kaptar.errors import BadModule, GuestError, Unavailable, UsageError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from kaptar.api.modules import ModuleRow, PoolStats, Runtime, Statistics

INTERVAL_S = 1.0


@click.command(cls=Verb)
@click.argument("names", nargs=-1, metavar="[MODULE]...")
@click.option("--all", "everything", is_flag=True, help="Load all modules; the first time that compiles them.")
@click.option("--watch", is_flag=True, help="Show it again every second, until Ctrl-C.")
@click.pass_obj
def stats(state: State, names: tuple[str, ...], everything: bool, watch: bool) -> None:
    """Load the named modules in this process (and those of the setting `wasm.preload`); show modules, pool, instances."""
    if watch and state.json:
        raise UsageError("--watch shows a table again and again, --json gives one value: choose one")
    with state.runtime(compile_bar=True) as runtime:
        _load(runtime, [row.name for row in runtime.modules()] if everything else [*state.config().wasm.preload, *names])
        if watch:
            _watch(runtime)
        elif state.json:
            state.answer(runtime.statistics(), str)
        else:
            console(sys.stdout).print(render(runtime.statistics()))


@click.command(cls=Verb)
@click.argument("name", required=False)
@click.pass_obj
def reload(state: State, name: str | None) -> int:
    """Read module files again and load them (all, or NAME). Exit 1 when one of them is broken."""
    with state.runtime(compile_bar=True) as runtime:
        runtime.reload(name)
        wanted = [row.name for row in runtime.modules() if name in (None, row.name)]
        _load(runtime, wanted)
        rows = [row for row in runtime.modules() if row.name in wanted]
    state.answer(rows, lambda: "\n".join(map(_line, rows)))
    return 1 if any(row.state == "broken" for row in rows) else 0


def _load(runtime: "Runtime", names: Iterable[str]) -> None:
    """Make modules ready; a broken one is shown as broken and stops nobody. Raises UnknownOperation for one that is not there."""
    if runtime.capabilities().reason:
        return  # guests are off, and the answer says why
    for name in names:
        try:
            runtime.wait_ready([name])
        except (BadModule, GuestError, Unavailable):
            continue  # its row carries the reason


def _line(row: "ModuleRow") -> str:
    how = "" if row.load_ms is None else f" in {row.load_ms:.1f} ms, {'from the cache' if row.from_cache else 'compiled'}"
    return f"{row.name} {row.version}: {row.state}{how}{': ' + row.reason if row.reason else ''}"


def _watch(runtime: "Runtime") -> None:
    from rich.live import Live

    with Live(render(runtime.statistics()), console=console(sys.stdout), auto_refresh=False) as live:
        while True:
            time.sleep(INTERVAL_S)
            live.update(render(runtime.statistics()), refresh=True)


def render(statistics: "Statistics") -> "RenderableType":
    """Statistics for people."""
    from rich.console import Group
    from rich.table import Table

    parts: list[RenderableType] = [f"guests: {statistics.guests_off or 'on'}"]
    if statistics.pool is not None:
        parts.append(_pool(statistics.pool))
    modules = Table("module", "version", "origin", "state", "load", box=None, pad_edge=False)
    for row in statistics.modules:
        load = "" if row.load_ms is None else f"{row.load_ms:.1f} ms{' (cache)' if row.from_cache else ''}"
        modules.add_row(row.name, row.version, row.origin, f"{row.state} {row.reason}".strip(), load)
    parts.append(modules)
    if statistics.pool is not None and statistics.pool.instances:
        instances = Table("instance", "module", "state", "calls", "memory", "health", box=None, pad_edge=False)
        for each in statistics.pool.instances:
            instances.add_row(str(each.id), each.module, each.state, str(each.calls), _mib(each.memory), each.health)
        parts.append(instances)
    if statistics.operations:
        parts.append(_operations(statistics))
    return Group(*parts)


def _pool(pool: "PoolStats") -> str:
    counts = f"ready {pool.ready}, busy {pool.busy}, waiting {pool.waiting}, created {pool.created}, recycled {pool.recycled}"
    lost = f"trapped {pool.trapped}, timed out {pool.timed_out}, out of memory {pool.out_of_memory}, unhealthy {pool.unhealthy}"
    shares = [("availability", pool.availability), ("utilisation", pool.utilisation), ("recovery", pool.recovery_rate)]
    rates = ", ".join(f"{name} {'nothing counted' if share is None else f'{share:.1%}'}" for name, share in shares)
    return f"pool: {counts}\nlost: {lost}\n{rates}\nmemory: {_mib(pool.memory)} now, {_mib(pool.memory_peak)} at most"


def _operations(statistics: "Statistics") -> "RenderableType":
    from rich.table import Table

    table = Table("operation", "backend", "calls", "errors", "p50 µs", "p95 µs", "p99 µs", box=None, pad_edge=False)
    for each in statistics.operations:
        for backend, row in each.backends.items():
            figures = _figures((row.p50, row.p95, row.p99))
            table.add_row(each.operation, backend, str(row.calls), str(row.errors), *figures)
    return table


def _figures(values: Iterable[float | None]) -> list[str]:
    return ["" if value is None else f"{value:.1f}" for value in values]


def _mib(size: int) -> str:
    return f"{size / (1 << 20):.1f} MiB"
