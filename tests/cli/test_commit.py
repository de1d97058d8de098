"""``kaptar commit`` and ``blame``: one session's changes alone, with the user's hooks, and everything else as it was."""

import subprocess
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from kaptar.api.leases import open_store, workspace_of
from kaptar.checks.event import EditEvent, FileChange
from kaptar.checks.settings import make_settings
from kaptar.config.sections import Config, WorkspaceConfig
from kaptar.edit.engine import Editor
from kaptar.repository.children import ChildProcess, start_child
from kaptar.repository.places import find_places

Kaptar = Callable[..., Any]
TEXT = "".join(f"{n}\n" for n in range(1, 10))


class Repository:
    """A repository with one commit, sessions that write in it, and git's own words about it."""

    def __init__(self, top: Path) -> None:
        self.top, self.places = top, find_places(top)
        self._settings = make_settings(Config(workspace=WorkspaceConfig(leases="advise")), top)

    def write(self, session: str, name: str, text: str | None) -> None:
        """A session's tool writes a file, or deletes it, hooks before and after it."""
        self.put(session, name, None if text is None else text.encode())

    def put(self, session: str, name: str, content: bytes | None) -> None:
        path = self.top / name
        change = FileChange(str(path), "delete" if content is None else "update", content=content)
        with open_store(self.places) as store:
            workspace = workspace_of(self.places, lambda: store)
            for phase in ("before", "after"):
                event = EditEvent("claude", "e", phase, session, str(self.top), "Edit", (change,))  # type: ignore[arg-type]
                if phase == "before":
                    workspace.before(event, lambda _: self._settings, Editor(None).structures)
                    self._put(path, content)
                else:
                    workspace.after(event, lambda _: self._settings)

    def ran(self, session: str, command: str, paths: Sequence[str]) -> None:
        """A session's command has run and changed these paths."""
        subprocess.run(["bash", "-c", command], cwd=self.top, check=True, timeout=60)
        files = tuple(FileChange(str(self.top / path)) for path in paths)
        with open_store(self.places) as store:
            event = EditEvent("claude", "e", "after", session, str(self.top), "Bash", files)
            workspace_of(self.places, lambda: store).after_command(event, lambda _: self._settings)

    def _put(self, path: Path, content: bytes | None) -> None:
        if content is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    def user(self, name: str, old: str, new: str) -> None:
        """A person changes a file in an editor."""
        (self.top / name).write_text((self.top / name).read_text().replace(old, new))

    def change(self, session: str, name: str, old: str, new: str) -> None:
        self.write(session, name, (self.top / name).read_text().replace(old, new))

    def git(self, *arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=self.top, check=True, timeout=60, capture_output=True, text=True)
        return done.stdout

    def git_in(self, arguments: list[str], given: bytes) -> str:
        done = subprocess.run(["git", *arguments], cwd=self.top, check=True, timeout=60, capture_output=True, input=given)
        return done.stdout.decode()

    def index_is_whole(self) -> bool:
        return not list((self.top / ".git").glob("index.lock*")) and not list((self.top / ".git").glob("kaptar-*"))


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Repository]:
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "ada")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "ada@example.com")
    subprocess.run(["git", "init", "-q", "-b", "main", tmp_path], check=True, timeout=60)
    monkeypatch.chdir(tmp_path)
    made = Repository(tmp_path)
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(TEXT)
    made.git("add", ".")
    made.git("commit", "-qm", "first")
    (tmp_path / ".git" / "info" / "exclude").write_text(".kaptar\n")
    yield made
    assert made.index_is_whole()


