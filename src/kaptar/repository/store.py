"""Store of a repository's journals, and the lock that one writer of it holds.

They are in the user's state folder, never in the repository: a clone could bring journals of its own. Where that folder
cannot be written, they are in git's common directory, where no clone puts files. An archive can put files there: journals in
it are used only while the state folder cannot be written, and only where the folder is closed to all other users.
"""

import errno
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from kaptar.folders import distrust, state_folder
from kaptar.repository.disk import Disk, read_most, shut, sync_folder, write_whole
from kaptar.repository.notes import FoundNote, notes_in
from kaptar.repository.worktree import Worktree

LOCK_WAIT_S = 10.0
"""How long a writer waits for another one of the same repository."""

_PAUSE_S = 0.02
_LOCK, _HOLDER = "lock", 32
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0)
_NO_LOCKS = {errno.EBADF, errno.EINVAL, errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}
"""Of a file system that has no locks, or none of folders."""

_OPEN = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)


class JournalStore(NamedTuple):
    """A folder of journals that is this user's alone. It exists."""

    folder: Path


def places_of(worktree: Worktree) -> list[Path]:
    """Where the repository's journals may be, the preferred place first. Raises nothing; nothing need be there."""
    key = worktree.common or worktree.top
    found = [_own_journals() / sha256(os.fsencode(key)).hexdigest()[:32]]
    if worktree.common is not None:
        found.append(worktree.common / "kaptar" / "journals")
    return found


def make_store(disk: Disk, worktree: Worktree) -> JournalStore | str:
    """A place for a new journal, or why there is none."""
    reasons: list[str] = []
    for folder in places_of(worktree):
        reason = _make(disk, folder) or _unusable(disk, folder) or (_open_to_others(disk, folder) if reasons else "")
        if not reason:
            return JournalStore(folder)
        reasons.append(reason)
    return "; ".join(reasons)


def stores(disk: Disk, worktree: Worktree) -> list[JournalStore]:
    """The places that exist, are this user's alone, and whose journals are used now."""
    preferred, *others = places_of(worktree)
    found = [JournalStore(preferred)] if not _wrong(disk, preferred) else []
    if others and not _can_be_made(disk, preferred):
        found += [JournalStore(folder) for folder in others if not _wrong(disk, folder) and not _open_to_others(disk, folder)]
    return found


def can_lock(disk: Disk, store: JournalStore) -> bool:
    """Whether the store's lock can be taken, now or later: on a read-only disk it cannot."""
    return not _unusable(disk, store.folder)


def elsewhere(disk: Disk, worktree: Worktree) -> list[FoundNote]:
    """Notes of this repository on journals that are, or were, in none of its `stores`. Raises nothing of the disk's."""
    known = {store.folder for store in stores(disk, worktree)}
    return [each for each in notes_in(disk, worktree.common) if Path(each.note.journal).parent not in known]


def noted_store(disk: Disk, noted: FoundNote) -> JournalStore | None:
    """The store that a note names, where it is one of this user's; a note alone is no reason to believe a folder."""
    folder = Path(noted.note.journal).parent
    return JournalStore(folder) if folder.parent == _own_journals() and not _wrong(disk, folder) else None


def _own_journals() -> Path:
    return state_folder() / "journals"


def not_used(disk: Disk, worktree: Worktree) -> list[Path]:
    """Folders that may hold journals and are none of `stores`."""
    used = {store.folder for store in stores(disk, worktree)}
    return [folder for folder in places_of(worktree)[1:] if folder not in used and _is_folder(disk, folder)]


@contextmanager
def only_writer(disk: Disk, worktree: Worktree, wait_s: float = LOCK_WAIT_S) -> Iterator[str]:
    """Hold the one lock of a repository: that of git's common directory itself, or of the folder outside of git.

    It is the same for every user, state folder and container that sees the directory, and needs no file of its own. Gives ""
    when it is held, or where the file system has no such locks: then the lock of the store must do. Else it gives who holds it.
    Raises OSError.
    """
    handle = disk.open(worktree.common or worktree.top, _FOLDER)
    try:
        try:
            held = _taken(disk, handle, time.monotonic() + wait_s)
        except OSError as problem:
            if problem.errno not in _NO_LOCKS:
                raise
            held = True
        yield "" if held else _writers(disk, worktree)
    finally:
        shut(disk, handle)


