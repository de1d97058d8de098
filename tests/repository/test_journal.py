"""All files or none: faults at every step, and processes that die in the middle."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import msgspec
import pytest

from kaptar.repository import journal
from kaptar.repository.journal import Failed, Step, recover, write_all
from kaptar.repository.living import note_of_this


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "a").write_bytes(b"one")
    (tmp_path / "b").write_bytes(b"two")
    (tmp_path / "b").chmod(0o755)
    return tmp_path


def tree(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


STEPS = (Step("a", b"one", b"1"), Step("b", b"two", None), Step("new/c", None, b"3"))


def test_all_steps_are_done_and_nothing_else_stays(root: Path) -> None:
    assert write_all(root, STEPS) is None
    assert tree(root) == {"a": b"1", "new/c": b"3"}
    assert not (root / ".kaptar").exists()


@pytest.mark.parametrize(
    ("step", "says"),
    [
        (Step("a", b"other", b"1"), "changed since it was read"),
        (Step("a", None, b"1"), "exists now"),
        (Step("gone", b"was", b"1"), "changed since"),
    ],
)
def test_a_stale_file_refuses_all(root: Path, step: Step, says: str) -> None:
    before = tree(root)
    failed = write_all(root, [Step("b", b"two", b"2"), step])
    assert isinstance(failed, Failed)
    assert failed.stale
    assert says in failed.message
    assert tree(root) == before


def test_a_fault_in_the_middle_puts_everything_back(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, put, calls = tree(root), journal._put, []

    def failing(*args: object) -> None:
        calls.append(args)
        if len(calls) == 3:
            raise OSError(28, "No space left on device")
        put(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(journal, "_put", failing)
    failed = write_all(root, STEPS)
    assert failed == Failed("new/c", False, "No space left on device")
    assert tree(root) == before


DYING = textwrap.dedent("""
    import os, signal, sys
    from pathlib import Path
    from kaptar.repository import journal
    from kaptar.repository.journal import Step
    root, after = Path(sys.argv[1]), int(sys.argv[2])
    put, count = journal._put, 0
    def dying(*args):
        global count
        if count == after:
            os.kill(os.getpid(), signal.SIGKILL)
        count += 1
        put(*args)
    journal._put = dying
    journal.write_all(root, (Step("a", b"one", b"1"), Step("b", b"two", None), Step("c", None, b"3")))
