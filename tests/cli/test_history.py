"""``kaptar history`` and ``restore``: changes by hooks of this process, versions that come back, bad input."""

import json
import subprocess
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from kaptar.api import history
from kaptar.api.leases import open_store, workspace_of
from kaptar.checks.event import EditEvent, FileChange
from kaptar.checks.settings import make_settings
from kaptar.clients.workspace import Workspace
from kaptar.config.sections import Config
from kaptar.edit.engine import Editor
from kaptar.repository.places import find_places
from kaptar.repository.writer import NotWritten
from kaptar.workspace.leases.model import Holder
from kaptar.workspace.ledger.book import EditBook, FileEdit

Kaptar = Callable[..., Any]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True, timeout=60)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("one\n")
    return tmp_path / "a.txt"


@pytest.fixture
def wrote(file: Path) -> Iterator[Callable[[str, str], None]]:
    """A session writes the file, with what the hooks do before and after."""
    places = find_places(file.parent)
    settings = make_settings(Config(), file.parent)
    with open_store(places) as store:
        workspace: Workspace = workspace_of(places, lambda: store)

        def write(session: str, text: str) -> None:
            change = FileChange(str(file), content=text.encode(), is_whole=True)
            event = EditEvent("claude", "e", "before", session, str(file.parent), "Write", (change,))
            assert workspace.before(event, lambda _: settings, Editor(None).structures) is None
            file.write_text(text)
            workspace.after(event, lambda _: settings)

        yield write


def test_versions_come_back_and_what_was_there_too(kaptar: Kaptar, file: Path, wrote: Callable[[str, str], None]) -> None:
    wrote("s1", "one\ntwo\n")
    rows = kaptar("history", "a.txt", "--json").value
    assert [(row["number"], row["by"], row["came"], row["went"]) for row in rows] == [
        (2, "claude (session s1)", 1, 0), (1, "outside", 1, 0),
    ]  # fmt: skip
    assert "2: " in kaptar("history", "a.txt").out
    file.write_text("by hand\n")
    done = kaptar("restore", "a.txt@1")
    assert done.out == "a.txt: as it was after change 1; `kaptar restore a.txt@3` takes that back\n"
    assert file.read_text() == "one\n"
    kaptar("restore", "a.txt@3")
    assert file.read_text() == "by hand\n"
    assert "nothing was written" in kaptar("restore", "a.txt@3").out


def test_a_file_that_is_gone_comes_back(kaptar: Kaptar, file: Path, wrote: Callable[[str, str], None]) -> None:
    wrote("s1", "two\n")
    file.unlink()
    assert kaptar("restore", "a.txt@2").code == 0
    assert file.read_text() == "two\n"


WRONG = {
    "no number": ("a.txt", "names no version"),
    "another number": ("a.txt@7", "has no version 7"),
    "a number without end": ("a.txt@" + "9" * 40, "names no version"),
    "outside": ("../a.txt@1", "is not in the worktree"),
    "a pattern": ("*.txt@1", "is not one file"),
}


@pytest.mark.parametrize(("given", "said"), WRONG.values(), ids=WRONG.keys())
def test_bad_input(kaptar: Kaptar, file: Path, given: str, said: str) -> None:
    done = kaptar("restore", given)
    assert done.code == 1
    assert said in done.err
    assert json.dumps(file.read_text()) == '"one\\n"'


def test_the_command_that_lists_versions_can_be_run(kaptar: Kaptar, file: Path) -> None:
    (file.parent / "my a.txt").write_text("x\n")
    assert "`kaptar history 'my a.txt'` lists them" in kaptar("restore", "my a.txt@7").err


def test_no_change_is_written_down(kaptar: Kaptar, file: Path) -> None:
    assert kaptar("history", "a.txt").out == "no change of a.txt is written down\n"


@pytest.mark.parametrize("mode", [0o755, 0o600, 0o444])
def test_a_file_that_is_gone_comes_back_with_its_mode(
    kaptar: Kaptar, file: Path, wrote: Callable[[str, str], None], mode: int
) -> None:
    file.chmod(mode | 0o200)
    wrote("s1", "two\n")
    file.unlink()
    assert kaptar("restore", "a.txt@2").code == 0
    assert file.stat().st_mode & 0o777 == mode | 0o200


