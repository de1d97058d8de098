"""Hooks that a version under the project's former name wrote: where they are, and how they are taken out.

Such a version kept the same record as `kaptar.clients.install.record` does, in its own folder, so a file that nobody has
changed since gets every byte back. In other files the former marks tell what to take out. What belongs to the former hive
is in `kaptar.clients.install.former_hive`.
"""

import os
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from kaptar.clients.install.former_parts import BLOCKS, MARKS, PLUGIN, hooks
from kaptar.clients.install.own_file import OwnFile
from kaptar.clients.install.part import ClientFile
from kaptar.clients.install.record import InstallChange, InstallRecord, write_together
from kaptar.config.former import FORMER
from kaptar.errors import InputError
from kaptar.repository.files import content_of
from kaptar.repository.own import refuse_foreign
from kaptar.repository.places import Places
from kaptar.repository.worktree import Worktree

REPLACES = "run `kaptar init`, which replaces it"

_PLUGIN = f"plugins/{FORMER}.js"
_MOST_BYTES = 4 << 20
"""Of a client's file; a larger one is none that the former version wrote."""
_HOOK_FILES = {
    "claude": (".claude/settings.local.json", ".claude/settings.json"),
    "codex": (".codex/hooks.json",),
    "gemini": (".gemini/settings.json",),
    "cursor": (".cursor/hooks.json",),
}
"""Below a worktree, and below the user's home folder."""


class FormerTrace(NamedTuple):
    """Something that is left of the former version."""

    path: Path
    what: str
    remedy: str = REPLACES


class Spot(NamedTuple):
    """A file that may hold hooks of the former version. ``shown`` is its path for people, where that is not the record's."""

    client: str
    target: ClientFile
    shown: str = ""


class Former:
    """The files that the former version wrote for the clients of one worktree and of the user.

    Args:
        places: of the worktree.
        git_hooks: git's folder of hooks there.
        home: the user's home folder.

    Raises:
        InputError: its record is damaged.
    """

    def __init__(self, places: Places, git_hooks: Path, home: Path) -> None:
        self.places = former_places(places)
        self.foreign = _foreign(self.places)
        """Why its folder is not used: the repository brought it along, or it is somebody else's. "" where it is used."""
        self.record = InstallRecord(None if self.foreign else self.places.state, self.places.state.parent)
        self._of_user: dict[Path, InstallRecord] = {}
        spots = {spot.target.path: spot for spot in reversed([*self._places_to_look(git_hooks, home)])}
        self.spots = tuple(spot for spot in reversed(spots.values()) if self._is_left(spot))

    def clients(self) -> set[str]:
        """Whose files hold hooks of the former version."""
        return {spot.client for spot in self.spots}

    def inside(self, clients: Collection[str]) -> list[tuple[str, ClientFile]]:
        """The files of these clients that belong to the repository."""
        return [(spot.client, spot.target) for spot in self.spots if spot.client in clients and not spot.shown]

    def undo(self, clients: Collection[str]) -> list[InstallChange]:
        """Plan to take the hooks of these clients out, in `record` and, for the user's own, beside it. Raises InputError."""
        return [self._undo(spot) for spot in reversed(self.spots) if spot.client in clients]

    def write_of_user(self) -> Iterator[str]:
        """Change the planned files of the user's home folder, one by one: they are in no repository. Says what fails."""
        for path, record in self._of_user.items():
            try:
                write_together(_folder_of(path), [record])
            except (InputError, OSError) as problem:
                yield f"{path}: the hooks of an older version are left in it: {problem}."

    def token(self) -> str:
        """The former hive's token, which stands in hooks and must not be shown; "" where there is none."""
        return "" if self.foreign else _text(self.places.token).strip()

    def findings(self) -> Iterator[FormerTrace]:
        """The files with hooks of the former version, and what is named and left to the user."""
        yield from _hooked(self.spots)
        shared = self.places.worktree / ".pre-commit-config.yaml"
        text = _without_blocks(_text(shared))
        if re.search(rf"^[ \t]*+-?[ \t]*+-?[ \t]*+id:[ \t]*+{FORMER}-check\b", text, re.MULTILINE):
            yield FormerTrace(shared, f"names the hook {FORMER}-check", "name kaptar-check in its place")

    def _undo(self, spot: Spot) -> InstallChange:
        change = self._record_of(spot).undo(spot.client, spot.target)
        return change._replace(path=spot.shown or change.path)

    def _record_of(self, spot: Spot) -> InstallRecord:
        """The repository's record; for a file of the user's an empty one, about the folder that the file really lies in."""
        if not spot.shown:
            return self.record
        path = spot.target.path
        return self._of_user.setdefault(path, InstallRecord(None, _folder_of(path).top))

    def _is_left(self, spot: Spot) -> bool:
        return _marked(spot.target) or self.record.knows(spot.target)

    def _places_to_look(self, git_hooks: Path, home: Path) -> Iterator[Spot]:
        """Later ones are undone first, as their parts were put in last."""
        root, port = self.places.worktree, "" if self.foreign else _text(self.places.port).strip()
        yield Spot("claude", ClientFile(self.places.common / "info" / "exclude", BLOCKS["claude"]))
        yield from _in_folder(root, port)
        yield Spot("opencode", ClientFile(root / ".opencode" / _PLUGIN, PLUGIN))
        yield Spot("pre-commit", ClientFile(root / ".pre-commit-config.yaml", BLOCKS["pre-commit"]))
        if any(git_hooks.is_relative_to(folder) for folder in (root, self.places.common)):
            yield Spot("git", ClientFile(git_hooks / "pre-commit", BLOCKS["git"], mode=0o755))
        yield from _in_home(home, port)


