"""The files of a repository that steer its tools: where they are, without a walk over what has not changed.

A folder is listed again when its times of change differ from those of the last look, or are so young that another change may
have the same. So a look costs one ``lstat`` a folder, and the lists of folders that changed.
"""

import os
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from kaptar.clock import Clock, monotonic
from kaptar.errors import InputError, Unavailable
from kaptar.repository.git import TIMEOUT_S, git
from kaptar.repository.process import Ended
from kaptar.repository.steering_names import names_behind, steers, steers_in
from kaptar.repository.worktree import git_directory

MOST_FOLDERS = 20_000
PASSED_OVER = ("node_modules", ".venv", "venv", "__pycache__", "target", "dist", "build", ".kaptar", ".git")
"""Folders of what is built or installed, and git's and Kaptar's own. Those of them are looked into that hold files which git
tracks. Of the others, what lies beside and above a file counts once that file is judged."""

SETTLED_NS = 2_000_000_000
"""Age of a time of change from which on the next change has another one, whatever the file system's clock is like."""

_SPECS = tuple(f":(glob)**/{name}/**" for name in PASSED_OVER)
_LOOKS_BETWEEN = 64
"""Folders between two looks at the clock."""

Stamp = tuple[int, int, int, int]


class Late(Unavailable):
    """The files were not all found in time: ask again, and the folders that were seen cost less."""


class Limit(NamedTuple):
    """A time by which a look has to end, by a clock. The default one never comes."""

    until: float = float("inf")
    clock: Clock = monotonic

    @property
    def left_s(self) -> float:
        """Seconds, at least 0."""
        return max(0.0, self.until - self.clock())

    def keep(self) -> None:
        """Raises Late when the time is over."""
        if self.clock() >= self.until:
            raise Late("the files that steer tools were not all looked at in time")


class _Folder(NamedTuple):
    """One list of a folder: the steering files and the folders in it. ``stamp`` is None where the next look lists it again."""

    stamp: Stamp | None
    files: tuple[str, ...]
    folders: tuple[str, ...]


def stamp_of(found: os.stat_result, now_ns: int) -> Stamp | None:
    """What tells one state of a file or folder from the next; None while it is so young that it may not."""
    if found.st_ctime_ns > now_ns - SETTLED_NS:
        return None
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino


class SteeringFiles:
    """The files of one repository that steer its tools. One thread at a time.

    Args:
        root: the repository's folder, resolved.
        most_folders: a repository with more of them is refused.
        now_ns: the time since 1970, by which the file system's times of change are young or settled.
    """

    def __init__(self, root: Path, most_folders: int = MOST_FOLDERS, now_ns: Callable[[], int] = time.time_ns) -> None:
        self._root, self._most, self._now_ns = str(root), most_folders, now_ns
        self._known: dict[str, _Folder] = {}
        self._tracked: tuple[Stamp | None, frozenset[str]] = (None, frozenset())

    def find(self, limit: Limit) -> list[str]:
        """Relative paths, in no order.

        Raises Late, and InputError for too many folders, one that cannot be looked at, or a git that does not answer.
        """
        now_ns = self._now_ns()
        tracked = self._folders_of_git(limit, now_ns)
        known, before = dict[str, _Folder](), self._known
        found: list[str] = []
        waiting = [("", False)]
        try:
            while waiting:
                if len(known) % _LOOKS_BETWEEN == 0:
                    limit.keep()
                at, passed = waiting.pop()
                folder = self._look(at, before.get(at), now_ns)
                known[at] = folder
                if len(known) > self._most:
                    raise InputError(f"{self._root}: more than {self._most:,} folders; trust is for smaller repositories")
                found += [f"{at}{name}" for name in folder.files]
                for name in folder.folders:
                    below, inside = f"{at}{name}/", passed or name in PASSED_OVER
                    if not inside or below in tracked:
                        waiting.append((below, inside))
        except Late:
            self._known = before | known
            raise
        self._known = known
        return found

    def unwatched(self, file: Path) -> list[str]:
        """Steering files beside and above a file, in folders that `find` did not look into: a tool may take them for its own.

        Raises InputError as `find`.
        """
        try:
            above = file.relative_to(self._root).parts[:-1]
        except ValueError:
            return []
        if not set(above) & set(PASSED_OVER):
            return []
        folders = ("/".join(above[:depth]) + "/" for depth in range(1, len(above) + 1))
        return [f"{at}{name}" for at in folders if at not in self._known for name in self._look(at, None, 0).files]

    def _look(self, at: str, known: _Folder | None, now_ns: int) -> _Folder:
        """A folder as it is now; ``at`` is "" or ends with a slash."""
        path = f"{self._root}/{at}"
        try:
            found = os.lstat(path.rstrip("/") or "/")
            stamp = stamp_of(found, now_ns)
            if known is not None and stamp is not None and known.stamp == stamp:
                return known
            if not stat.S_ISDIR(found.st_mode):
                return _Folder(None, (), ())
            return _listed(path, stamp)
        except OSError as problem:
            if _nothing_is_read_from(path):
                return _Folder(None, (), ())
            raise InputError(
                f"{at or '.'} cannot be looked at: {problem.strerror or problem}; have the folder listed (chmod u+r)"
            ) from None

    def _folders_of_git(self, limit: Limit, now_ns: int) -> frozenset[str]:
        """The folders that git tracks files in and whose names are passed over elsewhere, each with a slash at its end."""
        directory = git_directory(Path(self._root))
        try:
            stamp = stamp_of(os.stat(directory / "index"), now_ns) if directory else None
        except OSError:
            return frozenset()
        if directory is None:
            return frozenset()
        if stamp is None or stamp != self._tracked[0]:
            self._tracked = stamp, frozenset(_tracked_folders(Path(self._root), limit))
        return self._tracked[1]


def _nothing_is_read_from(path: str) -> bool:
    """Whether no program of the user's can open a file in a folder: it is not there, is none, or must not be entered."""
    try:
        os.stat(f"{path}.")
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return True
    except OSError:
        return False
    return False


def _listed(path: str, stamp: Stamp | None) -> _Folder:
    files, folders = [], []
    steers_here = steers_in(path)
    with os.scandir(path) as entries:
        for entry in entries:
            name = entry.name
            if entry.is_dir(follow_symlinks=False):
                folders.append(name)
            elif steers(name) or steers_here(name):
                files.append(name)
            else:  # a link: what it leads to is read by these names
                files += [f"{name}/{each}" for each in names_behind(name)]
    return _Folder(stamp, tuple(files), tuple(folders))


def _tracked_folders(root: Path, limit: Limit) -> Iterator[str]:
    """Raises Late, or InputError where git does not answer."""
    limit.keep()
    done = git(["ls-files", "-z", "--", *_SPECS], root, timeout_s=min(TIMEOUT_S, limit.left_s), paths="patterns")
    if isinstance(done, Ended):
        if done.timed_out:
            raise Late("git did not say in time which files it tracks")
        raise InputError(f"git does not say which files it tracks: {done.reason}")
    if done.code:
        raise InputError(f"git does not say which files it tracks: {done.complaint}")
    folders = {os.path.dirname(name) for name in os.fsdecode(done.out).split("\0") if name}
    for folder in folders:
        parts = folder.split("/")
        yield from ("/".join(parts[:depth]) + "/" for depth in range(1, len(parts) + 1))
