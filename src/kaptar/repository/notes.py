"""Notes of writes in git's common directory: for each journal that stands, where it is.

A journal is in the state folder of who wrote it. Whoever meets the repository from elsewhere (a container, another state folder,
after a move) cannot see it, but sees the note. A note is a hint: nothing is read, changed or removed because of it alone, and
where none can be left the write goes on.
"""

import os
import re
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

from kaptar.decoding.json import decode_json
from kaptar.repository.disk import Disk, Located, read_most, shut, unlink_if_there, write_whole
from kaptar.repository.reaching import Base, Unreached, open_bases
from kaptar.repository.worktree import Worktree

MOST = 1000
"""Notes that are looked at."""

_MOST_BYTES = 16 << 10
_FOLDER = ("kaptar", "writing")
_NAME = re.compile(r"[0-9a-f]{32}")
_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


class WriteNote(msgspec.Struct, frozen=True):
    """The process that writes, or wrote, and its journal as a path of the machine that it ran on."""

    pid: int
    machine: str
    journal: str


class FoundNote(NamedTuple):
    """A note and where it is. ``nonce``: of the journal."""

    path: Path
    nonce: str
    note: WriteNote


def leave(disk: Disk, common: Path | None, journal: Path) -> None:
    """Note a journal that stands. Raises nothing of the disk's."""
    note = WriteNote(os.getpid(), socket.gethostname(), os.fsencode(journal).decode("utf-8", "backslashreplace"))
    if common is None:
        return
    with suppress(OSError), _base(disk, common) as base:
        at = common
        for part in _FOLDER:
            at = at / part
            _make(disk, base, at)
        with base.located(at / journal.stem) as place:
            if isinstance(place, Located):
                _write(disk, place, msgspec.json.encode(note))


def take(disk: Disk, common: Path | None, nonce: str) -> None:
    """Remove the note of a journal that has ended, and folders that are empty then. Raises nothing of the disk's."""
    if common is None:
        return
    at = common.joinpath(*_FOLDER, nonce)
    with suppress(OSError), _base(disk, common) as base:
        with base.located(at) as place:
            if isinstance(place, Located):
                unlink_if_there(disk, place)
        for folder in (at.parent, at.parent.parent):
            with base.located(folder) as place:
                if isinstance(place, Located):
                    disk.rmdir(place)


def notes_in(disk: Disk, common: Path | None) -> list[FoundNote]:
    """The notes that are there and can be read. Raises nothing of the disk's."""
    return [FoundNote(p.path, p.path.name, note) for p, note in _all(disk, common) if isinstance(note, WriteNote)]


def remove_damaged(disk: Disk, common: Path | None) -> None:
    """Remove notes that a power cut left without content. The repository's lock must be held. Raises nothing of the disk's."""
    for place in [place.path for place, note in _all(disk, common) if note == "damaged"]:
        take(disk, common, place.name)


def _all(disk: Disk, common: Path | None) -> list[tuple[Located, WriteNote | Literal["damaged", "none"]]]:
    found: list[tuple[Located, WriteNote | Literal["damaged", "none"]]] = []
    if common is None:
        return found
    with suppress(OSError), _base(disk, common) as base, base.entered(common.joinpath(*_FOLDER)) as folder:
        if not isinstance(folder, Unreached):
            names = [name for name in sorted(disk.names(folder)) if _NAME.fullmatch(name)]
            places = [Located(common.joinpath(*_FOLDER, name), folder) for name in names[:MOST]]
            found = [(place, _read(disk, place)) for place in places]
    return found


@contextmanager
def _base(disk: Disk, common: Path) -> Iterator[Base]:
    with open_bases(disk, Worktree(common, None)) as bases:
        yield bases.below(common)


def _make(disk: Disk, base: Base, folder: Path) -> None:
    with base.located(folder) as place, suppress(FileExistsError):
        if isinstance(place, Located):
            disk.mkdir(place, 0o700)


def _write(disk: Disk, place: Located, data: bytes) -> None:
    handle = disk.open(place, _NEW, 0o644)
    try:
        write_whole(disk, handle, data)
    finally:
        shut(disk, handle)


def _read(disk: Disk, place: Located) -> WriteNote | Literal["damaged", "none"]:
    """A note; ``none``: it is no file, or cannot be read."""
    try:
        handle = disk.open(place, _READ)
        try:
            if not stat.S_ISREG(disk.fstat(handle).st_mode):
                return "none"
            return decode_json(read_most(disk, handle, _MOST_BYTES), WriteNote)
        finally:
            shut(disk, handle)
    except OSError:
        return "none"
    except msgspec.MsgspecError:
        return "damaged"
