"""Puts back the old content of the files of a write that did not come to its end.

The writer does this at once when something fails; the next command that writes does it after a crash. Each file is put back
by itself, and never over a file that somebody changed since. The journal stays until all files are back.
"""

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

from kaptar.errors import InputError
from kaptar.repository import journal as journals
from kaptar.repository.disk import DISK, Disk, read_most, sync_folder, unlink_if_there, write_whole
from kaptar.repository.file_facts import give
from kaptar.repository.journal import Journal, JournalEntry, digest, temporary
from kaptar.repository.living import started_at
from kaptar.repository.paths import forbidden_part
from kaptar.repository.store import JournalStore, locked, stores
from kaptar.repository.worktree import Worktree, common_directory

State = Literal["written", "unchanged", "put_back", "changed_since", "not_put_back"]
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


class FileState(msgspec.Struct, frozen=True):
    """The state of one file on disk.

    ``written``: the new content; ``unchanged``, ``put_back``: the old one; ``changed_since``: what somebody else wrote;
    ``not_put_back``: the new content although the write failed, and ``why``.
    """

    path: str
    state: State
    why: str = ""


class Recovered(msgspec.Struct, frozen=True):
    """The files of one dead write after recovery. ``problem``: why its journal could not be used."""

    files: tuple[FileState, ...]
    problem: str = ""

    @property
    def restored(self) -> tuple[str, ...]:
        """Paths that have their old content again."""
        return tuple(f.path for f in self.files if f.state == "put_back")

    @property
    def left_alone(self) -> tuple[str, ...]:
        """Paths that somebody changed since."""
        return tuple(f.path for f in self.files if f.state == "changed_since")

    @property
    def stuck(self) -> tuple[FileState, ...]:
        """Files that could not be put back; the next recovery tries again."""
        return tuple(f for f in self.files if f.state == "not_put_back")


class _Now(NamedTuple):
    """A file as recovery meets it: the digest of its content, or why it may not be touched."""

    digest: bytes | None = None
    problem: str = ""


def recover(worktree: Worktree, disk: Disk = DISK) -> list[Recovered]:
    """Put back what dead runs left half done in a repository, in all of its worktrees. Raises OSError.

    Where another process is writing, nothing is left to do: it has done this first.
    """
    out = []
    for store in stores(disk, worktree):
        with locked(disk, store, 0.0) as holder:
            out += [] if holder else recover_store(disk, store, worktree)
    return out


def told(recovered: Iterable[Recovered]) -> list[str]:
    """What was recovered, in lines for people."""
    lines = []
    for each in recovered:
        if each.restored:
            lines.append(f"an edit that was cut off was rolled back: {some(each.restored)}")
        if each.left_alone:
            lines.append(f"left alone, because they have changed since an edit of them was cut off: {some(each.left_alone)}")
        if each.stuck:
            files = ", ".join(f"{file.path} ({file.why})" for file in each.stuck)
            lines.append(f"of an edit that was cut off, not put back yet: {files}; the next command that writes tries again")
        if each.problem:
            lines.append(each.problem)
    return lines


def some(paths: Sequence[str], most: int = 10) -> str:
    """The first paths, and how many more there are, for people."""
    more = f" and {len(paths) - most:,} more" if len(paths) > most else ""
    return f"{', '.join(paths[:most])}{more}"


def recover_store(disk: Disk, store: JournalStore, worktree: Worktree) -> list[Recovered]:
    """As `recover`, of one store whose lock is held. Raises OSError."""
    journals.remove_unfinished(disk, store)
    return [_recovered(disk, path, worktree) for path in journals.journals_in(disk, store)]


def _recovered(disk: Disk, path: Path, worktree: Worktree) -> Recovered:
    try:
        journal = journals.load(disk, path)
    except InputError as problem:
        return Recovered((), str(problem))
    if why := _foreign(journal, worktree):
        return Recovered((), why)
    return Recovered(roll_back(disk, journal))


def left(worktree: Worktree, disk: Disk = DISK) -> list[tuple[str, ...]]:
    """For each run that died half way the files it was about. Changes nothing, and waits for nobody."""
    return [tuple(os.fsdecode(e.path) for e in journal.head.entries) for journal in _dead(worktree, disk)]


def left_over_files(worktree: Worktree, disk: Disk = DISK) -> list[Path]:
    """Temporary files that dead runs left beside the user's files; the next recovery removes them. Changes nothing."""
    found = (
        temporary(journal.head.target(entry), journal.head.nonce, number)
        for journal in _dead(worktree, disk)
        for number, entry in enumerate(journal.head.entries)
    )
    return [path for path in found if os.path.lexists(path)]


def _dead(worktree: Worktree, disk: Disk) -> Iterator[Journal]:
    """The journals that nobody works on."""
    for store in stores(disk, worktree):
        try:
            with locked(disk, store, 0.0) as holder:
                paths = [] if holder else journals.journals_in(disk, store)
                found = [journal for path in paths if (journal := _readable(disk, path)) and not _foreign(journal, worktree)]
        except OSError:  # a store that cannot be locked is one that nobody can write
            continue
        yield from found


