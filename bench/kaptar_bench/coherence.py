"""agent-coherence as a peer: its hook before an edit, which asks its coordinator, beside ours, which asks a hive."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kaptar.clients.entry import kaptar_hook
from kaptar.repository.programs import program
from kaptar_bench.effort import Effort, timed
from kaptar_bench.hooks import Hive, a_hive
from kaptar_bench.rows import Measured, measured
from kaptar_bench.timing import scaled

PEER = "agent-coherence"
_NAME = "before-edit hook, end to end"
_PROGRAMS = ("agent-coherence-coordinator", "agent-coherence-track", "agent-coherence-hook-client")
_INSTALL = f"not run: {PEER} is not on the PATH: `pipx install {PEER}==0.15.0` installs it"
_SESSION = "11111111-1111-4111-8111-111111111111"
_WAIT_S = 30


def before_edit(source: str, effort: Effort) -> Measured:
    """The hook that a client starts before an edit of one function: ours as `kaptar init` writes it, and the peer's.

    Both are processes that ask a server which runs already. The peer's compares versions of the file and who edits it;
    ours parses the edit, takes the leases and runs the checks, too.
    """
    programs = {name: program(name) for name in _PROGRAMS}
    if not all(programs.values()):
        return measured(_NAME, [], "ms", peer=PEER, reason=_INSTALL)
    with a_hive({"a.py": source.encode()}) as hive, _coordinator(hive, programs["agent-coherence-coordinator"] or ""):
        _run([programs["agent-coherence-track"] or "", "a.py", "--root", str(hive.root)], b"", hive)
        given = {"file_path": str(hive.root / "a.py"), "old_string": "x + 7\n", "new_string": "x + 70\n"}
        body = {"session_id": _SESSION, "cwd": str(hive.root), "hook_event_name": "PreToolUse", "tool_name": "Edit",
                "tool_input": given}  # fmt: skip
        event, client = json.dumps(body).encode(), programs["agent-coherence-hook-client"] or ""
        _run([client, "pre-read"], event, hive)
        answer = _run([client, "pre-edit"], event, hive)
        if b'"ok": true' not in answer:
            return measured(_NAME, [], "ms", peer=PEER, reason=f"not run: {PEER} answered {answer[:80]!r}")
        ours = [sys.executable, "-I", "-S", str(kaptar_hook.__file__), "claude", "PreToolUse"]
        subjects: dict[str, Callable[[], object]] = {
            "ours": lambda: _run(ours, event, hive),
            PEER: lambda: _run([client, "pre-edit"], event, hive),
        }
        times = timed(subjects, effort, rounds=15, round_ms=1, warm_ups=2)
    reason = "each a process that asks its server; ours runs the checks of the edit, too"
    return measured(_NAME, scaled(times["ours"], "ms"), "ms", peer=PEER, peer_rounds=scaled(times[PEER], "ms"), reason=reason)


@contextmanager
def _coordinator(hive: Hive, started: str) -> Iterator[None]:
    """The peer's server for the files of a hive. It puts itself into the background, and notes its process."""
    _run([started, "--root", str(hive.root)], b"", hive)
    noted = Path(hive.root) / ".coherence" / "server.pid"
    process = int(noted.read_text("ascii").split()[0])
    try:
        yield
    finally:
        os.kill(process, signal.SIGTERM)
        until = time.monotonic() + _WAIT_S
        while noted.exists() and time.monotonic() < until:  # it writes there as long as it lives
            time.sleep(0.05)


def _run(command: list[str], given: bytes, hive: Hive) -> bytes:
    done = subprocess.run(
        command, input=given, cwd=hive.root, env=hive.environment, capture_output=True, check=True, timeout=_WAIT_S
    )  # fmt: skip
    return done.stdout
