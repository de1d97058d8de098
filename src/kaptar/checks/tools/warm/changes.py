"""Changes on disk below a folder between two looks. Warm servers are told of them, because they notice them too late."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

MOST_FILES = 20_000
_MOST_FOLDERS = 20_000
_PASSED_OVER = frozenset(
    {".git", ".kaptar", ".hg", "__pycache__", "node_modules", ".venv", "venv", ".tox", ".mypy_cache", "target"}
)

Stamp = tuple[int, int, int]


class Changes(NamedTuple):
    """Absolute paths. ``hidden``: those changed in the same second and to the same size, which some tools do not see."""

    created: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.created or self.changed or self.deleted)


class TooMany(Exception):
    """More files than are looked at."""


class FileWatch:
    """The files with certain endings below a folder, as they were at the last look.

    Args:
        endings: of names, with the dot.
    Raises:
        TooMany: more than ``MOST_FILES`` files, from the constructor and `look`.
    """

    def __init__(self, folder: Path, endings: tuple[str, ...]) -> None:
        self._folder, self._endings = folder, endings
        self._seen = self._now()

    def look(self) -> Changes:
        """What has changed since the last look."""
        before, now = self._seen, self._now()
        self._seen = now
        if before == now:
            return Changes()
        changed = tuple(path for path, stamp in now.items() if before.get(path, stamp) != stamp)
        return Changes(
            tuple(now.keys() - before.keys()), changed, tuple(before.keys() - now.keys()),
            tuple(path for path in changed if _second_and_size(before[path]) == _second_and_size(now[path])),
        )  # fmt: skip

    def _now(self) -> dict[str, Stamp]:
        found: dict[str, Stamp] = {}
        for path, stamp in _files(str(self._folder), self._endings):
            found[path] = stamp
            if len(found) > MOST_FILES:
                raise TooMany(f"more than {MOST_FILES:,} files below {self._folder}")
        return found


def _files(top: str, endings: tuple[str, ...]) -> Iterator[tuple[str, Stamp]]:
    """Symbolic links to folders are not followed."""
    folders, looked_at = [top], 0
    while folders:
        folder = folders.pop()
        looked_at += 1
        if looked_at > _MOST_FOLDERS:
            raise TooMany(f"more than {_MOST_FOLDERS:,} folders below {top}")
        with contextlib.suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if entry.name not in _PASSED_OVER:
                        folders.append(entry.path)
                elif entry.name.endswith(endings) and (stamp := _stamp(entry)) is not None:
                    yield entry.path, stamp


def _second_and_size(stamp: Stamp) -> tuple[int, int]:
    return stamp[0] // 1_000_000_000, stamp[1]


def _stamp(entry: "os.DirEntry[str]") -> Stamp | None:
    """None where it is gone meanwhile, or leads nowhere."""
    try:
        found = entry.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
