"""Counts of a hive: each hook that it answers, whether a check judged it or not, and each stop for the sake of others."""

import json
from pathlib import Path

import pytest
from tests.hive.test_watch import hive_of
from tests.server.conftest import environment, places, repository

from kaptar.api.status import HookRow
from kaptar.clients.adapter import HookAnswer
from kaptar.hive.hive import Hive
from kaptar.repository.places import Places

__all__ = ["environment", "places", "repository"]


def hook(hive: Hive, event: str, session: str, tool: str = "", client: str = "claude", **given: str) -> HookAnswer:
    body = {"session_id": session, "cwd": str(hive.places.worktree), "tool_name": tool, "tool_input": given}
    return hive.handle_hook(client, event, json.dumps(body).encode())


def counted(hive: Hive) -> dict[tuple[str, str, str], HookRow]:
    return {(row.client, row.event, row.check): row for row in hive.status().hooks}


def test_each_answered_hook_counts_once(places: Places) -> None:
    with hive_of(places) as hive:
        hook(hive, "SessionStart", "s")
        for _ in range(3):
            hook(hive, "PreToolUse", "s", "Bash", command="ls -l a.py")
        hook(hive, "PostToolUse", "s", "Bash", command="ls -l a.py")
        hook(hive, "PreToolUse", "s", "Write", file_path=str(places.worktree / "c.py"), content="x = 1\n")
        hook(hive, "BeforeTool", "g", "run_shell_command", client="gemini", command="ls")
        hook(hive, "PreToolUse", "s", "Read")
        rows = counted(hive)
    counts = {key[:2]: row.count for key, row in rows.items() if not key[2]}
    assert counts == {
        ("claude", "SessionStart"): 1, ("claude", "PreToolUse"): 5, ("claude", "PostToolUse"): 1, ("gemini", "BeforeTool"): 1,
    }  # fmt: skip
    assert all((row.p50 or 0) > 1 for row in rows.values() if not row.check), "a time that was measured"


@pytest.mark.parametrize(
    ("tool", "given"),
    [
        ("Edit", {"file_path": "a.py", "old_string": "x = 1", "new_string": "x = 3"}),
        ("Write", {"file_path": "a.py", "content": "x = 3\n"}),
        ("Bash", {"command": "rm a.py"}),
        ("Bash", {"command": "git reset --hard"}),
        ("Bash", {"command": "git add -A"}),
    ],
)
def test_a_stop_for_the_sake_of_another_session_is_a_finding(places: Places, tool: str, given: dict[str, str]) -> None:
    path = str(places.worktree / "a.py")
    with hive_of(places) as hive:
        edit = {"file_path": path, "old_string": "x = 1", "new_string": "x = 2"}
        hook(hive, "PreToolUse", "one", "Edit", **edit)
        Path(path).write_text("x = 2\n")
        hook(hive, "PostToolUse", "one", "Edit", **edit)
        words = {name: path if name == "file_path" else text for name, text in given.items()}
        assert hook(hive, "PreToolUse", "two", tool, **words).exit == 2
        rows = counted(hive)
    whole, leases = rows["claude", "PreToolUse", ""], rows["claude", "PreToolUse", "leases"]
    assert (whole.count, whole.findings) == (2, 1)
    assert (leases.count, leases.findings, leases.p50) == (1, 1, None)


def test_what_is_no_clients_is_not_counted(places: Places) -> None:
    with hive_of(places) as hive:
        hook(hive, "PreToolUse", "s", client="nobody")
        hook(hive, "x" * 1000, "s")
        assert counted(hive) == {}
