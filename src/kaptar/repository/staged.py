"""Contents that git holds: those that are staged, which may differ from the work tree, and those of a commit."""

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from kaptar.errors import InputError
from kaptar.repository.git import MOST_OUTPUT, git
from kaptar.repository.process import Ended

_TIMEOUT_S = 10.0
_AT_ONCE = MOST_OUTPUT // 2
"""Bytes of content that one process of git gives; a larger file has a process of its own."""
_INDEX = ":0:"
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
        some = paths[at : at + _MOST_NAMES]
        found = _blobs(root, [_object_of(root, path, _INDEX) for path in some])
        missing = next((path for path, blob in zip(some, found, strict=True) if blob is None), None)
        if missing is not None:
            raise InputError(f"{missing}: not a file in git's index; stage it with `git add`")
        blobs += (_Blob(path, *blob) for path, blob in zip(some, found, strict=True) if blob is not None)
    for group in _groups(blobs):
        yield from _contents(root, group)


def commit_of(root: Path, revision: str = "HEAD") -> str:
    """The name of a commit; "" for the ``HEAD`` of a repository without one. Raises InputError."""
    index = os.environ.get("GIT_INDEX_FILE")
    asked = ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"]
    done = git(asked, root, timeout_s=_TIMEOUT_S, index=Path(index) if index else None)
    if isinstance(done, Ended):
        raise InputError(f"git: {done.reason}")
    if done.code == 0:
        return done.out.decode().strip()
    if revision == "HEAD":
        return ""
    raise InputError(f"{revision}: git knows no such commit; `git fetch` brings what a shallow clone lacks")


def removed_since(root: Path, commit: str, *, staged: bool) -> list[str]:
    """Absolute paths of files that a commit has, and the index (or the worktree) no longer. Raises InputError."""
    if not commit:
        return []
    asked = ["diff", *(["--cached"] if staged else []), "--name-only", "-z", "--diff-filter=D", "--no-renames", commit, "--"]
    return [str(root / name) for name in os.fsdecode(_git(root, asked)).split("\0") if name]


def changed_since(root: Path, commit: str) -> list[str]:
    """Absolute paths of files of a worktree that are not as in a commit, also those that git does not know. Raises InputError.

    Args:
        commit: see `commit_of`; "" for none, from which every file differs.
    """
    since = ["diff", "--name-only", "-z", "--diff-filter=ACMR", "--no-renames", commit, "--"]
    changed = _git(root, since if commit else ["ls-files", "-z"])
    untracked = _git(root, ["ls-files", "--others", "--exclude-standard", "-z"])
    names = os.fsdecode(changed + untracked).split("\0")
    return [str(root / name) for name in dict.fromkeys(names) if name]


def committed_contents(root: Path, commit: str, paths: Sequence[str], timeout_s: float = _TIMEOUT_S) -> dict[str, bytes]:
    """The contents of files in a commit, by path as given; without those that it does not have. Raises InputError.

    Args:
        timeout_s: for each of the two commands of git.
    """
    if not commit or not paths:
        return {}
    found = _blobs(root, [_object_of(root, path, f"{commit}:") for path in paths], timeout_s)
    blobs = [_Blob(path, *blob) for path, blob in zip(paths, found, strict=True) if blob is not None]
    return {each.path: each.content for group in _groups(blobs) for each in _contents(root, group, timeout_s)}


def _blobs(root: Path, names: Sequence[bytes], timeout_s: float = _TIMEOUT_S) -> list[tuple[bytes, int] | None]:
    """For each name the file's object and its size; None where there is none."""
    asked = b"".join(name + b"\n" for name in names if name)
    lines = iter(_git(root, ["cat-file", "--batch-check"], asked, timeout_s).split(b"\n"))
    found = [_OBJECT.fullmatch(next(lines, b"")) if name else None for name in names]
    return [None if each is None else (each[1], int(each[2])) for each in found]


def _object_of(root: Path, path: str, tree: str) -> bytes:
    """The name by which git finds the content of a path: one line; b"" where it has none. Raises InputError.

    Args:
        tree: the index, or a commit and a colon.
    """
    named = os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))
    if not named.startswith(f"{root}{os.sep}"):
        raise InputError(f"{path}: outside of the repository {root}")
    name = f"{tree}{os.path.relpath(named, root).replace(os.sep, '/')}"
    if "\n" not in name:
        return os.fsencode(name)
    done = git(["rev-parse", "--verify", "--quiet", "--end-of-options", name], root, timeout_s=_TIMEOUT_S)
    return done.out.strip() if not isinstance(done, Ended) and done.code == 0 else b""


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


def _contents(root: Path, blobs: Sequence[_Blob], timeout_s: float = _TIMEOUT_S) -> Iterator[StagedFile]:
    """Each content follows a line with the object's name, kind and size, and ends with a line end."""
    out = _git(root, ["cat-file", "--batch"], b"".join(blob.name + b"\n" for blob in blobs), timeout_s)
    at = 0
    for blob in blobs:
        at = out.index(b"\n", at) + 1
        yield StagedFile(blob.path, out[at : at + blob.size])
        at += blob.size + 1


def _git(root: Path, arguments: list[str], given: bytes = b"", timeout_s: float = _TIMEOUT_S) -> bytes:
    index = os.environ.get("GIT_INDEX_FILE")  # of a commit that is being made, when its hook asks
    done = git(arguments, root, timeout_s=timeout_s, given=given, index=Path(index) if index else None)
    if isinstance(done, Ended):
        raise InputError(f"git: {done.reason}")
    if done.code:
        raise InputError(f"git {arguments[0]} {arguments[-1]}: {done.complaint}")
    return done.out
