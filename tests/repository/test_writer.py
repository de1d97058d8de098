"""What the writer writes, what it refuses, where its journals are, and what recovery makes of them."""

import errno
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any, ClassVar

import msgspec
import pytest
from tests.repository.faults import FaultyDisk, kill, path_of

from kaptar.repository import journal as journals
from kaptar.repository.disk import DISK, Where
from kaptar.repository.living import note_of_this
from kaptar.repository.placing import Step
from kaptar.repository.recovery import FileState, left, left_over_files, recover, told, unused
from kaptar.repository.store import JournalStore, locked, make_store, places_of
from kaptar.repository.worktree import worktree_of
from kaptar.repository.writer import NotWritten, Written, write, write_below

STEPS = (Step("a", b"one", b"1"), Step("b", b"two", None), Step("new/c", None, b"3"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "root"
    (folder / ".git" / "objects").mkdir(parents=True)
    (folder / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    (folder / "a").write_bytes(b"one")
    (folder / "b").write_bytes(b"two")
    (folder / "b").chmod(0o755)
    return folder


def tree(root: Path) -> dict[str, bytes]:
    files = (p for p in sorted(root.rglob("*")) if p.is_file() and ".git" not in p.parts)
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in files}


def dead_after_renames(root: Path, steps: tuple[Step, ...] = STEPS, number: int = 1) -> None:
    """A process that is killed when it has put this many files in place."""

    class Dying(FaultyDisk):
        puts = 0

        def rename(self, old: Where, new: Where) -> None:
            super().rename(old, new)
            self._count(new)

        def unlink(self, where: Where) -> None:
            super().unlink(where)
            self._count(where)

        def _count(self, where: Where) -> None:
            type(self).puts += path_of(where).suffix not in (".journal", ".new")
            if self.puts == number:
                kill(lambda: None, ())

    child = os.fork()
    if child == 0:
        try:
            write(worktree_of(root), steps, Dying())
        finally:
            os._exit(0)
    assert os.waitpid(child, 0)[1] == 9


def test_all_steps_are_done_and_nothing_else_stays(root: Path) -> None:
    done = write(worktree_of(root), STEPS)
    assert done == Written(tuple(FileState(step.path, "written") for step in STEPS))
    assert tree(root) == {"a": b"1", "new/c": b"3"}
    assert not (root / ".kaptar").exists()
    assert recover(worktree_of(root)) == []


@pytest.mark.parametrize(
    ("step", "kind", "says"),
    [
        (Step("a", b"other", b"1"), "stale", "changed since it was read"),
        (Step("a", None, b"1"), "stale", "exists now"),
        (Step("gone", b"was", b"1"), "stale", "changed since"),
        (Step("../x", None, b"1"), "refused", "leads out of"),
        (Step(".git/hooks/post-checkout", None, b"1"), "refused", "leads into .git"),
        (Step(".GIT/config", None, b"1"), "refused", "leads into .git"),
        (Step("hooks/post-checkout", None, b"1"), "refused", "leads into .git"),
        (Step("state/token", None, b"1"), "refused", "leads into .kaptar"),
        (Step("away/x", None, b"1"), "refused", "leads out of"),
        (Step("link", b"one", b"1"), "refused", "symbolic link"),
        (Step("twin", b"same", b"1"), "refused", "has 2 names"),
        (Step("pipe", b"", b"1"), "refused", "not a regular file"),
        (Step("./b", b"two", b"1"), "refused", "named twice"),
    ],
)
def test_one_file_in_the_way_refuses_all(root: Path, step: Step, kind: str, says: str) -> None:
    for link, target in {"hooks": ".git/hooks", "state": ".kaptar", "away": "..", "link": "a"}.items():
        (root / link).symlink_to(target)
    for folder in (".git/hooks", ".kaptar"):
        (root / folder).mkdir()
    (root / "twin").write_bytes(b"same")
    os.link(root / "twin", root / "other-name")
    os.mkfifo(root / "pipe")
    before = tree(root)
    done = write(worktree_of(root), [Step("b", b"two", b"2"), step])
    assert isinstance(done, NotWritten)
    assert (done.kind, done.path) == (kind, step.path)
    assert says in done.message
    assert [problem.path for problem in done.problems] == [step.path]
    assert tree(root) == before
    assert not list((root / ".git/hooks").iterdir())


@pytest.mark.parametrize(("never", "name"), [(".git", ".git"), (".kaptar", ".kaptar")])
def test_a_mount_of_what_edits_never_touch_is_refused(root: Path, never: str, name: str) -> None:
    (root / "odd/hooks").mkdir(parents=True)
    (root / ".kaptar").mkdir()

    class Mounted(FaultyDisk):
        def lstat(self, where: Where) -> os.stat_result:
            return os.lstat(root / never) if path_of(where) == root / "odd" else super().lstat(where)

    done = write(worktree_of(root), [Step("odd/hooks/x", None, b"1")], Mounted())
    assert isinstance(done, NotWritten)
    assert (done.kind, done.message) == ("refused", f"odd/hooks/x leads into {name}, which edits never touch")


def test_mode_owner_and_attributes_are_kept(root: Path) -> None:
    file = root / "b"
    file.chmod(0o4751)
    if os.geteuid() == 0:
        os.chown(file, 1234, 2345)
        file.chmod(0o4751)
    try:
        os.setxattr(file, "user.note", b"mine")
    except OSError as problem:
        pytest.skip(f"the file system has no extended attributes: {problem}")
    acl = bytes.fromhex("0200000001000700ffffffff02000600d204000004000500ffffffff10000700ffffffff20000100ffffffff")
    os.setxattr(file, "system.posix_acl_access", acl)
    before = file.stat()
    assert isinstance(write(worktree_of(root), [Step("b", b"two", b"2")]), Written)
    after = file.stat()
    assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)
    assert os.getxattr(file, "user.note") == b"mine"
    assert os.getxattr(file, "system.posix_acl_access") == acl
    assert after.st_ino != before.st_ino


def test_what_cannot_be_kept_is_refused_by_name(root: Path) -> None:
    class NoAttributes(FaultyDisk):
        def attributes(self, handle: int) -> list[str]:
            return ["user.note"] if os.readlink(f"/proc/self/fd/{handle}").endswith("/a") else []

        def attribute(self, handle: int, name: str) -> bytes:
            return b"mine"

        def set_attribute(self, handle: int, name: str, value: bytes) -> None:
            raise OSError(errno.ENOTSUP, "not supported")

    before = tree(root)
    done = write(worktree_of(root), STEPS, NoAttributes())
    assert isinstance(done, NotWritten)
    assert (done.kind, done.path) == ("refused", "a")
    assert "attribute user.note cannot be kept" in done.said
    assert "nothing was changed" in done.said
    assert tree(root) == before


def test_a_file_that_cannot_be_put_back_is_named_and_tried_again(root: Path) -> None:
    class Busy(FaultyDisk):
        busy = False

        def rename(self, old: Where, new: Where) -> None:
            if self.busy and path_of(new).suffix not in (".new", ".journal"):
                raise OSError(errno.EBUSY, "Device or resource busy")
            type(self).busy = path_of(new).name == "a"
            super().rename(old, new)

    before = tree(root)
    steps = [Step("a", b"one", b"1"), Step("b", b"two", b"2")]
    done = write(worktree_of(root), steps, Busy())
    assert isinstance(done, NotWritten)
    assert done.files == (FileState("a", "not_put_back", "Device or resource busy"), FileState("b", "unchanged"))
    assert done.said == (
        "b cannot be written: Device or resource busy; "
        "not put back: a (Device or resource busy); the next command that writes here tries again"
    )
    assert (root / "a").read_bytes() == b"1"
    assert [r.restored for r in recover(worktree_of(root))] == [("a",)]
    assert tree(root) == before


def test_the_next_write_puts_back_what_a_dead_one_left(root: Path) -> None:
    dead_after_renames(root, number=2)
    assert tree(root) == {"a": b"1", **{p: d for p, d in tree(root).items() if p.endswith(".kaptar")}}
    done = write(worktree_of(root), [Step("d", None, b"4")])
    assert isinstance(done, Written)
    assert [r.restored for r in done.recovered] == [("a", "b")]
    assert tree(root) == {"a": b"one", "b": b"two", "d": b"4"}
    assert (root / "b").stat().st_mode & 0o777 == 0o755


def test_what_a_step_needs_is_durable_before_the_step(root: Path) -> None:
    """The journal before the first file is touched, new content before its rename, all renames before the commit."""
    done: list[str] = []

    class Recording(FaultyDisk):
        def fsync(self, handle: int) -> None:
            done.append(f"sync {Path(os.readlink(f'/proc/self/fd/{handle}')).name}")

        def rename(self, old: Where, new: Where) -> None:
            super().rename(old, new)
            done.append(f"rename {path_of(new).suffix or path_of(new).name}")

        def unlink(self, where: Where) -> None:
            super().unlink(where)
            if path_of(where).parent.name == "writing":
                return
            done.append(f"unlink {path_of(where).suffix or path_of(where).name}")

    store = store_of(root).folder.name
    write(worktree_of(root), STEPS, Recording())
    content = [i for i, name in enumerate(done) if name.startswith("sync .")]
    assert done[0].endswith(".new")
    assert done[1:3] == ["rename .journal", f"sync {store}"]
    assert len(content) == 2
    assert max(content) < done.index("rename a") < done.index("unlink b") < done.index("rename c")
    folders = {"sync root", "sync new"}
    assert folders <= set(done[done.index("rename c") : done.index("unlink .journal")])
    assert done[-2:] == ["unlink .journal", f"sync {store}"]


def test_what_a_dead_run_left_is_told_and_nothing_is_changed(root: Path) -> None:
    dead_after_renames(root)
    before = tree(root)
    assert left(worktree_of(root)) == [("a", "b", "new/c")]
    (waiting,) = left_over_files(worktree_of(root))
    assert waiting.parent == root / "new"
    assert journals.is_temporary(waiting.name)
    assert tree(root) == before


def test_a_file_changed_after_the_crash_is_left_alone(root: Path) -> None:
    dead_after_renames(root, number=2)
    (root / "a").write_bytes(b"newer work")
    (recovered,) = recover(worktree_of(root))
    assert recovered.left_alone == ("a",)
    assert tree(root) == {"a": b"newer work", "b": b"two"}
    assert recover(worktree_of(root)) == []


def test_a_folder_that_became_a_link_is_not_followed(root: Path) -> None:
    (root / "hooks").mkdir()
    (root / "hooks/x").write_bytes(b"old")
    dead_after_renames(root, (Step("hooks/x", b"old", b"new"), STEPS[0]))
    shutil.move(root / "hooks", root / ".git/hooks")
    (root / "hooks").symlink_to(".git/hooks")
    (recovered,) = recover(worktree_of(root))
    assert recovered.files[0] == FileState("hooks/x", "missing", "a folder on the way to it is a link now")
    assert (root / ".git/hooks/x").read_bytes() == b"new"
    (root / "hooks").unlink()
    shutil.move(root / ".git/hooks", root / "hooks")
    assert [r.restored for r in recover(worktree_of(root))] == [("hooks/x",)]


@pytest.mark.parametrize("now", ["gone", "a file"])
def test_old_content_of_a_folder_that_is_not_there_stays_in_the_journal(root: Path, now: str) -> None:
    (root / "src").mkdir()
    (root / "src/x").write_bytes(b"old")
    dead_after_renames(root, (Step("src/x", b"old", b"new"), Step("a", b"one", b"1")))
    shutil.rmtree(root / "src")
    if now == "a file":
        (root / "src").write_bytes(b"mine")
    (recovered,) = recover(worktree_of(root))
    assert recovered.files == (FileState("src/x", "missing", "its folder is gone"), FileState("a", "unchanged"))
    assert "src/x (its folder is gone)" in told([recovered])[0]
    (again,) = recover(worktree_of(root))
    assert again.files == recovered.files[:1]
    Path(again.journal).unlink()  # as the answer says, to have it forgotten
    assert recover(worktree_of(root)) == []


@pytest.mark.parametrize("number", [errno.EINVAL, errno.EIO])
def test_a_file_system_that_cannot_sync_folders_is_written_all_the_same(root: Path, number: int) -> None:
    class NoSync(FaultyDisk):
        def fsync(self, handle: int) -> None:
            if stat.S_ISDIR(os.fstat(handle).st_mode):
                raise OSError(number, os.strerror(number))

    done = write(worktree_of(root), STEPS, NoSync())
    assert isinstance(done, Written) is (number == errno.EINVAL)


def test_a_copy_that_is_not_what_was_there_is_not_put_back(root: Path) -> None:
    dead_after_renames(root)
    (path,) = store_of(root).folder.glob("*.journal")
    path.write_bytes(path.read_bytes()[:-6] + b"onetwO"[:6].replace(b"one", b"ono"))
    (recovered,) = recover(worktree_of(root))
    assert recovered.files[0] == FileState("a", "changed_since", "the copy of its old content is damaged")


def store_of(root: Path) -> JournalStore:
    store = make_store(DISK, worktree_of(root))
    assert isinstance(store, JournalStore)
    return store


def test_a_journal_that_a_clone_brings_is_never_read(root: Path, tmp_path: Path) -> None:
    """Neither in the places of older versions nor in ours: those are not in the worktree."""
    dead_after_renames(root)
    (path,) = store_of(root).folder.glob("*.journal")
    clone = tmp_path / "clone"
    shutil.copytree(root, clone, ignore=shutil.ignore_patterns("*.kaptar"))
    for name in (".kaptar/journal/edit-x", ".skep/journal/edit-x", "kaptar/journals", ".kaptar/journals"):
        (clone / name).mkdir(parents=True)
        shutil.copy(path, clone / name)
        (clone / name / "steps.json").write_text('[{"path": "a", "backup": null, "before": null, "after": null, "mode": 493}]')
    before = tree(clone)
    shutil.rmtree(clone / ".git/kaptar")  # git clones no notes; of a copy with them see test_elsewhere
    assert recover(worktree_of(clone)) == []
    assert left(worktree_of(clone)) == []
    assert tree(clone) == before
    assert len(recover(worktree_of(root))) == 1


@pytest.mark.parametrize("change", ["repository", "name", "content", "label"])
def test_a_journal_that_is_not_ours_changes_nothing(root: Path, tmp_path: Path, change: str) -> None:
    dead_after_renames(root)
    folder = store_of(root).folder
    (path,) = folder.glob("*.journal")
    if change == "name":
        path.rename(folder / f"{'0' * 32}.journal")
    elif change == "content":
        path.write_bytes(b"something else")
    elif change == "label":  # the name of a file that would be removed
        head = journals.load(DISK, path).head
        path.unlink()
        entries = tuple(msgspec.structs.replace(each, label="x") for each in head.entries)
        journals.begin(DISK, store_of(root), msgspec.structs.replace(head, entries=entries), [b"one", b"two", b""])
    else:
        head = journals.load(DISK, path).head
        marks = tuple(msgspec.structs.replace(mark, inode=mark.inode + 1) for mark in head.marks)
        path.unlink()
        other = msgspec.structs.replace(head, common=os.fsencode(tmp_path / "toor/.git"), marks=marks)
        journals.begin(DISK, store_of(root), other, [b"one", b"two", b""])
    before = tree(root)
    (recovered,) = recover(worktree_of(root))
    assert "look at it, and move it away" in recovered.problem
    assert tree(root) == before


def with_linked_worktree(tmp_path: Path) -> tuple[Path, Path]:
    main, linked = tmp_path / "main", tmp_path / "linked"
    who = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    for words in (["init", "-q", str(main)], ["-C", str(main), *who, "commit", "-q", "--allow-empty", "-m", "m"],
                  ["-C", str(main), "worktree", "add", "-q", str(linked)]):  # fmt: skip
        subprocess.run(["git", *words], check=True, timeout=60)
    return main, linked


def test_a_linked_worktree_is_recovered_from_the_main_one(tmp_path: Path) -> None:
    main, linked = with_linked_worktree(tmp_path)
    (linked / "a").write_bytes(b"one")
    dead_after_renames(linked, (Step("a", b"one", b"1"), Step("b", None, b"2")))
    assert [r.restored for r in recover(worktree_of(main))] == [("a",)]
    assert (linked / "a").read_bytes() == b"one"


def test_a_journal_waits_for_its_worktree(tmp_path: Path) -> None:
    main, linked = with_linked_worktree(tmp_path)
    (linked / "a").write_bytes(b"one")
    dead_after_renames(linked, (Step("a", b"one", b"1"), Step("b", None, b"2")))
    linked.rename(tmp_path / "elsewhere")
    (recovered,) = recover(worktree_of(main))
    assert "is not there" in recovered.problem
    (tmp_path / "elsewhere").rename(linked)
    assert [r.restored for r in recover(worktree_of(main))] == [("a",)]


def test_two_writers_take_one_lock(root: Path) -> None:
    with locked(DISK, store_of(root), 0.0):
        done = write(worktree_of(root), STEPS, wait_s=0.0)
        assert isinstance(done, NotWritten)
        assert done.kind == "busy"
        assert f"another process (pid {os.getpid()}) is writing" in done.message
        assert recover(worktree_of(root)) == []
        assert left(worktree_of(root)) == []
    assert isinstance(write(worktree_of(root), STEPS, wait_s=0.0), Written)


def test_a_journal_of_a_process_that_lives_is_not_touched_where_locks_do_not_reach(root: Path) -> None:
    dead_after_renames(root)
    (path,) = store_of(root).folder.glob("*.journal")
    journal = journals.load(DISK, path)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        from kaptar.repository.living import started_at

        owner = note_of_this("1").__class__(other.pid, started_at(other.pid) or "", "1")
        head = msgspec.structs.replace(journal.head, owner=owner)
        path.unlink()
        journals.begin(DISK, store_of(root), head, [b"one", b"two", b""])
        (recovered,) = recover(worktree_of(root))
        assert f"process {other.pid}" in recovered.problem
        assert (root / "a").read_bytes() == b"1"
        other.kill()
    assert len(recover(worktree_of(root))[0].restored) == 1


@pytest.fixture
def no_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))


