"""What Kaptar's own commands write beside the work of sessions: stopped by leases, and written down with who did it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kaptar.api.leases import open_store, wall_ms
from kaptar.api.places import find_places
from kaptar.clients.install.facts import HOOK_FILE
from kaptar.repository.living import started_at
from kaptar.workspace.leases.model import Holder
from kaptar.workspace.ledger.processes import LivingProcess, ProcessBook

pytestmark = pytest.mark.guest

Kaptar = Callable[..., Any]
TEXT = "def f():\n    return 1\n\n\ndef g():\n    return 2\n"
PLAN = '[[task]]\nid = "smaller"\nkind = "optimize"\nfiles = ["*.js"]\n'
SCRIPT = "export function day() {\n  const unused = 1;\n  return 24 * 60 * 60; // seconds\n}\n"


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path
    subprocess.run(["git", "init", "-q", root], check=True, timeout=60)
    (root / "a.py").write_text(TEXT)
    (root / "edit.txt").write_text("def f():\n    return 10\n")
    monkeypatch.chdir(root)
    return root


def rows(kaptar: Kaptar) -> list[tuple[str, str]]:
    return [(row["by"], row["tool"]) for row in kaptar("history", "a.py", "--json").value]


def runs_commands_of(holder: Holder, root: Path) -> None:
    """The process above this one runs a command of a session, as its hook has said."""
    above = os.getppid()
    with open_store(find_places(root)) as store:
        ProcessBook(store).note(LivingProcess(above, started_at(above) or ""), holder, wall_ms())


def test_an_edit_is_refused_where_another_session_holds_it_and_goes_on_beside_it(kaptar: Kaptar, repository: Path) -> None:
    kaptar("claim", "a.py::f", "--as", "codex/two")
    refused = kaptar("apply", "a.py", "edit.txt", "--write")
    assert refused.code == 1
    assert "refused (held): a.py::f is held by codex (session two)" in refused.err
    assert (repository / "a.py").read_text() == TEXT
    (repository / "edit.txt").write_text("def g():\n    return 20\n")
    assert kaptar("apply", "a.py", "edit.txt", "--write").code == 0
    assert (repository / "a.py").read_text() == TEXT.replace("2", "20")


def test_the_session_that_holds_it_edits_and_the_ledger_says_so(kaptar: Kaptar) -> None:
    kaptar("claim", "a.py", "--as", "codex/two")
    assert kaptar("apply", "a.py", "edit.txt", "--write", "--as", "codex/two").code == 0
    assert rows(kaptar)[0] == ("codex (session two)", "apply")
    held = kaptar("who", "--json").value
    assert [(row["name"], row["automatic"]) for row in held] == [("", False), ("f", True)]


def test_a_dry_run_asks_nobody_and_takes_nothing(kaptar: Kaptar) -> None:
    kaptar("claim", "a.py", "--as", "codex/two")
    assert kaptar("apply", "a.py", "edit.txt", "--as", "claude/one").code == 0
    assert [row["key"] for row in kaptar("who", "--json").value] == ["codex/two"]


def test_a_person_takes_no_lease(kaptar: Kaptar) -> None:
    kaptar("claim", "other.py", "--as", "codex/two")
    assert kaptar("apply", "a.py", "edit.txt", "--write").code == 0
    assert len(kaptar("who", "--json").value) == 1
    assert rows(kaptar)[0][1] == "apply"


def test_without_any_other_session_nothing_is_made(kaptar: Kaptar, repository: Path) -> None:
    assert kaptar("apply", "a.py", "edit.txt", "--write").code == 0
    assert not (repository / ".kaptar").exists()


def test_a_command_of_a_client_acts_for_its_session(kaptar: Kaptar, repository: Path) -> None:
    runs_commands_of(Holder("claude", "one"), repository)
    assert kaptar("claim", "a.py").code == 0
    assert [row["key"] for row in kaptar("who", "--json").value] == ["claude/one"]
    assert kaptar("apply", "a.py", "edit.txt", "--write").code == 0
    assert rows(kaptar)[0] == ("claude (session one)", "apply")
    assert kaptar("apply", "a.py", "edit.txt", "--write", "--as", "codex/two").code == 0  # it is there already
    (repository / "edit.txt").write_text("def g():\n    return 20\n")
    assert kaptar("apply", "a.py", "edit.txt", "--write", "--as", "codex/two").code == 1


def test_a_process_with_the_id_of_a_former_client_acts_for_nobody(kaptar: Kaptar, repository: Path) -> None:
    with open_store(find_places(repository)) as store:
        ProcessBook(store).note(LivingProcess(os.getppid(), "another start"), Holder("claude", "one"), wall_ms())
    kaptar("claim", "a.py")
    assert kaptar("who", "--json").value[0]["key"].startswith("person/")


def test_a_session_restores_nothing_that_another_one_holds_and_a_person_does(kaptar: Kaptar, repository: Path) -> None:
    kaptar("claim", "other.py", "--as", "codex/two")
    kaptar("apply", "a.py", "edit.txt", "--write")
    kaptar("claim", "a.py", "--as", "codex/two")
    refused = kaptar("restore", "a.py@1", "--as", "claude/one")
    assert refused.code == 1
    assert "a.py is held by codex (session two)" in refused.err
    assert "return 10" in (repository / "a.py").read_text()
    assert kaptar("restore", "a.py@1", "--as", "codex/two").code == 0
    assert (repository / "a.py").read_text() == TEXT
    assert kaptar("restore", "a.py@2").code == 0


def test_one_held_file_stops_an_edit_of_several(kaptar: Kaptar, repository: Path) -> None:
    kaptar("claim", "b.py", "--as", "codex/two")
    (repository / "b.py").write_text(TEXT)
    diff = "".join(
        f"--- a/{name}\n+++ b/{name}\n@@ -1,2 +1,2 @@\n def f():\n-    return 1\n+    return 10\n" for name in ("a.py", "b.py")
    )
    (repository / "edit.txt").write_text(diff)
    refused = kaptar("apply", "--multi", "edit.txt", "--write")
    assert refused.code == 1
    assert "refused (held): b.py is held by codex" in refused.err
    assert (repository / "a.py").read_text() == (repository / "b.py").read_text() == TEXT


def test_a_run_writes_only_what_nobody_else_holds(kaptar: Kaptar, repository: Path) -> None:
    (repository / "plan.toml").write_text(PLAN)
    for name in ("one.js", "two.js"):
        (repository / name).write_text(SCRIPT)
    kaptar("claim", "two.js", "--as", "codex/two")
    report = kaptar("run", "plan.toml", "--write", "--json").value
    reasons = {row["path"]: row["reason"] for row in report["changes"]}
    assert reasons["one.js"] == ""
    assert reasons["two.js"].startswith("two.js is held by codex (session two)")
    assert (repository / "one.js").read_text() != SCRIPT
    assert (repository / "two.js").read_text() == SCRIPT
    assert [row["tool"] for row in kaptar("history", "one.js", "--json").value][:1] == ["run"]


def test_check_fix_leaves_alone_what_another_session_holds(kaptar: Kaptar, repository: Path) -> None:
    (repository / "kaptar.toml").write_text("[hooks.checks]\nformat = true\n")
    for name in ("one.json", "two.json"):
        (repository / name).write_text('{"a":1}\n')
    kaptar("claim", "two.json", "--as", "codex/two")
    done = kaptar("check", "--fix", "one.json", "two.json")
    assert "two.json is held by codex (session two)" in done.out + done.err
    assert (repository / "one.json").read_text() == '{ "a": 1 }\n'
    assert (repository / "two.json").read_text() == '{"a":1}\n'
    assert [row["tool"] for row in kaptar("history", "one.json", "--json").value][:1] == ["check --fix"]


def test_a_client_that_runs_commands_through_its_hook_is_known(repository: Path) -> None:
    """A client's process: it asks the hook before its command, then runs the command."""
    script = f"""
import json, subprocess, sys
def hook(event):
    body = {{"session_id": "s9", "cwd": {str(repository)!r}, "hook_event_name": event, "tool_name": "Bash",
            "tool_input": {{"command": "kaptar claim a.py"}}}}
    words = [sys.executable, "-I", "-S", {str(HOOK_FILE)!r}, "claude", event]
    assert subprocess.run(words, input=json.dumps(body).encode(), timeout=60).returncode == 0
hook("PreToolUse")
subprocess.run(["sh", "-c", sys.executable + " -P -m kaptar claim a.py && true"], check=True, timeout=60)
hook("PostToolUse")
"""
    environment = {**os.environ, "KAPTAR_NO_HIVE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=repository, env=environment, capture_output=True, text=True, timeout=120, check=False
    )  # fmt: skip
    assert "a.py: claude (session s9)" in done.stdout, done.stderr


def test_where_the_repository_cannot_be_read_it_is_told_that_nobody_was_asked(kaptar: Kaptar, repository: Path) -> None:
    kaptar("claim", "a.py::f", "--as", "codex/two")
    (repository / ".git" / "HEAD").unlink()
    done = kaptar("apply", "a.py", "edit.txt", "--write")
    assert "what other sessions hold is not known: " in done.err
    assert ".git has no HEAD" in done.err
