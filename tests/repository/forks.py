"""A fork server: a small process whose children write, or recover, and get a signal at a chosen disk call.

A child of the test process itself would cost ten times as much: all of its memory has to be marked for copying.
"""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Literal

import msgspec
from tests.repository.faults import MANY, FaultyDisk, Repository, signalled

from kaptar.repository.recovery import recover
from kaptar.repository.worktree import worktree_of
from kaptar.repository.writer import write

ROOT = Path(__file__).parents[2]


class Job(msgspec.Struct):
    """What a child does in the repository of a test, and the call at which it gets the signal."""

    work: Literal["write", "recover"]
    top: str
    files: int
    at: int
    number: int


class ForkServer:
    """The server, for as long as the context lasts."""

    def __enter__(self) -> "ForkServer":
        command = [sys.executable, "-m", "tests.repository.forks"]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return self

    def __exit__(self, *about: object) -> None:
        self._process.communicate(timeout=60)

    def ended(self, work: Literal["write", "recover"], repository: Repository, at: int, number: signal.Signals) -> int:
        """How a child ends: by minus a signal, or 0 where it came to its end or was interrupted."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(msgspec.json.encode(Job(work, str(repository.top), len(repository.steps), at, number)) + b"\n")
        stdin.flush()
        return int(stdout.readline())


def _do(job: Job) -> None:
    worktree = worktree_of(Path(job.top))
    disk = FaultyDisk(job.at, signalled(signal.Signals(job.number)))
    if job.work == "write":
        write(worktree, MANY[: job.files], disk, 0.0)
    else:
        recover(worktree, disk)


def serve() -> None:
    """Do one job a line of standard input; the answer is how its process has ended."""
    for line in sys.stdin.buffer:
        child = os.fork()
        if child == 0:
            code = 70
            try:
                signal.signal(signal.SIGINT, signal.default_int_handler)
                signal.signal(signal.SIGTERM, signal.SIG_DFL)
                with suppress(KeyboardInterrupt):
                    _do(msgspec.json.decode(line, type=Job))
                code = 0
            finally:
                os._exit(code)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    serve()
