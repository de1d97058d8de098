"""The process of a repository's hive, from outside: found, started in the background, ended."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from kaptar.api.hive_client import HiveClient
from kaptar.api.protocol import Health
from kaptar.api.silent import silent_hive, stopped_hive
from kaptar.errors import KaptarError, Unavailable
from kaptar.repository.door import port_of as port_of
from kaptar.repository.interpreter import interpreter
from kaptar.repository.living import living, stands_still, started_at
from kaptar.repository.own import make_own_folder, open_own, read_own
from kaptar.repository.own import refuse_foreign as refuse_foreign
from kaptar.repository.places import Places, find_places

_READY_WITHIN_S = 20.0
_GONE_WITHIN_S = 15.0
_SILENT_GONE_WITHIN_S = 2.0
_PAUSE_S = 0.01

Launch = Callable[[Places, list[str], int], "subprocess.Popen[bytes]"]
"""Starts ``kaptar up --foreground`` with more options in a repository; what it prints goes to an open file."""


class HiveProcess(NamedTuple):
    """A process by its id and its start time, which tells it from a later one with the same id.

    ``answers``: it is a hive that takes requests.
    """

    pid: int
    born: str | None
    answers: bool = False

    def ends_within(self, seconds: float) -> bool:
        """Wait until it has ended, or is stopped; whether it has ended, in time."""
        until = time.monotonic() + seconds
        while self.born is not None and started_at(self.pid) == self.born:
            if time.monotonic() > until or stands_still(self.pid):
                return False
            time.sleep(_PAUSE_S)
        return True

    def signal(self, number: signal.Signals) -> None:
        """Send a signal, if it is still there."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)


def own_places(folder: Path) -> Places:
    """The places of the repository that a folder lies in.

    Raises InputError where there is no repository, or where it has brought things of a hive along.
    """
    places = find_places(folder)
    refuse_foreign(places)
    return places


def launch(places: Places, options: list[str], log: int) -> "subprocess.Popen[bytes]":
    """Start a hive that outlives this process."""
    command = [interpreter(), "-E", "-P", "-m", "kaptar", "up", "--foreground", "--launched", *options]
    return subprocess.Popen(
        command, cwd=places.worktree, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
    )


def start_hive(places: Places, client: HiveClient, flags: Mapping[str, Any], launch: Launch = launch) -> Health:
    """Start a hive in the background and wait until one answers, this one or another that was faster.

    Args:
        flags: settings that options of the command line have made.
    Raises:
        Unavailable: the hive here is stopped, none answers in time, or the process ended: with its last words.
    """
    if (stopped := stopped_hive(places)) is not None:
        raise Unavailable(stopped.said)
    make_own_folder(places.state)
    errors = places.state / "start.log"
    with os.fdopen(open_own(errors, os.O_WRONLY | os.O_TRUNC), "wb") as log:
        process = launch(places, _options(flags), log.fileno())
    until = time.monotonic() + _READY_WITHIN_S
    while time.monotonic() < until:
        if (health := client.health()) is not None:
            if health.pid != process.pid:
                _end_outrun(process)
            return health
        if process.poll() not in (None, 0):
            words = (read_own(errors) or b"").decode("utf-8", "replace").strip().splitlines()
            last = words[-1].removeprefix("error: ") if words else _why_no_words(errors)
            raise Unavailable(f"the hive did not start: {last} (see {errors})")
        time.sleep(_PAUSE_S)
    silent = silent_hive(places)
    said = silent.said if silent is not None else f"the hive did not answer within {_READY_WITHIN_S:.0f} s"
    raise Unavailable(f"{said} (see {places.log})")


def _why_no_words(errors: Path) -> str:
    """Why a process has left no message: what is written to the same file now fails as its words have."""
    try:
        with os.fdopen(open_own(errors, os.O_WRONLY | os.O_TRUNC), "wb") as log:
            log.write(b" " * 4096)
            log.flush()
            os.fsync(log.fileno())
    except OSError as problem:
        return f"{problem.strerror or problem}; make room there, then run the command again"
    return "no message"


def answering_hive(client: HiveClient) -> HiveProcess | None:
    """The process of a hive that answers: it is known by its socket alone, and nothing of the repository is read or asked."""
    health = client.health()
    return HiveProcess(health.pid, started_at(health.pid), True) if health is not None else None


def find_hive(places: Places, client: HiveClient) -> HiveProcess | None:
    """The process of the hive, also where it does not answer; None where none lives."""
    note = living(places.pid)
    health = None if note is not None and stands_still(note.pid) else client.health()
    pid = health.pid if health is not None else note.pid if note is not None else None
    return HiveProcess(pid, started_at(pid), health is not None) if pid is not None else None


def end_hive(process: HiveProcess, client: HiveClient) -> bool:
    """End a hive; one that does not end in time, or is stopped, is killed. Whether it has ended."""
    patience_s = _GONE_WITHIN_S if _ask_to_end(process, client) else _SILENT_GONE_WITHIN_S
    if process.ends_within(patience_s):
        return True
    process.signal(signal.SIGKILL)
    return process.ends_within(_GONE_WITHIN_S)


def _ask_to_end(process: HiveProcess, client: HiveClient) -> bool:
    """By a request; by SIGTERM, which means the same, where the hive does not take one. Whether it has taken one."""
    try:
        if process.answers:
            client.post("/shutdown", {})
            return True
    except KaptarError:
        pass
    process.signal(signal.SIGTERM)
    process.signal(signal.SIGCONT)  # one that is stopped takes the other signal only then
    return False


def _end_outrun(process: "subprocess.Popen[bytes]") -> None:
    """End a process of ours when another hive answered first: it would take the place when that one ends, unasked."""
    process.terminate()
    try:
        process.wait(_GONE_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _options(flags: Mapping[str, Any]) -> list[str]:
    """The options that made these flags."""
    options = ["--no-wasm"] if flags.get("wasm.enabled") is False else []
    options += ["--port", str(flags["hive.port"])] if "hive.port" in flags else []
    return options + (["--config", str(Path(flags["config"]).absolute())] if "config" in flags else [])