def test_only_the_sessions_own_changes_are_committed(kaptar: Kaptar, repository: Repository) -> None:
    repository.change("one", "a.txt", "2\n", "two\n")
    repository.change("other", "a.txt", "8\n", "eight\n")
    repository.write("one", "new.txt", "x\n")
    repository.write("other", "b.txt", None)
    assert kaptar("blame", "a.txt").out == "a.txt:2: +1 -1 by claude (session one)\na.txt:8: +1 -1 by claude (session other)\n"
    done = kaptar("commit", "--session", "claude/one", "-m", "mine")
    assert done.code == 0, done.err
    assert repository.git("show", "HEAD:a.txt") == TEXT.replace("2\n", "two\n")
    assert repository.git("log", "-1", "--format=%B").strip() == "mine\n\nAgent: claude\nSession: one"
    assert repository.git("show", "--name-status", "--format=", "HEAD").split() == ["M", "a.txt", "A", "new.txt"]
    assert repository.git("status", "--porcelain") == " M a.txt\n D b.txt\n"
    assert kaptar("commit", "--session", "claude/other", "-m", "theirs").code == 0
    assert repository.git("status", "--porcelain") == ""
    assert repository.git("show", "HEAD:a.txt") == TEXT.replace("2\n", "two\n").replace("8\n", "eight\n")


def test_what_is_staged_stays_staged(kaptar: Kaptar, repository: Repository) -> None:
    (repository.top / "a.txt").write_text(TEXT.replace("9\n", "nine\n"))
    repository.git("add", "a.txt")
    repository.change("one", "a.txt", "1\n", "one\n")
    assert kaptar("commit", "--session", "claude/one", "-m", "mine").code == 0
    assert repository.git("show", "HEAD:a.txt") == TEXT.replace("1\n", "one\n")
    assert repository.git("diff", "--cached", "--stat").startswith(" a.txt | 2 +-")
    assert repository.git("diff") == ""


def test_changes_side_by_side_are_named_and_nothing_is_committed(kaptar: Kaptar, repository: Repository) -> None:
    repository.change("one", "a.txt", "2\n", "two\n")
    repository.change("other", "a.txt", "3\n", "three\n")
    before = repository.git("rev-parse", "HEAD")
    done = kaptar("commit", "--session", "claude/one", "-m", "mine")
    assert done.code == 1
    assert "a.txt:2: +2 -2 by claude (session one), claude (session other)" in done.out
    assert repository.git("rev-parse", "HEAD") == before


NEW = "".join(f"{n}\n" for n in range(10, 50))
MADE: dict[str, tuple[list[tuple[str, str, str]], str, str]] = {
    "a line far down": ([("other", "40\n", "forty\n")], NEW, NEW.replace("40\n", "forty\n")),
    "the first line": ([("other", "10\n", "ten\n")], NEW, NEW.replace("10\n", "ten\n")),
    "lines at the end": ([("other", "49\n", "49\n50\n51\n")], NEW, NEW + "50\n51\n"),
    "a line that goes": ([("other", "33\n", "")], NEW, NEW.replace("33\n", "")),
    "the maker again": (
        [("other", "40\n", "forty\n"), ("one", "20\n", "twenty\n")],
        NEW.replace("20\n", "twenty\n"),
        NEW.replace("20\n", "twenty\n").replace("40\n", "forty\n"),
    ),
    "a third one": (
        [("one", "12\n", "12\n12b\n"), ("third", "30\n", ""), ("other", "45\n", "x\n")],
        NEW.replace("12\n", "12\n12b\n"),
        NEW.replace("12\n", "12\n12b\n").replace("45\n", "x\n"),
    ),
}


@pytest.mark.parametrize(("changes", "first", "second"), MADE.values(), ids=MADE.keys())
def test_a_new_file_is_its_makers_and_what_others_change_there_is_theirs(
    kaptar: Kaptar, repository: Repository, changes: list[tuple[str, str, str]], first: str, second: str
) -> None:
    repository.write("one", "new.txt", NEW)
    repository.write("other", "b.txt", TEXT + "10\n")
    for session, old, new in changes:
        repository.change(session, "new.txt", old, new)
    early = kaptar("commit", "--session", "claude/other", "-m", "early")
    assert early.code == 0
    assert "claude (session one) has made it, and it is in no commit yet" in early.out
    assert repository.git("show", "--name-only", "--format=", "HEAD") == "b.txt\n"
    assert "new.txt:1: +" in kaptar("blame", "new.txt").out
    assert kaptar("commit", "--session", "claude/one", "-m", "mine").code == 0
    assert repository.git("show", "HEAD:new.txt") == first
    assert kaptar("commit", "--session", "claude/other", "-m", "theirs").code == 0
    assert repository.git("show", "HEAD:new.txt") == second


