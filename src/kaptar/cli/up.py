"""``kaptar up``, ``kaptar down``, ``kaptar status``: the hive of the repository."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from kaptar.api.answers import UpAnswer
from kaptar.api.hive_client import HiveClient
from kaptar.api.protocol import Health, refuse_other
from kaptar.api.recovery import left_half_done, roll_back
from kaptar.api.status import HiveStatus, HookRow
from kaptar.cli.command import State, Verb
from kaptar.cli.hooks import speedups
from kaptar.errors import KaptarError, OtherProtocol, Unavailable
from kaptar.repository.door import port_of
from kaptar.repository.living import living, started_at
from kaptar.repository.own import make_own_folder, open_own, read_own, refuse_foreign
from kaptar.repository.places import Places, exclude_from_git, find_places

if TYPE_CHECKING:
    from kaptar.hive.hive import Hive

_READY_WITHIN_S = 20.0
_GONE_WITHIN_S = 15.0
_PAUSE_S = 0.01


@click.command(cls=Verb)
@click.option("--foreground", is_flag=True, help="Stay in this terminal and log to stderr too.")
@click.option("--port", type=click.IntRange(0, 65535), help="Loopback port; by default the one that was used before.")
@click.pass_obj
def up(state: State, foreground: bool, port: int | None) -> int:
    """Start the hive of this repository, or find the one that runs."""
    places = _own_places()
    if port is not None:
        state.flags["hive.port"] = port
    if foreground:
        return _run_here(state, places)
    start = time.perf_counter()
    for line in roll_back(places.worktree):
        state.tell(line)
    client = HiveClient(places.socket)
    health = client.health()
    began = health is None
    if health is None:
        health = _begin(places, client, state.flags)
    refuse_other(health.protocol, health.version)
    answer = UpAnswer(
        health.repository, health.pid, port_of(places), str(places.socket), began, round((time.perf_counter() - start) * 1e3, 1)
    )
    verb = "started" if began else "runs already"
    state.answer(answer, lambda: f"hive {verb}: pid {answer.pid}, http://127.0.0.1:{answer.port}, {answer.ready_ms:.0f} ms")
    return 0


def _own_places() -> Places:
    """The places of the repository here. Raises InputError where it has brought things of a hive along."""
    places = find_places(Path.cwd())
    refuse_foreign(places)
    return places


def _begin(places: Places, client: HiveClient, flags: Mapping[str, Any]) -> Health:
    """Start a hive in the background and wait until it answers. Raises Unavailable with its last words."""
    make_own_folder(places.state)
    exclude_from_git(places)
    errors = places.state / "start.log"
    command = [sys.executable, "-P", "-m", "kaptar", "up", "--foreground", *_words(flags)]
    with os.fdopen(open_own(errors, os.O_WRONLY | os.O_TRUNC), "wb") as log:
        process = subprocess.Popen(
            command, cwd=places.worktree, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    until = time.monotonic() + _READY_WITHIN_S
    while time.monotonic() < until:
        if (health := client.health()) is not None:
            if health.pid != process.pid:
                _end(process)
            return health
        if process.poll() not in (None, 0):
            words = (read_own(errors) or b"").decode("utf-8", "replace").strip().splitlines()
            raise Unavailable(f"the hive did not start: {words[-1] if words else 'no message'} (see {errors})")
        time.sleep(_PAUSE_S)
    raise Unavailable(f"the hive did not answer within {_READY_WITHIN_S:.0f} s (see {places.log})")


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a hive of ours that another one has outrun: a slow one would take the place when that ends, unasked."""
    process.terminate()
    try:
        process.wait(_GONE_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _words(flags: Mapping[str, Any]) -> list[str]:
    """The options that made these flags."""
    words = ["--no-wasm"] if flags.get("wasm.enabled") is False else []
    words += ["--port", str(flags["hive.port"])] if "hive.port" in flags else []
    return words + (["--config", str(Path(flags["config"]).absolute())] if "config" in flags else [])


def _run_here(state: State, places: Places) -> int:
    """Be the hive, until SIGTERM, SIGINT, ``kaptar down`` or idleness."""
    import anyio

    from kaptar.config.load import config_files
    from kaptar.config.watched import ConfigSource
    from kaptar.hive.hive import Hive
    from kaptar.server.log import log_to
    from kaptar.server.serve import open_doors, serve, take_place

    def source(root: Path) -> ConfigSource:
        return ConfigSource(config_files(root, flags=state.flags), lambda: state.config(root))

    config = state.config(places.worktree)
    lock = take_place(places)
    handler = log_to(places.log, most_bytes=config.hive.log_bytes, files=config.hive.log_files)
    try:
        hive = Hive(source, places)
        try:
            doors = open_doors(places, config.hive.port)
            anyio.run(_until_signal, hive, lambda: serve(hive, places, doors))
        finally:
            hive.close()
    finally:
        handler.close()
        lock.drop()
    return 0


async def _until_signal(hive: "Hive", serving: Any) -> None:
    """Serve; a signal asks the hive to end as ``kaptar down`` does."""
    import anyio

    async def listen() -> None:
        with anyio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
            async for _ in signals:
                hive.request_end()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(listen)
        await serving()
        tasks.cancel_scope.cancel()


@click.command(cls=Verb)
@click.pass_obj
def down(state: State) -> int:
    """End the hive of this repository. Running requests are answered first; one that does not end in time is killed."""
    places = _own_places()
    client = HiveClient(places.socket)
    health, note = client.health(), living(places.pid)
    pid = health.pid if health is not None else note.pid if note is not None else None
    if pid is None:
        state.answer({"ended": False, "pid": None}, lambda: "no hive runs here")
        return 0
    born = started_at(pid)
    _ask_to_end(client if health is not None else None, pid)
    gone = _gone(pid, born, _GONE_WITHIN_S)
    if not gone:
        _signal(pid, signal.SIGKILL)
        gone = _gone(pid, born, _GONE_WITHIN_S)
    state.answer({"ended": gone, "pid": pid}, lambda: "ended" if gone else f"process {pid} does not end")
    return 0 if gone else 1


def _ask_to_end(client: HiveClient | None, pid: int) -> None:
    """By a request; by SIGTERM, which means the same, where the hive does not take one."""
    try:
        if client is not None:
            client.post("/shutdown", {})
            return
    except KaptarError:
        pass
    _signal(pid, signal.SIGTERM)


def _signal(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def _gone(pid: int, born: str | None, within_s: float) -> bool:
    """Whether the process has ended, or ends in time. Its start time tells it from another one with its id."""
    until = time.monotonic() + within_s
    while born is not None and started_at(pid) == born:
        if time.monotonic() > until:
            return False
        time.sleep(_PAUSE_S)
    return True


@click.command(cls=Verb)
@click.pass_obj
def status(state: State) -> int:
    """Say what the hive of this repository is doing. Exit code 3 when none runs."""
    places = _own_places()
    for line in left_half_done(places.worktree):
        state.tell(line)
    client = HiveClient(places.socket, timeout_s=5.0)
    health = client.health()
    if health is None:
        state.answer({"running": False, "repository": str(places.common)}, lambda: "no hive runs here; `kaptar up` starts one")
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


def _status_text(found: HiveStatus, places: Places) -> str:
    since = datetime.fromtimestamp(found.started, UTC).astimezone()
    lines = [
        f"hive of {found.repository}",
        f"  pid {found.pid}, since {since:%Y-%m-%d %H:%M:%S}, version {found.version}, port {port_of(places)}",
        f"  sessions open: {found.sessions}, idle for {found.idle_s:.0f} s",
    ]
    if found.configuration.problem:
        lines.append(f"  the settings are wrong, the last good ones are in use: {found.configuration.problem}")
    if found.configuration.at_next_start:
        lines.append(f"  take effect at the next start: {', '.join(found.configuration.at_next_start)}")
    if (pool := found.runtime.pool) is not None:
        lines.append(f"  pool: {pool.ready} ready, {pool.busy} busy, {pool.created} created")
    lines += [
        f"  {each.checker} stays warm in {each.folder}: pid {each.pid}, {each.answers} answers, usually {_ms(each.usual_ms)}"
        for each in found.servers
    ]
    return "\n".join([*lines, *_hook_lines(found.hooks), f"  {speedups(found.runtime)}"])


def _hook_lines(rows: list[HookRow]) -> Iterator[str]:
    for row in rows:
        if not row.check:
            yield f"  {row.client} {row.event}: {row.count} events, p50 {_ms(row.p50)}, p95 {_ms(row.p95)}"
    checks = [row for row in rows if row.check]
    if checks:
        slow, noisy = checks[0], max(checks, key=lambda r: r.findings)
        yield f"  slowest check: {slow.check} (p95 {_ms(slow.p95)}); noisiest: {noisy.check} ({noisy.findings})"


def _ms(micros: float | None) -> str:
    return "not measured" if micros is None else f"{micros / 1000:.2f} ms"
