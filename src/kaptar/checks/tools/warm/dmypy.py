"""mypy's daemon: one process answers again and checks only what has changed."""

import os
import re
import shutil
import socket
import struct
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec

from kaptar.checks.tools.warm.changes import Changes
from kaptar.checks.tools.warm.channel import Patience, ServerFailed
from kaptar.checks.tools.warm.server import Question, ServerDiagnostic
from kaptar.decoding.json import decode_json
from kaptar.repository.children import end_group
from kaptar.repository.files import content_of
from kaptar.repository.process import Finished, run

_WATCHED = 'private=$1; shift; "$@" & daemon=$!; cat >/dev/null; kill $daemon; wait; rm -rf "$private"'
"""The daemon does not end with who started it; this shell does, and ends it: its stdin closes with us."""

_VERSION = re.compile(rb"dmypy (\d+)\.")
_PAUSE_S = 0.02
_TICK_S = 0.05
_CHUNK = 1 << 16
_MOST_ANSWER = 32 << 20
_LENGTH = struct.Struct("!L")
_SPOKEN_VERSION = 2
"""The version whose messages are known: a length, then JSON. With others the ``dmypy`` command asks, in a process."""

Read = Callable[[Finished, Path, Path], Iterable[ServerDiagnostic]]


class _Status(msgspec.Struct, frozen=True):
    connection_name: str


class _Answer(msgspec.Struct, frozen=True):
    """What the daemon says; before the final one it may tell what it prints."""

    final: bool = False
    out: str = ""
    err: str = ""
    status: int = 0
    error: str = ""


class MypyDaemon:
    """One daemon, with its status file and socket in a private folder that goes with it.

    Args:
        program: ``dmypy``.
        options: of mypy.
        idle_s: after which the daemon ends by itself, should all else fail.
        read: mypy's output.
    Raises:
        ServerFailed, Stopped: it does not start, or its answers would not be mypy's own: before version 2 the daemon has
        rules of its own for partial types.
    """

    def __init__(
        self, program: str, options: Sequence[str], folder: Path, environment: dict[str, str | None], read: Read, idle_s: float,
        patience: Patience,
    ) -> None:  # fmt: skip
        self._program, self._folder, self._environment, self._read = program, folder, environment, read
        self._spoken = self._version(patience) == _SPOKEN_VERSION
        self._arguments = ["daemon", "--timeout", str(int(idle_s)), "--", *options]
        self._start(patience)

    @property
    def pid(self) -> int:
        return self._process.pid

    def alive(self) -> bool:
        return self._process.poll() is None and self._status.exists()

    def ask(self, question: Question, changes: Changes, patience: Patience) -> tuple[ServerDiagnostic, ...]:
        """The daemon reads the disk and finds changes itself, but for those of one second that leave the size as it was."""
        if changes.hidden:
            self.close()
            self._start(patience)
        done = self._check(str(question.file), patience) if self._spoken else self._dmypy(["check", str(question.file)], patience)
        if done.code not in (0, 1) and not any(line.startswith(b"{") for line in done.out.splitlines()):
            raise ServerFailed(f"dmypy ended with code {done.code}: {done.complaint}")
        return tuple(self._read(done, question.file, self._folder))

    def close(self) -> None:
        end_group(self._process)
        shutil.rmtree(self._private, ignore_errors=True)

    def _start(self, patience: Patience) -> None:
        self._private = tempfile.mkdtemp(prefix="kaptar-mypy-")
        self._status = Path(self._private, "status.json")
        daemon = [self._program, "--status-file", str(self._status), *self._arguments]
        try:
            self._process = subprocess.Popen(
                ["/bin/sh", "-c", _WATCHED, "dmypy", self._private, *daemon], cwd=self._folder, env=self._variables(),
                stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
        except OSError as problem:
            shutil.rmtree(self._private, ignore_errors=True)
            raise ServerFailed(f"dmypy does not start: {problem}") from None
        try:
            self._wait_for_status(patience)
        except BaseException:
            self.close()
            raise

    def _version(self, patience: Patience) -> int:
        command, left_s = [self._program, "--version"], patience.left_s
        done = run(command, self._folder, timeout_s=left_s, environment=self._environment, stop=patience.stop)
        found = _VERSION.match(done.out) if isinstance(done, Finished) else None
        if found is None:
            patience.check()
            raise ServerFailed("dmypy does not tell its version")
        if int(found[1]) < 2:
            raise ServerFailed("dmypy before version 2 does not answer as mypy does")
        return int(found[1])

    def _wait_for_status(self, patience: Patience) -> None:
        while not self._status.exists() or not self._status.stat().st_size:
            patience.check()
            if self._process.poll() is not None:
                raise ServerFailed(f"dmypy ended with code {self._process.returncode}")
            time.sleep(_PAUSE_S)

    def _check(self, file: str, patience: Patience) -> Finished:
        """Ask the daemon itself: its command needs longer to start than the answer takes."""
        request = {"command": "check", "files": [file], "export_types": False, "is_tty": False, "terminal_width": 80}
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
                connection.settimeout(_TICK_S)
                connection.connect(decode_json(content_of(self._status), _Status).connection_name)
                body = msgspec.json.encode(request)
                connection.sendall(_LENGTH.pack(len(body)) + body)
                answer = _answer(connection, patience)
        except (OSError, msgspec.MsgspecError) as problem:
            raise ServerFailed(f"dmypy does not answer: {problem}") from None
        if answer.error:
            raise ServerFailed(f"dmypy: {answer.error.strip().splitlines()[-1][:200]}")
        return Finished(answer.status, answer.out.encode(), answer.err.encode())

    def _dmypy(self, arguments: list[str], patience: Patience) -> Finished:
        done = run(
            [self._program, "--status-file", str(self._status), *arguments], self._folder, timeout_s=max(0.001, patience.left_s),
            environment={**self._environment, "TMPDIR": self._private}, stop=patience.stop,
        )  # fmt: skip
        if isinstance(done, Finished):
            return done
        patience.stop.raise_if_requested()
        raise ServerFailed(done.reason)

    def _variables(self) -> dict[str, str]:
        given = {**os.environ, **self._environment, "TMPDIR": self._private}
        return {name: value for name, value in given.items() if value is not None}


def _answer(connection: socket.socket, patience: Patience) -> _Answer:
    """The final message. Raises ServerFailed, Stopped, OSError, MsgspecError."""
    buffer = bytearray()
    while True:
        while len(buffer) >= _LENGTH.size and len(buffer) >= _LENGTH.size + (length := _LENGTH.unpack_from(buffer)[0]):
            answer = decode_json(bytes(buffer[_LENGTH.size : _LENGTH.size + length]), _Answer)
            if answer.final:
                return answer
            del buffer[: _LENGTH.size + length]
        if len(buffer) > _MOST_ANSWER:
            raise ServerFailed("dmypy's answer is too long")
        patience.check()
        try:
            data = connection.recv(_CHUNK)
        except TimeoutError:
            continue
        if not data:
            raise ServerFailed("dmypy ended")
        buffer += data
