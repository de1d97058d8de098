"""Hooks that a version under the project's former name wrote: where they are, and how they are taken out.

Such a version kept the same record as `kaptar.clients.install.record` does, in its own folder, so a file that nobody has
changed since gets every byte back. In other files the former marks tell what to take out. What belongs to the former hive
is in `kaptar.clients.install.former_hive`.
"""

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from kaptar.clients.install.part import Addition, Block, ClientFile, ConfigPart, JsonPart, Marks, OwnFile
from kaptar.clients.install.record import InstallChange, InstallRecord, read_client_file
from kaptar.config.former import FORMER
from kaptar.errors import InputError
from kaptar.repository.files import content_of
from kaptar.repository.own import refuse_foreign
from kaptar.repository.places import Places
from kaptar.repository.worktree import Worktree, worktree_of

HOOK_FILE = f"{FORMER}_hook.py"
"""In each command that the former version wrote for a client."""
MARKS = Marks.of(FORMER)
REPLACES = "run `kaptar init`, which replaces it"

_LINES = Block((), marks=MARKS)
_PLUGIN = f"plugins/{FORMER}.js"
_BLOCK = re.compile(re.escape(MARKS.begin) + r".*?" + re.escape(MARKS.end), re.DOTALL)
_MOST_BYTES = 4 << 20
"""Of a client's file; a larger one is none that the former version wrote."""
_EVENTS = {
    "claude": ("PreToolUse", "PostToolUse", "SessionStart", "SessionEnd"),
    "codex": ("PreToolUse", "PostToolUse", "SessionStart", "SessionEnd"),
    "gemini": ("BeforeTool", "AfterTool", "SessionStart", "SessionEnd"),
    "cursor": ("preToolUse", "postToolUse", "afterFileEdit", "sessionStart", "sessionEnd"),
}
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
        worktree = worktree_of(self.places.worktree)
        self.record = InstallRecord(None if self.foreign else self.places.state, self.places.state.parent, worktree)
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
        """Plan to take the hooks of these clients out; `write` does it. Raises InputError."""
        return [self._undo(spot) for spot in reversed(self.spots) if spot.client in clients]

    def write(self) -> list[str]:
        """Change what was planned: in the repository all files or none, then the user's own one by one.

        What the user must know besides, in lines. Raises InputError.
        """
        return [line for record in (self.record, *self._of_user.values()) for line in record.write()]

    def read_without(self, clients: Collection[str]) -> Callable[[Path], bytes | None]:
        """Reads files as they are once the former hooks of these clients are taken out. Raises InputError."""
        chosen = [spot for spot in reversed(self.spots) if spot.client in clients]
        after = {spot.target.path: self._undo(spot).after for spot in chosen}
        return lambda path: after[path] if path in after else read_client_file(path)

    def token(self) -> str:
        """The former hive's token, which stands in hooks and must not be shown; "" where there is none."""
        return "" if self.foreign else _text(self.places.token).strip()

    def findings(self) -> Iterator[FormerTrace]:
        """The files with hooks of the former version, and what is named and left to the user."""
        yield from _hooked(self.spots)
        shared = self.places.worktree / ".pre-commit-config.yaml"
        text = _BLOCK.sub("", _text(shared))
        if re.search(rf"^\s*-?\s*-?\s*id:\s*{FORMER}-check\b", text, re.MULTILINE):
            yield FormerTrace(shared, f"names the hook {FORMER}-check", "name kaptar-check in its place")

    def _undo(self, spot: Spot) -> InstallChange:
        change = self._record_of(spot).undo(spot.client, spot.target)
        return change._replace(path=spot.shown or change.path)

    def _record_of(self, spot: Spot) -> InstallRecord:
        """The repository's record; for a file of the user's an empty one, about the folder that the file really lies in."""
        if not spot.shown:
            return self.record
        folder = Path(os.path.realpath(spot.target.path)).parent
        return self._of_user.setdefault(spot.target.path, InstallRecord(None, folder, Worktree(folder, None)))

    def _is_left(self, spot: Spot) -> bool:
        return _marked(spot.target) or self.record.knows(spot.target)

    def _places_to_look(self, git_hooks: Path, home: Path) -> Iterator[Spot]:
        """Later ones are undone first, as their parts were put in last."""
        root, port = self.places.worktree, "" if self.foreign else _text(self.places.port).strip()
        yield Spot("claude", ClientFile(self.places.common / "info" / "exclude", _LINES))
        yield from _in_folder(root, port)
        yield Spot("opencode", ClientFile(root / ".opencode" / _PLUGIN, OwnFile("", HOOK_FILE)))
        yield Spot("pre-commit", ClientFile(root / ".pre-commit-config.yaml", _LINES._replace(head="repos:\n")))
        if any(git_hooks.is_relative_to(folder) for folder in (root, self.places.common)):
            yield Spot("git", ClientFile(git_hooks / "pre-commit", _LINES._replace(head="#!/bin/sh\n"), mode=0o755))
        yield from _in_home(home, port)


def former_of_user(home: Path) -> Iterator[FormerTrace]:
    """The user's own files of clients with hooks of the former version, where there is no repository."""
    return _hooked(spot for spot in _in_home(home, "") if _marked(spot.target))


def _in_home(home: Path, port: str) -> Iterator[Spot]:
    for client, target, _ in _in_folder(home, port):
        yield Spot(client, target, f"~/{target.path.relative_to(home).as_posix()}")
    plugin = home / ".config" / "opencode" / _PLUGIN
    yield Spot("opencode", ClientFile(plugin, OwnFile("", HOOK_FILE)), f"~/.config/opencode/{_PLUGIN}")


def _in_folder(folder: Path, port: str) -> Iterator[Spot]:
    """The files that have the same name in a worktree and in the user's home folder."""
    for client, names in _HOOK_FILES.items():
        yield from (Spot(client, ClientFile(folder / name, _hooks(client, folder / name, port))) for name in names)
    yield Spot("aider", ClientFile(folder / ".aider.conf.yml", _LINES))


def _hooks(client: str, path: Path, port: str) -> ConfigPart:
    additions = tuple(Addition(("hooks", event), None) for event in _EVENTS[client])
    if client == "cursor":
        return JsonPart(additions, (HOOK_FILE,), empty='{\n  "version": 1\n}\n')
    return JsonPart(additions, (HOOK_FILE, *_addresses(path, port)) if client == "claude" else (HOOK_FILE,))


def _addresses(path: Path, port: str) -> tuple[str, ...]:
    """Marks of Claude Code's HTTP hook. The address is like that of a hook that Kaptar writes today, but for the port."""
    text = _text(path)
    if "kaptar_hook.py" not in text and HOOK_FILE in text:
        return ("/hook/claude/",)
    return (f"http://127.0.0.1:{port}/hook/claude/",) if port.isdecimal() else ()


def _hooked(spots: Iterable[Spot]) -> Iterator[FormerTrace]:
    for spot in spots:
        if _marked(spot.target):
            yield FormerTrace(spot.target.path, f"has hooks for {spot.client} that an older version wrote")


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
    marks = target.part.marks if isinstance(target.part, JsonPart) else (MARKS.begin, HOOK_FILE)
    text = _text(target.path)
    return any(mark in text for mark in marks)


def _text(path: Path) -> str:
    """A file's text; "" where there is none, or one that the former version did not write."""
    return content_of(path, _MOST_BYTES).decode("utf-8", "replace")