@pytest.mark.usefixtures("no_state")
def test_without_a_state_folder_journals_are_in_the_common_directory(root: Path) -> None:
    dead_after_renames(root)
    assert list((root / ".git/kaptar/journals").glob("*.journal"))
    assert len(recover(worktree_of(root))) == 1
    assert isinstance(write(worktree_of(root), STEPS), Written)


@pytest.mark.usefixtures("no_state")
def test_a_folder_of_journals_that_others_may_write_is_not_believed(root: Path) -> None:
    dead_after_renames(root)
    (root / ".git/kaptar/journals").chmod(0o777)
    assert not any(r.files for r in recover(worktree_of(root)))
    assert isinstance(write(worktree_of(root), STEPS), NotWritten)


@pytest.mark.usefixtures("no_state")
def test_with_no_place_at_all_one_file_is_written_and_several_are_refused(tmp_path: Path) -> None:
    root = tmp_path / "plain"
    root.mkdir()
    (root / "a").write_bytes(b"one")
    done = write(worktree_of(root), [Step("a", b"one", b"1"), Step("b", None, b"2")])
    assert isinstance(done, NotWritten)
    assert "there is no place for a journal" in done.said
    assert tree(root) == {"a": b"one"}
    assert isinstance(write(worktree_of(root), [Step("a", b"one", b"1")]), Written)
    assert isinstance(write(worktree_of(root), [Step("x/b", None, b"2")]), Written)
    assert tree(root) == {"a": b"1", "x/b": b"2"}


