"""A model of a disk that loses power: what was not synced is lost, kept in part, or kept in another order.

The calls of a write are recorded while they are made. `PowerCuts` replays them up to each one, and gives the states in which a
file system may be found afterwards. Only these are certain: content and facts of a file after a sync of the file, and names
in a folder after a sync of the folder. A rename is kept as a whole or not at all.
"""

import os
import random
import shutil
import stat
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from tests.repository.faults import path_of

from kaptar.repository.disk import Disk, Where

FOLDER = -1


class Change(NamedTuple):
    """One call that changes something. ``what``: link, rename, unlink, mkdir, rmdir, data, cut, facts, sync, sync names."""

    what: str
    path: Path
    file: int = 0
    value: Any = None


class RecordingDisk(Disk):
    """Makes each call, and notes those that change something."""

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self.files: dict[tuple[int, int], int] = {}
        self._open: dict[int, Path] = {}
        self._made = count(1)

    def number(self, found: os.stat_result) -> int:
        """A number of a file, which stays the same under all of its names."""
        known = self.files.get((found.st_ino, found.st_dev))
        if known is None:
            known = self.files[found.st_ino, found.st_dev] = next(self._made)
        return known

    def open(self, where: Where, flags: int, mode: int = 0o600) -> int:
        path = path_of(where)
        there = os.path.lexists(path)
        handle = super().open(where, flags, mode)
        self._open[handle] = path
        if flags & os.O_CREAT and not there:
            self.files.pop((os.fstat(handle).st_ino, os.fstat(handle).st_dev), None)
            self._note("link", handle)
        elif flags & os.O_TRUNC:
            self._note("cut", handle)
        return handle

    def write(self, handle: int, data: bytes | memoryview) -> int:
        self._note("data", handle, bytes(data))
        return super().write(handle, data)

    def chmod(self, handle: int, mode: int) -> None:
        self._note("facts", handle, ("mode", mode))
        super().chmod(handle, mode)

    def set_time(self, handle: int, at: int) -> None:
        self._note("facts", handle, ("time", at))
        super().set_time(handle, at)

    def fsync(self, handle: int) -> None:
        self._note("sync names" if stat.S_ISDIR(os.fstat(handle).st_mode) else "sync", handle)

    def rename(self, old: Where, new: Where) -> None:
        super().rename(old, new)
        self.changes.append(Change("rename", path_of(old), self.number(os.lstat(path_of(new))), path_of(new)))

    def unlink(self, where: Where) -> None:
        super().unlink(where)
        self._name("unlink", where)

    def mkdir(self, where: Where, mode: int) -> None:
        super().mkdir(where, mode)
        self._name("mkdir", where)

    def rmdir(self, where: Where) -> None:
        super().rmdir(where)
        self._name("rmdir", where)

    def _note(self, what: str, handle: int, value: Any = None) -> None:
        self.changes.append(Change(what, self._open[handle], self.number(os.fstat(handle)), value))

    def _name(self, what: str, where: Where) -> None:
        self.changes.append(Change(what, path_of(where)))


class File(NamedTuple):
    """What a disk has of a file."""

    content: bytes
    mode: int
    time: int


class Found(NamedTuple):
    """The names of a disk after a power cut, each with a file, or None for a folder."""

    files: dict[Path, File | None]

    def put(self, roots: list[Path]) -> None:
        """Make it so below these folders, which stay the folders that they are."""
        for root in roots:
            for path in [path for path in root.iterdir() if path not in roots]:
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        for path, file in sorted(self.files.items()):
            if not path.parent.is_dir():
                continue  # the name of its folder is lost
            if file is None:
                path.mkdir(mode=0o700, exist_ok=True)
            else:
                path.write_bytes(file.content)
                path.chmod(file.mode)
                os.utime(path, ns=(file.time, file.time))


class PowerCuts:
    """Disks as they may be found after a power cut.

    Args:
        roots: the folders that are looked at, as they are before the first call.
    """

    def __init__(self, roots: list[Path]) -> None:
        self.roots = roots
        self._names: dict[Path, int] = {}
        self._files: dict[int, File] = {}
        self._recorded: dict[tuple[int, int], int] = {}
        for root in roots:
            for path in sorted(root.rglob("*")):
                found = path.lstat()
                number = FOLDER if path.is_dir() else -2 - len(self._files)
                self._names[path] = number
                if number != FOLDER:
                    self._files[number] = File(path.read_bytes(), found.st_mode & 0o7777, found.st_mtime_ns)
                    self._recorded[found.st_ino, found.st_dev] = number

    def disk(self) -> RecordingDisk:
        """A disk that records; it knows the files that are there."""
        disk = RecordingDisk()
        disk.files = dict(self._recorded)
        return disk

    def after(self, changes: list[Change], draw: random.Random, most: int) -> Iterator[Found]:
        """Disks on which these calls have been made when the power goes, at most so many."""
        names, files = dict(self._names), dict(self._files)
        of_names: list[Change] = []
        of_files: dict[int, list[Change]] = {}
        for change in changes:
            if change.what == "sync":
                for each in of_files.pop(change.file, []):
                    files[each.file] = _changed(files.get(each.file, _NEW), each)
            elif change.what == "sync names":
                for each in [each for each in of_names if each.path.parent == change.path]:
                    _rename(names, each)
                of_names = [each for each in of_names if each.path.parent != change.path]
            elif change.what in ("data", "cut", "facts"):
                of_files.setdefault(change.file, []).append(change)
            else:
                of_names.append(change)
        for keep, part in _choices(of_names, list(of_files), draw, most):
            now, content = dict(names), dict(files)
            for number, each in enumerate(of_names):
                if keep[number]:
                    _rename(now, each)
            for file, pending in of_files.items():
                for each in pending[: round(len(pending) * part[file])]:
                    content[file] = _changed(content.get(file, _NEW), each)
                if 0 < part[file] < 1 and file in content:
                    content[file] = content[file]._replace(content=content[file].content[: len(content[file].content) // 2])
            yield Found({path: None if n == FOLDER else content.get(n, _NEW) for path, n in now.items()})


_NEW = File(b"", 0o600, 0)


def _choices(
    names: list[Change], files: list[int], draw: random.Random, most: int
) -> Iterator[tuple[list[bool], dict[int, float]]]:
    """Which names are kept, and how much of each file: nothing, all, all but one, one alone, then by chance."""
    size = len(names)
    chosen = [[False] * size, [True] * size]
    for k in draw.sample(range(size), size):
        alone, without = [n == k for n in range(size)], [n != k for n in range(size)]
        chosen += [alone, without, [draw.random() < 0.5 for _ in range(size)]]
    kept = 0
    for keep in chosen:
        for of_all in (0.0, 1.0, None) if files else (1.0,):
            if kept == most:
                return
            kept += 1
            yield keep, {file: draw.choice((0.0, 0.5, 1.0)) if of_all is None else of_all for file in files}


def _rename(names: dict[Path, int], change: Change) -> None:
    if change.what == "rename":
        names[change.value] = change.file
        names.pop(change.path, None)
    elif change.what in ("unlink", "rmdir"):
        names.pop(change.path, None)
    else:
        names[change.path] = FOLDER if change.what == "mkdir" else change.file


def _changed(file: File, change: Change) -> File:
    if change.what == "data":
        return file._replace(content=file.content + change.value)
    if change.what == "cut":
        return file._replace(content=b"")
    fact, value = change.value
    return file._replace(**{fact: value})
