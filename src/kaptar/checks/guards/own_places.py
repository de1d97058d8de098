"""Places outside of a repository that are Kaptar's or git's own: what lies there decides what may be done to the repository.

They are the user's trust, journals, plugins, compiled code and sockets, Kaptar's own code with the hooks' file, a configuration
that the user named, git's directories where they have other names, its folder of hooks, and the user's settings of git.
"""

import os
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import kaptar
from kaptar.config.load import Config
from kaptar.folders import cache_folder, data_folder, state_folder
from kaptar.repository.files import content_of
from kaptar.repository.git import hooks_folder
from kaptar.repository.names import fold
from kaptar.repository.places import runtime_folder
from kaptar.repository.process import Ended
from kaptar.repository.worktree import common_directory, git_directory

_MOST_BYTES = 1 << 20
_SECTION = re.compile(r"\s*\[\s*core\s*\]", re.IGNORECASE)
_ANY_SECTION = re.compile(r"\s*\[")
_HOOKS = re.compile(r"\s*(?:\[\s*core\s*\]\s*)?hookspath\s*=\s*\"?([^\"#;\r\n]+)", re.IGNORECASE)
_OF_SYSTEM = Path("/etc/gitconfig")


def own_places(root: Path, config: Config, environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """Files and folders that no agent changes, absolute, with links followed and as they are named; folded.

    Args:
        root: the worktree's folder, resolved.
        config: may name a cache folder.
    """
    git = [each for each in (git_directory(root), common_directory(root)) if each is not None]
    of_git = [Path.home() / ".gitconfig", _config_home(environment) / "git"]
    of_repository = [each / name for each in git for name in ("config", "config.worktree")]
    hooks = _hook_folders([*of_repository, of_git[0], of_git[1] / "config", _OF_SYSTEM], root)
    own = [data_folder(), state_folder(), cache_folder(config.wasm.cache_dir), runtime_folder(environment)]
    named = environment.get("KAPTAR_CONFIG")
    own += [Path(named).absolute()] if named else []
    found = [*own, *_code(root), *git, *of_git, *hooks]
    every = (name for each in found for name in (os.path.abspath(each), os.path.realpath(each)))
    return tuple(dict.fromkeys(fold(name) for name in every if name not in ("/", str(root))))


def is_below(name: str, places: tuple[str, ...]) -> bool:
    """Whether an absolute path is one of the places, or lies in one."""
    return f"{fold(name)}/".startswith(_as_folders(places))


@lru_cache(64)
def _as_folders(places: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{place}/" for place in places)


def is_around(name: str, places: Iterable[str], root: Path) -> bool:
    """Whether one of the places, or the worktree's folder, is an absolute path or lies in it."""
    folder = fold(name).rstrip("/")
    return any(place == folder or place.startswith(f"{folder}/") for place in (fold(str(root)), *places))


def _code(root: Path) -> list[Path]:
    """The folder of Kaptar's code, but where it is the source that the worktree is about."""
    folder = Path(kaptar.__file__).resolve().parent
    return [] if folder.is_relative_to(root) and "site-packages" not in folder.parts else [folder]


def _config_home(environment: Mapping[str, str]) -> Path:
    base = environment.get("XDG_CONFIG_HOME", "")
    return Path(base) if os.path.isabs(base) else Path.home() / ".config"


def _hook_folders(files: Iterable[Path], root: Path) -> list[Path]:
    """The folders that git's settings name for hooks (``core.hooksPath``).

    Git itself is asked, which takes milliseconds, where a file includes others or is not as simple as what `_named` reads.
    """
    texts = [content_of(file, _MOST_BYTES).decode("utf-8", "surrogateescape") for file in dict.fromkeys(files)]
    named = [_named(text) for text in texts]
    found = [root / os.path.expanduser(each) for names in named for each in names if "\0" not in each]
    if any(_is_for_git(text, len(names)) for text, names in zip(texts, named, strict=True)):
        answer = hooks_folder(root)
        found += [] if isinstance(answer, Ended) else [answer]
    return found


def _is_for_git(text: str, named: int) -> bool:
    lines = text.lower().splitlines()
    includes = any(line.lstrip().startswith("[") and line.lstrip()[1:].lstrip().startswith("include") for line in lines)
    continued = any("hookspath" in line and "\\" in line for line in lines)
    return includes or continued or text.lower().count("hookspath") > named


def _named(text: str) -> list[str]:
    found, inside = [], False
    for line in text.splitlines():
        if _ANY_SECTION.match(line):
            inside = _SECTION.match(line) is not None
        if inside and (match := _HOOKS.match(line)) is not None:
            found.append(match[1].strip())
    return found
