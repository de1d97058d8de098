"""An edit by any name of a protected file is stopped."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    folder = tmp_path / "repo"
    subprocess.run(["git", "init", "-q", str(folder)], check=True, timeout=60)
    for name in ("config", "dotfiles/claude", ".ssh", "src"):
        (folder / name).mkdir(parents=True)
    for file in ("config/dev", "config/kaptar", "dotfiles/claude/settings.json", "src/a.py"):
        (folder / file).write_text("")
    links = {
        ".env": "config/dev", "kaptar.toml": "config/kaptar", ".claude": "dotfiles/claude", "keys": ".ssh", "plain.txt": "chain",
        "chain": ".env", "hooks": ".git/hooks", "here": "/proc/self/cwd", "a-link.py": "src/a.py",
    }  # fmt: skip
    for link, target in links.items():
        (folder / link).symlink_to(target)
    os.mkdir(os.fsencode(folder) + b"/\xff")
    os.symlink(b"\xff", os.fsencode(folder) + b"/not-utf8")
    return folder


def written(repo: Path, path: str) -> "subprocess.CompletedProcess[str]":
    """What the hook says of a client that writes a file."""
    payload = {"session_id": "s", "cwd": str(repo), "hook_event_name": "PreToolUse", "tool_name": "Write",
               "tool_input": {"file_path": path, "content": "x = 1\n"}}  # fmt: skip
    command = [sys.executable, "-P", "-m", "kaptar.clients.entry.in_process", "claude", "PreToolUse"]
    given = json.dumps(payload)
    return subprocess.run(command, cwd=repo, input=given, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        (".env", "protected/env-file"),
        ("config/../.env", "protected/env-file"),
        ("plain.txt", "protected/env-file"),
        ("kaptar.toml", "protected/kaptar"),
        (".claude/settings.json", "protected/hooks"),
        ("src/../.claude/settings.json", "protected/hooks"),
        ("keys/id", "protected/key-file"),
        (".ssh/a\nb", "protected/key-file"),
        ("hooks/pre-commit", "protected/git"),
        ("here/src/a.py", "protected/path"),
        ("/proc/self/cwd/src/a.py", "protected/path"),
        ("/proc/self/cwd/../repo/src/a.py", "protected/path"),
        ("here/../repo/src/a.py", "protected/path"),
        ("not-utf8/.env", "protected/env-file"),
    ],
)
def test_every_name_is_protected(repo: Path, path: str, rule: str) -> None:
    done = written(repo, os.path.join(repo, path))
    assert done.returncode == 2, done.stderr
    assert rule in done.stderr


@pytest.mark.parametrize("path", ["src/a.py", "a-link.py", "src/../a-link.py", "config/other"])
def test_other_files_are_not(repo: Path, path: str) -> None:
    done = written(repo, path)
    assert done.returncode == 0, done.stderr
