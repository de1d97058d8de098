"""Files that are protected by a name which the edit does not use: a link leads from there, or it is a hard link.

What is looked at for each edit is bounded: the known names, and the entries of a few folders. Where these folders have not
changed since the last edit, one ``stat`` of each tells so. A worktree is searched only where a file has several names on the
disk.
"""

import os
import stat
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from kaptar.repository.names import fold, names_of
from kaptar.repository.steering import Stamp, stamp_of

_MOST_KEPT = 2048
"""Folders whose links are kept: those of the worktree and of the home, and those above edited files."""

MAX_SEARCHED = 50_000
"""Entries that are looked at in a worktree where a file has several names on the disk. Of a home it is a tenth."""

_FILES = (
    ".env", ".envrc", ".netrc", ".pgpass", "kaptar.toml", ".git/config", ".claude/settings.json", ".claude/settings.local.json",
    ".codex/hooks.json", ".codex/config.toml", ".gemini/settings.json", ".cursor/hooks.json", ".opencode/plugins/kaptar.js",
    "pyproject.toml",
)  # fmt: skip
"""Names that steer or hold secrets, looked at for each edit in a worktree's folder and in the home."""

_FOLDERS = (
    ".git", ".git/hooks", ".git/info", ".git/modules", ".git/worktrees", ".claude", ".codex", ".gemini", ".cursor", ".opencode",
    ".opencode/plugins", ".kaptar", ".ssh", ".gnupg", ".aws",
)  # fmt: skip
"""Folders that protected names stand in: each may be a link."""

_OF_SEVERAL = (".git/modules", ".git/worktrees")
"""Folders of git directories: of submodules, and of linked worktrees. Each of them is looked at as the folders above are."""

_LISTED = ("", ".git", ".git/hooks", ".git/info", *_OF_SEVERAL, ".kaptar", ".ssh", ".gnupg", ".aws")
"""Folders whose entries are looked at: any of them may be protected."""

_FIRST = {
    ".git": "config", ".git/hooks": "pre-commit", ".git/info": "attributes", ".git/modules": "m/config",
    ".git/worktrees": "w/config.worktree",
    ".claude": "settings.json", ".codex": "hooks.json", ".gemini": "settings.json",
    ".cursor": "hooks.json", ".opencode": "plugins/kaptar.js", ".opencode/plugins": "kaptar.js", ".kaptar": "token",
    ".ssh": "config", ".gnupg": "private-keys-v1.d", ".aws": "credentials",
}  # fmt: skip
"""By folder a protected name in it."""

_UNSEARCHED = frozenset({".git/objects", ".git/lfs"})
_UNSEARCHED_ANYWHERE = "node_modules"


class MostListed(NamedTuple):
    """Bounds of one folder: entries that are looked at, and links, or folders of git directories, that are kept of it."""

    entries: int = 200_000
    links: int = 10_000
    folders: int = 1000


class OtherNames(NamedTuple):
    """Names of a file, relative to the folder that was looked in. ``unfound``: why there may be more; "" where there are none."""

    names: tuple[str, ...]
    unfound: str = ""


_KNOWN = {folder: tuple(name for name in (*_FOLDERS, *_FILES) if os.path.dirname(name) == folder) for folder in ("", *_FOLDERS)}
"""By folder the known names in it."""


class _Folder(NamedTuple):
    """What a folder held at the last look. ``stamp`` is None where the next look lists it again.

    Attributes:
        folders: known folders in it, or links in their place.
        known: known names in it that are links.
        others: other links in it.
        unfound: why there may be more; "" where these are all.
    """

    stamp: tuple[Stamp, int] | None
    folders: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    unfound: str = ""


class Links:
    """The links in folders where protected names stand. Folders that have not changed are not listed again. Thread-safe.

    Args:
        now_ns: the time since 1970, by which the file system's times of change are young or settled.
        most: bounds of each folder. Where one is reached, that is part of the answer.
    """

    def __init__(self, now_ns: Callable[[], int] = time.time_ns, most: MostListed = MostListed()) -> None:  # noqa: B008 - immutable
        self._now_ns, self._most = now_ns, most
        self._kept: dict[str, _Folder] = {}

    def to(self, real: str, top: str, protects: Callable[[str], bool]) -> OtherNames:
        """Protected names below a folder that lead to a file, or to a folder that it lies in.

        Args:
            real: with all links followed; nothing need be there.
            top: a worktree's folder, or the home; names are relative to it.
            protects: whether a name is a protected one.
        """
        names, unfound, waiting = list[str](), "", [""]
        while waiting:
            folder = self._look(top, waiting.pop())
            waiting += folder.folders
            unfound = unfound or folder.unfound
            for name in (*folder.known, *filter(protects, folder.others)):
                names += _beside(real, top, name)
        return OtherNames(tuple(names), unfound)

    def on_the_way(self, real: str, top: str, protects: Callable[[str], bool]) -> OtherNames:
        """As `to`, by links from protected names in the folders between the top one and the file."""
        names, unfound = list[str](), ""
        folder = os.path.dirname(real[len(top) + 1 :]) if real.startswith(f"{top}/") else ""
        while folder:
            looked = self._look(top, folder)
            unfound = unfound or looked.unfound
            for link in looked.others:
                if os.path.basename(link) in _FOLDERS or protects(link):
                    names += _beside(real, top, link)
            folder = os.path.dirname(folder)
        return OtherNames(tuple(names), unfound)

    def _look(self, top: str, at: str) -> _Folder:
        path = f"{top}/{at}"
        try:
            found = os.stat(path)
            settled = stamp_of(found, self._now_ns())
        except (OSError, ValueError):  # no such folder, or not ours to look into
            return _NOTHING
        stamp, kept = (settled, found.st_dev) if settled is not None else None, self._kept.get(path)
        if kept is not None and stamp is not None and kept.stamp == stamp:
            return kept
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        self._kept[path] = listed = _listed(top, at, stamp, self._most)
        return listed


