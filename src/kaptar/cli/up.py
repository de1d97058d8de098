"""``kaptar up``, ``kaptar down``, ``kaptar status``: the hive of the repository."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec

from kaptar.api.ahead import begin
from kaptar.api.answers import UpAnswer
from kaptar.api.hive_client import HiveClient
from kaptar.api.hive_process import answering_hive, end_hive, find_hive, own_places, port_of, refuse_foreign, start_hive
from kaptar.api.places import Places, find_places
from kaptar.api.protocol import refuse_other
from kaptar.api.recovery import left_half_done, roll_back
from kaptar.api.silent import silent_hive, stopped_hive
from kaptar.api.status import HiveStatus, HookRow, WatchRow
from kaptar.cli.border import escaped
from kaptar.cli.command import State, Verb, VerbWithoutSettings
from kaptar.cli.hooks import speedups
from kaptar.errors import InputError, OtherProtocol

_MOST_CHANGES = 3
"""From outside, that a text has."""


@click.command(cls=Verb)
@click.option("--foreground", is_flag=True, help="Stay in this terminal and log to stderr too.")
@click.option("--launched", is_flag=True, hidden=True)
@click.option("--port", type=click.IntRange(0, 65535), help="Loopback port; by default the one that was used before.")
@click.pass_obj
def up(state: State, foreground: bool, launched: bool, port: int | None) -> int:
    """Start the hive of this repository, or find the one that runs."""
    places = own_places(Path.cwd())
    if port is not None:
        state.flags["hive.port"] = port
    if foreground:
        return _stay(state, places, in_background=launched)
    start = time.perf_counter()
    for line in roll_back(places.worktree):
        state.tell(line)
    client = HiveClient(places.socket, repository=places.common)
    click.get_current_context().call_on_close(client.close)
    health = client.health() if stopped_hive(places) is None else None
    began = health is None
    if health is None:
        health = start_hive(places, client, state.flags)
    refuse_other(health.protocol, health.version)
    answer = UpAnswer(
        health.repository, health.pid, port_of(places), str(places.socket), began, round((time.perf_counter() - start) * 1e3, 1)
    )
    _tell_ready(state, answer)
    if began:
        begin(places.worktree, state.config(places.worktree), state.tell)
    return 0


def _stay(state: State, places: Places, *, in_background: bool) -> int:
    """Be the hive until it ends. In a terminal it says when it is ready and what it logs; who has launched it asks it."""
    from kaptar.server.run import run_here

    start = time.perf_counter()

    def ready(port: int) -> None:
        ready_ms = round((time.perf_counter() - start) * 1e3, 1)
        _tell_ready(state, UpAnswer(str(places.common), os.getpid(), port, str(places.socket), True, ready_ms))

    if not (run_here(places, state.flags) if in_background else run_here(places, state.flags, ready, state.tell)):
        state.tell(f"a hive of {places.common} is running already")
    return 0


def _tell_ready(state: State, answer: UpAnswer) -> None:
    verb = "started" if answer.began else "runs already"
    state.answer(answer, lambda: f"hive {verb}: pid {answer.pid}, http://127.0.0.1:{answer.port}, {answer.ready_ms:.0f} ms")


@click.command(cls=VerbWithoutSettings)
@click.pass_obj
def down(state: State) -> int:
    """End the hive of this repository. Running requests are answered first; one that does not end in time is killed."""
    places = find_places(Path.cwd())
    client = HiveClient(places.socket, repository=places.common)
    click.get_current_context().call_on_close(client.close)
    process = answering_hive(client)
    if process is None:
        refuse_foreign(places)  # what a repository brought along names no process
        process = find_hive(places, client)
    if process is None:
        state.answer({"ended": False, "pid": None}, lambda: "no hive runs here")
        return 0
    if not process.answers and (silent := silent_hive(places)) is not None:
        state.tell(f"{silent.said.partition(';')[0]}: it is ended without being asked")
    ended = end_hive(process, client)
    state.answer({"ended": ended, "pid": process.pid}, lambda: "ended" if ended else f"process {process.pid} does not end")
    return 0 if ended else 1


@click.command(cls=VerbWithoutSettings)
@click.pass_obj
def status(state: State) -> int:
    """Say what the hive of this repository is doing. Exit code 3 when none runs, or none answers."""
    places = find_places(Path.cwd())
    client = HiveClient(places.socket, 5.0, places.common)
    click.get_current_context().call_on_close(client.close)
    process = answering_hive(client)
    if process is None:
        refuse_foreign(places)  # what a repository brought along names no process
    for line in left_half_done(places.worktree):
        state.tell(line)
    if lost := _lost_call(places):
        state.tell(f"{lost}; run `kaptar init --client git` again")
    health = client.health() if process is not None or stopped_hive(places) is None else None
    if health is None:
        _tell_silence(state, places)
        return 3
    try:
        found = client.get("/status", HiveStatus)
    except OtherProtocol as problem:
        known, said = msgspec.to_builtins(health), str(problem)
        state.answer(
            {"running": True, **known, "problem": said}, lambda: f"hive: pid {health.pid}, version {health.version}; {said}"
        )
        return 3
    state.answer({"running": True, **msgspec.to_builtins(found)}, lambda: _status_text(found, places))
    return 0


def _lost_call(places: Places) -> str:
    """Why git no longer runs the hook that `kaptar init` wrote; "" where it does, or where nobody can tell."""
    from kaptar.api.init import lost_call

    try:
        return lost_call(places)
    except (InputError, OSError):
        return ""


def _tell_silence(state: State, places: Places) -> None:
    """The answer where no hive answers: there is one that is silent, or none."""
    silent, of = silent_hive(places), {"repository": str(places.common)}
    if silent is None:
        state.answer({"running": False, **of}, lambda: "no hive runs here; `kaptar up` starts one")
    else:
        state.answer({"running": True, **of, "pid": silent.pid, "problem": silent.said}, lambda: silent.said)


def _status_text(found: HiveStatus, places: Places) -> str:
    since = datetime.fromtimestamp(found.started, UTC).astimezone()
    lines = [
        f"hive of {escaped(found.repository)}",
        f"  pid {found.pid}, since {since:%Y-%m-%d %H:%M:%S}, version {found.version}, port {port_of(places)}",
        f"  sessions open: {found.sessions}, idle for {found.idle_s:.0f} s",
    ]
    if found.leases:
        held = len({each.holder for each in found.leases})
        lines.append(f"  leases: {len(found.leases)}, held by {held} session{'s' * (held != 1)}; `kaptar who` lists them")
    lines += _watch_lines(found.watch)
    if found.configuration.problem:
        lines.append(f"  the settings are wrong, the last good ones are in use: {found.configuration.problem}")
    if found.configuration.at_next_start:
        lines.append(f"  take effect at the next start: {', '.join(found.configuration.at_next_start)}")
    if (pool := found.runtime.pool) is not None:
        lines.append(f"  pool: {pool.ready} ready, {pool.busy} busy, {pool.created} created")
    lines += [
        f"  {each.checker} stays warm in {escaped(each.folder)}: pid {each.pid}, {each.answers} answers, "
        f"usually {_ms(each.usual_ms)}"
        for each in found.servers
    ]
    return "\n".join([*lines, *_hook_lines(found.hooks), f"  {speedups(found.runtime)}"])


def _watch_lines(row: WatchRow) -> Iterator[str]:
    if not row.on:
        return
    if row.problem:
        yield f"  not watched: {escaped(row.problem)}; a change from outside is seen at the next event of its file"
    elif row.files or row.changes:
        files, seen = f"{row.files} file{'s' * (row.files != 1)}", f"{row.changes} change{'s' * (row.changes != 1)}"
        yield f"  watched: {files} that sessions know; {seen} from outside so far"
    for each in row.last[-_MOST_CHANGES:]:
        held = f", while {' and '.join(each.held)} held it" if each.held else ""
        at = datetime.fromtimestamp(each.at_ms / 1000, UTC).astimezone()
        yield escaped(f"  changed from outside at {at:%H:%M:%S}: {each.path}{held}")


def _hook_lines(rows: list[HookRow]) -> Iterator[str]:
    for row in rows:
        if not row.check:
            yield f"  {row.client} {row.event}: {row.count} events, p50 {_ms(row.p50)}, p95 {_ms(row.p95)}"
    checks = [row for row in rows if row.check]
    if checks:
        noisy = max(checks, key=lambda r: r.findings)
        timed = [f"slowest check: {row.check} (p95 {_ms(row.p95)}); " for row in checks if row.p95 is not None]
        yield f"  {''.join(timed[:1])}noisiest: {noisy.check} ({noisy.findings})"


def _ms(micros: float | None) -> str:
    return "not measured" if micros is None else f"{micros / 1000:.2f} ms"
