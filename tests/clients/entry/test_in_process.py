"""A hook that is answered in process: what is decided holds, whatever happens when things are tidied up."""

import json
import os
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from kaptar.api.leases import open_store
from kaptar.repository.places import find_places

SCRIPT = textwrap.dedent("""
    import os, sys, time
    import kaptar.api.programs
    from kaptar.clients.entry import in_process

    def close(self):
        if sys.argv[1] == "hangs":
            time.sleep(300)
        raise RuntimeError("closing broke")

    kaptar.api.programs.Runtime.close = close
    in_process.GRACE_S = 4.0
    os._exit(in_process.main(["claude", "PreToolUse"]))
""")


@pytest.mark.slow
@pytest.mark.parametrize("closing", ["hangs", "breaks"])
@pytest.mark.parametrize(("content", "code"), [("{,}\n", 2), ("{}\n", 0)])
def test_what_is_decided_holds(closing: str, content: str, code: int, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    given = {"file_path": str(tmp_path / "a.json"), "content": content}
    payload = json.dumps({"session_id": "s", "cwd": str(tmp_path), "tool_name": "Write", "tool_input": given})
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, closing], input=payload, cwd=tmp_path, env=os.environ | {"DISABLE_WASM": "1"},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith("kaptar stopped this Write") == (code == 2)
    assert "unchecked" not in done.stderr


def repository(folder: Path, settings: str) -> Path:
    """A repository with one commit and a configuration of its own."""
    folder.mkdir()
    git = ("git", "-c", "user.name=a", "-c", "user.email=a@example.com")
    for words in (("init", "-q"), ("commit", "-qm", "a", "--allow-empty")):
        subprocess.run([*git, *words], cwd=folder, check=True, timeout=60)
    (folder / "kaptar.toml").write_text(settings)
    return folder


