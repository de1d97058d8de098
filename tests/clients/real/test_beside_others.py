"""The real clients in a tree in which another session holds a function: the edit, and the same by the shell."""

import json
import os
import subprocess
import sys

import pytest
from tests.clients.real.place import CLEAN, MakePlace
from tests.clients.real.test_clients import play

from kaptar.clients.registry import ADAPTERS
from kaptar_bench.clients.real import CLIENTS

pytestmark = [pytest.mark.clients, pytest.mark.guest, pytest.mark.slow]


@pytest.mark.parametrize("name", sorted(CLIENTS))
def test_what_another_session_holds_is_touched_by_no_tool_and_no_command(name: str, make_place: MakePlace) -> None:
    client = CLIENTS[name]
    if missing := client.missing():
        pytest.skip(missing)
    place = make_place(client.name)
    file = place.repo / "a.py"
    before = file.read_text()
    place.kaptar("claim", "a.py::f", "--as", "elsewhere/s1", "--for", "a new unit")
    _, told = play(
        client,
        place,
        {
            "held": client.edit(file, "    return 1", "    return 2"),
            "sed": client.shell("sed -i 's/return 1/return 3/' a.py"),
            "python": client.shell("python3 -c \"open('a.py', 'w').write('')\""),
            "reset": client.shell("git status && git reset --hard"),
            "look": client.shell("cat a.py"),
            "free": client.write(place.repo / "new.py", CLEAN),
        },
    )
    place.kaptar("down")
    assert file.read_text() == before
    assert (place.repo / "new.py").read_text() == CLEAN
    assert "a.py::f is held by elsewhere (session s1) for 'a new unit'" in told["held"]
    assert "would write over files held by elsewhere (session s1): a.py::f" in told["sed"]
    assert "an edit of it was denied just now" in told["python"]
    assert "would lose files held by elsewhere (session s1): a.py::f" in told["reset"]
    assert "return 1" in told["look"]


@pytest.mark.parametrize("name", sorted(CLIENTS))
def test_a_command_that_takes_everything_takes_the_sessions_own_files(name: str, make_place: MakePlace) -> None:
    """In clients that take a changed command; others stop it, and name the command to run."""
    client = CLIENTS[name]
    if missing := client.missing():
        pytest.skip(missing)
    place = make_place(client.name)
    wrote = {"file_path": str(place.repo / "b.py"), "content": "x = 1\n"}
    given = json.dumps({"session_id": "other", "cwd": str(place.repo), "tool_name": "Write", "tool_input": wrote})
    for event in ("PreToolUse", "PostToolUse"):
        command = [sys.executable, "-P", "-m", "kaptar", "hook", "claude", event]
        environment = {"PATH": os.environ["PATH"], "HOME": str(place.home), "LANG": "C.UTF-8"}
        subprocess.run(command, cwd=place.repo, env=environment, input=given, text=True, check=True, timeout=120)
        (place.repo / "b.py").write_text("x = 1\n")
    script = {"mine": client.write(place.repo / "new.py", CLEAN), "add": client.shell("git add -A")}
    _, told = play(client, place, script)
    staged = subprocess.run(
        ["git", "diff", "--cached", "--name-only"], cwd=place.repo, capture_output=True, text=True, check=True
    )
    place.kaptar("down")
    adapter = ADAPTERS.get(name)
    assert staged.stdout.split() == (["new.py"] if adapter is not None and adapter.narrows else []), told
