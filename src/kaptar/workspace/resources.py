"""Resources: what a lease is on, and whether two of them have something in common. Pure."""

from functools import lru_cache

import msgspec

from kaptar.errors import InvalidArgument
from kaptar.globs import compile_globs, overlap

_KEPT = 4096
"""Pairs of patterns whose overlap is remembered."""

_WILD = frozenset("*?[{")
_UNLIKE = ("q7", "Zk/0v.x", "_m/P-3/w w.tar.zz", ".h/é", "8/8/8/8/Makefile")
"""Paths without anything in common: a pattern of all of them is one of everything."""


class Resource(msgspec.Struct, frozen=True):
    """A file, the files of a pattern, or a definition of a file.

    Attributes:
        worktree: the root of the worktree, real and absolute. Equal files of two worktrees are two resources.
        path: relative to the worktree, with ``/``. It is folded where the file system takes capital and small letters for the
            same.
        name: of a definition with the names of those around it, such as ``Area.total``; "" for the whole file.
        is_pattern: the path is a glob pattern.
    """

    worktree: str
    path: str
    name: str = ""
    is_pattern: bool = False

    def __str__(self) -> str:
        return f"{self.path}::{self.name}" if self.name else self.path


def overlaps(one: Resource, other: Resource) -> bool:
    """Whether an edit of one may be an edit of the other: exact for files and patterns.

    A definition overlaps its file, those around it and those inside of it.
    """
    if one.worktree != other.worktree or not _paths_overlap(one, other):
        return False
    return not one.name or not other.name or _is_within(one.name, other.name) or _is_within(other.name, one.name)


def _paths_overlap(one: Resource, other: Resource) -> bool:
    if one.is_pattern and other.is_pattern:
        return _patterns_overlap(*sorted((one.path, other.path)))
    if one.is_pattern:
        return compile_globs((one.path,))(other.path)
    return compile_globs((other.path,))(one.path) if other.is_pattern else one.path == other.path


@lru_cache(_KEPT)
def _patterns_overlap(one: str, other: str) -> bool:
    return overlap(one, other)


def _is_within(inner: str, outer: str) -> bool:
    return inner == outer or inner.startswith(f"{outer}.")


def is_wild(text: str) -> bool:
    """Whether a text that names no file is a pattern."""
    return not _WILD.isdisjoint(text)


def as_pattern(path: str) -> str:
    """The pattern of a path, whatever signs its name has; an opening brace, which nothing can quote, stands for any character."""
    return "".join("?" if sign == "{" else f"[{sign}]" if sign in _WILD else sign for sign in path)


def require_narrow(pattern: str) -> None:
    """Raises InvalidArgument for a pattern that takes the whole worktree, in whatever words."""
    if all(map(compile_globs((pattern,)), _UNLIKE)):
        raise InvalidArgument(f"the pattern {pattern!r} matches every file; name a folder or a kind of file")