def hook(
    file: Path,
    content: str,
    cwd: Path,
    project: Path | None = None,
    event: str = "PreToolUse",
    session: str = "s",
    command: str = "",
) -> subprocess.CompletedProcess[str]:
    """The answer in process to a file that is written by a client that works in a folder."""
    given = {"file_path": str(file), "content": content}
    of_tool = (
        {"tool_name": "Bash", "tool_input": {"command": command}} if command else {"tool_name": "Write", "tool_input": given}
    )
    payload = json.dumps({"session_id": session, "cwd": str(cwd), **of_tool})
    environment = {name: value for name, value in os.environ.items() if name != "CLAUDE_PROJECT_DIR"} | {"DISABLE_WASM": "1"}
    return subprocess.run(
        [sys.executable, "-m", "kaptar.clients.entry.in_process", "claude", event], input=payload, cwd=cwd,
        env=environment | ({"CLAUDE_PROJECT_DIR": str(project)} if project else {}),
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


PROTECTED = '[hooks]\nprotected = ["m/**"]\n'
SECRET = 'KEY = "ghp_a8Kd02LqPz71XvBn4TgRw65YcMsE39HuJfQo"\n'


def test_a_file_of_another_worktree_is_judged_by_its_settings(tmp_path: Path) -> None:
    root, tree = repository(tmp_path / "repository", ""), tmp_path / "tree"
    subprocess.run(["git", "worktree", "add", "-q", str(tree)], cwd=root, check=True, timeout=60)
    (tree / "kaptar.toml").write_text(PROTECTED)
    assert hook(tree / "m" / "1.sql", "x\n", cwd=root).returncode == 2
    assert hook(root / "m" / "1.sql", "x\n", cwd=tree).returncode == 0


@pytest.mark.parametrize("named", [True, False])
def test_from_a_folder_in_no_repository_files_are_judged_by_their_own(named: bool, tmp_path: Path) -> None:
    root, elsewhere = repository(tmp_path / "repository", PROTECTED), tmp_path / "elsewhere"
    elsewhere.mkdir()
    project = root if named else None
    assert hook(root / "a.py", SECRET, elsewhere, project).returncode == 2
    assert hook(root / "m" / "1.sql", "x\n", elsewhere, project).returncode == 2
    assert hook(root / "a.py", "x = 1\n", elsewhere, project).returncode == 0


@pytest.mark.parametrize("settings", ["[hooks\n", "[hooks]\nprotected = 7\n"])
def test_a_wrong_configuration_leaves_paths_protected_and_says_what_is_wrong(settings: str, tmp_path: Path) -> None:
    root = repository(tmp_path / "repository", settings)
    assert hook(root / ".env", "A=1\n", root).returncode == 2
    done = hook(root / "a.py", "x = 1\n", root)
    assert done.returncode == 0
    assert "kaptar.toml" in done.stderr


BREAKS = textwrap.dedent("""
    import os, sys
    import kaptar.api.hook
    from kaptar.clients.entry import in_process

    def broken(config):
        raise OSError("no threads are left")

    kaptar.api.hook.Runtime = broken
    os._exit(in_process.main(["claude", "PreToolUse"]))
""")


def given(path: Path) -> str:
    return json.dumps({"tool_name": "Write", "tool_input": {"file_path": str(path), "content": "x = 1\n"}})


def test_paths_stay_protected_where_nothing_else_can_be_asked(tmp_path: Path) -> None:
    root = repository(tmp_path / "repository", "")
    done = subprocess.run(
        [sys.executable, "-c", BREAKS], input=given(root / ".env"), cwd=root, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "protected/env-file" in done.stderr


@pytest.mark.parametrize(("strict", "code", "effect"), [("true", 2, "stops the edit"), ("false", 0, "goes on unchecked")])
def test_what_breaks_once_the_settings_are_known_counts_by_them(strict: str, code: int, effect: str, tmp_path: Path) -> None:
    root = repository(tmp_path / "repository", f"[hooks]\nstrict = {strict}\n")
    done = subprocess.run(
        [sys.executable, "-c", BREAKS],
        input=given(root / "a.py"),
        cwd=root,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (code, "")
    assert "unexpected OSError: no threads are left" in done.stderr
    assert effect in done.stderr


SLOW = textwrap.dedent("""
    import os, sys, time
    from kaptar.clients import handle
    from kaptar.clients.entry import in_process

    handle.read_payload = lambda body: time.sleep(300)
    in_process.GRACE_S = 0.1
    os._exit(in_process.main(["claude", sys.argv[1]]))
""")


@pytest.mark.parametrize(
    ("event", "lenient", "code"), [("PreToolUse", False, 2), ("PreToolUse", True, 0), ("PostToolUse", False, 0)]
)
def test_an_edit_that_nobody_could_judge_in_time_is_stopped(event: str, lenient: bool, code: int, tmp_path: Path) -> None:
    root = repository(tmp_path / "r", f"[hooks]\ndeadline_ms = 50\nstop_unreadable = {str(not lenient).lower()}\n")
    done = subprocess.run(
        [sys.executable, "-c", SLOW, event], input=given(root / "a.py"), cwd=root, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith("kaptar: no answer within 0 s; ")
    assert ("stop_unreadable" in done.stderr) == (code == 2)


@pytest.mark.parametrize("event", ["PreToolUse", "PostToolUse"])
@pytest.mark.parametrize("state", ["locked", "random", "a damaged page", "a folder"])
def test_a_database_that_cannot_be_used_is_named_and_the_check_is_answered(state: str, event: str, tmp_path: Path) -> None:
    """The work of another session cannot be looked up, and what is written does not parse."""
    root = repository(tmp_path / "repo", "")
    with open_store(find_places(root)):
        pass
    database = root / ".kaptar" / "hive.db"
    (root / "a.json").write_text("{,}\n" if event == "PostToolUse" else "{}\n")
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        if state == "locked":
            other.execute("BEGIN IMMEDIATE")
        elif state == "a damaged page":
            damage(database, other)
        else:
            for file in (root / ".kaptar").glob("hive.db*"):
                file.unlink()
            _ = database.mkdir() if state == "a folder" else database.write_bytes(bytes(range(1, 256)) * 100)
        broken = hook(root / "a.json", "{,}\n", root, event=event)
        assert "syntax/parse" in broken.stdout + broken.stderr
        (root / "a.json").write_text("{}\n")
        good = hook(root / "a.json", "{}\n", root, event=event)
        assert (good.returncode, str(database) in good.stderr, good.stderr.count("kaptar: ")) == (0, True, 1), good.stderr


def damage(database: Path, connection: sqlite3.Connection) -> None:
    """Write over the first pages of the tables that an event asks."""
    names = "'workspace_edits', 'workspace_leases', 'workspace_news', 'workspace_clock'"
    pages = connection.execute(f"SELECT rootpage FROM sqlite_master WHERE name IN ({names})").fetchall()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with database.open("r+b") as file:
        for (page,) in pages:
            file.seek((page - 1) * 4096)
            file.write(b"\xff" * 4096)


def lose_the_head(root: Path) -> Path:
    (root / ".git" / "HEAD").unlink()
    return root


def name_it_in_another_encoding(root: Path) -> Path:
    return root.rename(root.with_name(os.fsdecode(b"caf\xe9")))


def lead_nowhere(root: Path) -> Path:
    (root / ".git").rename(root.with_name("moved"))
    (root / ".git").write_text("gitdir: ../gone/.git/worktrees/repo\n")
    return root


@pytest.mark.parametrize("change", [lose_the_head, name_it_in_another_encoding, lead_nowhere])
@pytest.mark.parametrize(("strict", "code"), [("", 0), ("[hooks]\nstrict = true\n", 2)])
@pytest.mark.parametrize("command", ["", "git reset --hard"])
def test_a_repository_that_cannot_be_used_is_told_and_strict_mode_stops(
    command: str, strict: str, code: int, change: Callable[[Path], Path], tmp_path: Path
) -> None:
    """What other sessions hold is not known there, and what is written is not written down."""
    root = change(repository(tmp_path / "repo", strict))
    done = hook(root / "a.json", "{}\n", root, command=command)
    assert (done.returncode, done.stderr.count("what other sessions hold is not known: ")) == (code, 1), done.stderr
    assert ".git" in done.stderr


@pytest.mark.parametrize("session", ["s", ""])
def test_where_there_is_no_repository_or_no_session_nothing_is_said(session: str, tmp_path: Path) -> None:
    root = tmp_path / "plain"
    root.mkdir()
    root = root if session else lose_the_head(repository(tmp_path / "repo", "[hooks]\nstrict = true\n"))
    done = hook(root / "a.json", "{}\n", root, session=session)
    assert (done.returncode, done.stderr) == (0, "")