def _writers(disk: Disk, worktree: Worktree) -> str:
    found = [f"pid {each.note.pid} on {each.note.machine}" for each in notes_in(disk, worktree.common)]
    named = f" ({', '.join(found[:3])})" if found else ""
    return f"another process{named} is writing in this repository"


@contextmanager
def locked(disk: Disk, store: JournalStore, wait_s: float = LOCK_WAIT_S) -> Iterator[str]:
    """Hold the store's lock. Gives "" when it is held, else who holds it. Raises OSError where there can be no lock."""
    path = store.folder / _LOCK
    handle = disk.open(path, _OPEN)
    try:
        if _taken(disk, handle, time.monotonic() + wait_s):
            write_whole(disk, handle, str(os.getpid()).encode().ljust(_HOLDER))  # to cut the file first takes milliseconds
            yield ""
        else:
            holder = read_most(disk, handle, _HOLDER).decode("ascii", "replace").strip() or "unknown"
            yield f"another process (pid {holder}) is writing in this repository"
    finally:
        with suppress(OSError):  # the lock is gone all the same, and what was done under it counts
            disk.close(handle)


def _taken(disk: Disk, handle: int, until: float) -> bool:
    while True:
        try:
            disk.lock(handle)
            return True
        except BlockingIOError:
            if time.monotonic() >= until:
                return False
            time.sleep(_PAUSE_S)


def _make(disk: Disk, folder: Path) -> str:
    """Make the folder and those above it that are missing; "" or why not."""
    missing = []
    each = folder
    while not _exists(disk, each) and each != each.parent:
        missing.append(each)
        each = each.parent
    for each in reversed(missing):
        try:
            disk.mkdir(each, 0o700)
            sync_folder(disk, each.parent)
        except FileExistsError:
            continue  # another process was faster
        except OSError as problem:
            return f"{each} cannot be made: {problem.strerror or problem}"
    return _wrong(disk, folder)


def _can_be_made(disk: Disk, folder: Path) -> bool:
    """Whether `_make` would give a usable folder. Makes no folder."""
    if _exists(disk, folder):
        return not (_wrong(disk, folder) or _unusable(disk, folder))
    above = next((each for each in folder.parents if _exists(disk, each)), folder)
    return _is_folder(disk, above) and disk.may_write(above)


def _is_folder(disk: Disk, path: Path) -> bool:
    try:
        return stat.S_ISDIR(disk.lstat(path).st_mode)
    except OSError:
        return False


def _open_to_others(disk: Disk, folder: Path) -> str:
    mode = stat.S_IMODE(disk.lstat(folder).st_mode)
    return f"{folder}: its mode is {mode:o}, not 700" if hasattr(os, "getuid") and mode & 0o077 else ""


def _exists(disk: Disk, path: Path) -> bool:
    try:
        disk.lstat(path)
    except OSError:
        return False
    return True


def _wrong(disk: Disk, folder: Path) -> str:
    """Why a folder may not be believed; "" for one that only this user writes."""
    for each in (folder, folder.parent, folder.parent.parent):
        try:
            found = disk.lstat(each)
        except OSError as problem:
            return f"{each}: {problem.strerror or problem}"
        if not stat.S_ISDIR(found.st_mode):
            return f"{each} is a link, or no folder"
        if each != folder.parent.parent and (why := distrust(found)):
            return f"{each}: {why}"
    return ""


def _unusable(disk: Disk, folder: Path) -> str:
    """Why no lock can be taken in a folder: it is on a read-only disk, or one without locks."""
    try:
        handle = disk.open(folder / _LOCK, _OPEN)
        try:
            disk.lock(handle)
        except BlockingIOError:
            pass  # in use: so there are locks
        finally:
            disk.close(handle)
    except OSError as problem:
        return f"{folder} cannot be written: {problem.strerror or problem}"
    return ""
