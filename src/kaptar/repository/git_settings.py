"""Git's settings as far as they name files that steer it, read from its files without running it.

Of files that others include every one counts, whatever the condition of an ``includeIf`` says: it may be true tomorrow.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from kaptar.folders import home, named_folder
from kaptar.repository.files import Unread, read_file
from kaptar.repository.git_config import settings_in

MOST_BYTES = 1 << 20
MOST_FILES = 64
"""Files of settings that are read, those that others include among them; so many more are named, and so many values."""

OF_SYSTEM = tuple(map(Path, ("/etc/gitconfig", "/usr/local/etc/gitconfig", "/opt/homebrew/etc/gitconfig")))

Read = Callable[[Path, int], bytes | Unread]

_STEERING = frozenset({"core.hookspath", "core.attributesfile", "init.templatedir"})
_WORDS = (b"hookspath", b"attributesfile", b"templatedir", b"include")


class GitSettings(NamedTuple):
    """Names that git's settings hold.

    Attributes:
        files: each file of settings that was named, whether it exists or not.
        steering: values of settings that name what git runs or reads: folders of hooks and of templates, files of attributes.
        unread: what of the settings was not read, so that there may be more names; "" where that is nothing.
    """

    files: tuple[Path, ...]
    steering: tuple[str, ...]
    unread: str = ""


def folder_of_user(environment: Mapping[str, str]) -> Path:
    """The folder of git's settings of the user."""
    base = named_folder("XDG_CONFIG_HOME", environment)
    return (Path(base) if base else home() / ".config") / "git"


def files_of_user(environment: Mapping[str, str]) -> list[Path]:
    """The user's files of settings, which git reads in every repository."""
    named = (environment.get(name, "") for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"))
    of_user = (home() / ".gitconfig", folder_of_user(environment) / "config")
    return [*of_user, *(Path(each).absolute() for each in named if each)]


def read_settings(files: Iterable[Path], read: Read = read_file) -> GitSettings:
    """The settings in these files and in those that they include."""
    waiting, seen, steering = [*files], dict[Path, None](), dict[str, None]()
    unread: list[str] = []
    while waiting and len(seen) < MOST_FILES:
        file = waiting.pop(0)
        if file in seen:
            continue
        seen[file] = None
        content = read(file, MOST_BYTES)
        if isinstance(content, Unread):  # what else cannot be read, git cannot read either
            unread += [f"{file}: {content.reason}"] if content.kind == "too_large" else []
            continue
        for name, value in _settings(content):
            if _includes(name) and len(waiting) < MOST_FILES:
                waiting.append(file.parent / os.path.expanduser(value))
            elif name in _STEERING and len(steering) < MOST_FILES:
                steering[value] = None
    if any(each not in seen for each in waiting) or len(steering) == MOST_FILES:
        unread.append(f"more than {MOST_FILES} files or values")
    return GitSettings((*seen, *waiting), tuple(steering), "; ".join(unread))


def _includes(name: str) -> bool:
    """Whether a setting names a file to include, with a condition or without."""
    return name == "include.path" or (name.startswith("includeif.") and name.endswith(".path"))


def _settings(content: bytes) -> Iterator[tuple[str, str]]:
    """The names, in small letters, and values that matter here."""
    lowered = content.lower()
    if not any(word in lowered for word in _WORDS):
        return
    for name, value in settings_in(content):
        if (name in _STEERING or _includes(name)) and value and "\0" not in value:
            yield name, value