def test_a_new_file_with_changes_side_by_side_is_not_committed(kaptar: Kaptar, repository: Repository) -> None:
    repository.write("one", "new.txt", NEW)
    repository.change("other", "new.txt", "40\n", "forty\n")
    repository.change("one", "new.txt", "41\n", "more\n")
    done = kaptar("commit", "--session", "claude/one", "-m", "mine")
    assert (done.code, "new.txt:31: +2 -2 by claude (session one), claude (session other)" in done.out) == (1, True)
    nothing = kaptar("commit", "--session", "claude/other", "-m", "theirs")
    assert nothing.code == 1
    assert "left out: new.txt (claude (session one) has made it" in nothing.err


def test_who_has_no_line_left_in_a_new_file_has_not_made_it(kaptar: Kaptar, repository: Repository) -> None:
    (repository.top / "new.txt").write_text("by a person\n")
    repository.write("one", "new.txt", NEW)
    repository.change("other", "new.txt", "40\n", "forty\n")
    assert kaptar("commit", "--session", "claude/one", "-m", "mine").code == 0
    assert repository.git("show", "HEAD:new.txt") == NEW


@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
@pytest.mark.parametrize("gone", ["all", "of the commit", "in between"])
def test_a_change_stays_its_makers_when_versions_are_gone(kaptar: Kaptar, repository: Repository, ends: bytes, gone: str) -> None:
    if ends != b"\n":
        repository.git("config", "core.autocrlf", "true")
    text = TEXT.encode().replace(b"\n", ends)
    (repository.top / "a.txt").write_bytes(text)
    steps = [text, text.replace(b"2", b"two"), text.replace(b"2", b"two").replace(b"5", b"five")]
    for step in steps[1:]:
        repository.put("one", "a.txt", step)
    for number, step in enumerate(steps):
        if gone == "all" or number == {"of the commit": 0, "in between": 1}[gone]:
            (repository.places.state / "versions" / sha256(step).hexdigest()).unlink(missing_ok=True)
    blamed = kaptar("blame", "a.txt").out.splitlines()
    assert blamed == ["a.txt:2: +1 -1 by claude (session one)", "a.txt:5: +1 -1 by claude (session one)"]
    assert kaptar("commit", "--session", "claude/one", "-m", "mine").code == 0
    assert repository.git("status", "--porcelain") == ""


def test_of_versions_that_are_gone_nobody_can_tell_the_parts(kaptar: Kaptar, repository: Repository) -> None:
    steps = [TEXT, TEXT.replace("2\n", "two\n"), TEXT.replace("2\n", "two\n").replace("5\n", "five\n")]
    for session, step in zip(("one", "other"), steps[1:], strict=True):
        repository.write(session, "a.txt", step)
    (repository.places.state / "versions" / sha256(steps[1].encode()).hexdigest()).unlink()
    assert "session" not in kaptar("blame", "a.txt").out


def test_a_change_from_outside_is_nobodys(kaptar: Kaptar, repository: Repository) -> None:
    repository.change("one", "a.txt", "2\n", "two\n")
    (repository.top / "a.txt").write_text((repository.top / "a.txt").read_text().replace("7\n", "seven\n"))
    assert "a.txt:7: +1 -1 by outside" in kaptar("blame", "a.txt").out
    kaptar("commit", "--session", "claude/one", "-m", "mine")
    assert repository.git("diff", "--stat").startswith(" a.txt | 2 +-")