def _folder_of(path: Path) -> Worktree:
    """The folder that a file really lies in, as what a write may change."""
    return Worktree(Path(os.path.realpath(path)).parent, None)


def former_of_user(home: Path) -> Iterator[FormerTrace]:
    """The user's own files of clients with hooks of the former version, where there is no repository."""
    return _hooked(spot for spot in _in_home(home, "") if _marked(spot.target))


def _in_home(home: Path, port: str) -> Iterator[Spot]:
    for client, target, _ in _in_folder(home, port):
        yield Spot(client, target, f"~/{target.path.relative_to(home).as_posix()}")
    plugin = home / ".config" / "opencode" / _PLUGIN
    yield Spot("opencode", ClientFile(plugin, PLUGIN), f"~/.config/opencode/{_PLUGIN}")


def _in_folder(folder: Path, port: str) -> Iterator[Spot]:
    """The files that have the same name in a worktree and in the user's home folder."""
    for client, names in _HOOK_FILES.items():
        yield from (Spot(client, ClientFile(folder / name, hooks(client, _text(folder / name), port))) for name in names)
    yield Spot("aider", ClientFile(folder / ".aider.conf.yml", BLOCKS["aider"]))


def _without_blocks(text: str) -> str:
    """A text without what stands between the former marks."""
    kept, at = "", 0
    while (begin := text.find(MARKS.begin, at)) >= 0 and (end := text.find(MARKS.end, begin)) >= 0:
        kept += text[at:begin]
        at = end + len(MARKS.end)
    return kept + text[at:]


def _hooked(spots: Iterable[Spot]) -> Iterator[FormerTrace]:
    for spot in spots:
        path, part = spot.target.path, spot.target.part
        if not _marked(spot.target):
            continue
        if isinstance(part, OwnFile) and not part.wrote(_text(path)):
            yield FormerTrace(path, f"has hooks for {spot.client} that an older version wrote and somebody changed",
                              "look at it, and remove it by hand")  # fmt: skip
        else:
            yield FormerTrace(path, f"has hooks for {spot.client} that an older version wrote")


def former_places(places: Places) -> Places:
    """The places of the former version's hive for the same repository. Its socket has the same name in another folder."""
    return places._replace(state=places.state.with_name(places.state.name.replace("kaptar", FORMER)))


def _foreign(places: Places) -> str:
    try:
        refuse_foreign(places)
    except InputError as problem:
        return str(problem)
    return ""


def _marked(target: ClientFile) -> bool:
    return target.part.found(_text(target.path))


def _text(path: Path) -> str:
    """A file's text; "" where there is none, or one that the former version did not write."""
    return content_of(path, _MOST_BYTES).decode("utf-8", "replace")
