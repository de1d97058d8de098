"""Tracked files: a file of an event, as the ledger knows files."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Literal, NamedTuple

from kaptar.checks.event import EditEvent, FileChange
from kaptar.checks.settings import Settings
from kaptar.checks.snapshot import FilePlace, locate
from kaptar.clients.holding import resource_of
from kaptar.clients.proposed import MAX_BYTES, read_regular
from kaptar.errors import InputError
from kaptar.repository.committable import LINK, as_git, is_taken_away, mode_of
from kaptar.repository.staged import recorded_contents
from kaptar.workspace.resources import Resource

_LOOK_S = 3.0


class TrackedFile(NamedTuple):
    """A file of an event: its name as a resource, its content now (None where there is none), and its mode as of `mode_of`."""

    change: FileChange
    resource: Resource
    content: bytes | None
    mode: str

    @property
    def digest(self) -> str:
        """As in a row of the ledger."""
        return "" if self.content is None else sha256(self.content).hexdigest()


def tracked_files(
    event: EditEvent, settings_of: Callable[[str], Settings], repository: Path, links: Literal["followed", "taken"]
) -> Iterator[TrackedFile]:
    """The files of an event that the ledger of a repository has.

    Args:
        links: a tool that edits a link edits the file that it leads to; a command may have made the link itself.
    """
    for change in event.files:
        settings = settings_of(change.path)
        place = locate(change.path, settings.root)
        if settings.repository != repository:
            continue
        try:
            if links == "taken" and (found := _entry(change, place, settings.root)) is not None:
                yield found
            elif place.outside is None:
                yield TrackedFile(change, resource_of(place), read_regular(str(place.file)), mode_of(place.file))
        except (InputError, OSError):  # too large, or no file: nobody could restore it
            continue


def _entry(change: FileChange, place: FilePlace, root: Path) -> TrackedFile | None:
    """A name of git's that is no regular file: a link, or nothing where a folder is by now; None for all others."""
    inside = f"{root}{os.sep}"
    name = change.path.removeprefix(inside)
    if not change.path.startswith(inside) or place.unnamed:
        return None
    entry = place.root / name
    if is_taken_away(root, name):
        return TrackedFile(change, _resource(place, name), None, "")
    mode = mode_of(entry)
    return TrackedFile(change, _resource(place, name), os.fsencode(os.readlink(entry)), mode) if as_git(mode) == LINK else None


def _resource(place: FilePlace, name: str) -> Resource:
    return Resource(str(place.root), name.casefold() if place.folds else name)


def in_last_commit(files: Iterable[TrackedFile]) -> dict[Resource, bytes]:
    """What the last commit has of files, of a link its target; without those that it does not have, or that git cannot tell."""
    by_tree: dict[str, list[Resource]] = {}
    for file in files:
        by_tree.setdefault(file.resource.worktree, []).append(file.resource)
    return {resource: content for top, own in by_tree.items() for resource, content in _committed(Path(top), own)}


def _committed(top: Path, resources: Sequence[Resource]) -> Iterator[tuple[Resource, bytes]]:
    names = {each.path: each for each in resources}
    try:
        held = recorded_contents(top, "HEAD", list(names), _LOOK_S)
    except InputError:
        return
    yield from ((names[name], content) for name, content in held.items() if len(content) <= MAX_BYTES)
