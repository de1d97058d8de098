"""The disk work of putting one file of a journal back, and of telling that a whole journal is in place already."""

import os
import stat
from typing import Literal, NamedTuple

import msgspec

from kaptar.repository import journal as journals
from kaptar.repository.disk import Disk, Located, is_there, read_most, reason_of, shut, sync_names, unlink_if_there, write_whole
from kaptar.repository.file_facts import FileFacts, give
from kaptar.repository.journal import Head, Journal, JournalEntry, digest
from kaptar.repository.paths import forbidden_part
from kaptar.repository.reaching import Bases, Unreached

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


class _Entry(NamedTuple):
    """One entry, with all that its work needs. ``spot``: of its file."""

    disk: Disk
    journal: Journal
    entry: JournalEntry
    spot: Located

    @property
    def waiting(self) -> Located:
        """Where its new content waits, or waited."""
        return self.spot._replace(path=self.journal.head.waiting(self.entry))

    @property
    def shown(self) -> str:
        return os.fsdecode(self.entry.path)


def put_back(bases: Bases, journal: Journal, entry: JournalEntry) -> EntryOutcome:
    """Put one file back; what fails concerns this one alone."""
    head = journal.head
    try:
        with bases.below(head.base(entry)).located(head.target(entry)) as spot:
            if isinstance(spot, Unreached):
                return _not_reached(entry, spot)
            return _old_again(_Entry(bases.disk, journal, entry, spot))
    except OSError as problem:
        return EntryOutcome(FileState(os.fsdecode(entry.path), "not_put_back", reason_of(problem)), entry)


def is_complete(bases: Bases, journal: Journal) -> bool:
    """Whether all files have their new content and none has been put back: only the commit is missing. Raises OSError."""
    return not journal.head.replaces and all(_is_new(bases, journal.head, entry) for entry in journal.head.entries)


def keep_new(bases: Bases, journal: Journal, entry: JournalEntry) -> EntryOutcome:
    """Leave the new content of a file that `is_complete` has found, and make it last. Raises OSError."""
    head = journal.head
    with bases.below(head.base(entry)).located(head.target(entry)) as spot:
        if isinstance(spot, Unreached):
            return EntryOutcome(FileState(os.fsdecode(entry.path), "written"))
        sync_names(bases.disk, spot.folder)
        return _settled(_Entry(bases.disk, journal, entry, spot), "written")


def _is_new(bases: Bases, head: Head, entry: JournalEntry) -> bool:
    with bases.below(head.base(entry)).located(head.target(entry)) as spot:
        if isinstance(spot, Unreached):
            return spot.kind == "gone" and entry.after is None
        now = _look(bases.disk, spot)
        return not now.problem and now.digest == entry.after


def _old_again(at: _Entry) -> EntryOutcome:
    head, entry = at.journal.head, at.entry
    if entry.before == entry.after:
        return _settled(at, "unchanged")
    if not entry.in_git and forbidden_part(at.spot.path.relative_to(head.base(entry)).parts):
        return _settled(at, "changed_since", "it is inside of .git or .kaptar")
    now = _look(at.disk, at.spot)
    if now.digest == entry.before and not now.problem:
        return _settled(at, "unchanged")
    if now.digest is None and not now.problem and entry.after is not None:
        if is_there(at.disk, at.waiting):  # so the new content was never placed: somebody removed the old file
            return _settled(at, "changed_since", "it was removed")
        return _not_there(entry, "it is gone")
    if now.problem or now.digest != entry.after:
        return _settled(at, "changed_since", now.problem)
    if entry.after is not None and not _same_time(now.time, head.time):
        return _settled(at, "changed_since", "somebody has written its new content since")
    return _restored(at, now)


def _not_reached(entry: JournalEntry, folder: Unreached) -> EntryOutcome:
    """Behind a link nothing is looked for. The folder that was there may hold the new file, so the entry stays."""
    if folder.kind == "link":
        return EntryOutcome(FileState(os.fsdecode(entry.path), "missing", folder.why), entry)
    return _not_there(entry, folder.why)


def _not_there(entry: JournalEntry, why: str) -> EntryOutcome:
    """Nothing is known of the file. Its old content may be in the journal alone, so the entry stays."""
    shown = os.fsdecode(entry.path)
    if entry.before is None or entry.before == entry.after:
        return EntryOutcome(FileState(shown, "unchanged"))
    return EntryOutcome(FileState(shown, "missing", why), entry)


def _settled(at: _Entry, state: State, why: str = "") -> EntryOutcome:
    """An entry whose file stays as it is. Where its waiting file cannot be removed, only that stays in the journal."""
    done = FileState(at.shown, state, why)
    try:
        if is_there(at.disk, at.waiting):  # looked at first: a read-only disk refuses to remove even what is not there
            unlink_if_there(at.disk, at.waiting)
            sync_names(at.disk, at.spot.folder)  # else it is there again after a power cut, and no journal knows of it
    except OSError:
        return EntryOutcome(done, msgspec.structs.replace(at.entry, before=at.entry.after, size=0))
    return EntryOutcome(done)


def _restored(at: _Entry, now: _Now) -> EntryOutcome:
    """Give a file its old content again. Raises OSError where it has it not."""
    if at.entry.before is None:
        at.disk.unlink(at.spot)
    else:
        content = journals.old_content(at.disk, at.journal, at.entry)
        if content is None:
            return _settled(at, "changed_since", "the copy of its old content is damaged")
        if why := _replace(at, _users_mode(at.entry, now), content):
            return EntryOutcome(FileState(at.shown, "not_put_back", why), at.entry)
    try:
        sync_names(at.disk, at.spot.folder)
    except OSError:  # the file has its old content, and the entry stays until the disk has answered
        return EntryOutcome(FileState(at.shown, "put_back"), at.entry)
    return EntryOutcome(FileState(at.shown, "put_back"))


def _users_mode(entry: JournalEntry, now: _Now) -> FileFacts | None:
    """The facts of the old file, with the mode that the user gave to it since."""
    if entry.facts is None or entry.after is None or now.mode in (entry.facts.mode, entry.mode):
        return entry.facts
    return msgspec.structs.replace(entry.facts, mode=now.mode)


def _replace(at: _Entry, facts: FileFacts | None, content: bytes) -> str:
    """Write the old content and give it its name; what of its facts cannot be kept. Raises OSError."""
    disk, waiting = at.disk, at.waiting
    if is_there(disk, waiting):
        unlink_if_there(disk, waiting)
    handle = disk.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    try:
        try:
            write_whole(disk, handle, content)
            why = give(disk, handle, facts) if facts is not None else ""
            disk.fsync(handle)
        finally:
            disk.close(handle)
        if not why:
            disk.rename(waiting, at.spot)
            return ""
    except OSError:
        unlink_if_there(disk, waiting)
        raise
    unlink_if_there(disk, waiting)
    return why


def _same_time(found: int, given: int) -> bool:
    """Whether a file's time is the one that it was given; some file systems keep whole seconds alone."""
    return found == given or (found % 1_000_000_000 == 0 and 0 <= given - found < _COARSE_NS)


def _look(disk: Disk, spot: Located) -> _Now:
    try:
        if not stat.S_ISREG(disk.lstat(spot).st_mode):
            return _Now(problem="it is no regular file now")
        handle = disk.open(spot, _READ)
    except FileNotFoundError:
        return _Now()
    try:
        found = disk.fstat(handle)
        content = read_most(disk, handle, found.st_size + 1)
        return _Now(digest(content), "", stat.S_IMODE(found.st_mode), found.st_mtime_ns)
    finally:
        shut(disk, handle)
