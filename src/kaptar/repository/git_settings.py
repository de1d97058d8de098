"""Git's settings as far as they name files that steer it, read from its files without running it.

Of files that others include every one counts, whatever the condition of an ``includeIf`` says: it may be true tomorrow.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from kaptar.folders import home
from kaptar.repository.files import content_of

MOST_BYTES = 1 << 20
MOST_FILES = 64
"""Files of settings that are read, those that others include among them; so many more are named, and so many values."""

OF_SYSTEM = tuple(map(Path, ("/etc/gitconfig", "/usr/local/etc/gitconfig", "/opt/homebrew/etc/gitconfig")))

Read = Callable[[Path, int], bytes]

_HEADER = re.compile(r"\s*\[\s*([A-Za-z0-9.-]+)(?:\s+\"(?:[^\"\\]|\\.)*\")?\s*\]")
_SETTING = re.compile(r"\s*([A-Za-z][A-Za-z0-9-]*)\s*=\s*(.*)")
_ESCAPES = {"n": "\n", "t": "\t", "b": "\b"}
_INCLUDES = frozenset({"include.path", "includeif.path"})
_STEERING = frozenset({"core.hookspath", "core.attributesfile", "init.templatedir"})
_WORDS = (b"hookspath", b"attributesfile", b"templatedir", b"include")


class GitSettings(NamedTuple):
    """Names that git's settings hold.

    Attributes:
        files: each file of settings that was named, whether it exists or not.
        steering: values of settings that name what git runs or reads: folders of hooks and of templates, files of attributes.
    """

    files: tuple[Path, ...]
    steering: tuple[str, ...]


def folder_of_user(environment: Mapping[str, str]) -> Path:
    """The folder of git's settings of the user."""
    base = environment.get("XDG_CONFIG_HOME", "")
    return (Path(base) if os.path.isabs(base) else home() / ".config") / "git"


def files_of_user(environment: Mapping[str, str]) -> list[Path]:
    """The user's files of settings, which git reads in every repository."""
    named = (environment.get(name, "") for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"))
    of_user = (home() / ".gitconfig", folder_of_user(environment) / "config")
    return [*of_user, *(Path(each).absolute() for each in named if each)]


def read_settings(files: Iterable[Path], read: Read = content_of) -> GitSettings:
    """The settings in these files and in those that they include."""
    waiting, seen, steering = [*files], dict[Path, None](), dict[str, None]()
    while waiting and len(seen) < MOST_FILES:
        file = waiting.pop(0)
        if file in seen:
            continue
        seen[file] = None
        for name, value in _settings(read(file, MOST_BYTES)):
            if name in _INCLUDES and len(waiting) < MOST_FILES:
                waiting.append(file.parent / os.path.expanduser(value))
            elif name in _STEERING and len(steering) < MOST_FILES:
                steering[value] = None
    return GitSettings((*seen, *waiting), tuple(steering))


def _settings(content: bytes) -> Iterator[tuple[str, str]]:
    """The names, in small letters, and values that matter here. A name has no part in quotation marks."""
    lowered = content.lower()
    if not any(word in lowered for word in _WORDS):
        return
    section = ""
    for line in _lines(content.decode("utf-8", "surrogateescape").removeprefix("\ufeff")):
        if (header := _HEADER.match(line)) is not None:
            section, line = header[1].lower(), line[header.end() :]
        found = _SETTING.match(line)
        name = f"{section}.{found[1].lower()}" if found else ""
        if found and name in _INCLUDES | _STEERING and (value := _value(found[2])) and "\0" not in value:
            yield name, value


def _lines(text: str) -> Iterator[str]:
    """Lines, with those that a backslash at the end continues as one."""
    begun: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if (len(line) - len(line.rstrip("\\"))) % 2:
            begun.append(line[:-1])
        else:
            yield "".join((*begun, line))
            begun = []


def _value(written: str) -> str:
    """A value without quotation marks, escapes and the comment behind it."""
    out: list[str] = []
    kept, quoted, at = 0, False, 0
    while at < len(written):
        char = written[at]
        at += 1
        if char == '"':
            quoted = not quoted
        elif char in "#;" and not quoted:
            break
        elif char == "\\" and at < len(written):
            out.append(_ESCAPES.get(written[at], written[at]))
            at += 1
        else:
            out.append(char)
        if quoted or not char.isspace():
            kept = len(out)
    return "".join(out[:kept])
