"""The rows. What is timed is the client's own time for an edit, never its start:

- where it calls tools: from the model's whole answer with the edit to the client's next request, as the model's server sees
  them; the hooks before and after the edit are in between;
- aider, git and pre-commit end after the edit: from the model's answer to the end of the process; the whole commit;
- Cursor does not run without its service: the processes alone that it would start.

Clients run with and without hooks in turn, so that a slow moment hits both; a round's figure is a median over its edits.
"""

import itertools
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

from kaptar.errors import Unavailable
from kaptar_bench.clients.place import Place, places, source
from kaptar_bench.clients.real import CLIENTS, Client, aider, aider_block, run_aider
from kaptar_bench.effort import Effort
from kaptar_bench.rows import Measured, measured

ROUNDS, EDITS = 5, 6
Play = Callable[[Place, int], float]
"""One round in a place: milliseconds of an edit. The number is of the round, for content that is new."""


def rows(effort: Effort) -> Iterator[Measured]:
    """A row for each client that `kaptar init` knows. A short run starts none of the real ones."""
    skipped = effort.pick("", "a short run starts no real client")
    for name, client in sorted(CLIENTS.items()):
        missing = client.missing() or skipped
        yield _row(name, effort, missing, _tool_calls(client), f"{EDITS} edits a round")
    command = aider()
    missing = skipped if command else "aider is not installed"
    yield _row("aider", effort, missing, _aider(command or ""), "to the end of the process")
    yield _cursor(effort)
    yield _row("git", effort, "", _commit, "a whole commit")
    found = shutil.which("pre-commit")
    yield _row("pre-commit", effort, "" if found else "pre-commit is not installed", _pre_commit, "its whole run")


def _row(client: str, effort: Effort, missing: str, play: Play, what: str) -> Measured:
    name = f"one edit by {client}: longer with hooks than without"
    if missing:
        return measured(name, [], "ms", reason=f"not run: {missing}")
    rounds = effort.pick(ROUNDS, 1)
    print(f"bench hooks: {client} ...", file=sys.stderr)
    try:
        with places(client) as (hooked, bare):
            for place in (hooked, bare):
                if client == "pre-commit" and place is bare:
                    (bare.repo / ".pre-commit-config.yaml").write_text("repos: []\n")
                play(place, 0)
            pairs = [_pair(play, hooked, bare, number) for number in range(1, rounds + 1)]
    except (Unavailable, OSError, subprocess.SubprocessError, ValueError) as problem:
        return measured(name, [], "ms", reason=f"not measured: {' '.join(str(problem).split())[:300]}")
    with_, without = (median(side) for side in zip(*pairs, strict=True))
    note = f"{with_:.0f} ms with, {without:.0f} ms without; {what}, {rounds} rounds"
    return measured(name, [a - b for a, b in pairs], "ms", reason=note)


def _pair(play: Play, hooked: Place, bare: Place, number: int) -> tuple[float, float]:
    """(with, without) of one round; which comes first alternates."""
    if number % 2:
        return play(hooked, number), play(bare, number)
    without = play(bare, number)
    return play(hooked, number), without


def _tool_calls(client: Client) -> Play:
    def play(place: Place, number: int) -> float:
        path, times = place.repo / "a.py", place.home / "times.jsonl"
        path.write_text(source().replace("COUNT = 0", f"COUNT = {1000 * number}"))
        counts = [1000 * number + edit for edit in range(EDITS + 1)]
        turns = [client.edit(path, f"COUNT = {a}", f"COUNT = {b}") for a, b in itertools.pairwise(counts)]
        script = [turn for turns_ in turns for turn in turns_]
        times.unlink(missing_ok=True)
        run = client.run(place.repo, place.home, [*script, {"text": "done"}], times)
        if run.code or f"COUNT = {counts[-1]}" not in path.read_text():
            raise Unavailable(f"{client.name} did not make its edits (exit code {run.code}): {run.err.strip()[-200:]}")
        return median(between(times.read_text(), script[-1]["tool"]))

    return play


