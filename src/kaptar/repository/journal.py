"""The journal of one write: a single file with the old content of every file, and what is about to be done.

A journal stands from the moment when it gets its name (`begin`) until it loses it (`end`, one unlink): that is the moment of
commit. As long as it stands, `kaptar.repository.recovery` puts the old content back.
"""

import os
import re
from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import msgspec

from kaptar.errors import InputError
from kaptar.repository import notes
from kaptar.repository.disk import Disk, read_most, sync_folder, unlink_if_there, write_whole
from kaptar.repository.file_facts import FileFacts, FolderMark
from kaptar.repository.living import ProcessNote
from kaptar.repository.store import JournalStore
from kaptar.repository.worktree import Worktree

MAX_HEAD = 64 << 20
"""Bytes of a journal's head: of about 300,000 files."""

_MAGIC = b"kaptar-journal/2\n"
_SUFFIX, _UNFINISHED = ".journal", ".new"
_OWN = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_NAME = re.compile(r"[0-9a-f]{32}")
_LABEL = re.compile(r"[0-9a-f]{32}-[0-9]+")
_TEMPORARY = re.compile(r"\..*\.([0-9a-f]{32})-[0-9]+\.kaptar", re.DOTALL)


class JournalEntry(msgspec.Struct, frozen=True):
    """One file of a write.

    Attributes:
        path: below the head's ``top``, or its ``common`` where ``in_git``; as the system's bytes, with ``/``.
        before, after: SHA-256 of the content; None where there is no file.
        offset, size: where the old content lies behind the head.
        facts: of the old file.
        label: part of the name under which the new content waits.
        mode: of the new file; None where there is none, or the system gives it one.

    An entry with ``before`` and ``after`` alike is about a waiting file alone, which could not be removed.
    """

    path: bytes
    in_git: bool
    before: bytes | None
    after: bytes | None
    offset: int
    size: int
    facts: FileFacts | None
    label: str
    mode: int | None


class Head(msgspec.Struct, frozen=True):
    """The head of a journal, before the old contents.

    Attributes:
        folders: those that are made, the outermost first, as paths of the system.
        marks: which folders ``top`` and ``common`` are.
        time: of the last change that all new files get, in nanoseconds: what has another one was written by somebody else.
        replaces: the nonce of the journal that had all entries; this one has those that could not be put back. "" for a
            journal that none has been put back of.
    """

    nonce: str
    owner: ProcessNote
    top: bytes
    common: bytes | None
    entries: tuple[JournalEntry, ...]
    folders: tuple[bytes, ...]
    marks: tuple[FolderMark, ...]
    time: int
    replaces: str = ""

    @property
    def worktree(self) -> Worktree:
        """The worktree that it was written for."""
        return Worktree(Path(os.fsdecode(self.top)), None if self.common is None else Path(os.fsdecode(self.common)))

    def base(self, entry: JournalEntry) -> Path:
        """The folder that an entry's path is below."""
        return Path(os.fsdecode(self.common if entry.in_git and self.common is not None else self.top))

    def target(self, entry: JournalEntry) -> Path:
        return self.base(entry) / os.fsdecode(entry.path)

    def waiting(self, entry: JournalEntry) -> Path:
        """Where the new content of an entry waits."""
        return temporary(self.target(entry), entry.label)


class Journal(NamedTuple):
    """A journal that stands. ``start``: where the old contents begin."""

    path: Path
    head: Head
    start: int


def begin(disk: Disk, store: JournalStore, head: Head, contents: Iterable[bytes]) -> Journal:
    """Write a journal so that it outlives a power cut; of the old contents it holds one at a time. Raises OSError; then there
    is none.
    """
    encoded = msgspec.msgpack.encode(head)
    new, path = store.folder / f"{head.nonce}{_UNFINISHED}", store.folder / f"{head.nonce}{_SUFFIX}"
    handle = disk.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    try:
        for part in chain((_MAGIC, len(encoded).to_bytes(8, "big"), encoded), contents):
            write_whole(disk, handle, part)
        disk.fsync(handle)
    finally:
        disk.close(handle)
    disk.rename(new, path)
    sync_folder(disk, store.folder)
    notes.leave(disk, head.worktree.common, path)
    return Journal(path, head, len(_MAGIC) + 8 + len(encoded))


