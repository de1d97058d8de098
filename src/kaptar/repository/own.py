"""Files below ``.kaptar/`` that count only when this user's Kaptar wrote them here.

A fresh clone may bring a ``.kaptar/`` of its own: a token that others know, links that lead writes to the user's files. A file
is refused, and not read, if git tracks it, if it is a link, if it belongs to another user, or if other users may write it. For
the token and the port it is enough that other users may read them.
"""

import os
import stat
from collections.abc import Sequence
from pathlib import Path

from kaptar.errors import InputError
from kaptar.folders import make_private
from kaptar.repository.git import git
from kaptar.repository.places import Places
from kaptar.repository.process import Ended

MAX_BYTES = 16 << 20
PRIVATE = ("token", "port", "pid", "lock", "init.json")
"""Nobody else may even read these; nobody else may write the rest."""

_WRITE = 0o022
_OTHERS = ("hive.db", "hive.db-wal", "hive.db-shm", "hive.db-journal", "start.log")
_FOLDERS = ("log", "init")
_SAFELY = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)


def refuse_foreign(places: Places) -> None:
    """Raises InputError where something in the hive's folder is not what Kaptar makes there. Changes nothing."""
    state = places.state
    if not os.path.lexists(state):
        return
    if not (state.is_dir() or state.is_symlink()):
        raise InputError(_said(state, "is no folder"))
    if tracked := _tracked(places):
        raise InputError(f"{', '.join(tracked[:3])} in {state.parent}: {_brought(places, tracked)}")
    refuse(state)
    for name in (*PRIVATE, *_OTHERS):
        _refuse_as_file(state / name, 0o077 if name in PRIVATE else _WRITE)
    for folder in _FOLDERS:
        refuse(state / folder)
        for entry in sorted((state / folder).glob("*")):
            refuse(entry)


def read_own(path: Path, most: int = MAX_BYTES) -> bytes | None:
    """A file's content; None where there is none. Links are not followed.

    Raises InputError where it is not our own, or has more than ``most`` bytes.
    """
    refuse(path.parent)
    _refuse_as_file(path)
    try:
        handle = os.open(path, os.O_RDONLY | _SAFELY)
        with os.fdopen(handle, "rb") as file:
            if why := _wrong(os.fstat(handle), _WRITE):
                raise InputError(_said(path, why))
            data = file.read(most + 1)
    except FileNotFoundError:
        return None
    except OSError as problem:
        raise InputError(f"{path}: cannot be read: {problem.strerror or problem}") from None
    if len(data) > most:
        raise InputError(f"{path} has more than {most:,} bytes: Kaptar writes none so large; look at it, and move it away")
    return data


def open_own(path: Path, flags: int) -> int:
    """A handle of a file that is made for this user alone, or is so already. Raises InputError, OSError."""
    refuse(path.parent)
    _refuse_as_file(path)
    return os.open(path, flags | os.O_CREAT | _SAFELY, 0o600)


def make_own_folder(folder: Path, remedy: str = "see whose it is, and whether the disk is full or read-only") -> None:
    """Make a folder that only this user may enter, or close it to others.

    Raises InputError where it is not this user's or cannot be made, with what to do about it.
    """
    if folder.is_symlink():
        raise InputError(f"{folder} is a symbolic link: it is not used; look at it, and move it away")
    try:
        if folder.is_dir() and (found := folder.stat()).st_uid == os.getuid() and stat.S_IMODE(found.st_mode) & 0o077:
            folder.chmod(0o700)
    except OSError as problem:
        raise InputError(f"{folder}: cannot be closed to others: {problem.strerror or problem}") from None
    if why := make_private(folder):
        raise InputError(f"{folder} cannot be used: {why}; {remedy}")


def _refuse_as_file(path: Path, modes: int = _WRITE) -> None:
    """As `refuse`, and a folder is refused too."""
    refuse(path, modes)
    if path.is_dir():
        raise InputError(_said(path, "is a folder"))


def refuse(path: Path, modes: int = _WRITE) -> None:
    """Raises InputError where something is at a path that Kaptar did not make for this user alone. ``modes``: not allowed."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return
    except OSError as problem:
        raise InputError(f"{path}: cannot be looked at: {problem.strerror or problem}") from None
    if why := _wrong(found, modes):
        raise InputError(_said(path, why))


def _said(path: Path, why: str) -> str:
    return f"{path} {why}: it is not used; look at it, move it away, and try again (Kaptar makes a new one)"


def _wrong(found: os.stat_result, modes: int) -> str:
    """Why a file or folder is not one that Kaptar made for this user; "" where it may be."""
    if stat.S_ISLNK(found.st_mode):
        return "is a symbolic link"
    if not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)):
        return "is not a file or folder"
    if found.st_uid != os.getuid():
        return f"belongs to user {found.st_uid}"
    if stat.S_ISREG(found.st_mode) and stat.S_IMODE(found.st_mode) & modes:
        return f"is open to others (mode {stat.S_IMODE(found.st_mode):04o})"
    if stat.S_ISREG(found.st_mode) and found.st_nlink > 1:
        return "has a second name (a hard link)"
    return ""


def _brought(places: Places, tracked: Sequence[str]) -> str:
    """How something in the hive's folder came to be tracked by git, as far as git tells, and what to do about it."""
    out = f"run `git rm -r --cached {places.state.name}`, which leaves the files"
    held = git(["rev-parse", "--verify", "--quiet", f"HEAD:./{tracked[0]}"], places.state.parent)
    if isinstance(held, Ended) or held.code == 0:
        said = "tracked by git, so a clone brings it along, and it is not used"
        return f"{said}; look at it, {out}, move away what is not your own Kaptar's, and try again"
    said = "added to git, though not committed: what git tracks is not used"
    return f"{said}; if you or an agent added it here (`git add -f`), {out}, and try again; if not, look at it first"


def _tracked(places: Places) -> list[str]:
    """What git has below the hive's folder, also as a submodule, in whatever case."""
    if places.state.parent == places.common:  # a bare repository's own folder: no clone brings files there
        return []
    done = git(["ls-files", "-z", "--", f":(top,icase){places.state.name}"], places.state.parent, paths="patterns")
    if isinstance(done, Ended):
        raise InputError(f"git does not run, so it cannot tell whether {places.state} came with the repository: {done.reason}")
    if done.code:
        raise InputError(f"git cannot tell whether {places.state} came with the repository: {done.complaint}")
    return [os.fsdecode(name) for name in done.out.split(b"\0") if name]
