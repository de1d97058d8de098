"""Which files a shell command changed."""

import json
import os
import subprocess
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from tests.waiting import wait_until

from kaptar.checks.event import CommandEvent, EditEvent, FileChange, SessionNews
from kaptar.clients import shell
from kaptar.clients.adapter import ClientContext
from kaptar.clients.claude import Claude
from kaptar.edit.engine import Editor
from kaptar.repository.process import Ended
from kaptar.repository.trust import Trust


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    script = "git init -q . && echo 1 > a && echo 1 > b && git add . && git -c user.name=n -c user.email=e commit -qm m"
    subprocess.run(script, shell=True, cwd=tmp_path, check=True)
    return tmp_path


def begin(repo: Path, session: str = "s") -> None:
    shell.remember(SessionNews("claude", "SessionStart", session, str(repo), ended=False))


def edit(repo: Path, session: str = "s") -> EditEvent | None:
    """What a command that has ended comes to, where git does not fail."""
    found = ended(repo, session)
    assert not isinstance(found, Ended)
    return found


def ended(repo: Path, session: str = "s") -> EditEvent | Ended | None:
    """What a command that has ended comes to."""
    return shell.changed_by(CommandEvent("claude", "PostToolUse", "after", session, str(repo), "Bash", "make"))


def late(repo: Path) -> str:
    """Why nobody knows what a command that has ended comes to."""
    found = ended(repo)
    assert isinstance(found, Ended)
    return found.reason


def changed(repo: Path, session: str = "s") -> list[str]:
    """Files to judge now."""
    return [name for name, is_late in told(repo, session) if not is_late]


def told(repo: Path, session: str = "s") -> list[tuple[str, bool]]:
    """All files of a command, and which of them are to be judged later."""
    found = edit(repo, session)
    return [(Path(f.path).relative_to(repo).as_posix(), f.is_late) for f in found.files] if found else []


def test_a_command_that_changes_nothing(repo: Path) -> None:
    begin(repo)
    assert changed(repo) == []


def test_changed_and_new_files_are_noticed_once(repo: Path) -> None:
    begin(repo)
    (repo / "a").write_text("2\n")
    (repo / "new folder").mkdir()
    (repo / "new folder" / "ö\n.py").write_text("x\n")
    assert changed(repo) == ["a", "new folder/ö\n.py"]
    assert changed(repo) == []


def test_what_was_changed_before_the_session_is_not_its_doing(repo: Path) -> None:
    (repo / "a").write_text("2\n")
    begin(repo)
    (repo / "b").write_text("2\n")
    assert changed(repo) == ["b"]


def test_a_change_that_keeps_size_and_time_is_noticed(repo: Path) -> None:
    (repo / "a").write_text("2\n")
    os.utime(repo / "a", (1, 1))
    begin(repo)
    (repo / "a").write_text("3\n")
    os.utime(repo / "a", (1, 1))
    assert changed(repo) == ["a"]


def test_an_edit_that_the_client_reported_is_not_reported_again(repo: Path) -> None:
    begin(repo)
    (repo / "a").write_text("2\n")
    files = (FileChange(str(repo / "a")),)
    shell.remember_edit(EditEvent("claude", "PostToolUse", "after", "s", str(repo), "Edit", files))
    assert changed(repo) == []


def test_sessions_do_not_know_of_each_other(repo: Path) -> None:
    for session in ("s", "t"):
        begin(repo, session)
    (repo / "a").write_text("2\n")
    assert changed(repo, "s") == ["a"]
    assert changed(repo, "t") == ["a"]


