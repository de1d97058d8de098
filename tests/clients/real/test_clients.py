"""The real clients, after ``kaptar init`` and with nothing set by hand but a client's own trust step.

Cursor is not among them: it does not run without its own service.
"""

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.clients.real.place import CLEAN, MakePlace, Place

from kaptar_bench.clients.real import CLIENTS, Client, Run, Turn

pytestmark = [pytest.mark.clients, pytest.mark.guest, pytest.mark.slow]

BROKEN_LINE = "    return (2"
SECRET = "AKIA" + "Z7Q4WJ2M5N3P6R4T"
KILL = r"""sed 's/.*"pid":\([0-9]*\).*/\1/' .kaptar/pid | xargs kill -9"""  # Gemini CLI takes no command substitution


class Session(NamedTuple):
    """A finished run of a client, and what the model was told after each act."""

    client: Client
    place: Place
    run: Run
    told: dict[str, str]


def play(client: Client, place: Place, acts: dict[str, list[Turn]]) -> tuple[Run, dict[str, str]]:
    """Run the acts, each of one turn or more; what the model was told after the last turn of each."""
    run = client.run(place.repo, place.home, [*(turn for turns in acts.values() for turn in turns), {"text": "done"}])
    assert run.code == 0, run.err[-2000:]
    ends, count = {}, 0
    for name, turns in acts.items():
        count += len(turns)
        ends[name] = count - 1
    assert len(run.heard) >= count, f"{len(run.heard)} answers to {count} turns: {run.err[-2000:]}"
    return run, {name: run.heard[end] for name, end in ends.items()}


@pytest.fixture(scope="module", params=sorted(CLIENTS))
def client(request: pytest.FixtureRequest) -> Client:
    client = CLIENTS[request.param]
    if missing := client.missing():
        pytest.skip(missing)
    return client


@pytest.fixture(scope="module")
def session(client: Client, make_place: MakePlace) -> Session:
    """One conversation in which the model edits well and badly."""
    place = make_place(client.name)
    repo = place.repo
    run, told = play(
        client,
        place,
        {
            "clean": client.edit(repo / "a.py", "    return 1", "    return 2"),
            "broken": client.edit(repo / "a.py", "    return 2", BROKEN_LINE),
            "secret": client.write(repo / "keys.py", f'KEY = "{SECRET}"\n'),
            "protected": client.write(repo / "server.pem", "x\n"),
            "new": client.write(repo / "new.py", CLEAN),
            "shell": client.shell(r"printf 'def h(:\n' > shell.py"),
            "failing": client.shell(r"printf 'def i(:\n' > failed.py; exit 3"),
            "quiet": client.shell("ls"),
        },
    )
    place.kaptar("down")
    return Session(client, place, run, told)


def silent(told: str) -> bool:
    return not re.search(r"kaptar (stopped|checked)|hook", told)


def test_a_clean_edit_arrives_in_silence(session: Session) -> None:
    assert (session.place.repo / "a.py").read_text() == "def f():\n    return 2\n"
    assert (session.place.repo / "new.py").read_text() == CLEAN
    assert silent(session.told["clean"]), session.told["clean"]
    assert silent(session.told["new"]), session.told["new"]


def test_an_edit_that_breaks_the_syntax_is_stopped_before_it_is_written(session: Session) -> None:
    assert BROKEN_LINE not in (session.place.repo / "a.py").read_text()
    assert "kaptar stopped" in session.told["broken"]
    assert "a.py:" in session.told["broken"]


def test_a_secret_is_stopped_before_it_is_written(session: Session) -> None:
    assert not (session.place.repo / "keys.py").exists()
    assert "secrets/aws-access-key" in session.told["secret"]


def test_a_protected_path_is_not_touched(session: Session) -> None:
    assert not (session.place.repo / "server.pem").exists()
    assert "protected/key-file" in session.told["protected"]


def test_an_edit_by_the_shell_is_noticed(session: Session) -> None:
    assert (session.place.repo / "shell.py").exists()
    assert "kaptar checked" in session.told["shell"]
    assert "shell.py:1:" in session.told["shell"]
    assert silent(session.told["quiet"]), session.told["quiet"]


def test_a_command_that_fails_is_noticed_and_its_changes_are_the_sessions(session: Session) -> None:
    assert "kaptar checked" in session.told["failing"]
    assert "failed.py:1:" in session.told["failing"]
    assert f"{session.client.name} (session " in session.place.kaptar("history", "failed.py").stdout


def test_no_process_is_left(session: Session) -> None:
    session.place.wait_until_empty()


def test_undo_restores_every_byte_after_a_session(session: Session) -> None:
    place = session.place
    files = [Path(f) for f in _lines(place.kaptar("init", "--undo").stdout)]
    assert files
    assert not [f for f in files if f.name != "exclude" and (place.repo / f).exists()]


def _lines(answer: str) -> list[str]:
    return [line.split(": ")[1] for line in answer.splitlines()]


def test_with_the_hive_killed_edits_arrive_and_are_checked_all_the_same(client: Client, make_place: MakePlace) -> None:
    place = make_place(client.name)
    repo = place.repo
    run, told = play(
        client,
        place,
        {
            "first": client.edit(repo / "a.py", "    return 1", "    return 2"),
            "kill": client.shell(KILL),
            "clean": client.edit(repo / "b.py", "    return 1", "    return 3"),
            "broken": client.edit(repo / "a.py", "    return 2", BROKEN_LINE),
        },
    )
    assert "done" in run.out
    assert (repo / "a.py").read_text() == "def f():\n    return 2\n"
    assert (repo / "b.py").read_text() == "def f():\n    return 3\n"
    assert "kaptar stopped" in told["broken"]
    place.kaptar("down", check=False)  # a session's start that was slow may have begun another one after the kill
    place.wait_until_empty()


def test_users_own_hooks_run_beside(client: Client, make_place: MakePlace) -> None:
    """Only where hooks are in one file with the user's: Claude Code, Codex and Gemini CLI."""
    files = {"claude": ".claude/settings.local.json", "codex": ".codex/hooks.json", "gemini": ".gemini/settings.json"}
    place = make_place(client.name)
    if client.name in files:
        event = "AfterTool" if client.name == "gemini" else "PostToolUse"
        place.kaptar("init", "--undo")
        path = place.repo / files[client.name]
        path.parent.mkdir(exist_ok=True)
        own = f'{{"hooks": {{"{event}": [{{"hooks": [{{"type": "command", "command": "touch {place.home}/mine"}}]}}]}}}}'
        path.write_text(own)
        place.kaptar("init", "--client", client.name)
        play(client, place, {"clean": client.edit(place.repo / "a.py", "    return 1", "    return 2")})
        place.kaptar("init", "--undo")
        assert (place.home / "mine").exists()
        assert path.read_text() == own
    else:
        assert "restored" not in place.kaptar("init", "--undo").stdout
