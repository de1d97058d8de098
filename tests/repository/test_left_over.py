"""Temporary files of processes that have ended: removed by the next write beside them, and named by `doctor`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.repository.test_writer import dead_after_renames

from kaptar.api.recovery import left_over
from kaptar.atomic import write_atomically, writer_of
from kaptar.repository.disk import DISK
from kaptar.repository.journal import temporary
from kaptar.repository.left_over import strays
from kaptar.repository.placing import Step
from kaptar.repository.store import only_writer
from kaptar.repository.worktree import worktree_of
from kaptar.repository.writer import Written, write


@pytest.fixture
def root(tmp_path: Path) -> Path:
    top = tmp_path / "root"
    (top / "src").mkdir(parents=True)
    (top / ".git/objects").mkdir(parents=True)
    (top / ".git/HEAD").write_text("ref: refs/heads/main\n")
    (top / "src/a").write_bytes(b"one")
    (top / "src/b").write_bytes(b"two")
    return top


def planted(folder: Path, name: str = "a", label: str = f"{'0' * 32}-0") -> Path:
    path = temporary(folder / name, label)
    path.write_bytes(b"half")
    return path


def test_what_a_dead_write_left_is_removed_by_the_next_one_in_the_folder(root: Path) -> None:
    left, elsewhere = planted(root / "src"), planted(root)
    (line,) = left_over(root / "src")
    assert f"{left.relative_to(root)}" in line
    assert elsewhere.name in line
    assert isinstance(write(worktree_of(root), [Step("src/a", b"one", b"1")]), Written)
    assert not left.exists()
    assert elsewhere.exists()
    assert isinstance(write(worktree_of(root), [Step("x", None, b"1")]), Written)
    assert left_over(root) == []


def test_without_a_journal_too(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    (root / ".git/kaptar").touch()
    left = planted(root / "src")
    assert isinstance(write(worktree_of(root), [Step("src/a", b"one", b"1")]), Written)
    assert not left.exists()


@pytest.mark.parametrize("odd", ["link", "folder", "of another user"])
def test_what_is_not_ours_stays(root: Path, odd: str) -> None:
    left = planted(root / "src")
    if odd == "of another user":
        if os.geteuid() != 0:
            pytest.skip("only root can give a file away")
        os.chown(left, 1234, 1234)
    else:
        left.unlink()
        left.symlink_to("a") if odd == "link" else left.mkdir()
    assert isinstance(write(worktree_of(root), [Step("src/a", b"one", b"1")]), Written)
    assert os.path.lexists(left)


def test_a_file_that_a_journal_waits_for_stays(root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Also one of another state folder, whose journal is not seen from here."""
    dead_after_renames(root, (Step("src/a", b"one", b"1"), Step("src/b", b"two", b"2")))
    (waiting,) = strays(root)
    assert left_over(root) == [], "it is the journal's"
    (tmp_path / "other").mkdir()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "other"))
    assert isinstance(write(worktree_of(root), [Step("src/c", None, b"3")]), Written)
    assert waiting.exists()


def test_nothing_is_said_while_somebody_writes(root: Path) -> None:
    planted(root)
    with only_writer(DISK, worktree_of(root), 0.0):
        assert left_over(root) == []
    assert len(left_over(root)) == 1


def test_own_files_tell_their_writer(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    end = f"{'0' * 12}.kaptar"
    names = {f".token.{process.pid}-{end}": "dead", f".token.{os.getpid()}-{end}": "living", f".token.{end}": "dead",
             ".token.kaptar": "", f".other.{process.pid}-{end}": "dead"}  # fmt: skip
    for name, known in names.items():
        assert writer_of(name) == known
        (tmp_path / name).touch()
    write_atomically(tmp_path / "token", b"1")
    gone = {name for name in names if not (tmp_path / name).exists()}
    assert gone == {name for name, known in names.items() if known == "dead" and name.startswith(".token.")}