def _readable(disk: Disk, path: Path) -> Journal | None:
    try:
        return journals.load(disk, path)
    except (OSError, InputError):
        return None


def _foreign(journal: Journal, worktree: Worktree) -> str:
    """Why a journal is not one to roll back; "" for one of this repository whose process has ended.

    The lock says that its process has ended. The process's own note says it too: some file systems have no real locks.
    """
    head, owner = journal.head, journal.head.owner
    top = Path(os.fsdecode(head.top))
    common = None if head.common is None else Path(os.fsdecode(head.common))
    if common != worktree.common or (common is None and top != worktree.top):
        return f"{journal.path} is about another repository; look at it, and move it away"
    if not top.is_dir() or common_directory(top) != common:
        when = f"when it is there again; to have it forgotten, move {journal.path} away"
        return f"the worktree {top} is not there; an edit of it was cut off and is put back {when}"
    if owner.pid != os.getpid() and owner.started and started_at(owner.pid) == owner.started:
        return f"the process {owner.pid} that began an edit lives, though it holds no lock; try again when it has ended"
    return ""


def roll_back(disk: Disk, journal: Journal) -> tuple[FileState, ...]:
    """Put every file of a journal back, and remove the journal when all are. Raises OSError where only that fails."""
    head = journal.head
    states = tuple(_put_back(disk, journal, number, entry) for number, entry in enumerate(head.entries))
    for folder in reversed(head.folders):
        _remove_if_empty(disk, Path(os.fsdecode(folder)))
    if not any(state.state == "not_put_back" for state in states):
        journals.end(disk, journal)
    return states


def _put_back(disk: Disk, journal: Journal, number: int, entry: JournalEntry) -> FileState:
    """One file; what fails concerns this one alone."""
    shown = os.fsdecode(entry.path)
    try:
        return _old_again(disk, journal, number, entry)
    except OSError as problem:
        return FileState(shown, "not_put_back", problem.strerror or str(problem))


def _old_again(disk: Disk, journal: Journal, number: int, entry: JournalEntry) -> FileState:
    target, shown = journal.head.target(entry), os.fsdecode(entry.path)
    if why := _moved(disk, journal, entry, target):
        return FileState(shown, "changed_since", why)
    beside = temporary(target, journal.head.nonce, number)
    if not _there(disk, target.parent):
        gone = entry.before is None
        return FileState(shown, "unchanged" if gone else "changed_since", "" if gone else "its folder is gone")
    unlink_if_there(disk, beside)
    now = _look(disk, target)
    if now.digest == entry.before and not now.problem:
        return FileState(shown, "unchanged")
    if now.problem or now.digest != entry.after:
        return FileState(shown, "changed_since", now.problem)
    if entry.before is None:
        disk.unlink(target)
    elif failed := _restore(disk, journal, entry, beside, target):
        return FileState(shown, *failed)
    sync_folder(disk, target.parent)
    return FileState(shown, "put_back")


def _restore(disk: Disk, journal: Journal, entry: JournalEntry, beside: Path, target: Path) -> tuple[State, str] | None:
    """Put the old content back. On failure returns the state on disk and the reason."""
    content = journals.old_content(disk, journal, entry)
    if content is None:
        return "changed_since", "the copy of its old content is damaged"
    handle = disk.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    try:
        write_whole(disk, handle, content)
        why = give(disk, handle, entry.facts) if entry.facts is not None else ""
        disk.fsync(handle)
    except OSError:
        unlink_if_there(disk, beside)
        raise
    finally:
        disk.close(handle)
    if why:
        unlink_if_there(disk, beside)
        return "not_put_back", why
    try:
        disk.rename(beside, target)
    except OSError:
        unlink_if_there(disk, beside)
        raise
    return None


def _moved(disk: Disk, journal: Journal, entry: JournalEntry, target: Path) -> str:
    """Why the target is not the place any more that the write was about: a folder on the way became a link."""
    base = journal.head.base(entry)
    if disk.resolve(target.parent) != target.parent or not target.parent.is_relative_to(base):
        return "a folder on the way to it is a link now"
    if not entry.in_git and forbidden_part(target.relative_to(base).parts):
        return "it is inside of .git or .kaptar"
    return ""


def _look(disk: Disk, path: Path) -> _Now:
    try:
        if not stat.S_ISREG(disk.lstat(path).st_mode):
            return _Now(problem="it is no regular file now")
        handle = disk.open(path, _READ)
    except (FileNotFoundError, NotADirectoryError):
        return _Now()
    try:
        return _Now(digest(read_most(disk, handle, disk.fstat(handle).st_size + 1)))
    finally:
        disk.close(handle)


def _there(disk: Disk, folder: Path) -> bool:
    try:
        return stat.S_ISDIR(disk.lstat(folder).st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False


def _remove_if_empty(disk: Disk, folder: Path) -> None:
    try:
        disk.rmdir(folder)
    except OSError:  # somebody has put something there, or it was never made
        return
