"""Files that are protected by a name which the edit does not use: a link leads from there, or it is a hard link."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

_MAX_ENTRIES = 1000

WELL_KNOWN = (
    ".env", ".envrc", ".netrc", ".pgpass", "kaptar.toml", ".git/config", ".claude/settings.json", ".claude/settings.local.json",
    ".codex/hooks.json", ".codex/config.toml", ".gemini/settings.json", ".cursor/hooks.json", ".opencode/plugins/kaptar.js",
    "pyproject.toml",
)  # fmt: skip
"""Names that steer or hold secrets, in a worktree's folder that are looked at for each edit."""

_FOLDERS = ("", ".git/hooks", ".ssh", ".aws")
"""Folders whose entries are looked at where a file has several names on the disk."""


def other_names(file: Path, root: Path) -> Iterator[str]:
    """Names relative to the root under which the same file is found, among the places where protected names stand.

    Args:
        file: with all links followed; nothing need be there.
    """
    found = _state(file)
    if found is None or not stat.S_ISREG(found.st_mode):
        return
    names = list(WELL_KNOWN)
    if found.st_nlink > 1:
        names += (name for folder in _FOLDERS for name in _entries(root / folder, folder, found.st_ino))
    top = str(root)
    for name in names:
        other = _state(f"{top}/{name}")
        if other is not None and other.st_ino == found.st_ino and other.st_dev == found.st_dev:
            yield name


def _entries(folder: Path, named: str, inode: int) -> list[str]:
    """The names in a folder with this inode."""
    found: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for _, entry in zip(range(_MAX_ENTRIES), entries, strict=False):
                if entry.inode() == inode:
                    found.append(os.path.join(named, entry.name))
    except OSError:
        pass  # no such folder, or not ours to look into
    return found


def _state(path: Path | str) -> os.stat_result | None:
    try:
        return os.stat(path)
    except (OSError, ValueError):
        return None
