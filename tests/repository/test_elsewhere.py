"""A torn edit is known of after a move, from another state folder, from a container; and all writers exclude each other."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from tests.repository.test_writer import dead_after_renames, tree, with_linked_worktree

from kaptar.repository.disk import DISK
from kaptar.repository.notes import WriteNote, notes_in
from kaptar.repository.placing import Step
from kaptar.repository.recovery import left, recover, unused
from kaptar.repository.store import only_writer
from kaptar.repository.worktree import worktree_of
from kaptar.repository.writer import NotWritten, Written, write

OLD, NEW = {"a": b"one", "b": b"two"}, (Step("a", b"one", b"1"), Step("b", b"two", b"2"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository that died half way through a write of two files."""
    top = tmp_path / "root"
    (top / ".git/objects").mkdir(parents=True)
    (top / ".git/HEAD").write_text("ref: refs/heads/main\n")
    for name, content in OLD.items():
        (top / name).write_bytes(content)
    dead_after_renames(top, NEW)
    assert (top / "a").read_bytes() == b"1"
    return top


def other_state(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    folder.mkdir()
    monkeypatch.setenv("XDG_STATE_HOME", str(folder))


def test_a_repository_that_was_moved_is_put_back(root: Path, tmp_path: Path) -> None:
    moved = root.rename(tmp_path / "moved")
    assert left(worktree_of(moved)) == [("a", "b")]
    done = write(worktree_of(moved), [Step("c/d", None, b"3")])
    assert isinstance(done, Written)
    assert [each.restored for each in done.recovered] == [("a",)]
    assert tree(moved) == OLD | {"c/d": b"3"}
    assert notes_in(DISK, moved / ".git") == []
    assert recover(worktree_of(moved)) == []


def test_folders_that_the_write_made_are_removed_after_a_move(root: Path, tmp_path: Path) -> None:
    recover(worktree_of(root))
    dead_after_renames(root, (Step("new/deep/x", None, b"1"), Step("b", b"two", b"2")))
    moved = root.rename(tmp_path / "moved")
    recover(worktree_of(moved))
    assert tree(moved) == OLD
    assert not (moved / "new").exists()


def test_a_linked_worktree_stays_where_its_main_one_moves(tmp_path: Path) -> None:
    main, linked = with_linked_worktree(tmp_path)
    (linked / "a").write_bytes(b"one")
    dead_after_renames(linked, (Step("a", b"one", b"1"), Step("b", None, b"2")))
    moved = main.rename(tmp_path / "moved")
    (line,) = unused(worktree_of(moved))
    assert "cut off" in line
    subprocess.run(["git", "-C", str(moved), "worktree", "repair", str(linked)], check=True, timeout=60)
    assert [each.restored for each in recover(worktree_of(moved))] == [("a",)]
    assert (linked / "a").read_bytes() == b"one"


def test_a_copy_is_told_of_its_torn_edit_and_left_alone(root: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(root, copy)
    before = tree(copy)
    (recovered,) = recover(worktree_of(copy))
    assert "moved or copied" in recovered.problem
    assert "its old content is in" in recovered.problem
    assert [each.restored for each in recover(worktree_of(root))] == [("a",)]
    (line,) = unused(worktree_of(copy))
    assert "its journal has ended since" in line
    assert tree(copy) == before
    (note,) = notes_in(DISK, copy / ".git")
    note.path.unlink()  # as the line says
    assert recover(worktree_of(copy)) == []


def test_a_journal_of_another_state_folder_is_named(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So it is for a host and a container that share a repository."""
    with monkeypatch.context() as patch:
        other_state(patch, tmp_path / "other")
        (line,) = unused(worktree_of(root))
        assert "which is not seen from here" in line
        done = write(worktree_of(root), [Step("d", None, b"4")])
        assert isinstance(done, Written)
        assert done.told == [line]
        assert len(notes_in(DISK, root / ".git")) == 1
    assert [each.restored for each in recover(worktree_of(root))] == [("a",)]
    assert notes_in(DISK, root / ".git") == []


def test_a_write_that_goes_on_is_not_called_cut_off(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other_state(monkeypatch, tmp_path / "other")
    with only_writer(DISK, worktree_of(root), 0.0):
        assert unused(worktree_of(root)) == []
        assert recover(worktree_of(root)) == []
    assert len(unused(worktree_of(root))) == 1


def test_a_note_is_no_reason_to_believe_a_journal(root: Path, tmp_path: Path) -> None:
    """An archive may bring a note, and a journal beside it that fits in all."""
    (note,) = notes_in(DISK, root / ".git")
    brought = root / "brought" / "0" / Path(note.note.journal).name
    brought.parent.mkdir(parents=True)
    shutil.move(note.note.journal, brought)
    note.path.write_bytes(msgspec.json.encode(WriteNote(1, "\x1b[2J", str(brought))))
    before = tree(root)
    (recovered,) = recover(worktree_of(root))
    assert "not seen from here" in recovered.problem
    assert "\x1b" not in recovered.problem
    assert tree(root) == before


@pytest.mark.parametrize("odd", ["fifo", "link", "folder", "huge", "text"])
def test_notes_that_are_none(root: Path, tmp_path: Path, odd: str) -> None:
    recover(worktree_of(root))
    assert not (root / ".git/kaptar").exists()
    place = root / ".git/kaptar/writing" / ("0" * 32)
    place.parent.mkdir(parents=True)
    if odd == "fifo":
        os.mkfifo(place)
    elif odd == "link":
        place.symlink_to("/dev/zero")
    elif odd == "folder":
        place.mkdir()
    else:
        place.write_bytes(b"x" * (1 << 20 if odd == "huge" else 9))
    assert recover(worktree_of(root)) == []
    assert isinstance(write(worktree_of(root), NEW), Written)


def test_notes_never_follow_a_link(root: Path, tmp_path: Path) -> None:
    recover(worktree_of(root))
    outside = tmp_path / "outside"
    outside.mkdir()
    (root / ".git/kaptar").symlink_to(outside)
    assert isinstance(write(worktree_of(root), NEW), Written)
    assert list(outside.iterdir()) == []


_WRITE = """
import os, sys
from pathlib import Path
from kaptar.repository.placing import Step
from kaptar.repository.worktree import worktree_of
from kaptar.repository.writer import write
print(write(worktree_of(Path(sys.argv[1])), [Step("z", None, b"1")], wait_s=0.0).__class__.__name__)
"""


def test_writers_with_different_state_folders_exclude_each_other(root: Path, tmp_path: Path) -> None:
    recover(worktree_of(root))
    main, linked = with_linked_worktree(tmp_path)
    environment = os.environ | {"XDG_STATE_HOME": str(tmp_path / "other")}

    def another_writes(folder: Path) -> str:
        done = subprocess.run(
            [sys.executable, "-c", _WRITE, str(folder)], env=environment, capture_output=True, timeout=60, check=True
        )
        return done.stdout.decode().strip()

    with only_writer(DISK, worktree_of(main), 0.0) as holder:
        assert holder == ""
        assert another_writes(linked) == "NotWritten"
    assert another_writes(linked) == "Written"


def test_a_file_system_without_locks_of_folders_is_written(root: Path) -> None:
    import errno

    from tests.repository.faults import FaultyDisk

    class NoLocks(FaultyDisk):
        locks = 0

        def lock(self, handle: int) -> None:
            type(self).locks += 1
            if self.locks == 1:
                raise OSError(errno.EBADF, os.strerror(errno.EBADF))
            super().lock(handle)

    recover(worktree_of(root))
    assert isinstance(write(worktree_of(root), NEW, NoLocks()), Written)
    with only_writer(DISK, worktree_of(root), 0.0):
        assert isinstance(write(worktree_of(root), [Step("a", b"1", b"2")], wait_s=0.0), NotWritten)
