"""What happens while a write is on its way: somebody changes a file, or a step fails that nothing else notices."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from tests.repository.faults import FaultyDisk, path_of
from tests.repository.test_writer import dead_after_renames, store_of, tree

from kaptar.repository import journal as journals
from kaptar.repository.disk import DISK, Where
from kaptar.repository.placing import Step
from kaptar.repository.recovery import recover
from kaptar.repository.store import make_store, places_of
from kaptar.repository.worktree import worktree_of
from kaptar.repository.writer import NotWritten, Written, write

TWO = (Step("a", b"one", b"1"), Step("new/deep/b", None, b"2"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "root"
    (folder / ".git/objects").mkdir(parents=True)
    (folder / ".git/HEAD").write_text("ref: refs/heads/main\n")
    (folder / "a").write_bytes(b"one")
    return folder


@pytest.fixture
def no_store(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no place for a journal."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    (root / ".git/kaptar").touch()


class Meanwhile(FaultyDisk):
    """Somebody else does something once new content of the first file waits."""

    def __init__(self, what: Callable[[], object]) -> None:
        super().__init__()
        self._what = what

    def set_time(self, handle: int, at: int) -> None:
        super().set_time(handle, at)
        self._what()
        self._what = lambda: None


@pytest.mark.parametrize(
    ("what", "now"),
    [
        (lambda file: file.write_bytes(b"two"), b"two"),
        (lambda file: file.write_bytes(b"longer"), b"longer"),
        (lambda file: file.unlink(), None),
    ],
    ids=["changed", "grown", "removed"],
)
@pytest.mark.parametrize("steps", [TWO, TWO[:1]], ids=["two", "one"])
def test_a_file_that_somebody_changes_while_the_new_one_is_made(
    steps: tuple[Step, ...], what: Callable[[Path], object], now: bytes | None, root: Path
) -> None:
    done = write(worktree_of(root), steps, Meanwhile(lambda: what(root / "a")))
    assert isinstance(done, NotWritten)
    assert (done.kind, done.path) == ("stale", "a")
    assert tree(root) == ({} if now is None else {"a": now})
    assert not (root / "new").exists()
    assert recover(worktree_of(root)) == []


@pytest.mark.usefixtures("no_store")
def test_the_same_without_a_journal(root: Path) -> None:
    done = write(worktree_of(root), TWO[:1], Meanwhile(lambda: (root / "a").write_bytes(b"two")))
    assert isinstance(done, NotWritten)
    assert tree(root) == {"a": b"two"}


@pytest.mark.usefixtures("no_store")
def test_what_waits_is_removed_where_a_write_without_a_journal_fails(root: Path) -> None:
    """So are the folders that were made for it."""

    class Full(FaultyDisk):
        def rename(self, old: Where, new: Where) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    for step in TWO:
        assert isinstance(write(worktree_of(root), [step], Full()), NotWritten)
        assert tree(root) == {"a": b"one"}
    assert not (root / "new").exists()


def test_a_write_whose_journal_cannot_be_removed_is_no_write(root: Path) -> None:
    """Else its files would be put back some time later, over what the user made of them."""

    class Stuck(FaultyDisk):
        refused = False

        def unlink(self, where: Where) -> None:
            if path_of(where).suffix == ".journal" and not self.refused:
                type(self).refused = True
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            super().unlink(where)

    done = write(worktree_of(root), TWO, Stuck())
    assert isinstance(done, NotWritten)
    assert tree(root) == {"a": b"one"}
    assert list(store_of(root).folder.glob("*.journal")) == []
    assert isinstance(write(worktree_of(root), TWO), Written)


def test_newer_work_with_the_time_of_the_torn_edit_is_left_alone(root: Path) -> None:
    """As programs make it that keep the times of files."""
    dead_after_renames(root, (Step("a", b"one", b"1"), Step("b", None, b"2")))
    at = (root / "a").stat().st_mtime_ns
    (root / "a").write_bytes(b"newer work")
    os.utime(root / "a", ns=(at, at))
    (recovered,) = recover(worktree_of(root))
    assert recovered.left_alone == ("a",)
    assert tree(root) == {"a": b"newer work"}


def standing(root: Path) -> Path:
    (path,) = store_of(root).folder.glob("*.journal")
    return path


def test_nothing_is_put_back_into_git(root: Path) -> None:
    """Whatever a journal says."""
    dead_after_renames(root, (Step("a", b"one", b"1"), Step("b", None, b"2")))
    path = standing(root)
    head = journals.load(DISK, path).head
    path.unlink()
    entries = (msgspec.structs.replace(head.entries[0], path=b".git/hooks/x"), head.entries[1])
    journals.begin(DISK, store_of(root), msgspec.structs.replace(head, entries=entries), [b"one", b""])
    (root / ".git/hooks").mkdir()
    (root / "a").rename(root / ".git/hooks/x")
    (recovered,) = recover(worktree_of(root))
    assert (recovered.files[0].state, recovered.files[0].why) == ("changed_since", "it is inside of .git or .kaptar")
    assert (root / ".git/hooks/x").read_bytes() == b"1"


def test_a_journal_that_another_one_replaces_is_not_used(root: Path) -> None:
    """A crash came between the new journal and the end of the old one: what is settled stays as it is."""
    dead_after_renames(root, (Step("a", b"one", b"1"), Step("b", None, b"2"), Step("c", None, b"3")), 2)
    head = journals.load(DISK, standing(root)).head
    rest = msgspec.structs.replace(head, nonce="0" * 32, replaces=head.nonce, entries=head.entries[1:])
    journals.begin(DISK, store_of(root), rest, [b"", b""])
    (recovered,) = recover(worktree_of(root))
    assert recovered.restored == ("b",)
    assert (root / "a").read_bytes() == b"1"
    assert list(store_of(root).folder.glob("*.journal")) == []


def test_a_store_that_others_can_write_is_not_believed(root: Path) -> None:
    dead_after_renames(root, (Step("a", b"one", b"1"), Step("b", None, b"2")))
    folder = standing(root).parent
    folder.chmod(0o777)
    before = tree(root)
    assert not any(each.files for each in recover(worktree_of(root)))
    assert tree(root) == before
    assert make_store(DISK, worktree_of(root)) != folder
    folder.chmod(0o700)
    assert [each.restored for each in recover(worktree_of(root))] == [("a",)]


def test_journals_in_the_repository_are_closed_to_others(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    folder = places_of(worktree_of(root))[1]
    folder.mkdir(parents=True, mode=0o755)
    folder.chmod(0o755)
    found = make_store(DISK, worktree_of(root))
    assert isinstance(found, str)
    assert "its mode is 755, not 700" in found
