"""Runs a program of the user or the project, and leaves nothing of it behind.

A process group of its own, so that its children end with it; stdin is what is given, then closed; output is bounded. What runs
for longer than 50 ms ends with this process, even where that is killed.
"""

import contextlib
import os
import re
import selectors
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, repeat
from pathlib import Path
from typing import IO, NamedTuple

from kaptar.repository.children import ChildProcess, end_group, keep, start_child
from kaptar.repository.programs import program
from kaptar.stop import Stop

MOST_OUTPUT = 8 << 20
_CHUNK = 1 << 16
_ERROR = re.compile(r"error\b|expected\b", re.IGNORECASE)
_TICK_S = 0.05
_FIRST_PAUSES_S, _PAUSE_S = (0.0001, 0.0002, 0.0004, 0.0008), 0.002


class Finished(NamedTuple):
    """A program that has ended by itself. Output beyond the bound is dropped; ``cut`` says that some of ``out`` was."""

    code: int
    out: bytes
    err: bytes
    cut: bool = False

    @property
    def complaint(self) -> str:
        """Its complaint in one short line: the first that speaks of an error, else its last words."""
        lines = (self.err.strip() or self.out.strip()).decode("utf-8", "replace").splitlines()
        said = next((line for line in lines if _ERROR.search(line)), lines[-1] if lines else "")
        return " ".join(said.split())[:300] if lines else f"exit code {self.code}"


class Ended(NamedTuple):
    """A program that was ended, or did not start, and why. ``timed_out``: its time was over."""

    reason: str
    timed_out: bool = False


def run(
    command: Sequence[str],
    folder: Path,
    *,
    timeout_s: float,
    given: bytes = b"",
    environment: Mapping[str, str | None] | None = None,
    stop: Stop | None = None,
    most: int = MOST_OUTPUT,
) -> Finished | Ended:
    """Run a program to its end, or to the end of its time.

    Args:
        given: what it reads on stdin.
        environment: added to this process's; None takes a variable away.
        stop: ends it early, when requested from another thread.
        most: bytes of each output that are kept.
    """
    variables = {name: value for name, value in {**os.environ, **(environment or {})}.items() if value is not None}
    found = program(command[0], variables.get("PATH"))
    if found is None:
        return Ended(f"{command[0]} does not start: no absolute folder of PATH has it")
    try:
        process = start_child([found, *command[1:]], folder, variables)
    except (OSError, ValueError) as problem:
        return Ended(f"{command[0]} does not start: {problem}")
    try:
        said = _exchange(process, given, _Limit(timeout_s, time.monotonic() + timeout_s, stop, most))
        if isinstance(said, Ended):
            return said
        out, err = said
        code = process.wait()
        if process.lost:
            return Ended(f"{command[0]}: the system does not say how it ended; its parent may ignore SIGCHLD")
        return Finished(code, out[:most], err[:most], len(out) > most)
    finally:
        end_group(process)


class _Limit(NamedTuple):
    """How long a program may run: ``timeout_s``, which is until a time of the monotonic clock, or until a stop.

    ``most``: bytes of each output that are kept.
    """

    timeout_s: float
    until: float
    stop: Stop | None
    most: int

    def over(self) -> Ended | None:
        """Why the program has to end now."""
        if self.stop is not None and self.stop.requested:
            return Ended(f"stopped: {self.stop.reason}")
        return Ended(f"time out after {self.timeout_s:g} s", timed_out=True) if time.monotonic() >= self.until else None


def _exchange(process: ChildProcess, given: bytes, limit: _Limit) -> tuple[bytes, bytes] | Ended:
    """Feed and read the process until it closes its output and ends: its output, or why it has to be ended."""
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    kept = {process.stdout: bytearray(), process.stderr: bytearray()}
    rest, brief_until, pauses = memoryview(given), time.monotonic() + _TICK_S, _pauses()
    with selectors.DefaultSelector() as ready:
        for stream in kept:
            os.set_blocking(stream.fileno(), False)
            ready.register(stream, selectors.EVENT_READ)
        os.set_blocking(process.stdin.fileno(), False)
        ready.register(process.stdin, selectors.EVENT_WRITE)
        while ready.get_map() or process.poll() is None:
            if ended := limit.over():
                return ended
            if time.monotonic() >= brief_until:
                keep(process)
            if process.poll() is not None and not ready.select(0):
                break  # it has ended, and a child that holds its output has nothing to say now
            for key, _ in ready.select(_TICK_S) if ready.get_map() else next(pauses):
                if key.fileobj is process.stdin:
                    rest = _feed(process.stdin, rest, ready)
                else:
                    _take(key.fileobj, kept, ready, limit.most + 1)  # type: ignore[arg-type]
    return bytes(kept[process.stdout]), bytes(kept[process.stderr])


def _pauses() -> Iterator[tuple[()]]:
    """All streams are closed and the process still runs: look again soon. Most end within a tenth of a millisecond then."""
    for pause_s in chain(_FIRST_PAUSES_S, repeat(_PAUSE_S)):
        time.sleep(pause_s)
        yield ()


def _feed(stdin: IO[bytes], rest: memoryview, ready: selectors.BaseSelector) -> memoryview:
    try:
        written = os.write(stdin.fileno(), rest[:_CHUNK]) if rest else 0
    except BlockingIOError:
        return rest
    except BrokenPipeError:
        written = len(rest)
    rest = rest[written:]
    if not rest:
        ready.unregister(stdin)
        with contextlib.suppress(BrokenPipeError):
            stdin.close()
    return rest


def _take(stream: IO[bytes], kept: dict[IO[bytes], bytearray], ready: selectors.BaseSelector, most: int) -> None:
    try:
        data = os.read(stream.fileno(), _CHUNK)
    except BlockingIOError:
        return
    if not data:
        ready.unregister(stream)
    elif (room := most - len(kept[stream])) > 0:
        kept[stream] += data[:room]
