"""The disk work of putting one file of a journal back, and of telling that a whole journal is in place already."""

import os
import stat
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

from kaptar.repository import journal as journals
from kaptar.repository.disk import Disk, read_most, sync_folder, unlink_if_there, write_whole
from kaptar.repository.file_facts import give
from kaptar.repository.journal import Head, Journal, JournalEntry, digest
from kaptar.repository.paths import forbidden_part

State = Literal["written", "unchanged", "put_back", "changed_since", "missing", "not_put_back"]
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_COARSE_NS = 2_000_000_000


class FileState(msgspec.Struct, frozen=True):
    """The state of one file on disk.

    ``written``: the new content; ``unchanged``, ``put_back``: the old one; ``changed_since``: what somebody else wrote;
    ``missing``: nothing, so that its old content may be in the journal alone; ``not_put_back``: the new content although the
    write failed. ``why``: more on it.
    """

    path: str
    state: State
    why: str = ""


class EntryOutcome(NamedTuple):
    """The result for one entry. ``keep``: what the journal must still say of it; None where it is settled."""

    state: FileState
    keep: JournalEntry | None = None


class _Now(NamedTuple):
    """A file as recovery meets it. ``problem``: why it may not be touched; ``time``: of its last change, in nanoseconds."""

    digest: bytes | None = None
    problem: str = ""
    mode: int = 0
    time: int = 0


def put_back(disk: Disk, journal: Journal, entry: JournalEntry) -> EntryOutcome:
    """Put one file back; what fails concerns this one alone."""
    try:
        return _old_again(disk, journal, entry)
    except OSError as problem:
        return EntryOutcome(FileState(os.fsdecode(entry.path), "not_put_back", problem.strerror or str(problem)), entry)


def is_complete(disk: Disk, journal: Journal) -> bool:
    """Whether all files have their new content and none has been put back: only the commit is missing. Raises OSError."""
    return not journal.head.replaces and all(_is_new(disk, journal.head, entry) for entry in journal.head.entries)


def keep_new(disk: Disk, journal: Journal, entry: JournalEntry) -> EntryOutcome:
    """Leave the new content of a file that `is_complete` has found, and make it last. Raises OSError."""
    target = journal.head.target(entry)
    if _is_folder(disk, target.parent):
        sync_folder(disk, target.parent)
    return _settled(disk, journal.head, entry, "written")


def is_reached(disk: Disk, head: Head, entry: JournalEntry) -> bool:
    """Whether an entry's path leads to a place below its base without a link."""
    folder = head.target(entry).parent
    return disk.resolve(folder) == folder and folder.is_relative_to(head.base(entry))


def _is_new(disk: Disk, head: Head, entry: JournalEntry) -> bool:
    if not is_reached(disk, head, entry):
        return False
    now = _look(disk, head.target(entry))
    return not now.problem and now.digest == entry.after


def _old_again(disk: Disk, journal: Journal, entry: JournalEntry) -> EntryOutcome:
    head, target = journal.head, journal.head.target(entry)
    if why := _unreachable(disk, head, entry):
        return _not_there(entry, why)
    if entry.before == entry.after:
        return _settled(disk, head, entry, "unchanged")
    if not entry.in_git and forbidden_part(target.relative_to(head.base(entry)).parts):
        return _settled(disk, head, entry, "changed_since", "it is inside of .git or .kaptar")
    now = _look(disk, target)
    if now.digest == entry.before and not now.problem:
        return _settled(disk, head, entry, "unchanged")
    if now.digest is None and not now.problem and entry.after is not None:
        if _there(disk, head.waiting(entry)):  # so the new content was never placed: somebody removed the old file
            return _settled(disk, head, entry, "changed_since", "it was removed")
        return _not_there(entry, "it is gone")
    if now.problem or now.digest != entry.after:
        return _settled(disk, head, entry, "changed_since", now.problem)
    if entry.after is not None and not _same_time(now.time, head.time):
        return _settled(disk, head, entry, "changed_since", "somebody has written its new content since")
    return _restored(disk, journal, entry, now)