def test_the_users_hook_stops_the_commit(kaptar: Kaptar, repository: Repository) -> None:
    hook = repository.top / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\ngit diff --cached --name-only >&2\nexit 1\n")
    hook.chmod(0o755)
    repository.change("one", "a.txt", "2\n", "two\n")
    before, index = repository.git("rev-parse", "HEAD"), (repository.top / ".git" / "index").read_bytes()
    done = kaptar("commit", "--session", "claude/one", "-m", "mine")
    assert done.code == 1
    assert "a.txt" in done.err
    assert repository.git("rev-parse", "HEAD") == before
    assert (repository.top / ".git" / "index").read_bytes() == index


def test_a_locked_index_and_a_merge_in_progress_are_said(kaptar: Kaptar, repository: Repository) -> None:
    repository.change("one", "a.txt", "2\n", "two\n")
    lock = repository.top / ".git" / "index.lock"
    lock.touch()
    assert "locked by another command" in kaptar("commit", "--session", "claude/one", "-m", "mine").err
    assert lock.exists(), "it is not ours to remove"
    lock.unlink()
    (repository.top / ".git" / "MERGE_HEAD").write_text(repository.git("rev-parse", "HEAD"))
    assert "a merge is in progress" in kaptar("commit", "--session", "claude/one", "-m", "mine").err
    (repository.top / ".git" / "MERGE_HEAD").unlink()


def test_a_repository_without_a_commit(kaptar: Kaptar, repository: Repository) -> None:
    repository.git("update-ref", "-d", "HEAD")
    repository.git("rm", "-rq", "--cached", ".")
    repository.write("one", "new.txt", "x\n")
    assert kaptar("commit", "--session", "claude/one", "-m", "mine").code == 0
    assert repository.git("show", "--name-only", "--format=", "HEAD") == "new.txt\n"


def test_line_ends_that_git_converts(kaptar: Kaptar, repository: Repository) -> None:
    repository.git("config", "core.autocrlf", "true")
    (repository.top / "a.txt").unlink()
    repository.git("checkout", "-q", "a.txt")
    assert b"\r\n" in (repository.top / "a.txt").read_bytes()
    repository.write("one", "a.txt", TEXT.replace("2\n", "two\n").replace("\n", "\r\n"))
    (repository.top / "a.txt").write_bytes(TEXT.replace("2\n", "two\n").replace("\n", "\r\n").encode())
    assert kaptar("commit", "--session", "claude/one", "-m", "mine").code == 0
    assert repository.git("show", "HEAD:a.txt") == TEXT.replace("2\n", "two\n")
    assert repository.git("status", "--porcelain") == ""


def test_it_races_a_plain_commit_and_loses_nothing(kaptar: Kaptar, repository: Repository) -> None:
    repository.change("one", "a.txt", "2\n", "two\n")
    hook = repository.top / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\n[ -n \"$RACING\" ] && exit 0\nexport RACING=1\nunset GIT_INDEX_FILE\n"
                    "git commit -qam other 2>.git/said && exit 1\ngrep -q index.lock .git/said\n")  # fmt: skip
    hook.chmod(0o755)
    (repository.top / "b.txt").write_text("other\n")
    done = kaptar("commit", "--session", "claude/one", "-m", "mine")
    assert done.code == 0, "a plain commit in the middle of it was refused by git's own lock"
    assert repository.git("log", "--format=%s") == "mine\nfirst\n"
    assert repository.git("status", "--porcelain") == " M b.txt\n"


WRONG = {
    "nobody": (("-m", "x"), 2, "name whose changes"),
    "no message": (("--session", "claude/one"), 2, "a commit has a message"),
    "nothing of it": (("--session", "claude/none", "-m", "x"), 1, "has changed nothing here"),
    "no session": (("--session", "claude", "-m", "x"), 1, "names no session"),
}


@pytest.mark.parametrize(("given", "code", "said"), WRONG.values(), ids=WRONG.keys())
def test_bad_input(kaptar: Kaptar, repository: Repository, given: tuple[str, ...], code: int, said: str) -> None:
    done = kaptar("commit", *given)
    assert (done.code, said in done.err) == (code, True)


