"""Folders of a file system without generations (tmpfs) are told apart by when they were made: no archive brings a journal."""

import errno
import os
import sys
from pathlib import Path

import pytest
from tests.repository.test_writer import dead_after_renames, tree

from kaptar.repository.birth import born_at
from kaptar.repository.disk import Disk
from kaptar.repository.file_facts import FolderMark, mark_of
from kaptar.repository.placing import Step
from kaptar.repository.recovery import recover
from kaptar.repository.worktree import worktree_of

OLD, NEW = {"a": b"one", "b": b"two"}, (Step("a", b"one", b"1"), Step("b", b"two", b"2"))
TORN = {"a": b"1", "b": b"two"}


def contents(root: Path) -> dict[str, bytes]:
    """The files of the repository, without the new content that still lies beside one."""
    return {name: content for name, content in tree(root).items() if not name.endswith(".kaptar")}


class NoGeneration(Disk):
    """A file system that has none, and notes the time of birth that is given; 0 for none, None where it cannot be asked."""

    born: int | None = 7

    def generation(self, handle: int) -> int:
        raise OSError(errno.ENOTTY, os.strerror(errno.ENOTTY))

    def birth(self, handle: int) -> int:
        if self.born is None:
            raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
        return self.born


def disk(born: int | None) -> NoGeneration:
    found = NoGeneration()
    found.born = born
    return found


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    top = tmp_path / "root"
    (top / ".git/objects").mkdir(parents=True)
    (top / ".git/HEAD").write_text("ref: refs/heads/main\n")
    for name, content in OLD.items():
        (top / name).write_bytes(content)
    return top


def died(root: Path, born: int | None, monkeypatch: pytest.MonkeyPatch, *, state: bool = False) -> None:
    """A write that is cut off, with its journal in the repository: the state folder cannot be made."""
    if not state:
        monkeypatch.setenv("XDG_STATE_HOME", os.devnull)
    with monkeypatch.context() as patched:
        patched.setattr(Disk, "generation", NoGeneration.generation)
        patched.setattr(Disk, "birth", lambda _self, handle: disk(born).birth(handle))
        dead_after_renames(root, NEW)
    assert contents(root) == TORN
    assert any((root / ".git/kaptar/journals").glob("*.journal")) is not state


def test_a_journal_of_the_repository_is_put_back_where_its_folders_were_made_then(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    died(root, 7, monkeypatch)
    assert [each.restored for each in recover(worktree_of(root), disk(7))] == [("a",)]
    assert tree(root) == OLD


@pytest.mark.parametrize(("then", "now"), [(7, 8), (7, 0), (7, None), (0, 7), (0, 0), (None, None), (None, 7)])
def test_one_of_other_folders_is_not(then: int | None, now: int | None, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Device and inode are the same: both are counted up in each fresh tmpfs."""
    died(root, then, monkeypatch)
    (found,) = recover(worktree_of(root), disk(now))
    assert "nothing is put back" in found.problem
    assert ".git/kaptar/journals" in found.problem
    assert contents(root) == TORN


@pytest.mark.parametrize("born", [0, None])
def test_one_in_the_users_state_folder_came_with_no_archive(
    born: int | None, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    died(root, born, monkeypatch, state=True)
    assert [each.restored for each in recover(worktree_of(root), disk(born))] == [("a",)]
    assert tree(root) == OLD


@pytest.mark.parametrize(("generation", "birth", "born"), [(3, 9, 3), (0, 9, 9), (0, 0, 0)])
def test_the_generation_comes_first(generation: int, birth: int, born: int, tmp_path: Path) -> None:
    class Both(Disk):
        def generation(self, handle: int) -> int:
            return generation

        def birth(self, handle: int) -> int:
            return birth

    handle = os.open(tmp_path, os.O_RDONLY)
    try:
        found = os.fstat(handle)
        assert mark_of(Both(), handle) == FolderMark(found.st_dev, found.st_ino, born)
    finally:
        os.close(handle)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a call of Linux")
def test_linux_tells_when_a_folder_was_made(tmp_path: Path) -> None:
    """No program can set it back, and a change of the folder does not change it."""
    (tmp_path / "x").mkdir()
    handle = os.open(tmp_path / "x", os.O_RDONLY)
    try:
        born = born_at(handle)
        if born == 0:
            pytest.skip("this file system does not note it")
        os.utime(tmp_path / "x", (1, 1))
        (tmp_path / "x" / "y").mkdir()
        assert born_at(handle) == born
        assert abs(born - os.stat(handle).st_ctime_ns) < 3600 * 10**9
    finally:
        os.close(handle)
    with pytest.raises(OSError, match="Bad file descriptor"):
        born_at(handle)