""")


@pytest.mark.parametrize("after", [0, 1, 2])
def test_a_killed_process_is_rolled_back_at_the_next_start(root: Path, after: int) -> None:
    before = tree(root)
    process = subprocess.run([sys.executable, "-c", DYING, str(root), str(after)], check=False)
    assert process.returncode == -signal.SIGKILL
    (recovered,) = recover(root)
    assert len(recovered.restored) == after
    assert tree(root) == before
    assert (root / "b").stat().st_mode & 0o777 == 0o755
    assert recover(root) == []


def test_a_file_changed_after_the_crash_is_left_alone(root: Path) -> None:
    subprocess.run([sys.executable, "-c", DYING, str(root), "2"], check=False)
    (root / "a").write_bytes(b"newer work")
    (recovered,) = recover(root)
    assert recovered.left_alone == ("a",)
    assert (root / "a").read_bytes() == b"newer work"
    assert (root / "b").read_bytes() == b"two"


def test_a_live_journal_is_not_touched(root: Path) -> None:
    with journal._journal(root) as folder:
        assert recover(root) == []
        assert folder.is_dir()


def test_a_link_is_not_followed(root: Path) -> None:
    (root / "link").symlink_to(root / "a")
    with pytest.raises(OSError, match="Too many levels"):
        write_all(root, [Step("link", b"one", b"x")])
    assert os.readlink(root / "link") == str(root / "a")
    assert (root / "a").read_bytes() == b"one"


@pytest.mark.parametrize(
    ("path", "backup"),
    [("../victim", "0.before"), (".git/hooks/pre-commit", "0.before"), ("a", "../../../a"), ("link", "0.before")],
)
def test_a_journal_that_a_repository_brings_reaches_nothing_else(root: Path, path: str, backup: str) -> None:
    victim = root.parent / "victim"
    victim.write_bytes(b"mine")
    (root / ".git/hooks").mkdir(parents=True)
    (root / ".git/hooks/pre-commit").write_bytes(b"mine")
    (root / "link").symlink_to(victim)
    folder = root / journal.FOLDER / "edit-evil"
    folder.mkdir(parents=True)
    (folder / "0.before").write_bytes(b"evil")
    digest = hashlib.sha256((root / path).read_bytes()).hexdigest()
    entry = {"path": path, "backup": backup, "before": None, "after": digest, "mode": 0o755}
    (folder / "steps.json").write_text(json.dumps([entry]))
    before = {p: p.read_bytes() for p in (victim, root / "a", root / ".git/hooks/pre-commit")}
    (recovered,) = recover(root)
    assert recovered.restored == ()
    assert {p: p.read_bytes() for p in before} == before
    victim.unlink()


@pytest.mark.parametrize("link", [".kaptar", ".kaptar/journal", ".kaptar/journal/edit-evil"])
def test_links_in_place_of_journals_are_not_followed(root: Path, link: str) -> None:
    home = root.parent / f"home-{link.count('/')}"
    for folder in (home, home / "edit-photos", home / "journal" / "edit-photos"):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "precious").write_bytes(b"mine")
    before = tree(home)
    (root / link).parent.mkdir(parents=True, exist_ok=True)
    (root / link).symlink_to(home)
    assert recover(root) == []
    if link != ".kaptar/journal/edit-evil":
        with pytest.raises(OSError, match="leads somewhere else"):
            write_all(root, STEPS)
    assert tree(home) == before


IN_A_FOLDER = DYING.replace('write_all(root, (Step("a"', 'write_all(root / "deep" / "down", (Step("a"')


def test_wherever_a_worktree_is_edited_its_journal_is_at_the_top(root: Path) -> None:
    (root / ".git").mkdir()
    below = root / "deep" / "down"
    below.mkdir(parents=True)
    for name in ("a", "b"):
        (root / name).rename(below / name)
    before = tree(root)
    subprocess.run([sys.executable, "-c", IN_A_FOLDER, str(root), "2"], check=False)
    assert not (below / ".kaptar").exists()
    assert journal.left(root) == journal.left(below) == [("deep/down/a", "deep/down/b", "deep/down/c")]
    (recovered,) = recover(root / "deep")
    assert recovered.restored == ("deep/down/a", "deep/down/b")
    assert tree(root) == before
    assert not (root / ".kaptar").exists()


def test_a_refusal_names_the_file_as_the_caller_did(root: Path) -> None:
    (root / ".git").mkdir()
    (root / "deep").mkdir()
    failed = write_all(root / "deep", [Step("a", None, b"1"), Step("gone", b"was", b"1")])
    assert failed == Failed("gone", True, "gone changed since it was read; read it again and make the edit anew")
    assert not (root / "deep" / "a").exists()


def test_a_journal_of_a_living_process_is_not_touched_where_locks_do_not_reach(root: Path) -> None:
    """On a file system without locks, or with one that another mount keeps."""
    subprocess.run([sys.executable, "-c", DYING, str(root), "2"], check=False)
    (folder,) = (root / journal.FOLDER).iterdir()
    note = folder / "owner.json"
    note.write_bytes(msgspec.json.encode(note_of_this("1")))
    assert recover(root) == []
    assert journal.left(root) == []
    assert (root / "a").read_bytes() == b"1"
    other = msgspec.structs.replace(note_of_this("1"), started="1")  # the id was given to another process since
    note.write_bytes(msgspec.json.encode(other))
    assert len(recover(root)) == 1
    assert (root / "a").read_bytes() == b"one"


def test_git_does_not_see_a_journal(root: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    with journal._journal(root):
        status = ["git", "status", "--porcelain", "-uall"]
        seen = subprocess.run(status, cwd=root, capture_output=True, text=True, check=True).stdout
    assert ".kaptar" not in seen


@pytest.mark.parametrize("name", ["steps.json", "0.before"])
def test_a_journals_files_are_not_read_through_links(root: Path, name: str, tmp_path: Path) -> None:
    """Else a clone could have a user's file copied into the repository."""
    secret = tmp_path / "secret"
    secret.write_bytes(b"mine")
    subprocess.run([sys.executable, "-c", DYING, str(root), "2"], check=False)
    (folder,) = (root / journal.FOLDER).iterdir()
    steps = json.loads((folder / "steps.json").read_text())
    steps[0]["before"] = hashlib.sha256(b"mine").hexdigest()
    (folder / "steps.json").write_text(json.dumps(steps))
    (folder / name).unlink()
    (folder / name).symlink_to(secret)
    recover(root)
    assert (root / "a").read_bytes() == b"1"


def test_a_copy_that_is_not_what_was_there_is_not_put_back(root: Path) -> None:
    subprocess.run([sys.executable, "-c", DYING, str(root), "2"], check=False)
    (folder,) = (root / journal.FOLDER).iterdir()
    (folder / "0.before").write_bytes(b"on")
    (recovered,) = recover(root)
    assert recovered.left_alone == ("a",)