def test_a_dry_run_commits_nothing(kaptar: Kaptar, repository: Repository) -> None:
    repository.change("one", "a.txt", "2\n", "two\n")
    done = kaptar("commit", "--session", "claude/one", "--dry-run", "--json")
    assert done.value["commit"] == ""
    assert [row["line"] for row in done.value["changes"]] == [2]
    assert repository.git("log", "--format=%s") == "first\n"


@pytest.fixture
def ran(repository: Repository) -> Path:
    """Files that end in ``.flt`` are under a filter, and there are two; it leaves this file behind when it runs."""
    ran = repository.top / ".git" / "ran"
    for name in ("smudge", "clean"):
        repository.git("config", f"filter.f.{name}", f"sh -c 'touch {ran}; cat'")
    (repository.top / ".git" / "info" / "attributes").write_text("*.flt filter=f\n")
    for name in ("t.flt", "u.flt"):
        (repository.top / name).write_text(TEXT)
    repository.git("add", ".")
    repository.git("commit", "-qm", "filtered")
    return ran


LOOKS = (("blame", "a.txt", "t.flt", "u.flt"), ("commit", "--session", "claude/one", "--dry-run"))


@pytest.mark.parametrize("words", LOOKS)
def test_who_only_looks_runs_no_filter_and_goes_on_with_the_others(
    kaptar: Kaptar, repository: Repository, ran: Path, words: tuple[str, ...]
) -> None:
    for name in ("a.txt", "t.flt", "u.flt"):
        repository.change("one", name, "2\n", "two\n")
    ran.unlink(missing_ok=True)
    done = kaptar(*words)
    assert done.code == 0, done.err
    assert "a.txt:2: +1 -1 by claude (session one)" in done.out
    assert all(f"{name} is under a filter" in done.out + done.err for name in ("t.flt", "u.flt"))
    assert not ran.exists()
    assert kaptar("commit", "--session", "claude/one", "-m", "mine").code == 0
    assert ran.exists(), "the user's own git runs it"
    assert repository.git("diff", "--name-only", "HEAD~") == "a.txt\nt.flt\nu.flt\n"


@pytest.mark.parametrize("words", [("blame", "t.flt"), LOOKS[1]])
def test_where_nothing_can_be_compared_the_files_are_an_error(
    kaptar: Kaptar, repository: Repository, ran: Path, words: tuple[str, ...]
) -> None:
    repository.change("one", "t.flt", "2\n", "two\n")
    ran.unlink(missing_ok=True)
    done = kaptar(*words)
    assert (done.code, done.out, "t.flt is under a filter" in done.err, "nothing here" in done.err) == (1, "", True, False)
    assert not ran.exists()


def test_what_a_dry_run_has_not_compared_is_in_its_answer(kaptar: Kaptar, repository: Repository, ran: Path) -> None:
    repository.change("one", "t.flt", "2\n", "two\n")
    repository.change("one", "a.txt", "2\n", "two\n")
    value = kaptar(*LOOKS[1], "--json").value
    assert (value["not_compared"], value["left_out"], [row["path"] for row in value["changes"]]) == (["t.flt"], [], ["a.txt"])


def test_blame_reads_files_whose_line_ends_git_converts(kaptar: Kaptar, repository: Repository) -> None:
    repository.git("config", "core.autocrlf", "true")
    (repository.top / "a.txt").unlink()
    repository.git("checkout", "-q", "a.txt")
    held = (repository.top / "a.txt").read_bytes()
    (repository.top / "a.txt").write_bytes(held.replace(b"2\r\n", b"two\r\n"))
    assert kaptar("blame", "a.txt").out == "a.txt:2: +1 -1 by outside\n"


def test_git_does_not_see_the_books(kaptar: Kaptar, repository: Repository) -> None:
    (repository.top / ".git" / "info" / "exclude").unlink()
    assert kaptar("who").code == 0
    assert repository.git("status", "--porcelain") == ""