def end(disk: Disk, journal: Journal) -> None:
    """Commit: after the first of these calls nothing is put back any more. Raises OSError."""
    disk.unlink(journal.path)
    sync_folder(disk, journal.path.parent)
    notes.take(disk, journal.head.worktree.common, journal.head.nonce)


def replace(disk: Disk, journal: Journal, entries: Sequence[JournalEntry]) -> Journal:
    """Replace a journal by one with these entries of it alone. The new one counts from its rename on. Raises OSError."""
    contents = [_copy(disk, journal, each) if each.before != each.after else b"" for each in entries]
    placed, offset = [], 0
    for entry, content in zip(entries, contents, strict=True):
        placed.append(msgspec.structs.replace(entry, offset=offset, size=len(content)))
        offset += len(content)
    nonce = sha256(f"after {journal.head.nonce}".encode()).hexdigest()[:32]
    head = msgspec.structs.replace(journal.head, nonce=nonce, entries=tuple(placed), replaces=journal.head.nonce)
    new = begin(disk, JournalStore(journal.path.parent), head, contents)
    end(disk, journal)
    return new


def stands(disk: Disk, path: Path) -> bool:
    """Whether a journal is there. Raises OSError where the system cannot tell."""
    try:
        disk.lstat(path)
    except FileNotFoundError:
        return False
    return True


def path_of(store: JournalStore, nonce: str) -> Path:
    """Where the journal of a write stands."""
    return store.folder / f"{nonce}{_SUFFIX}"


def journals_in(disk: Disk, store: JournalStore) -> list[Path]:
    """The journals that stand. Raises OSError."""
    return [store.folder / name for name in sorted(disk.names(store.folder)) if name.endswith(_SUFFIX)]


def remove_unfinished(disk: Disk, store: JournalStore) -> None:
    """Remove what never became a journal: nothing was changed then. The store's lock must be held. Raises OSError."""
    for name in disk.names(store.folder):
        if name.endswith(_UNFINISHED):
            unlink_if_there(disk, store.folder / name)


def load(disk: Disk, path: Path) -> Journal:
    """Read a journal's head. Raises OSError; InputError where it is none of ours."""
    handle = disk.open(path, os.O_RDONLY | _OWN)
    try:
        lead = read_most(disk, handle, len(_MAGIC) + 8)
        size = int.from_bytes(lead[len(_MAGIC) :], "big")
        if not lead.startswith(_MAGIC) or size > MAX_HEAD:
            raise InputError(f"{path} is no journal of Kaptar's; look at it, and move it away")
        head = msgspec.msgpack.decode(read_most(disk, handle, size), type=Head)
    except msgspec.MsgspecError as problem:
        raise InputError(f"{path} is damaged: {problem}; look at it, and move it away") from None
    finally:
        disk.close(handle)
    if path.name != f"{head.nonce}{_SUFFIX}" or not _NAME.fullmatch(head.nonce):
        raise InputError(f"{path} has the name of another journal; look at it, and move it away")
    if not all(_LABEL.fullmatch(entry.label) for entry in head.entries):
        raise InputError(f"{path} is damaged: a file waits under a strange name; look at it, and move it away")
    return Journal(path, head, len(_MAGIC) + 8 + size)


def old_content(disk: Disk, journal: Journal, entry: JournalEntry) -> bytes | None:
    """The content that a file had; None where the journal's copy is damaged. Raises OSError."""
    found = _copy(disk, journal, entry)
    return found if digest(found) == entry.before else None


def _copy(disk: Disk, journal: Journal, entry: JournalEntry) -> bytes:
    handle = disk.open(journal.path, os.O_RDONLY | _OWN)
    try:
        disk.seek(handle, journal.start + entry.offset)
        return read_most(disk, handle, entry.size)
    finally:
        disk.close(handle)


def temporary(target: Path, label: str) -> Path:
    """Where the new content of a file waits, beside it. The label is known to this user alone, so nobody can be there before."""
    shown = os.fsencode(target.name)[:100].decode("utf-8", "ignore")
    return target.with_name(f".{shown}.{label}.kaptar")


def is_temporary(name: str) -> bool:
    """Whether a file's name is one that `temporary` gives."""
    return _TEMPORARY.fullmatch(name) is not None


def nonce_of(name: str) -> str:
    """The nonce of the write that gave a file this temporary name; "" where it is none."""
    found = _TEMPORARY.fullmatch(name)
    return "" if found is None else found[1]


def digest(data: bytes) -> bytes:
    """SHA-256."""
    return sha256(data).digest()