def _unreachable(disk: Disk, head: Head, entry: JournalEntry) -> str:
    """Why the file is not looked for: the place that the write was about is not there."""
    if not is_reached(disk, head, entry):
        return "a folder on the way to it is a link now"
    return "" if _is_folder(disk, head.target(entry).parent) else "its folder is gone"


def _not_there(entry: JournalEntry, why: str) -> EntryOutcome:
    """Nothing is known of the file. Its old content may be in the journal alone, so the entry stays."""
    shown = os.fsdecode(entry.path)
    if entry.before is None or entry.before == entry.after:
        return EntryOutcome(FileState(shown, "unchanged"))
    return EntryOutcome(FileState(shown, "missing", why), entry)


def _settled(disk: Disk, head: Head, entry: JournalEntry, state: State, why: str = "") -> EntryOutcome:
    """An entry whose file stays as it is. Where its waiting file cannot be removed, only that stays in the journal."""
    done = FileState(os.fsdecode(entry.path), state, why)
    waiting = head.waiting(entry)
    try:
        if _there(disk, waiting):  # looked at first: a read-only disk refuses to remove even what is not there
            unlink_if_there(disk, waiting)
    except OSError:
        return EntryOutcome(done, msgspec.structs.replace(entry, before=entry.after, size=0))
    return EntryOutcome(done)


def _restored(disk: Disk, journal: Journal, entry: JournalEntry, now: _Now) -> EntryOutcome:
    """Give a file its old content again. Raises OSError where it has it not."""
    target, shown = journal.head.target(entry), os.fsdecode(entry.path)
    if entry.before is None:
        disk.unlink(target)
    else:
        content = journals.old_content(disk, journal, entry)
        if content is None:
            return _settled(disk, journal.head, entry, "changed_since", "the copy of its old content is damaged")
        if why := _replace(disk, journal, _with_users_mode(entry, now), content):
            return EntryOutcome(FileState(shown, "not_put_back", why), entry)
    try:
        sync_folder(disk, target.parent)
    except OSError:  # the file has its old content, and the entry stays until the disk has answered
        return EntryOutcome(FileState(shown, "put_back"), entry)
    return EntryOutcome(FileState(shown, "put_back"))


def _with_users_mode(entry: JournalEntry, now: _Now) -> JournalEntry:
    """The entry, with the mode that the user gave to the file since."""
    if entry.facts is None or entry.after is None or now.mode in (entry.facts.mode, entry.mode):
        return entry
    return msgspec.structs.replace(entry, facts=msgspec.structs.replace(entry.facts, mode=now.mode))


def _replace(disk: Disk, journal: Journal, entry: JournalEntry, content: bytes) -> str:
    """Write the old content and give it its name; what of its facts cannot be kept. Raises OSError."""
    waiting = journal.head.waiting(entry)
    if _there(disk, waiting):
        unlink_if_there(disk, waiting)
    handle = disk.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    try:
        try:
            write_whole(disk, handle, content)
            why = give(disk, handle, entry.facts) if entry.facts is not None else ""
            disk.fsync(handle)
        finally:
            disk.close(handle)
        if not why:
            disk.rename(waiting, journal.head.target(entry))
            return ""
    except OSError:
        unlink_if_there(disk, waiting)
        raise
    unlink_if_there(disk, waiting)
    return why


def _same_time(found: int, given: int) -> bool:
    """Whether a file's time is the one that it was given; some file systems keep whole seconds alone."""
    return found == given or (found % 1_000_000_000 == 0 and 0 <= given - found < _COARSE_NS)


def _look(disk: Disk, path: Path) -> _Now:
    try:
        if not stat.S_ISREG(disk.lstat(path).st_mode):
            return _Now(problem="it is no regular file now")
        handle = disk.open(path, _READ)
    except (FileNotFoundError, NotADirectoryError):
        return _Now()
    try:
        found = disk.fstat(handle)
        content = read_most(disk, handle, found.st_size + 1)
        return _Now(digest(content), "", stat.S_IMODE(found.st_mode), found.st_mtime_ns)
    finally:
        disk.close(handle)


def _is_folder(disk: Disk, path: Path) -> bool:
    try:
        return stat.S_ISDIR(disk.lstat(path).st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False


def _there(disk: Disk, path: Path) -> bool:
    try:
        disk.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True
