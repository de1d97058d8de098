"""Rows of ``kaptar bench hooks``: what a hook takes while another client, a process of its own, has the hive do much or waits.

    python -m kaptar_bench.slow_clients KIND ROOT SOCKET REPOSITORY PORT

is that client. It says ``begun``, and goes on until its input ends.
"""

import json
import random
import select
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

from kaptar.api.hive_client import HiveClient
from kaptar.api.requests import ApplyRequest, CheckRequest
from kaptar.repository.door import port_of
from kaptar_bench.effort import Effort
from kaptar_bench.rows import Measured, Target, measured

if TYPE_CHECKING:
    from kaptar_bench.hooks import Hive

_ROUNDS, _FEW_ROUNDS = 5, 1
_HOOKS, _FEW_HOOKS = 40, 3
_TIMEOUT_S = 60.0
_HALF = b"POST /hook/claude/PostToolUse HTTP/1.1\r\nhost: x\r\ncontent-le"
_HALVES, _FLOOD = 60, 1024

Step = Callable[[int], object]
"""One slow request, with a number that no other one has."""


def rows(hive: "Hive", effort: Effort, ask: Callable[[HiveClient, str], object]) -> Iterator[Measured]:
    """For each kind of slow client the 95th percentile of hooks meanwhile, beside that of hooks alone in the same rounds.

    Args:
        ask: sends a hook after an edit of a file.
    """
    client, path = HiveClient(hive.places.socket, repository=hive.places.common), "beside.py"
    source = _functions(2_000)
    numbers = iter(range(1 << 30))

    def hooks() -> Iterator[float]:
        for _ in range(effort.pick(_HOOKS, _FEW_HOOKS)):
            (hive.root / path).write_bytes(source + b"# %d\n" % next(numbers))
            start = time.perf_counter()
            ask(client, path)
            yield (time.perf_counter() - start) * 1e3

    list(hooks())
    for kind, what in KINDS.items():
        alone: list[float] = []
        beside: list[float] = []
        for _ in range(effort.pick(_ROUNDS, _FEW_ROUNDS)):
            alone += hooks()
            with _slow_client(kind, hive):
                beside += hooks()
        p95 = [quantiles(times, n=20)[-1] for times in (beside, alone)]
        note = f"p50 {median(beside):.1f} ms, alone {median(alone):.1f} ms; the longest {max(beside):.0f} ms"
        yield measured(f"hooks while another client {what}: p95", p95[:1], "ms", peer="hooks alone", peer_rounds=p95[1:],
                       target=Target("ratio", ">=", 0.5), reason=note)  # fmt: skip
    (hive.root / path).unlink()
    client.close()