@pytest.mark.usefixtures("no_state")
@pytest.mark.parametrize("name", ["open", "write", "rename", "chmod"])
def test_one_file_without_a_journal_is_old_or_new(tmp_path: Path, name: str) -> None:
    root = tmp_path / "plain"
    root.mkdir()

    class Full(FaultyDisk):
        def __getattribute__(self, called: str) -> Any:
            return full if called == name else super().__getattribute__(called)

    def full(*arguments: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    done = write(worktree_of(root), [Step("x/b", None, b"2", mode=0o640)], Full())
    assert isinstance(done, NotWritten)
    assert "No space left on device" in done.message
    assert tree(root) == {}
    assert list(root.iterdir()) == []


def test_an_answer_names_files_as_the_caller_did(root: Path) -> None:
    (root / "deep").mkdir()
    done = write_below(root / "deep", [Step("a", None, b"1"), Step("gone", b"was", b"1")])
    assert isinstance(done, NotWritten)
    assert (done.path, done.message) == ("gone", "gone changed since it was read; read it again and make the edit anew")
    assert write_below(root / "deep", [Step("a", None, b"1")]).files == (FileState("a", "written"),)
    assert (root / "deep/a").read_bytes() == b"1"


def test_gits_own_files_are_written_only_where_that_was_asked(root: Path) -> None:
    done = write(worktree_of(root), [Step("hooks/pre-commit", None, b"#!/bin/sh\n", 0o755, in_git=True), STEPS[0]])
    assert isinstance(done, Written)
    assert (root / ".git/hooks/pre-commit").stat().st_mode & 0o777 == 0o755
    assert (root / "a").read_bytes() == b"1"


@pytest.mark.parametrize("name", ["x" * 255, "ä" * 127, "a\nb", os.fsdecode(b"\xff\xfe")])
def test_any_name_can_be_written(root: Path, name: str) -> None:
    assert isinstance(write(worktree_of(root), [Step(name, None, b"1"), Step("b", b"two", b"2")]), Written)
    assert (root / name).read_bytes() == b"1"
    dead_after_renames(root, (Step(name, b"1", b"2"), Step("b", b"2", b"3")))
    assert [r.restored for r in recover(worktree_of(root))] == [(name,)]


def test_journals_are_private_and_their_place_is_of_the_repository(root: Path, state_home: Path) -> None:
    store = store_of(root)
    assert store.folder.is_relative_to(state_home)
    assert store.folder.stat().st_mode & 0o777 == 0o700
    assert store.folder == places_of(worktree_of(root))[0]
    dead_after_renames(root)
    (path,) = store.folder.glob("*.journal")
    assert path.stat().st_mode & 0o777 == 0o600


def stuck_at_a(root: Path) -> NotWritten:
    """A write of a and b that fails at b, and whose a cannot be put back."""

    class Busy(FaultyDisk):
        busy = False

        def rename(self, old: Where, new: Where) -> None:
            if self.busy and path_of(new).suffix not in (".new", ".journal"):
                raise OSError(errno.EBUSY, "Device or resource busy")
            type(self).busy = self.busy or path_of(new).name == "a"
            super().rename(old, new)

    done = write(worktree_of(root), [Step("a", b"one", b"1"), Step("b", b"two", b"2"), Step("c", None, b"3")], Busy())
    assert isinstance(done, NotWritten)
    return done


def test_what_was_put_back_leaves_the_journal_that_stays(root: Path) -> None:
    """Else the next recovery undoes the write that came between, in which somebody wrote the same content."""
    stuck_at_a(root)
    (path,) = store_of(root).folder.glob("*.journal")
    assert [entry.path for entry in journals.load(DISK, path).head.entries] == [b"a"]
    (root / "b").write_bytes(b"2")
    assert [r.restored for r in recover(worktree_of(root))] == [("a",)]
    assert tree(root) == {"a": b"one", "b": b"2"}


def stuck_for_ever(root: Path) -> FaultyDisk:
    class Busy(FaultyDisk):
        def rename(self, old: Where, new: Where) -> None:
            if path_of(new) == root / "a":
                raise OSError(errno.EBUSY, "Device or resource busy")
            super().rename(old, new)

    return Busy()


def test_a_file_of_a_journal_that_stays_is_refused_and_others_are_written(root: Path) -> None:
    stuck_at_a(root)
    busy = stuck_for_ever(root)
    done = write(worktree_of(root), [Step("a", b"1", b"4"), Step("d", None, b"4")], busy)
    assert isinstance(done, NotWritten)
    assert (done.kind, done.path) == ("refused", "a")
    assert "Device or resource busy" in done.message
    again = write(worktree_of(root), [Step("b", b"two", b"2"), Step("d", None, b"4")], busy)
    assert isinstance(again, Written)
    assert "not put back yet: a (Device or resource busy)" in again.told[0]
    assert [r.restored for r in recover(worktree_of(root))] == [("a",)]
    assert tree(root) == {"a": b"one", "b": b"2", "d": b"4"}


def test_a_read_only_disk_is_no_failure_where_nothing_is_to_be_done(root: Path) -> None:
    """There it is an error to remove even what is not there."""

    class ReadOnly(FaultyDisk):
        def rename(self, old: Where, new: Where) -> None:
            self._refuse(new)
            super().rename(old, new)

        def unlink(self, where: Where) -> None:
            self._refuse(where)
            super().unlink(where)

        def open(self, where: Where, flags: int, mode: int = 0o600) -> int:
            if flags & os.O_CREAT:
                self._refuse(where)
            return super().open(where, flags, mode)

        def _refuse(self, where: Where) -> None:
            if path_of(where).parent == root / "ro":
                raise OSError(errno.EROFS, "Read-only file system")

    (root / "ro").mkdir()
    (root / "ro/x").write_bytes(b"old")
    done = write(worktree_of(root), [STEPS[0], Step("ro/x", b"old", b"new")], ReadOnly())
    assert isinstance(done, NotWritten)
    assert done.left == ""
    assert not list(store_of(root).folder.glob("*.journal"))


def test_a_waiting_file_that_cannot_be_removed_is_all_that_stays_of_its_entry(root: Path) -> None:
    class Kept(FaultyDisk):
        def unlink(self, where: Where) -> None:
            if path_of(where).suffix == ".kaptar":
                raise OSError(errno.EIO, "Input/output error")
            super().unlink(where)

    dead_after_renames(root)
    (recovered,) = recover(worktree_of(root), Kept())
    assert not recovered.stuck
    assert len(left_over_files(worktree_of(root))) == 1
    assert isinstance(write(worktree_of(root), STEPS[:1], Kept()), Written)
    recover(worktree_of(root))
    assert (root / "a").read_bytes() == b"1"
    assert not left_over_files(worktree_of(root))
    assert recover(worktree_of(root)) == []


def dead_at_the_commit(root: Path) -> None:
    dead_after_renames(root, number=len(STEPS))
    assert tree(root) == {"a": b"1", "new/c": b"3"}


def test_a_write_that_lacks_its_commit_alone_is_committed(root: Path) -> None:
    dead_at_the_commit(root)
    done = write(worktree_of(root), [Step("d", None, b"4")])
    assert isinstance(done, Written)
    assert done.told == ["an edit that was cut off had all of its files in place, and is kept: a, b, new/c"]
    assert tree(root) == {"a": b"1", "d": b"4", "new/c": b"3"}
    assert recover(worktree_of(root)) == []


def test_a_write_that_was_being_put_back_is_never_taken_for_complete(root: Path) -> None:
    stuck_at_a(root)
    assert [r.restored for r in recover(worktree_of(root))] == [("a",)]


def test_new_content_that_somebody_else_wrote_is_left_alone(root: Path) -> None:
    dead_after_renames(root, (*STEPS[:2], Step("d", None, b"4")), number=1)
    (root / "a").write_bytes(b"1")
    (root / "d").write_bytes(b"4")
    (recovered,) = recover(worktree_of(root))
    assert recovered.left_alone == ("a", "d")
    assert tree(root) == {"a": b"1", "b": b"two", "d": b"4"}


@pytest.mark.parametrize(("mode", "then"), [(0o755, 0o755), (0o600, 0o600), (0o644, 0o644)])
def test_the_mode_that_the_user_gave_after_the_crash_is_kept(root: Path, mode: int, then: int) -> None:
    (root / "a").chmod(0o644)
    dead_after_renames(root)
    (root / "a").chmod(mode)
    assert [r.restored for r in recover(worktree_of(root))] == [("a",)]
    assert (root / "a").stat().st_mode & 0o777 == then


def test_another_repository_at_the_same_place_is_not_touched(root: Path, tmp_path: Path) -> None:
    dead_after_renames(root)
    root.rename(tmp_path / "elsewhere")
    shutil.copytree(tmp_path / "elsewhere", root, copy_function=shutil.copy2)
    before = tree(root)
    done = write(worktree_of(root), [Step("a", b"1", b"5"), Step("d", None, b"4")])
    assert isinstance(done, Written)
    (line,) = done.told
    assert "another repository or worktree is there now" in line
    assert unused(worktree_of(root)) == [line]
    assert left(worktree_of(root)) == []
    assert tree(root) == before | {"a": b"5", "d": b"4"}


def test_a_journal_is_replaced_without_a_moment_in_which_none_or_both_count(root: Path) -> None:
    """A crash between the new journal and the end of the old one: the old one is not used."""
    dead_after_renames(root)
    (path,) = store_of(root).folder.glob("*.journal")
    old = path.read_bytes()
    journal = journals.load(DISK, path)
    journals.replace(DISK, journal, journal.head.entries[1:])
    path.write_bytes(old)
    (recovered,) = recover(worktree_of(root))
    assert [f.path for f in recovered.files] == ["b", "new/c"]
    assert (root / "a").read_bytes() == b"1"
    assert recover(worktree_of(root)) == []


def test_a_file_that_is_gone_keeps_its_entry_only_where_it_may_have_been_placed(root: Path) -> None:
    dead_after_renames(root, (*STEPS[:1], Step("b", b"two", b"2"), Step("d", None, b"4")))
    for name in "ab":
        (root / name).unlink()
    (recovered,) = recover(worktree_of(root))
    assert [(f.path, f.state) for f in recovered.files] == [("a", "missing"), ("b", "changed_since"), ("d", "unchanged")]
    (root / "a").write_bytes(b"mine")
    assert [r.left_alone for r in recover(worktree_of(root))] == [("a",)]


def brought(root: Path, folder: Path) -> None:
    """A journal as an archive could bring it: it fits in all that its maker can know."""
    folder.mkdir(parents=True, mode=0o700)
    folder.chmod(0o700)
    dead_after_renames(root)
    (path,) = store_of(root).folder.glob("*.journal")
    path.rename(folder / path.name)


def test_a_journal_in_the_repository_is_not_used_while_the_state_folder_can_be_written(root: Path) -> None:
    folder = root / ".git/kaptar/journals"
    brought(root, folder)
    before = tree(root)
    assert ["is not used" in r.problem for r in recover(worktree_of(root))] == [True]
    assert isinstance(write(worktree_of(root), [Step("d", None, b"4")]), Written)
    assert tree(root) == before | {"d": b"4"}
    (line,) = unused(worktree_of(root))
    assert line.startswith(str(folder))


@pytest.mark.usefixtures("no_state")
@pytest.mark.parametrize("wrong", ["mode", "mark"])
def test_a_journal_in_the_repository_is_used_only_where_all_fits(root: Path, wrong: str) -> None:
    folder = root / ".git/kaptar/journals"
    dead_after_renames(root)
    before = tree(root)
    if wrong == "mode":
        folder.chmod(0o750)
    else:
        (path,) = folder.glob("*.journal")
        head = journals.load(DISK, path).head
        other = [msgspec.structs.replace(mark, inode=mark.inode + 1) for mark in head.marks]
        path.unlink()
        journals.begin(DISK, store_of(root), msgspec.structs.replace(head, marks=tuple(other)), [b"one", b"two", b""])
    assert not any(r.files for r in recover(worktree_of(root)))
    assert tree(root) == before


def test_no_folder_outside_of_the_repository_is_removed(root: Path, tmp_path: Path) -> None:
    dead_after_renames(root)
    (path,) = store_of(root).folder.glob("*.journal")
    head = journals.load(DISK, path).head
    path.unlink()
    outside = tmp_path / "outside"
    outside.mkdir()
    (root / "link").symlink_to(tmp_path)
    folders = tuple(map(os.fsencode, (outside, root / "link" / "outside", root / ".." / "outside")))
    journals.begin(DISK, store_of(root), msgspec.structs.replace(head, folders=folders), [b"one", b"two", b""])
    assert [r.restored for r in recover(worktree_of(root))] == [("a",)]
    assert outside.is_dir()


def test_files_of_a_journal_that_cannot_be_locked_are_not_written_elsewhere(root: Path) -> None:
    dead_after_renames(root)
    held = places_of(worktree_of(root))[0]

    class ReadOnly(FaultyDisk):
        def open(self, where: Where, flags: int, mode: int = 0o600) -> int:
            if path_of(where).parent == held and flags & os.O_CREAT:
                raise OSError(errno.EROFS, "Read-only file system")
            return super().open(where, flags, mode)

    refused = write(worktree_of(root), [Step("a", b"1", b"4")], ReadOnly())
    assert isinstance(refused, NotWritten)
    assert (refused.kind, refused.path) == ("refused", "a")
    done = write(worktree_of(root), [Step("d", None, b"4")], ReadOnly())
    assert isinstance(done, Written)
    assert "is put back when" in done.told[0]
    assert [r.restored for r in recover(worktree_of(root))] == [("a",)]


@pytest.mark.parametrize("flags", [os.O_EXCL, os.O_RDWR])
def test_a_full_state_folder_is_named(root: Path, flags: int) -> None:
    """It is full when the journal is written, or when its lock is."""
    folder = store_of(root).folder

    class Full(FaultyDisk):
        full: ClassVar[set[int]] = set()

        def open(self, where: Where, of_open: int, mode: int = 0o600) -> int:
            handle = super().open(where, of_open, mode)
            if path_of(where).parent == folder and of_open & flags:
                self.full.add(handle)
            return handle

        def write(self, handle: int, data: bytes | memoryview) -> int:
            if handle in self.full:
                raise OSError(errno.ENOSPC, "No space left on device")
            return super().write(handle, data)

    before = tree(root)
    done = write(worktree_of(root), STEPS, Full())
    assert isinstance(done, NotWritten)
    assert (
        done.said
        == f"{folder}, where the journal of a write is kept, cannot be written: No space left on device; nothing was changed"
    )
    assert tree(root) == before