_NOTHING = _Folder(None)


def _listed(top: str, at: str, stamp: tuple[Stamp, int] | None, most: MostListed) -> _Folder:
    kinds = {name: kind for name in _KNOWN.get(at, ()) if (kind := _kind(f"{top}/{name}")) is not None}
    known = tuple(name for name, kind in kinds.items() if stat.S_ISLNK(kind))
    folders = tuple(name for name in kinds if name in _KNOWN)
    others = inner = OtherNames(())
    if at in _LISTED or at not in _KNOWN:
        others = _some(top, at, lambda entry: entry.is_symlink(), MostListed(most.entries, most.links))
    if at in _OF_SEVERAL:
        inner = _some(top, at, lambda entry: entry.is_dir(follow_symlinks=False), MostListed(most.entries, most.folders))
    return _Folder(stamp, (*folders, *inner.names), known, others.names, others.unfound or inner.unfound)


def other_names(found: os.stat_result, top: str, most: int = MAX_SEARCHED) -> OtherNames:
    """Names in a folder of a file that has several on the disk, relative to it: the known ones, then the outermost first.

    Args:
        most: entries that are looked at.
    """
    names = [name for name in _FILES if _is_same(found, f"{top}/{name}")]
    open_, left, searched = deque(("",)), found.st_nlink, 0
    while open_ and left > 0:
        folder = open_.popleft()
        for entry in _entries(f"{top}/{folder}", most - searched + 1):
            searched += 1
            if searched > most:
                seen = f"{found.st_nlink} names on the disk (hard links), {found.st_nlink - left} of them among the first"
                return OtherNames(tuple(names), f"{seen} {most:,} entries of the worktree: another one may be protected")
            name = f"{folder}/{entry.name}" if folder else entry.name
            if entry.is_dir(follow_symlinks=False):
                open_ += [name] if entry.name != _UNSEARCHED_ANYWHERE and name not in _UNSEARCHED else []
            elif entry.inode() == found.st_ino and _is_same(found, f"{top}/{name}"):
                left -= 1
                names.append(name)
    return OtherNames(tuple(names))


def has_other_names(real: str) -> os.stat_result | None:
    """The state of a file that has several names on the disk; None of any other."""
    found = _state(real)
    return found if found is not None and found.st_nlink > 1 and stat.S_ISREG(found.st_mode) else None


def names_within(names: Iterable[str]) -> Iterator[str]:
    """For each name of a folder that protected names stand in, one of these: they go where it goes."""
    for name in names:
        for folder, first in _FIRST.items():
            if f"/{fold(name)}".endswith(f"/{folder}"):
                yield f"{name}/{first}"


def _beside(real: str, top: str, link: str) -> Iterator[str]:
    """The name that a file has through a link, if it lies there. Nothing need be there."""
    leads = names_of(f"{top}/{link}").real
    if real == leads:
        yield link
    elif real.startswith(f"{leads}/"):
        yield link + real[len(leads) :]


def _some(top: str, at: str, wanted: Callable[[os.DirEntry[str]], bool], most: MostListed) -> OtherNames:
    """The names of some entries of a folder, and whether there may be more than ``most.links`` of them."""
    found: list[str] = []
    try:
        with os.scandir(f"{top}/{at}") as entries:
            for number, entry in enumerate(entries):
                if number == most.entries or len(found) > most.links:
                    why = f"names that are not all known: {at or top} has more entries than are looked through"
                    return OtherNames(tuple(found), why)
                if wanted(entry):
                    found.append(os.path.join(at, entry.name))
    except (OSError, ValueError):  # no such folder, or not ours to look into
        return OtherNames(())
    return OtherNames(tuple(found))


def _is_same(found: os.stat_result, path: str) -> bool:
    other = _state(path)
    return other is not None and (other.st_ino, other.st_dev) == (found.st_ino, found.st_dev)


def _entries(folder: str, most: int) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(islice(entries, most))
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
