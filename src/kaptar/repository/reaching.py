"""Folders of a worktree, reached one step after the other without following a link.

A path that was judged may lead elsewhere a moment later: somebody puts a link in the place of a folder. So the writer keeps the
outermost folder open, walks from there, and names a file only in the folder that it has reached.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Literal, NamedTuple

from kaptar.repository.disk import Disk, Located, Where, shut
from kaptar.repository.file_facts import FolderMark, mark_of
from kaptar.repository.worktree import Worktree

_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)


class Unreached(NamedTuple):
    """A folder that cannot be entered, and why. ``gone``: there is none; ``link``: one on the way is a link."""

    kind: Literal["gone", "link"]
    why: str


class Base(NamedTuple):
    """The outermost folder of a write, held open: the top of a worktree, or git's common directory."""

    disk: Disk
    path: Path
    handle: int

    @contextmanager
    def entered(self, folder: Path) -> Iterator[int | Unreached]:
        """A handle of a folder below this base, for as long as the context lasts. Raises OSError."""
        handle, at = self.handle, self.path
        try:
            for part in folder.relative_to(self.path).parts:
                at = at / part
                following = _step(self.disk, Located(at, handle))
                if isinstance(following, Unreached):
                    yield following
                    return
                handle, left = following, handle
                if left != self.handle:
                    shut(self.disk, left)
            yield handle
        finally:
            if handle != self.handle:
                shut(self.disk, handle)

    @contextmanager
    def located(self, file: Path) -> Iterator[Located | Unreached]:
        """The place of a file below this base, for as long as the context lasts. Raises OSError."""
        with self.entered(file.parent) as folder:
            yield folder if isinstance(folder, Unreached) else Located(file, folder)


class Bases(NamedTuple):
    """All that a write may reach."""

    disk: Disk
    worktree: Worktree
    all: tuple[Base, ...]

    def below(self, base: Path) -> Base:
        """The base that is the worktree's top, or its common directory."""
        return next(each for each in self.all if each.path == base)

    def marks(self) -> tuple[FolderMark, ...]:
        """Identities of the worktree's top, and of the common directory where there is one. Raises OSError."""
        return tuple(mark_of(self.disk, base.handle) for base in self.all)


@contextmanager
def open_bases(disk: Disk, worktree: Worktree) -> Iterator[Bases]:
    """Hold the folders of a worktree open. Raises OSError."""
    with ExitStack() as opened:
        found = [opened.enter_context(_held(disk, path)) for path in worktree if path is not None]
        yield Bases(disk, worktree, tuple(found))


@contextmanager
def _held(disk: Disk, path: Path) -> Iterator[Base]:
    handle = disk.open(path, _FOLDER)
    try:
        yield Base(disk, path, handle)
    finally:
        shut(disk, handle)


def _step(disk: Disk, where: Located) -> int | Unreached:
    """Open a folder by its name in the one before it; the system refuses a link."""
    try:
        return disk.open(where, _FOLDER)
    except FileNotFoundError:
        return Unreached("gone", "its folder is gone")
    except OSError:
        if _is_link(disk, where):
            return Unreached("link", "a folder on the way to it is a link now")
        if _is_folder(disk, where):
            raise
        return Unreached("gone", "its folder is gone")


def _is_link(disk: Disk, where: Where) -> bool:
    try:
        return stat.S_ISLNK(disk.lstat(where).st_mode)
    except FileNotFoundError:
        return False


def _is_folder(disk: Disk, where: Where) -> bool:
    try:
        return stat.S_ISDIR(disk.lstat(where).st_mode)
    except FileNotFoundError:
        return False
