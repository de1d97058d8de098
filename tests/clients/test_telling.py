"""Sessions are told once, with their next event, what others have changed in the files that they know."""

import json
from pathlib import Path

import pytest
from tests.clients.sessions import TEXT, Tree
from tests.clients.test_answers import NAMES, event, late, verdict

from kaptar.clients.adapter import HookAnswer
from kaptar.clients.registry import ADAPTERS
from kaptar.config.sections import Config, WorkspaceConfig


def told(answer: HookAnswer) -> str:
    given = json.loads(answer.stdout) if answer.stdout else {}
    return str(given.get("hookSpecificOutput", {}).get("additionalContext", ""))


def ran(tree: Tree, session: str, command: str = "ls") -> str:
    tree.hook("PreToolUse", session, "Bash", command=command)
    return told(tree.hook("PostToolUse", session, "Bash", command=command))


def changed(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new)


def test_it_is_told_once_who_changed_a_file_that_it_knows(plain: Tree) -> None:
    plain.wrote("one", changed(TEXT, "return 1", "return 10"))
    assert ran(plain, "one") == ""
    plain.time.now_s += 200  # the lease of the first has ended
    plain.wrote("two", changed(TEXT, "return 2", "return 20"), first_is_stopped=True)
    said = ran(plain, "one")
    assert said == (
        "kaptar: changed since this session last saw it: a.py by claude (session two). Read it before you edit it again; "
        "`kaptar history FILE` lists the changes.\n"
    )
    assert ran(plain, "one") == ""
    assert ran(plain, "two") == ran(plain, "three") == ""


def test_a_change_from_outside_is_told_too(plain: Tree) -> None:
    plain.wrote("one", changed(TEXT, "return 1", "return 10"))
    (plain.root / "a.py").write_text(TEXT + "# from outside\n")
    assert "a.py by somebody outside of the agents" in ran(plain, "one")
    assert ran(plain, "one") == ""


def test_what_is_as_the_session_saw_it_is_no_news(plain: Tree) -> None:
    mine = changed(TEXT, "return 1", "return 10")
    plain.wrote("one", mine)
    for text in (mine + "# more\n", mine):
        (plain.root / "a.py").write_text(text)
        plain.hook("PreToolUse", "two", "Bash", command="ls")
    assert ran(plain, "one") == ""


def test_several_files_are_one_line(plain: Tree) -> None:
    for number in range(7):
        path = plain.root / f"n{number}.py"
        plain.hook("PreToolUse", "one", "Write", file_path=str(path), content="x = 1\n")
        path.write_text("x = 1\n")
        plain.hook("PostToolUse", "one", "Write", file_path=str(path), content="x = 1\n")
    for number in range(7):
        (plain.root / f"n{number}.py").write_text("x = 2\n")
    said = ran(plain, "one")
    assert said.count(".py by ") == 5
    assert " and 2 more. Read them" in said


def test_the_leases_that_are_off_tell_nothing(plain: Tree) -> None:
    plain.wrote("one", changed(TEXT, "return 1", "return 10"))
    (plain.root / "a.py").write_text(TEXT)
    plain.config = Config(workspace=WorkspaceConfig(leases="off"))
    assert ran(plain, "one") == ""


@pytest.mark.parametrize("client", sorted(ADAPTERS))
@pytest.mark.parametrize("found", [None, "warning", "error", "late"])
def test_each_client_shows_the_note_beside_its_answer(client: str, found: str | None) -> None:
    adapter = ADAPTERS[client]
    answer = adapter.answer(event(client, "after"), late() if found == "late" else verdict(found))  # type: ignore[arg-type]
    noted = adapter.with_note(NAMES[client][1], answer, "NOTE\n")
    assert noted is not None
    assert noted.exit == 0
    assert "NOTE" in noted.stdout
    if client != "opencode":
        former = json.loads(answer.stdout) if answer.stdout else {}
        assert set(former) <= set(json.loads(noted.stdout))
    if found in ("warning", "error"):
        assert "no ')'" in noted.stdout
    assert noted.stderr == answer.stderr


def test_cursor_has_no_place_for_a_note_after_a_file_edit() -> None:
    adapter = ADAPTERS["cursor"]
    assert adapter.with_note("afterFileEdit", HookAnswer(0, "{}\n"), "NOTE\n") is None


def test_a_stop_keeps_its_reason(tmp_path: Path) -> None:
    assert ADAPTERS["claude"].with_note("PostToolUse", HookAnswer(2, "", "why\n"), "NOTE\n") == HookAnswer(2, "", "why\nNOTE\n")
