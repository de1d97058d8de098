"""Staged files: their paths, and their content in git's index, which may differ from the work tree."""

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from kaptar.errors import InputError
from kaptar.repository.git import MOST_OUTPUT, git
from kaptar.repository.process import Ended

_TIMEOUT_S = 30.0
_AT_ONCE = MOST_OUTPUT // 2
"""Bytes of content that one process of git gives; a larger file has a process of its own."""
_MOST_NAMES = 4096
"""Files that one process of git is asked for."""
_OBJECT = re.compile(rb"([0-9a-f]{40,64}) blob ([0-9]+)")


class StagedFile(NamedTuple):
    """A file in the index: its path as it was asked for, and its content."""

    path: str
    content: bytes


class _Blob(NamedTuple):
    """The object that holds a staged file's content, and its size in bytes."""

    path: str
    name: bytes
    size: int


def staged_files(root: Path) -> list[str]:
    """Absolute paths that are staged as added, copied, changed or renamed. Raises InputError."""
    names = _git(root, ["diff", "--cached", "--name-only", "-z", "--diff-filter=ACMR", "--no-renames"])
    return [str(root / name) for name in names.decode("utf-8", "surrogateescape").split("\0") if name]


def staged_contents(root: Path, paths: Sequence[str]) -> Iterator[StagedFile]:
    """The contents in the index, in the order of the paths, read as they are taken: at most 32 MiB, or one file, at a time.

    A process of git reads the whole index, so one answers for up to 4,096 files.

    Raises:
        InputError: a path is not in the index, before the first content is given.
    """
    blobs: list[_Blob] = []
    for at in range(0, len(paths), _MOST_NAMES):
        blobs += _blobs(root, paths[at : at + _MOST_NAMES])
    for group in _groups(blobs):
        yield from _contents(root, group)


def _blobs(root: Path, paths: Sequence[str]) -> list[_Blob]:
    names = [_object_of(root, path) for path in paths]
    lines = _git(root, ["cat-file", "--batch-check"], given=b"".join(name + b"\n" for name in names)).split(b"\n")
    found = []
    for path, line in zip(paths, lines, strict=False):
        blob = _OBJECT.fullmatch(line)
        if blob is None:
            raise InputError(f"{path}: not a file in git's index; stage it with `git add`")
        found.append(_Blob(path, blob[1], int(blob[2])))
    return found


def _object_of(root: Path, path: str) -> bytes:
    """The name by which git finds the content of a path in the index: one line. Raises InputError."""
    named = os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))
    if not named.startswith(f"{root}{os.sep}"):
        raise InputError(f"{path}: outside of the repository {root}")
    name = f":0:{os.path.relpath(named, root).replace(os.sep, '/')}"
    return _git(root, ["rev-parse", "--verify", name]).strip() if "\n" in name else os.fsencode(name)


def _groups(blobs: Sequence[_Blob]) -> Iterator[list[_Blob]]:
    group: list[_Blob] = []
    size = 0
    for blob in blobs:
        if group and (size + blob.size > _AT_ONCE or len(group) == _MOST_NAMES):
            yield group
            group, size = [], 0
        group.append(blob)
        size += blob.size
    if group:
        yield group


def _contents(root: Path, blobs: Sequence[_Blob]) -> Iterator[StagedFile]:
    """Each content follows a line with the object's name, kind and size, and ends with a line end."""
    out = _git(root, ["cat-file", "--batch"], given=b"".join(blob.name + b"\n" for blob in blobs))
    at = 0
    for blob in blobs:
        at = out.index(b"\n", at) + 1
        yield StagedFile(blob.path, out[at : at + blob.size])
        at += blob.size + 1


def _git(root: Path, arguments: list[str], given: bytes = b"") -> bytes:
    index = os.environ.get("GIT_INDEX_FILE")  # of a commit that is being made, when its hook asks
    done = git(arguments, root, timeout_s=_TIMEOUT_S, given=given, index=Path(index) if index else None)
    if isinstance(done, Ended):
        raise InputError(f"git: {done.reason}")
    if done.code:
        raise InputError(f"git {arguments[0]} {arguments[-1]}: {done.complaint}")
    return done.out
