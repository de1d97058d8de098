"""Changes with the content that git's index holds, under the names that git has for it.

The worktree may differ from the index by now: where the index has a folder or a file, a link may stand, also one that leads
out. What is committed is the content under git's name, so neither is followed.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path

from kaptar.checks.event import FileChange
from kaptar.checks.settings import Settings, SettingsOf
from kaptar.checks.snapshot import FilePlace
from kaptar.repository.staged import in_index, staged_contents


def staged_changes(paths: Iterable[str], settings_of: SettingsOf) -> Iterator[FileChange]:
    """The changes of absolute paths, read as they are taken. Raises InputError for one that no index has.

    A path that git has by that very name is this name; another one is what links of the worktree make of it.
    """
    asked = list(paths)
    roots = _roots_of_odd(asked, settings_of)
    named = [path if path in roots else in_real_folder(path) for path in asked]

    def root_of(path: str) -> Path:
        return roots.get(path) or settings_of(path).root

    for root, some in groupby(named, root_of):
        for path, content in staged_contents(root, list(some)):
            yield FileChange(path, content=content, index=str(root))


def in_real_folder(path: str) -> str:
    """A path with the links of its folder followed, and not its own."""
    folder, name = os.path.split(os.path.abspath(path))
    return os.path.join(os.path.realpath(folder), name)


def settings_in_index(change: FileChange, settings_of: SettingsOf) -> Settings:
    """The settings for a content of the index: those of its worktree, wherever links of the name may lead by now."""
    return settings_of(os.path.join(change.index, os.path.basename(change.path)))


def place_in_index(change: FileChange) -> FilePlace:
    """The place of a content of the index: its name in git, and no other."""
    root = Path(change.index)
    name = os.path.relpath(change.path, root).replace(os.sep, "/")
    return FilePlace(root, name, (name,), "", Path(change.path))


def _roots_of_odd(paths: Iterable[str], settings_of: SettingsOf) -> Mapping[str, Path]:
    """By path the worktree of those in whose folder a link stands, and that the index has all the same."""
    odd: dict[Path, list[str]] = {}
    linked: dict[str, str] = {}
    for path in paths:
        folder = os.path.dirname(path)
        if folder not in linked:
            linked[folder] = _above_first_link(folder)
        if linked[folder]:
            odd.setdefault(settings_of(os.path.join(linked[folder], "name")).root, []).append(path)
    return {path: root for root, some in odd.items() for path in in_index(root, some)}


def _above_first_link(folder: str) -> str:
    """The folder that holds the first link on the way to a folder; "" where there is none."""
    if os.path.realpath(folder) == folder:
        return ""
    at = folder
    while os.path.realpath(at) != at:
        at = os.path.dirname(at)
    return at