def test_a_name_with_brackets_is_a_name(kaptar: Kaptar, file: Path) -> None:
    places, name = find_places(file.parent), "app/[id]/page.js"
    path = file.parent / name
    path.parent.mkdir(parents=True)
    path.write_text("1\n")
    with open_store(places) as store:
        workspace = workspace_of(places, lambda: store)
        event = EditEvent("claude", "e", "after", "s" * 20, str(file.parent), "Write", (FileChange(str(path)),))
        workspace.after(event, lambda _: make_settings(Config(), file.parent))
    path.unlink()
    path.parent.rmdir()
    rows = kaptar("history", name, "--json").value
    assert [(row["by"], row["key"]) for row in rows] == [(f"claude (session {'s' * 20})", f"claude/{'s' * 20}")]
    assert kaptar("blame", name).code == 0
    assert kaptar("restore", f"{name}@{rows[0]['number']}").code == 0
    assert path.read_text() == "1\n"


def test_what_cannot_be_noted_is_not_restored(kaptar: Kaptar, file: Path, wrote: Callable[[str, str], None]) -> None:
    wrote("s1", "one\ntwo\n")
    file.write_text("by hand\n")
    refuses = (
        "CREATE TRIGGER no BEFORE INSERT ON workspace_edits WHEN NEW.tool = 'restore' BEGIN SELECT RAISE(ABORT, 'full'); END"
    )
    with open_store(find_places(file.parent)) as store:
        store.read(refuses)
    assert kaptar("restore", "a.txt@1").code == 1
    assert file.read_text() == "by hand\n"