def between(lines: str, tool: str) -> list[float]:
    """Milliseconds from each answer that calls a tool to the next request. ``lines``: what the scripted model noted."""
    noted: list[dict[str, Any]] = sorted(map(json.loads, lines.splitlines()), key=lambda each: float(each["asked"]))
    found = [
        (after["asked"] - before["answered"]) * 1e3 for before, after in itertools.pairwise(noted) if before["tools"] == [tool]
    ]
    if not found:
        raise Unavailable("no edit was followed by a request")
    return found


def _aider(command: str) -> Play:
    def play(place: Place, number: int) -> float:
        path, times = place.repo / "a.py", place.home / "times.jsonl"
        (line,) = [line for line in path.read_text().splitlines() if line.startswith("COUNT")]
        times.unlink(missing_ok=True)
        run = run_aider(command, place.repo, place.home, {"go": [aider_block(line, f"COUNT = {number + 1}")]}, times)
        ended = time.monotonic()
        if run.code or f"COUNT = {number + 1}" not in path.read_text():
            raise Unavailable(f"aider did not make its edit (exit code {run.code}): {run.err.strip()[-200:]}")
        answered = [json.loads(line)["answered"] for line in times.read_text().splitlines()]
        return float(ended - max(answered)) * 1e3

    return play


def _commit(place: Place, number: int) -> float:
    (place.repo / "a.py").write_text(source() + f"# {number}\n")
    start = time.monotonic()
    place.run("git", "-c", "user.name=n", "-c", "user.email=e@e", "commit", "-qam", "m")
    return (time.monotonic() - start) * 1e3


def _pre_commit(place: Place, number: int) -> float:
    (place.repo / "a.py").write_text(source() + f"# {number}\n")
    start = time.monotonic()
    place.run("pre-commit", "run", "--files", "a.py")
    return (time.monotonic() - start) * 1e3


def _cursor(effort: Effort) -> Measured:
    """The hooks that Cursor starts for an edit, by the commands that were installed and inputs as its documentation has them."""
    name = "one edit by Cursor, recorded input, hook processes alone: the client was not run"
    print("bench hooks: cursor ...", file=sys.stderr)
    with places("cursor") as (hooked, _):
        hooks = json.loads((hooked.repo / ".cursor" / "hooks.json").read_text())["hooks"]

        def play(number: int) -> float:
            content = source() + f"# {number}\n"
            started = time.monotonic()
            for event in ("preToolUse", "afterFileEdit", "postToolUse"):
                if event == "afterFileEdit":
                    (hooked.repo / "a.py").write_text(content)
                _hook(hooked, hooks[event][0]["command"], _cursor_input(hooked.repo, event, content))
            return (time.monotonic() - started) * 1e3

        play(0)
        times = [play(number) for number in range(1, 2 * effort.pick(ROUNDS, 1) + 1)]
    return measured(name, times, "ms", reason="preToolUse, afterFileEdit and postToolUse one after the other")


def _cursor_input(repo: Path, event: str, content: str) -> str:
    common = {"conversation_id": "bench", "hook_event_name": event, "workspace_roots": [str(repo)], "cursor_version": "2.0"}
    path = str(repo / "a.py")
    if event == "afterFileEdit":
        return json.dumps(common | {"file_path": path, "edits": [{"old_string": "a", "new_string": "b"}]})
    return json.dumps(common | {"tool_name": "Write", "tool_input": {"file_path": path, "content": content}})


def _hook(place: Place, command: str, payload: str) -> None:
    done = subprocess.run(
        ["sh", "-c", command], cwd=place.repo, env=place.environment, input=payload, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip
    if done.returncode or done.stderr:
        raise Unavailable(f"a hook of Cursor was not answered in silence: {done.stderr.strip()[:200]}")