@contextmanager
def _slow_client(kind: str, hive: "Hive") -> Iterator[None]:
    words = [kind, str(hive.root), str(hive.places.socket), str(hive.places.common), str(port_of(hive.places))]
    with subprocess.Popen(
        [sys.executable, "-m", "kaptar_bench.slow_clients", *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"begun\n", f"the client {kind!r} did not begin"
        try:
            yield
        finally:
            assert other.stdin is not None
            other.stdin.close()
            other.wait(_TIMEOUT_S)
    assert other.returncode == 0, f"the client {kind!r} ended with the exit code {other.returncode}"


def _large_text(root: Path, client: HiveClient, _port: int) -> Step:
    """A check of 16 MB with 290,000 words that may be secrets, and are none."""
    rng, path = random.Random(16), root / "large.txt"
    lines = (f"the measurement {at} of {rng.getrandbits(80):x} was taken\n" for at in range(290_000))
    data = "".join(lines).encode()
    return lambda number: _checked(client, path, b"%d\n" % number + data)


def _large_source(root: Path, client: HiveClient, _port: int) -> Step:
    source = _functions(500_000)
    return lambda number: _checked(client, root / "large.py", source + b"# %d\n" % number)


def _suppressions(root: Path, client: HiveClient, _port: int) -> Step:
    lines = (f"x{at} = eval(y{at})  # kaptar: ignore[security/eval] -- because {at}\n" for at in range(2000))
    data = "".join(lines).encode()
    return lambda number: _checked(client, root / "silent.py", data + b"# %d\n" % number)


def _many_files(root: Path, client: HiveClient, _port: int) -> Step:
    source = _functions(20_000)
    for at in range(60):
        (root / f"many{at}.py").write_bytes(source)

    def step(number: int) -> None:
        hunk = f"@@\n-    total = a + b * 7\n+    total = a + b * {number}\n"
        edits = "".join(f"*** Update File: many{at}.py\n{hunk}" for at in range(60))
        _applied(client, root, None, f"*** Begin Patch\n{edits}*** End Patch\n")

    return step


def _large_difference(root: Path, client: HiveClient, _port: int) -> Step:
    lines = [f"line {at % 7}" for at in range(20_000)]
    (root / "alike.txt").write_text("\n".join(lines) + "\n")

    def step(number: int) -> None:
        changed = [f"changed {number}" if at % 50 == 0 else line for at, line in enumerate(lines)]
        _applied(client, root, "alike.txt", "\n".join(changed) + "\n")

    return step


def _large_write(root: Path, client: HiveClient, _port: int) -> Step:
    """A hook before a write, with the whole content of 16 MB."""
    content = "some words without a meaning\n" * 580_000

    def step(number: int) -> None:
        given = {"file_path": str(root / "new.txt"), "content": f"{number}\n{content}"}
        payload = {"session_id": "other", "cwd": str(root), "hook_event_name": "PreToolUse", "tool_name": "Write"}
        client.post("/hook/claude/PreToolUse", {**payload, "tool_input": given})

    return step


def _half_requests(_root: Path, client: HiveClient, _port: int) -> Step:
    """Requests whose heads never end, on the Unix socket, which no pace of accepting holds back."""

    def step(_number: int) -> None:
        opened = [socket.socket(socket.AF_UNIX) for _ in range(_HALVES)]
        for each in opened:
            each.settimeout(_TIMEOUT_S)
            each.connect(str(client.connection.path))
            each.sendall(_HALF)
        time.sleep(0.1)
        for each in opened:
            each.close()

    return step


def _flood(_root: Path, _client: HiveClient, port: int) -> Step:
    """Strangers at the loopback port, more than it lets in, who say half of a request."""

    def step(_number: int) -> None:
        opened = [socket.socket() for _ in range(_FLOOD)]
        for each in opened:
            each.setblocking(False)
            each.connect_ex(("127.0.0.1", port))
        time.sleep(0.1)
        for each in opened:
            with suppress(OSError):  # it was not let in, or was ended
                each.send(_HALF)
        time.sleep(0.2)
        for each in opened:
            each.close()

    return step


KINDS = {
    "text": "has 16 MB of text checked",
    "source": "has 500 kB of Python checked",
    "suppressions": "has 2,000 suppressions checked",
    "files": "edits 60 files at once",
    "difference": "has a difference of 400 places made",
    "write": "is about to write 16 MB",
    "halves": f"has {_HALVES} half requests open",
    "flood": f"floods the port with {_FLOOD:,} half requests",
}
_STEPS: dict[str, Callable[[Path, HiveClient, int], Step]] = {
    "text": _large_text, "source": _large_source, "suppressions": _suppressions, "files": _many_files,
    "difference": _large_difference, "write": _large_write, "halves": _half_requests, "flood": _flood,
}  # fmt: skip


def _functions(size: int) -> bytes:
    """About so many bytes of Python."""
    body = "def function_{0}(a, b):\n    total = a + b * {0}\n    return [x for x in range(total) if x % {1} == 0]\n\n\n"
    parts = [body.format(at, at % 9 + 1) for at in range(size // 80)]
    return "".join(parts).encode()


def _checked(client: HiveClient, path: Path, data: bytes) -> None:
    path.write_bytes(data)
    client.post("/call/check", CheckRequest(root=str(path.parent), paths=(str(path),)))


def _applied(client: HiveClient, root: Path, path: str | None, edit: str) -> None:
    answer = json.loads(client.post("/call/apply", ApplyRequest(edit=edit, folder=str(root), path=path)))
    assert answer, "an edit has an answer"


def main(kind: str, root: str, at: str, repository: str, port: str) -> int:
    """Ask for slow things one after the other until the input ends."""
    client = HiveClient(Path(at), _TIMEOUT_S, Path(repository))
    step, number = _STEPS[kind](Path(root), client, int(port)), time.time_ns()
    print("begun", flush=True)
    while not select.select([sys.stdin], [], [], 0)[0]:
        number += 1
        step(number)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