@pytest.mark.parametrize("kind", ["failed", "busy", "refused"])
def test_what_cannot_be_restored_is_in_no_history(
    kind: Any, kaptar: Kaptar, file: Path, wrote: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    wrote("s1", "one\ntwo\n")
    refused = NotWritten(kind, "a.txt", "No space left on device")
    monkeypatch.setattr(history, "write_below", lambda *_: refused)
    done = kaptar("restore", "a.txt@1")
    assert (done.code, "No space left on device" in done.err) == (1, True)
    assert [(row["by"], row["tool"]) for row in kaptar("history", "a.txt", "--json").value] == [
        ("claude (session s1)", "Write"), ("outside", ""),
    ]  # fmt: skip
    monkeypatch.undo()
    monkeypatch.chdir(file.parent)
    assert kaptar("restore", "a.txt@1").code == 0
    assert [row["tool"] for row in kaptar("history", "a.txt", "--json").value] == ["restore", "Write", ""]


def test_a_damaged_book_is_named_with_what_to_do(kaptar: Kaptar, file: Path, wrote: Callable[[str, str], None]) -> None:
    wrote("s1", "one\ntwo\n")
    database = find_places(file.parent).database
    with open_store(find_places(file.parent)) as store:
        pages = store.read("SELECT rootpage FROM sqlite_master WHERE name IN ('workspace_edits', 'workspace_leases')")
        store.read("PRAGMA wal_checkpoint(TRUNCATE)")
    with database.open("r+b") as disk:
        for (page,) in pages:
            disk.seek((page - 1) * 4096)
            disk.write(b"\xff" * 4096)
    commands = (
        ["history", "a.txt"], ["blame", "a.txt"], ["restore", "a.txt@1"], ["claim", "b.txt"], ["who"], ["release"],
        ["commit", "--session", "claude/s1", "-m", "x"],
    )  # fmt: skip
    for words in commands:
        done = kaptar(*words)
        assert (done.code, f"{database}: cannot be used" in done.err, "kaptar down" in done.err) == (1, True, True), (
            words,
            done.err,
        )
    assert file.read_text() == "one\ntwo\n"


def test_a_link_that_the_ledger_knows_has_its_own_name(kaptar: Kaptar, file: Path, wrote: Callable[[str, str], None]) -> None:
    wrote("s1", "one\ntwo\n")
    link = file.parent / "link"
    link.symlink_to("a.txt")
    assert [row["path"] for row in kaptar("history", "link", "--json").value] == ["a.txt", "a.txt"]
    with open_store(find_places(file.parent)) as store:
        book = EditBook(store)
        digest = sha256(b"a.txt").hexdigest()
        book.note(FileEdit(0, 0, str(file.parent), "link", Holder("claude", "s1"), "Bash", "", digest, "120777"))
    assert [row["path"] for row in kaptar("history", "link", "--json").value] == ["link"]
    assert kaptar("blame", "link").out == "link:1: +1 -0 by claude (session s1)\n"
    assert [row["path"] for row in kaptar("history", "a.txt", "--json").value] == ["a.txt", "a.txt"]


@pytest.mark.parametrize("by_now", ["a link", "a folder"])
def test_a_version_is_not_written_over_a_link_or_a_folder(
    kaptar: Kaptar, file: Path, wrote: Callable[[str, str], None], by_now: str
) -> None:
    wrote("s1", "two\n")
    other = file.parent / "other"
    other.write_text("of another file\n")
    file.unlink()
    if by_now == "a folder":
        file.mkdir()
    else:
        file.symlink_to("other")
    done = kaptar("restore", "a.txt@2")
    assert done.code == 1
    assert "move it away first" in done.err if by_now != "a folder" else "not one file" in done.err
    assert other.read_text() == "of another file\n"


FIRST = {
    "as the last commit has it": ("one\n", None, "as committed", "as committed"),
    "changed since the last commit": ("one\n", "by hand\n", "first seen", "as it was when a session first met it"),
    "not there": (None, None, "not there", "was not there"),
    "in no commit": (None, "by hand\n", "", "outside: +1 -0"),
    "empty, and committed so": ("", None, "as committed", "as committed"),
    "emptied since the last commit": ("one\n", "", "first seen", "as it was when a session first met it"),
}


@pytest.mark.parametrize(("committed", "found", "former", "said"), FIRST.values(), ids=FIRST.keys())
def test_what_was_there_before_all_changes_is_no_change_of_anybody(
    kaptar: Kaptar,
    file: Path,
    wrote: Callable[[str, str], None],
    committed: str | None,
    found: str | None,
    former: str,
    said: str,
) -> None:
    (file.parent / "other.txt").write_text("x\n")
    file.unlink()
    if committed is not None:
        file.write_text(committed)
    subprocess.run("git add . && git -c user.name=n -c user.email=e@e commit -qm m", shell=True, cwd=file.parent, check=True)
    if found is not None:
        file.write_text(found)
    wrote("s1", "one\ntwo\n")
    first = kaptar("history", "a.txt", "--json").value[-1]
    assert (first["former"], first["by"]) == (former, "outside" if former == "" else "")
    lines = kaptar("history", "a.txt").out.splitlines()
    assert lines[-1].endswith(said)
    assert "claude (session s1), Write: +" in lines[0]
    assert kaptar("history", "a.txt", "--most", "1", "--json").value[-1]["former"] == "", "the newest is a change"


def test_a_restore_to_no_file_says_so_and_can_be_taken_back(
    kaptar: Kaptar, file: Path, wrote: Callable[[str, str], None]
) -> None:
    file.unlink()
    wrote("s1", "two\n")
    done = kaptar("restore", "a.txt@1")
    assert done.out == "a.txt: gone: there was no such file after change 1; `kaptar restore a.txt@2` takes that back\n"
    assert not file.exists()
    assert kaptar("restore", "a.txt@1").out == "a.txt: it is not there, as it was then; nothing was written (1)\n"
    assert kaptar("restore", "a.txt@2").code == 0
    assert file.read_text() == "two\n"
    answer = kaptar("restore", "a.txt@1", "--json").value
    assert (answer["written"], answer["is_file"]) == (True, False)


def test_the_first_change_of_a_session_is_one_though_a_commit_came_behind(kaptar: Kaptar, file: Path) -> None:
    places = find_places(file.parent)
    commit = "git add . && git -c user.name=n -c user.email=e@e commit -qm m --allow-empty"
    subprocess.run(commit, shell=True, cwd=file.parent, check=True)
    with open_store(places) as store:
        workspace = workspace_of(places, lambda: store)
        file.write_text("two\n")
        event = EditEvent("claude", "e", "after", "s1", str(file.parent), "Bash", (FileChange(str(file)),))
        workspace.after_command(event, lambda _: make_settings(Config(), file.parent))
    for _ in range(2):
        (row,) = kaptar("history", "a.txt", "--json").value
        assert (row["by"], row["former"], row["came"], row["went"]) == ("claude (session s1)", "", 1, 1)
        subprocess.run(commit, shell=True, cwd=file.parent, check=True)
