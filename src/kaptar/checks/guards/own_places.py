"""Places, most of them outside of a repository, that are Kaptar's or git's own: they decide what may be done to the repository.

They are the user's trust, journals, plugins, compiled code and sockets, Kaptar's own code with the hooks' file and the packages
beside it, a configuration that the user named, clients' settings where a variable says where they are, the baseline, files that
``kaptar init`` has written, git's directories where they have other names, its folders of hooks, and all files of git's settings.
"""

import os
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import msgspec

import kaptar
from kaptar.checks.guards.client_places import client_places
from kaptar.config.sections import Config
from kaptar.decoding.json import decode_json
from kaptar.errors import ConfigError, InputError
from kaptar.folders import cache_folder, data_folder, state_folder, temporary_folder
from kaptar.repository.git_settings import OF_SYSTEM, files_of_user, folder_of_user, read_settings
from kaptar.repository.names import fold
from kaptar.repository.own import read_own
from kaptar.repository.places import runtime_folder
from kaptar.repository.worktree import common_directory, git_directory

MOST_WRITTEN = 200
"""Files of ``kaptar init`` that are protected."""

_STARTED_IN = ("/.husky", "/.opencode/plugins")
"""Folders of which a client runs each file: where ``kaptar init`` has written one, all of them are protected."""


class _Written(msgspec.Struct):
    """An entry of the record that `kaptar.clients.install.record` keeps, as far as it matters here."""

    path: str


def own_places(root: Path, config: Config, environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """Files and folders that no agent changes, absolute, with links followed and as they are named; folded.

    Args:
        root: the worktree's folder, resolved.
        config: may name a cache folder.
    """
    git = _git_directories(root)
    settings = read_settings((*git_files(root, environment), *OF_SYSTEM))
    steering = [root / os.path.expanduser(each) for each in settings.steering]
    of_git = [*git, *settings.files, folder_of_user(environment), *steering]
    own = [data_folder(), state_folder(), _compiled(config), temporary_folder(), runtime_folder(environment)]
    own += [root / config.hooks.baseline] if config.hooks.baseline else []
    named = environment.get("KAPTAR_CONFIG")
    own += [Path(named).absolute()] if named else []
    own += client_places(environment)
    found = [*own, *_code(root), *_packages(root), *_written(root), *of_git]
    every = (name for each in found for name in (os.path.abspath(each), os.path.realpath(each)))
    return tuple(dict.fromkeys(fold(name) for name in every if name not in ("/", str(root))))


def unread_git(root: Path, environment: Mapping[str, str] = os.environ) -> str:
    """Why git's settings may name files that nobody knows of; "" where all was read."""
    return read_settings((*git_files(root, environment), *OF_SYSTEM)).unread


def git_files(root: Path, environment: Mapping[str, str] = os.environ) -> tuple[Path, ...]:
    """The files of git's settings for a worktree that its user can write, there or not; without those that they include."""
    of_repository = (each / name for each in _git_directories(root) for name in ("config", "config.worktree"))
    return tuple(dict.fromkeys((*of_repository, *files_of_user(environment))))


def together(*places: tuple[str, ...]) -> tuple[str, ...]:
    """The places of several worktrees."""
    return _merged(*dict.fromkeys(places))


def is_below(name: str, places: tuple[str, ...]) -> bool:
    """Whether an absolute path is one of the places, or lies in one."""
    return f"{fold(name)}/".startswith(_as_folders(places))


@lru_cache(64)
def _merged(*places: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for some in places for each in some))


@lru_cache(64)
def _as_folders(places: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{place}/" for place in places)


def is_around(name: str, places: Iterable[str], root: Path) -> bool:
    """Whether one of the places, or the worktree's folder, is an absolute path or lies in it."""
    folder = fold(name).rstrip("/")
    return any(place == folder or place.startswith(f"{folder}/") for place in (fold(str(root)), *places))


def _compiled(config: Config) -> Path:
    """The folder of compiled code. One that is not believed any more is protected all the same."""
    try:
        return cache_folder(config.wasm.cache_dir)
    except ConfigError:
        return Path(os.path.abspath(os.path.expanduser(config.wasm.cache_dir or "")))


def _git_directories(root: Path) -> list[Path]:
    return [each for each in dict.fromkeys((git_directory(root), common_directory(root))) if each is not None]


def _code(root: Path) -> list[Path]:
    """The folder of Kaptar's code, but where it is the source that the worktree is about."""
    folder = Path(kaptar.__file__).resolve().parent
    return [] if folder.is_relative_to(root) and "site-packages" not in folder.parts else [folder]


def _packages(root: Path) -> list[Path]:
    """The packages that Kaptar runs with, and what the interpreter runs by itself there; of an environment the whole."""
    packages = Path(os.path.abspath(msgspec.__file__)).parent.parent
    environment = packages.parents[2]
    whole = (environment / "pyvenv.cfg").is_file() and not root.is_relative_to(environment.resolve())
    return [environment if whole else packages]


def _written(root: Path) -> list[Path]:
    """The files that ``kaptar init`` has written in the repository, as its record tells."""
    common = common_directory(root)
    if common is None:
        return []
    state = common.parent / ".kaptar" if common.name == ".git" else common / "kaptar"
    try:
        noted = read_own(state / "init.json")
        entries = decode_json(noted, list[_Written]) if noted else []
    except (InputError, msgspec.MsgspecError, OSError, ValueError):
        return []
    top = str(state.parent)
    written = [os.path.normpath(f"{top}/{each.path}") for each in entries[:MOST_WRITTEN] if "\0" not in each.path]
    written += [f"{root}/{name[len(top) + 1 :]}" for name in written if name.startswith(f"{top}/")]  # a worktree's own copy
    inside = [name for name in written if name.startswith((f"{top}/", f"{root}/"))]
    folders = (folder for name in inside if (folder := os.path.dirname(name)).endswith(_STARTED_IN))
    return [Path(name) for name in dict.fromkeys((*inside, *folders))]
