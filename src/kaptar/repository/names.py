"""All names of a path: what protects a file by its name must ask about each of them.

A file may be named through links, with ``..``, or in other letters where the file system takes these for the same; an edit by
one name is an edit of all. The walk is pure: what it asks the file system comes as a `Look`.
"""

import os
import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

MAX_LINKS = 40
"""As many as the system itself follows."""

MAX_PARTS = 1000
MAX_BYTES = 4096
"""The longest path that the system opens."""

_HALF = re.compile("[\ud800-\udc7f\udd00-\udfff]")
"""Halves of surrogate pairs, but for those that stand for a byte which is no UTF-8."""

Identity = tuple[int, int]


class Look(NamedTuple):
    """The questions of the walk to the file system.

    Attributes:
        link: the target of a symbolic link; None of anything else.
        identity: what tells one file from all others, links not followed; None where there is nothing.
    """

    link: Callable[[str], str | None]
    identity: Callable[[str], Identity | None]


class Names(NamedTuple):
    """The names of one path, all absolute.

    Attributes:
        every: each name once: as given, normalised, before and after each link on the way, and folded where the file system
            folds. The last is ``real``, or its folded form. Names may hold any character but a zero byte, newlines too.
        entry: the name in its real folder: what is created, replaced or removed. It may be a link.
        real: with all links followed, as far as it exists.
        folds: the file system there takes capital and small letters for the same.
        problem: why there may be names that are not here; "" where these are all. Then nobody may rely on the names.
    """

    every: tuple[str, ...]
    entry: str
    real: str
    problem: str = ""
    folds: bool = False


def names_of(path: str, look: "Look | None" = None) -> Names:
    """All names of an absolute path. Nothing need exist.

    Args:
        look: the file system; the real one by default.
    """
    if not path.startswith("/"):
        raise ValueError(f"{path!r} is not absolute")
    if problem := unusable(path):
        return Names((path,), path, path, problem)
    walk = _Walk(look or SYSTEM)
    walk.follow(path)
    if walk.problem:
        return Names(tuple(dict.fromkeys((*walk.names, walk.real))), walk.entry or path, walk.real, walk.problem)
    names = dict.fromkeys((*walk.names, walk.real))
    folded = [name for each in names if (name := _folded(each, walk.look))]
    folds = bool(folded) or _folds(walk.real, walk.look)
    return Names(tuple(dict.fromkeys((*names, *folded))), walk.entry or walk.real, walk.real, folds=folds)


class _Walk:
    """Goes along a path, part by part, as the system does."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.names: list[str] = []
        self.entry = self.real = self.problem = ""
        self._done: list[str] = []
        self._links = 0

    def follow(self, path: str) -> None:
        rest = _parts(path)[::-1]  # the next part is the last
        self.names += [path, os.path.normpath(path.replace("//", "/"))]
        while rest and not self.problem:
            part = rest.pop()
            if part == "..":
                del self._done[-1:]
                continue
            here = _joined([*self._done, part])
            if not rest and not self.entry:
                self.entry = here
            if self._of_a_process(part):
                self.problem = f"{here} is another place for each process"
            elif (target := self.look.link(here)) is None:
                self._done.append(part)
            else:
                rest = self._through(here, target, rest)
        self.real = _joined([*self._done, *rest[::-1]])

    def _through(self, here: str, target: str, rest: list[str]) -> list[str]:
        """Follow a link; the parts that are left then."""
        self._links += 1
        self.names.append(_named(here, rest))
        rest = rest + _parts(target)[::-1]
        if target.startswith("/"):
            self._done = []
        self.names.append(_named(_joined(self._done), rest))
        if self._links > MAX_LINKS:
            self.problem = f"{here}: more than {MAX_LINKS} links follow each other"
        elif len(rest) + len(self._done) > MAX_PARTS:
            self.problem = f"{here}: leads to a path of more than {MAX_PARTS} parts"
        return rest

    def _of_a_process(self, part: str) -> bool:
        """Whether the next step is into the /proc folder of a process: its links lead elsewhere for another one."""
        return self._done == ["proc"] and (part in ("self", "thread-self") or part.isdigit())


def unusable(path: str) -> str:
    """Why a text cannot be the path of a file, or is one that no walk should follow; "" where it may be."""
    if "\0" in path:
        return "the path holds a zero byte"
    if len(path) > MAX_BYTES or len(path.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        return f"the path has more than {MAX_BYTES:,} bytes"
    if not path.isascii() and _HALF.search(path):
        return "the path holds half of a surrogate pair"
    return f"the path has more than {MAX_PARTS} parts" if path.count("/") > MAX_PARTS else ""


def _parts(path: str) -> list[str]:
    return [part for part in path.split("/") if part not in ("", ".")]


def _joined(parts: list[str]) -> str:
    return "/" + "/".join(parts)


def _named(start: str, rest: list[str]) -> str:
    return os.path.normpath("/".join([start.rstrip("/") or "/", *rest[::-1]]).replace("//", "/"))


def fold(name: str) -> str:
    """A name as file systems that fold letters compare it."""
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _folded(name: str, look: Look) -> str:
    """The folded name, where the file system takes it for the same; else ""."""
    folded = fold(name)
    if folded == name:
        return ""
    there, asked = name, folded
    while there != "/":
        identity = look.identity(there)
        if identity is not None:
            return folded if fold(there) != there and look.identity(asked) == identity else ""
        there, asked = os.path.dirname(there), os.path.dirname(asked)
    return ""


def _folds(name: str, look: Look) -> bool:
    """Whether what is there of a path has the same name in letters of the other case."""
    while name != "/":
        identity = look.identity(name)
        if identity is not None and (other := _other_case(name)) != name:
            return look.identity(other) == identity
        name = os.path.dirname(name)
    return False


def _other_case(name: str) -> str:
    folder, last = os.path.split(name)
    return os.path.join(folder, last.swapcase())


def _link(path: str) -> str | None:
    try:
        return os.readlink(path)
    except (OSError, ValueError):  # no link, or nothing there, or not ours to look at
        return None


def _identity(path: str) -> Identity | None:
    try:
        found = os.lstat(path)
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino


SYSTEM = Look(_link, _identity)
"""The file system of this machine."""
