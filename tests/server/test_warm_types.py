"""A hive keeps a type checker warm between edits, answers within the event once it is quick, and takes it along when it ends."""

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from tests.server.conftest import Kaptar
from tests.waiting import wait_until

from kaptar.api.hive_client import HiveClient
from kaptar.repository.places import Places

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="/proc is not there")

BAD, GOOD = "from b import half\n\nx: str = half(1)\n", "from b import half\n\nx: int = half(1)\n"


@pytest.fixture
def project(repository: Path, kaptar: Kaptar) -> Path:
    """With mypy, trusted, in a hive that checks types."""
    (repository / "mypy.ini").write_text("[mypy]\nstrict = True\n")
    (repository / "kaptar.toml").write_text("[hooks.checks]\ntypes = true\n[hooks]\ndeadline_ms = 30000\n")
    (repository / "b.py").write_text("def half(x: int) -> int:\n    return x // 2\n")
    kaptar("trust")
    kaptar("up")
    return repository


def edit(client: HiveClient, root: Path, text: str, name: str = "a.py") -> str:
    """What Claude Code is told after an edit."""
    (root / name).write_text(text)
    payload = {
        "session_id": "s", "cwd": str(root), "hook_event_name": "PostToolUse", "tool_name": "Edit",
        "tool_input": {"file_path": str(root / name), "old_string": "a", "new_string": "b"},
        "tool_response": {"filePath": str(root / name), "success": True},
    }  # fmt: skip
    answer: dict[str, Any] = json.loads(client.post("/hook/claude/PostToolUse", payload))
    return str(answer["stdout"])


def servers(kaptar: Kaptar) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(kaptar("status", "--json").stdout)["servers"]
    return found


def test_types_are_told_within_the_event_once_they_are_quick(project: Path, kaptar: Kaptar, places: Places) -> None:
    client = HiveClient(places.socket, repository=places.common)
    first = edit(client, project, BAD)
    assert "types/" not in first, "nobody waits while the server starts"
    wait_until(lambda: [each for each in servers(kaptar) if each["answers"]], "the server answers", 60)
    assert "types/assignment" in edit(client, project, BAD + "y = 1\n")
    assert "types/" not in edit(client, project, GOOD)
    edit(client, project, "def half(x: int) -> str:\n    return str(x)\n", "b.py")
    assert "types/assignment" in edit(client, project, GOOD + "y = 1\n")
    (live,) = servers(kaptar)
    assert (live["checker"], live["folder"]) == ("mypy", str(project))
    assert "mypy stays warm" in kaptar("status").stdout
    client.close()


@pytest.mark.parametrize("how", ["down", "killed"])
def test_the_server_ends_with_the_hive(project: Path, kaptar: Kaptar, places: Places, how: str) -> None:
    assert asked(places, project / "b.py")["backend"] == "mypy (warm)"
    (live,) = servers(kaptar)
    private = private_folder(live["pid"])
    assert private.is_dir()
    if how == "down":
        kaptar("down")
    else:
        os.kill(json.loads(places.pid.read_text())["pid"], signal.SIGKILL)
    wait_until(lambda: not group(live["pid"]), "the server ends", 15)
    wait_until(lambda: not private.exists(), "its folder goes", 5)


def test_answers_are_equal_with_and_without_a_hive(project: Path, kaptar: Kaptar, places: Places) -> None:
    (project / "a.py").write_text(BAD)
    warm = asked(places, project / "a.py")
    kaptar("down")
    (cold,) = of_types(json.loads(kaptar("check", "a.py", "--json", code=1).stdout))
    assert (warm["backend"], cold["backend"]) == ("mypy (warm)", "mypy")
    assert warm["findings"] == cold["findings"]
    assert warm["findings"]


def asked(places: Places, file: Path) -> dict[str, Any]:
    """The result of ``types`` from the hive itself: the command asks no hive where settings are given by the environment."""
    client = HiveClient(places.socket, 60, places.common)
    (found,) = of_types(json.loads(client.post("/call/check", {"root": str(places.worktree), "paths": [str(file)]})))
    client.close()
    return found


def of_types(verdict: dict[str, Any]) -> list[dict[str, Any]]:
    return [result for result in verdict["results"] if result["check"] == "types"]


def group(leader: int) -> list[str]:
    """The command lines of a group's living processes."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, _, pgrp = (folder / "stat").read_text().rpartition(")")[2].split()[:3]
            if int(pgrp) == leader and state != "Z":
                found.append((folder / "cmdline").read_text().replace("\0", " "))
        except (OSError, ValueError):
            continue
    return found


def private_folder(leader: int) -> Path:
    """The folder of mypy's daemon, which begins a moment after its leader."""
    (line, *_) = wait_until(lambda: [each for each in group(leader) if "--status-file" in each], "the daemon begins")
    return Path(line.split("--status-file ")[1].split()[0]).parent
