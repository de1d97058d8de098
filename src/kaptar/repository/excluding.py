"""Git ignores ``.kaptar/`` through its own list, ``info/exclude``: the user's files stay as they are.

An archive may bring a link, a pipe or a device in the place of that list, or a link in the place of its folder.
"""

import os
import stat
from contextlib import suppress

from kaptar.repository.disk import DISK, Disk, Located, read_most, shut, write_whole
from kaptar.repository.places import Places
from kaptar.repository.reaching import Base, Unreached, open_bases
from kaptar.repository.worktree import Worktree

LINE = b"/.kaptar/"

_MOST_BYTES = 16 << 20
_ADD = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


def exclude_from_git(places: Places, disk: Disk = DISK) -> str:
    """Add the line where it is missing. No link is followed below git's common directory, and nobody is waited for.

    Returns:
        Why the list cannot have the line, as a sentence without its end; "" where it has it, or needs none.
    """
    if places.state.parent == places.common:
        return ""
    path = places.common / "info" / "exclude"
    try:
        with open_bases(disk, Worktree(places.common, None)) as bases:
            why = _added(disk, bases.below(places.common))
    except OSError as problem:
        why = f"it cannot be changed: {problem.strerror or problem}"
    return f"git does not ignore {places.state} by {path}, because {why}" if why else ""


def _added(disk: Disk, base: Base) -> str:
    """Raises OSError."""
    folder = base.path / "info"
    with base.located(folder) as place:
        if isinstance(place, Unreached):
            return place.why
        with suppress(FileExistsError):
            disk.mkdir(place, 0o755)
    with base.located(folder / "exclude") as place:
        if isinstance(place, Unreached):
            return place.why
        return _unfit(disk, place) or _with_line(disk, place)


def _unfit(disk: Disk, place: Located) -> str:
    """Before it is opened: to open a device may do something. Raises OSError."""
    try:
        found = disk.lstat(place)
    except FileNotFoundError:
        return ""
    return _why_not(found)


def _why_not(found: os.stat_result) -> str:
    if stat.S_ISLNK(found.st_mode):
        return "it is a link"
    if not stat.S_ISREG(found.st_mode):
        return "it is not a regular file"
    return "it has a second name (a hard link)" if found.st_nlink > 1 else ""


def _with_line(disk: Disk, place: Located) -> str:
    handle = disk.open(place, _ADD, 0o644)
    try:
        if why := _why_not(disk.fstat(handle)):
            return why
        held = read_most(disk, handle, _MOST_BYTES + 1)
        if len(held) > _MOST_BYTES:
            return f"it has more than {_MOST_BYTES:,} bytes"
        if LINE not in held.splitlines():
            write_whole(disk, handle, (b"" if held.endswith(b"\n") or not held else b"\n") + LINE + b"\n")
        return ""
    finally:
        shut(disk, handle)
