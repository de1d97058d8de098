"""Files that are protected by a name which the edit does not use: a link leads from there, or it is a hard link.

What is looked at for each edit is bounded: the known names, and the entries of a few folders.
"""

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from kaptar.repository.names import fold, names_of

_MAX_ENTRIES = 1000
_MAX_LINKS = 64
_MAX_SEARCHED = 5000
"""Entries that are looked at in a worktree where a file has several names on the disk."""

_FILES = (
    ".env", ".envrc", ".netrc", ".pgpass", "kaptar.toml", ".git/config", ".claude/settings.json", ".claude/settings.local.json",
    ".codex/hooks.json", ".codex/config.toml", ".gemini/settings.json", ".cursor/hooks.json", ".opencode/plugins/kaptar.js",
    "pyproject.toml",
)  # fmt: skip
"""Names that steer or hold secrets, looked at for each edit in a worktree's folder and in the home."""

_FOLDERS = (
    ".git", ".git/hooks", ".claude", ".codex", ".gemini", ".cursor", ".opencode", ".opencode/plugins", ".kaptar", ".ssh",
    ".gnupg", ".aws",
)  # fmt: skip
"""Folders that protected names stand in: each may be a link."""

_LISTED = ("", ".git/hooks", ".kaptar", ".ssh", ".gnupg", ".aws")
"""Folders whose entries are looked at: any of them may be protected."""

_FIRST = {
    ".git": "config", ".git/hooks": "pre-commit", ".claude": "settings.json", ".codex": "hooks.json", ".gemini": "settings.json",
    ".cursor": "hooks.json", ".opencode": "plugins/kaptar.js", ".opencode/plugins": "kaptar.js", ".kaptar": "token",
    ".ssh": "config", ".gnupg": "private-keys-v1.d", ".aws": "credentials",
}  # fmt: skip
"""By folder a protected name in it."""

_UNSEARCHED = frozenset({".git", "node_modules"})


def other_names(file: Path, root: Path, protects: Callable[[str], bool]) -> Iterator[str]:
    """Names under which the same file is found, among the places where protected names stand in a folder.

    Args:
        file: with all links followed; nothing need be there.
        root: a worktree's folder, or the home.
        protects: whether a name is a protected one.
    Returns:
        Names relative to the root.
    """
    top, real = str(root), str(file)
    yield from _by_links(real, top, protects)
    found = _state(real)
    if found is not None and stat.S_ISREG(found.st_mode) and found.st_nlink > 1:
        yield from _hard_links(found, top)


def names_within(names: Iterable[str]) -> Iterator[str]:
    """For each name of a folder that protected names stand in, one of these: they go where it goes."""
    for name in names:
        for folder, first in _FIRST.items():
            if f"/{fold(name)}".endswith(f"/{folder}"):
                yield f"{name}/{first}"


def _by_links(real: str, top: str, protects: Callable[[str], bool]) -> Iterator[str]:
    gone: set[str] = set()
    for name in _FOLDERS:
        if os.path.dirname(name) in gone:
            gone.add(name)
            continue
        kind = _kind(f"{top}/{name}")
        if kind is None:
            gone.add(name)
        elif stat.S_ISLNK(kind):
            yield from _beside(real, top, name)
    for name in _FILES:
        if os.path.dirname(name) not in gone:
            kind = _kind(f"{top}/{name}")
            if kind is not None and stat.S_ISLNK(kind):
                yield from _beside(real, top, name)
    for folder in _LISTED:
        if folder not in gone:
            for name in _links(f"{top}/{folder}", folder):
                if protects(name):
                    yield from _beside(real, top, name)


def _beside(real: str, top: str, link: str) -> Iterator[str]:
    """The name that a file has through a link, if it lies there. Nothing need be there."""
    leads = names_of(f"{top}/{link}").real
    if real == leads:
        yield link
    elif real.startswith(f"{leads}/"):
        yield link + real[len(leads) :]


def _links(folder: str, named: str) -> list[str]:
    """The names of the links in a folder."""
    found = [entry.name for entry in _entries(folder, _MAX_ENTRIES) if entry.is_symlink()]
    return [os.path.join(named, name) for name in found[:_MAX_LINKS]]


def _hard_links(found: os.stat_result, top: str) -> Iterator[str]:
    """The other names of a file in the folder, the outermost first, until all are found or the search is over."""
    open_, left, searched = ["", ".git/hooks"], found.st_nlink, 0
    yield from (name for name in _FILES if _is_same(found, f"{top}/{name}"))
    while open_ and left > 0 and searched < _MAX_SEARCHED:
        deeper: list[str] = []
        for folder in open_:
            for entry in _entries(f"{top}/{folder}", _MAX_ENTRIES):
                searched += 1
                name = f"{folder}/{entry.name}" if folder else entry.name
                if entry.is_dir(follow_symlinks=False):
                    deeper += [name] if entry.name not in _UNSEARCHED else []
                elif entry.inode() == found.st_ino and _is_same(found, f"{top}/{name}"):
                    left -= 1
                    yield name
            if searched >= _MAX_SEARCHED:
                break
        open_ = deeper


def _is_same(found: os.stat_result, path: str) -> bool:
    other = _state(path)
    return other is not None and (other.st_ino, other.st_dev) == (found.st_ino, found.st_dev)


def _entries(folder: str, most: int) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return [entry for _, entry in zip(range(most), entries, strict=False)]
    except (OSError, ValueError):  # no such folder, or not ours to look into
        return []


def _kind(path: str) -> int | None:
    try:
        return os.lstat(path).st_mode
    except (OSError, ValueError):
        return None


def _state(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)
    except (OSError, ValueError):
        return None