def test_many_contents_are_stored_together(kaptar: Kaptar, repository: Repository) -> None:
    odd = [b"", b"\0\xff", b"no line end", b"mark :3\n", b"blob\nmark :1\ndata 3\nabc\n", b"same\n", b"same\n"]
    contents = {f"n{number}": content for number, content in enumerate([*odd, *(b"%d\n" % n for n in range(120))])}
    for name, content in contents.items():
        repository.put("one", name, content)
    repository.change("one", "a.txt", "2\n", "two\n")
    repository.change("other", "a.txt", "8\n", "eight\n")
    done = kaptar("commit", "--session", "claude/one", "-m", "mine")
    assert done.code == 0, done.err
    assert repository.git("show", "HEAD:a.txt") == TEXT.replace("2\n", "two\n")
    assert repository.git("status", "--porcelain") == " M a.txt\n"
    assert len(list((repository.top / ".git" / "objects" / "pack").glob("*.pack"))) == 1
    repository.git("fsck", "--strict")


ODD = ["new\nline", "end\n", '"quoted"', " spaces ", "\ttab\r", "-o"]
"""Names. Git reads a note of where a git directory is without the blanks at its end."""


@pytest.mark.parametrize(
    ("way", "name"),
    [
        (way, name)
        for way in ("worktree", "linked", "of a linked", "git directory")
        for name in ODD
        if way == "worktree" or name == name.rstrip()
    ],
)
def test_folders_above_have_any_name(
    way: str, name: str, kaptar: Kaptar, repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd, top = tmp_path / "beside" / name, tmp_path / "beside" / "here"
    if way == "linked":
        repository.git("worktree", "add", "-q", "-b", "x", str(odd))
        top = odd
    elif way == "git directory":
        repository.git("clone", "-q", f"--separate-git-dir={odd}", ".", str(top))
    else:
        repository.git("clone", "-q", ".", str(odd))
        if way == "of a linked":
            subprocess.run(["git", "worktree", "add", "-q", "-b", "x", "../here"], cwd=odd, check=True, timeout=60)
        else:
            top = odd
    monkeypatch.chdir(top)
    found = Repository(top)
    found.write("s1", "a.txt", TEXT + "own\n")
    done = kaptar("commit", "--session", "claude/s1", "-m", "x")
    assert done.code == 0, done.err
    assert "+own" in found.git("show")


def test_all_that_a_hook_says_is_told(kaptar: Kaptar, repository: Repository) -> None:
    hook = repository.top / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'first: one \033[2J'\necho 'second: two' >&2\necho 'third: three' >&2\nexit 1\n")
    hook.chmod(0o755)
    repository.change("one", "a.txt", "2\n", "two\n")
    done = kaptar("commit", "--session", "claude/one", "-m", "mine")
    assert done.code == 1
    assert "kaptar: second: two\nkaptar: third: three\n" in done.err
    assert "\033" not in done.err


def test_a_commit_of_few_files_starts_few_programs(
    kaptar: Kaptar, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.txt", "b.txt"):
        repository.change("one", name, "2\n", "two\n")
    started = list[list[str]]()

    def counting(command: list[str], *more: Any) -> ChildProcess:
        started.append(command)
        return start_child(command, *more)

    monkeypatch.setattr("kaptar.repository.process.start_child", counting)
    assert kaptar("commit", "--session", "claude/one", "-m", "mine").code == 0
    assert 0 < len(started) <= 16, started


def test_a_branch_that_moves_while_the_commit_is_made_is_told(kaptar: Kaptar, repository: Repository) -> None:
    hook = repository.top / ".git" / "hooks" / "post-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\ngit update-ref HEAD $(git commit-tree -p HEAD -m 'of a hook' HEAD^{tree})\n")
    hook.chmod(0o755)
    repository.change("one", "a.txt", "2\n", "two\n")
    done = kaptar("commit", "--session", "claude/one", "-m", "mine")
    assert (done.code, "the branch has moved while the commit" in done.err) == (1, True)
    assert repository.git("log", "-1", "--format=%s") == "of a hook\n"
