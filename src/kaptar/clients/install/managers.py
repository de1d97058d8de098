"""Managers of git's hooks: packages that write git's hooks anew at each install, so that a call in these does not last."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from kaptar.decoding.json import decode_json
from kaptar.repository.files import Unread, read_file

HUSKY = "husky"
_MOST_BYTES = 1 << 20
_LISTS = ("dependencies", "devDependencies", "optionalDependencies")
_MAJOR = re.compile(r"[\^~>=v ]{0,4}(\d{1,4})")
_FILES_SINCE = 5
"""The first version of husky that runs files in ``.husky``."""


class _Manager(NamedTuple):
    """``files``: those of it that a repository may have; ``by_hand``: where the call lasts."""

    files: tuple[str, ...]
    by_hand: str


_OTHERS: Mapping[str, _Manager] = {
    "lefthook": _Manager(
        ("lefthook.yml", "lefthook.yaml", ".lefthook.yml", ".lefthook.yaml", "lefthook.toml", "lefthook.json"),
        "add a command `kaptar check --staged` to its pre-commit in lefthook.yml",
    ),
    "simple-git-hooks": _Manager(
        (".simple-git-hooks.json", ".simple-git-hooks.js", "simple-git-hooks.json"),
        "add `kaptar check --staged` to its pre-commit in package.json",
    ),
    "pre-commit": _Manager((".pre-commit-config.yaml",), "run `kaptar init --client pre-commit`"),
}


def husky_in(root: Path) -> int:
    """The major version of husky that the package here names; 0 where it names none."""
    version = _named(root).get(HUSKY)
    if version is None:
        return 0
    found = _MAJOR.match(version)
    return int(found[1]) if found else _FILES_SINCE


def runs_files(root: Path) -> bool:
    """Whether husky, once it is installed, runs the files of ``.husky``."""
    return husky_in(root) >= _FILES_SINCE


def remarks(root: Path) -> Iterator[str]:
    """What the user has to do besides, so that the call in git's hook lasts; nothing where no other manager is named."""
    named = _named(root)
    if HUSKY in named and not runs_files(root):
        yield "husky 4 writes git's hooks anew at each install: add `kaptar check --staged` to husky.hooks in package.json"
    for name, manager in _OTHERS.items():
        if name in named or any((root / file).is_file() for file in manager.files):
            yield f"{name} writes git's hooks anew when it installs them, and commits are not checked then: {manager.by_hand}"


def _named(root: Path) -> dict[str, str]:
    """Package and version of each dependency in ``package.json``."""
    found = read_file(root / "package.json", _MOST_BYTES)
    if isinstance(found, Unread):
        return {}
    try:
        package = decode_json(found, dict[str, Any])
    except msgspec.MsgspecError:
        return {}
    lists = [package.get(name) for name in _LISTS]
    return {
        name: version
        for each in lists
        if isinstance(each, dict)
        for name, version in each.items()
        if isinstance(name, str) and isinstance(version, str)
    }