def test_without_notes_time_tells(repo: Path) -> None:
    (repo / "a").write_text("2\n")
    assert changed(repo) == ["a"]
    subprocess.run(["git", "commit", "-qam", "m"], cwd=repo, env=os.environ | dict.fromkeys(
        ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"), "n"), check=True)  # fmt: skip
    assert changed(repo, "new") == []


def test_damaged_notes_are_as_none(repo: Path) -> None:
    begin(repo)
    next((repo / ".git" / "kaptar").glob("seen-*")).write_text("{")
    (repo / "a").write_text("2\n")
    assert changed(repo) == ["a"]


def test_a_linked_worktree_has_notes_of_its_own(repo: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    tree = tmp_path_factory.mktemp("trees") / "t"
    subprocess.run(["git", "worktree", "add", "-q", str(tree)], cwd=repo, check=True)
    begin(tree)
    (tree / "a").write_text("2\n")
    assert changed(tree) == ["a"]
    assert not (repo / ".git" / "kaptar").exists()


def test_outside_of_any_repository_nothing_is_known(tmp_path: Path) -> None:
    begin(tmp_path)
    assert edit(tmp_path) is None


def many(repo: Path, count: int, text: str = "x") -> set[str]:
    for number in range(count):
        (repo / f"n{number}").write_text(text)
    return {f"n{number}" for number in range(count)}


def test_a_mass_change_is_bounded_and_its_rest_comes_later(repo: Path) -> None:
    begin(repo)
    made = many(repo, 2 * shell.MAX_FILES + 10)
    found = [changed(repo) for _ in range(4)]
    assert [len(each) for each in found] == [shell.MAX_FILES, shell.MAX_FILES, 10, 0]
    assert {name for each in found for name in each} == made


def not_yet_seen(repo: Path) -> set[str]:
    event = CommandEvent("claude", "PreToolUse", "before", "s", str(repo), "Bash", "make")
    return {Path(path).relative_to(repo).as_posix() for path in shell.not_yet_seen(event, lambda _: ["a", "b"])}


def test_all_files_of_a_mass_change_are_told_at_once_and_once(repo: Path) -> None:
    (repo / "b").unlink()
    wait_until(lambda: time.time_ns() > repo.stat().st_ctime_ns + 50_000_000, "a time that is clearly later")
    begin(repo)
    made = many(repo, 2 * shell.MAX_FILES + 10) | {"a"}
    (repo / "a").unlink()
    assert not_yet_seen(repo) == made
    first = told(repo)
    assert {name for name, _ in first} == made
    assert sum(is_late for _, is_late in first) == shell.MAX_FILES + 11
    wait_until(lambda: time.time_ns() > repo.stat().st_ctime_ns + 50_000_000, "a time that is clearly later")
    assert not_yet_seen(repo) == set()
    later(repo, first[-1][0], "of somebody else")
    assert not_yet_seen(repo) == {first[-1][0]}
    second = told(repo)
    assert [is_late for _, is_late in second] in ([False] * shell.MAX_FILES, [*[False] * shell.MAX_FILES, True])
    assert {name for name, _ in second} <= {name for name, is_late in first if is_late}


def test_the_rest_of_a_mass_change_comes_later_without_notes_too(repo: Path) -> None:
    (repo / "a").write_text("2\n")
    os.utime(repo / "a", (1, 1))
    made = many(repo, shell.MAX_FILES + 10)
    found = [changed(repo) for _ in range(3)]
    assert {name for each in found for name in each} == made | {"a"}
    assert [len(each) for each in found] == [shell.MAX_FILES, 11, 0]


def test_files_that_change_each_time_do_not_hold_up_the_others(repo: Path) -> None:
    begin(repo)
    many(repo, shell.MAX_FILES)
    (repo / "zlast").write_text("x")
    assert "zlast" not in changed(repo)
    many(repo, shell.MAX_FILES, "xy")
    assert "zlast" in changed(repo)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Makes git not answer in time, and answer again."""
    answer = shell.changes_of

    def of(root: Path, timeout_s: float) -> Any:
        return Ended("time out after 3 s", timed_out=True)

    return lambda is_slow: monkeypatch.setattr(shell, "changes_of", of if is_slow else answer)


def test_notes_outlive_a_time_out_of_git(repo: Path, slow: Callable[[bool], None]) -> None:
    old = many(repo, 30)
    begin(repo)
    slow(True)
    (repo / "a").write_text("2\n")
    assert "a later command" in late(repo)
    slow(False)
    (repo / "b").write_text("2\n")
    assert changed(repo) == ["a", "b"]
    assert not old & set(changed(repo))


def test_a_time_out_at_the_begin_of_a_session_blames_no_command_for_what_was_there(
    repo: Path, slow: Callable[[bool], None]
) -> None:
    newest = max((repo / name).stat().st_ctime_ns for name in many(repo, 30))
    wait_until(lambda: time.time_ns() > newest + 20_000_000, "a time that is clearly later")
    slow(True)
    begin(repo)
    (repo / "a").write_text("2\n")
    assert "a later command" in late(repo)
    slow(False)
    assert changed(repo) == ["a"]
    assert changed(repo) == []


def test_a_time_out_without_notes_keeps_when_the_command_began(repo: Path, slow: Callable[[bool], None]) -> None:
    slow(True)
    (repo / "a").write_text("2\n")
    assert "a later command" in late(repo)
    slow(False)
    found = shell.changed_by(CommandEvent("claude", "PostToolUse", "after", "s", str(repo), "Bash", "make", took_s=-1.0))
    assert isinstance(found, EditEvent)
    assert [Path(file.path).name for file in found.files] == ["a"]


def filtered(repo: Path) -> None:
    """A file under a filter, which a command then touches without a change."""
    settings = {"filter.upper.clean": "tr a-z A-Z", "filter.upper.smudge": "tr A-Z a-z"}
    for name, value in settings.items():
        subprocess.run(["git", "config", name, value], cwd=repo, check=True)
    (repo / ".gitattributes").write_text("f filter=upper\n")
    (repo / "f").write_text("text\n")
    who = ["-c", "user.name=n", "-c", "user.email=e"]
    subprocess.run(["git", "add", "."], cwd=repo, check=True)
    subprocess.run(["git", *who, "commit", "-qm", "f"], cwd=repo, check=True)


def test_a_file_under_a_filter_is_not_called_changed(repo: Path) -> None:
    filtered(repo)
    begin(repo)
    (repo / "f").write_text("text\n")
    (repo / "a").write_text("2\n")
    found = edit(repo)
    assert found is not None
    assert [(Path(f.path).name, f.problem) for f in found.files] == [("a", ""), ("f", "not compared: filter")]


def test_in_a_trusted_repository_filters_compare(
    repo: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
    filtered(repo)
    Trust(repo.resolve()).grant()
    begin(repo)
    (repo / "f").write_text("text\n")
    assert changed(repo) == []
    (repo / "f").write_text("other\n")
    assert changed(repo) == ["f"]


def at_once(*works: Callable[[], object]) -> None:
    """Do all at once, in a thread each; what one raises is raised."""
    gate = threading.Barrier(len(works))

    def do(work: Callable[[], object]) -> None:
        gate.wait(30)
        for _ in range(20):
            work()

    with ThreadPoolExecutor(len(works)) as pool:
        for done in [pool.submit(do, work) for work in works]:
            done.result()


def test_threads_of_a_hive_may_note_one_session_at_once(repo: Path) -> None:
    begin(repo)
    (repo / "a").write_text("2\n")
    by_client = EditEvent("claude", "PostToolUse", "after", "s", str(repo), "Edit", (FileChange(str(repo / "a")),))
    at_once(*[lambda: begin(repo)] * 4, lambda: shell.remember_edit(by_client))
    assert changed(repo) == []
    assert [p.suffix for p in (repo / ".git" / "kaptar").iterdir()] == [".jsonl"]


def test_notes_that_another_process_removes_meanwhile_are_no_fault(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(repo)
    gone = repo / ".git" / "kaptar" / "seen-gone.jsonl"
    there = Path.glob
    monkeypatch.setattr(Path, "glob", lambda self, pattern: [*there(self, pattern), gone])
    begin(repo)
    assert changed(repo) == []


@pytest.mark.parametrize(("damaged", "text"), [("config", "[bad"), ("index", "no index")])
def test_where_git_fails_the_reason_is_said_and_the_changes_come_later(damaged: str, text: str, repo: Path) -> None:
    begin(repo)
    file = repo / ".git" / damaged
    before = file.read_bytes()
    file.write_text(text)
    (repo / "leak.pem").write_text("K\n")
    found = ended(repo)
    assert isinstance(found, Ended)
    assert found.reason.startswith("git")
    assert "\n" not in found.reason
    file.write_bytes(before)
    assert changed(repo) == ["leak.pem"]


def reported(repo: Path) -> None:
    """The client tells of an edit."""
    by_client = EditEvent("claude", "PostToolUse", "after", "s", str(repo), "Edit", (FileChange(str(repo / "a")),))
    shell.remember_edit(by_client)


def within(seconds: float, work: Callable[[], object]) -> None:
    """Do it in a thread that is not waited for longer."""
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(seconds)
    assert not thread.is_alive()


def test_a_pipe_in_place_of_notes_is_not_waited_for(repo: Path) -> None:
    begin(repo)
    note = next((repo / ".git" / "kaptar").glob("seen-*"))
    note.unlink()
    os.mkfifo(note)
    within(20, lambda: reported(repo))
    (repo / "a").write_text("2\n")
    assert changed(repo) == ["a"]


def test_a_link_in_place_of_notes_is_not_followed(repo: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    away = tmp_path_factory.mktemp("away") / "file"
    away.write_text("kept\n")
    begin(repo)
    note = next((repo / ".git" / "kaptar").glob("seen-*"))
    note.unlink()
    note.symlink_to(away)
    (repo / "a").write_text("2\n")
    reported(repo)
    assert away.read_text() == "kept\n"
    assert changed(repo) == ["a"]
    assert away.read_text() == "kept\n"


@pytest.mark.parametrize("kind", ["link", "pipe", "folder for the file"])
def test_where_no_notes_can_be_kept_time_tells_and_the_log_says_so_once(
    kind: str, repo: Path, tmp_path_factory: pytest.TempPathFactory, caplog: pytest.LogCaptureFixture
) -> None:
    folder, away = repo / ".git" / "kaptar", tmp_path_factory.mktemp("away")
    if kind == "link":
        folder.symlink_to(away)
    elif kind == "pipe":
        os.mkfifo(folder)
    else:
        begin(repo)
        note = next(folder.glob("seen-*"))
        note.unlink()
        (note / "x").mkdir(parents=True)
    for _ in range(2):
        begin(repo)
    (repo / "a").write_text("2\n")
    reported(repo)
    assert changed(repo) == ["a"]
    assert list(away.iterdir()) == []
    assert caplog.text.count("no notes of sessions are kept in ") == 1


GIT = ("git", "-c", "user.name=n", "-c", "user.email=e")


@pytest.mark.parametrize("hides", ["--assume-unchanged", "--skip-worktree"])
def test_a_file_that_git_is_told_not_to_look_at_is_noticed(hides: str, repo: Path) -> None:
    subprocess.run([*GIT, "update-index", hides, "b"], cwd=repo, check=True)
    (repo / "b").write_text("old\n")
    begin(repo)
    assert changed(repo) == []
    subprocess.run([*GIT, "update-index", hides, "a"], cwd=repo, check=True)
    (repo / "a").write_text("2\n")
    assert changed(repo) == ["a"]
    (repo / "b").write_text("new\n")
    assert changed(repo) == ["b"]
    (repo / "a").unlink()
    assert changed(repo) == []


def test_no_setting_of_the_repository_hides_a_change_of_the_same_size(repo: Path) -> None:
    for name, value in (("core.trustctime", "false"), ("core.checkStat", "minimal"), ("core.ignoreStat", "true")):
        subprocess.run([*GIT, "config", name, value], cwd=repo, check=True)
    os.utime(repo / "a", (1_700_000_000, 1_700_000_000))
    subprocess.run([*GIT, "update-index", "--refresh"], cwd=repo, check=True)
    begin(repo)
    changed_at = (repo / "a").stat().st_ctime  # git compares whole seconds
    wait_until(lambda: int(time.time()) > int(changed_at), "the next second")
    (repo / "a").write_text("2\n")
    os.utime(repo / "a", (1_700_000_000, 1_700_000_000))
    assert changed(repo) == ["a"]


def test_a_new_file_is_not_taken_for_one_in_other_letters(repo: Path) -> None:
    """As in a repository that was copied from a machine whose file system folds letters."""
    subprocess.run([*GIT, "config", "core.ignoreCase", "true"], cwd=repo, check=True)
    begin(repo)
    (repo / "A").write_text("new\n")
    assert changed(repo) == ["A"]


@pytest.mark.parametrize("elsewhere", ["nowhere", "another repository"])
def test_the_worktree_that_the_session_began_in_is_looked_at_wherever_the_client_stands(
    elsewhere: str, repo: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("elsewhere")
    if elsewhere != "nowhere":
        subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    began, command = str(repo), CommandEvent("claude", "PostToolUse", "after", "s", str(folder), "Bash", "make")

    def told() -> list[str]:
        found = shell.changed_by(command, began)
        assert not isinstance(found, Ended)
        return [file.path for file in found.files] if found else []

    (repo / "b").write_text("2\n")
    assert told() == []  # a session that has no notes there
    begin(repo)
    assert told() == []
    (repo / "a").write_text("2\n")
    assert told() == [str(repo / "a")]
    assert told() == []
    assert changed(repo) == []


def about_to(repo: Path, name: str = "a", session: str = "s") -> bytes | None:
    """What an edit that is about to be made is compared with; None where that is what the file holds."""
    change = FileChange(str(repo / name), content=b"new\n")
    event = EditEvent("claude", "PreToolUse", "before", session, str(repo), "Write", (change,))
    return shell.against_unseen(event).files[0].before


def own_edit(repo: Path, name: str) -> None:
    """An edit of the session's own, with the event after it."""
    (repo / name).write_text("own\n")
    shell.remember_edit(EditEvent("claude", "PostToolUse", "after", "s", str(repo), "Write", (FileChange(str(repo / name)),)))


def later(repo: Path, name: str, text: str) -> None:
    """A change that lies behind the last look in time, whatever the clock's steps are."""
    before = (repo / name).stat().st_ctime_ns if (repo / name).exists() else 0
    wait_until(
        lambda: (repo / name).write_text(text) and (repo / name).stat().st_ctime_ns > before + 20_000_000, "a later change"
    )


def test_what_others_change_between_looks_is_compared_with_the_last_commit(repo: Path) -> None:
    (repo / "b").write_text("of before the session\n")
    wait_until(lambda: time.time_ns() > (repo / "b").stat().st_ctime_ns + 50_000_000, "a time that is clearly later")
    begin(repo)
    assert about_to(repo) is None
    assert about_to(repo, "b") is None
    later(repo, "a", "by somebody\n")
    later(repo, "n", "by somebody\n")
    own_edit(repo, "b")
    assert (about_to(repo), about_to(repo, "n"), about_to(repo, "b"), about_to(repo, "none")) == (b"1\n", b"", None, None)
    assert about_to(repo, session="another") is None
    assert changed(repo) == ["a", "n"]
    wait_until(lambda: changed(repo) == [] and about_to(repo) is None, "that all was looked at")


def test_what_a_mass_change_has_left_over_is_unseen_by_an_own_edit(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kaptar.clients.shell.MAX_FILES", 1)
    begin(repo)
    later(repo, "a", "2\n")
    later(repo, "b", "2\n")
    told = changed(repo)
    assert len(told) == 1
    left = {"a", "b"} - set(told)
    assert about_to(repo, left.pop()) == b"1\n"


def test_where_git_does_not_say_what_was_committed_all_is_new(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(repo)
    later(repo, "a", "2\n")
    (repo / ".git/HEAD").write_text("damaged\n")
    assert about_to(repo) == b""


@pytest.mark.parametrize(
    "told", ["1e400", "Infinity", "-Infinity", "NaN", "9" * 400, "1e300", "1e308", "1e15", "-5", "true", '"x"']
)
def test_a_duration_that_is_none_counts_as_not_told(told: str, repo: Path) -> None:
    (repo / "new").write_text("x")
    fields = f'"session_id": "s", "cwd": {json.dumps(str(repo))}, "tool_name": "Bash", "tool_input": {{"command": "x"}}'
    for event in ("PreToolUse", "PostToolUse"):
        found = Claude().parse(event, json.loads(f'{{{fields}, "duration_ms": {told}}}'), ClientContext(Editor(None), repo))
        assert isinstance(found, CommandEvent)
        assert found.took_s is None
    assert isinstance(found, CommandEvent)
    assert isinstance(edited := shell.changed_by(found), EditEvent)
    assert [Path(file.path).name for file in edited.files] == ["new"]


@pytest.mark.parametrize(
    "line", ['["", 1e400, 0]', '["a", 1, Infinity]', '["a", NaN, 1]', f'["a", {"9" * 5000}, 1]', '["a", [], 1]']
)
def test_notes_with_numbers_that_are_none_count_as_none(line: str, repo: Path) -> None:
    begin(repo)
    (note,) = (repo / ".git" / "kaptar").glob("seen-*.jsonl")
    note.write_text(line + "\n")
    (repo / "new").write_text("x")
    assert changed(repo) == ["new"]
