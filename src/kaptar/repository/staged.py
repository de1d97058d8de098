"""Contents that git holds: those that are staged, which may differ from the work tree, and those of a commit."""

import os
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from kaptar.errors import InputError
from kaptar.repository.git import MOST_OUTPUT, git
from kaptar.repository.index_of_commit import index_of_commit, require_this_repository
from kaptar.repository.process import Ended

_TIMEOUT_S = 10.0
_AT_ONCE = MOST_OUTPUT // 2
"""Bytes of content that one process of git gives; a larger file has a process of its own."""
_FEW = 64
"""Objects that are read at once, whatever their sizes."""
_INDEX = ":0:"
_MOST_NAMES = 4096
"""Files that one process of git is asked for."""
_OBJECT = re.compile(rb"([0-9a-f]{40,64}) blob ([0-9]+)")
_ASTRAY = re.compile(rb"(?:symlink|dangling|loop|notdir) ([0-9]+)")
"""What git says of a link that leads to no file of the commit; so many bytes follow on lines of their own."""


class StagedFile(NamedTuple):
    """A file in the index: its path as it was asked for, and its content."""

    path: str
    content: bytes


class _Blob(NamedTuple):
    """The object that holds a staged file's content, and its size in bytes."""

    path: str
    name: bytes
    size: int


class _Difference(NamedTuple):
    """A name that is not as it was, and whether a regular file was, and is, there."""

    name: str
    was_file: bool
    is_file: bool


def staged_files(root: Path) -> list[str]:
    """Absolute paths of regular files that are staged and not as in the last commit. Raises InputError."""
    return [str(root / each.name) for each in _differences(root, ["--cached"]) if each.is_file]


def staged_contents(root: Path, paths: Sequence[str]) -> Iterator[StagedFile]:
    """The contents in the index, in the order of the paths, read as they are taken: at most 32 MiB, or one file, at a time.

    A process of git reads the whole index, so one answers for up to 4,096 files.

    Raises:
        InputError: a path is not in the index, before the first content is given; git's hook runs for another repository.
    """
    require_this_repository(root)
    blobs: list[_Blob] = []
    for at in range(0, len(paths), _MOST_NAMES):
        some = paths[at : at + _MOST_NAMES]
        found = _found(root, some, _INDEX)
        missing = next((path for path in some if path not in found), None)
        if missing is not None:
            raise InputError(f"{missing}: not a file in git's index; stage it with `git add`")
        blobs += (found[path] for path in some)
    for group in _groups(blobs):
        yield from _contents(root, group)


def commit_of(root: Path, revision: str = "HEAD") -> str:
    """The name of a commit; "" for the ``HEAD`` of a repository without one. Raises InputError."""
    asked = ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"]
    done = git(asked, root, timeout_s=_TIMEOUT_S, index=index_of_commit(root))
    if isinstance(done, Ended):
        raise InputError(f"git: {done.reason}")
    if done.code == 0:
        return done.out.decode().strip()
    if revision == "HEAD":
        return ""
    raise InputError(f"{revision}: git knows no such commit; `git fetch` brings what a shallow clone lacks")


def removed_since(root: Path, commit: str, *, staged: bool) -> list[str]:
    """Absolute paths of regular files that a commit has, and the index (or the worktree) no longer. Raises InputError."""
    if not commit:
        return []
    found = _differences(root, [*(["--cached"] if staged else []), commit])
    return [str(root / each.name) for each in found if each.was_file and not each.is_file]


def changed_since(root: Path, commit: str) -> list[str]:
    """Absolute paths of files of a worktree that are not as in a commit, also those that git does not know; no links.

    Args:
        commit: see `commit_of`; "" for none, from which every file differs.
    Raises:
        InputError: git does not answer.
    """
    known = [each.name for each in _differences(root, [commit]) if each.is_file] if commit else _listed(root)
    paths = (str(root / name) for name in dict.fromkeys([*known, *_listed(root, "--others", "--exclude-standard")]))
    return [path for path in paths if not os.path.islink(path)]


def committed_contents(root: Path, commit: str, paths: Sequence[str], timeout_s: float = _TIMEOUT_S) -> dict[str, bytes]:
    """The contents of files in a commit, by path as given; without those that it does not have. Raises InputError.

    A link has the content of the file that it leads to in the commit: see `recorded_contents` for its own.

    Args:
        timeout_s: for each of the two commands of git.
    """
    if not commit or not paths:
        return {}
    blobs = list(_found(root, paths, f"{commit}:", timeout_s).values())
    return {each.path: each.content for group in _groups(blobs) for each in _contents(root, group, timeout_s)}


def recorded_contents(root: Path, commit: str, names: Sequence[str], timeout_s: float = _TIMEOUT_S) -> dict[str, bytes]:
    """What a commit itself records under names, which are relative to the top: of a link its target. Raises InputError.

    No link is followed, neither one of the commit nor one of the worktree.

    Args:
        timeout_s: for each of the two commands of git.
    """
    objects = {name: each for name in names if (each := _object_of(root, f"{commit}:{name}"))} if commit else {}
    blobs = list(_looked_up(root, objects, (), timeout_s).values())
    return {each.path: each.content for group in _groups(blobs) for each in _contents(root, group, timeout_s)}


def object_contents(root: Path, objects: Mapping[str, str], timeout_s: float = _TIMEOUT_S) -> dict[str, bytes]:
    """The contents of objects by the keys that these are given under; without those that are none. Raises InputError.

    Args:
        objects: their names in git.
        timeout_s: for each command of git.
    """
    names = {key: name.encode() for key, name in objects.items()}
    if (found := _few_contents(root, names, timeout_s)) is not None:
        return found
    blobs = list(_looked_up(root, names, (), timeout_s).values())
    return {each.path: each.content for group in _groups(blobs) for each in _contents(root, group, timeout_s)}


def _few_contents(root: Path, objects: Mapping[str, bytes], timeout_s: float) -> dict[str, bytes] | None:
    """As `object_contents`, without a question for their sizes; None where they are many, or more than git's output may be."""
    if len(objects) > _FEW:
        return None
    given = b"".join(name + b"\n" for name in objects.values())
    done = git(["cat-file", "--batch", "--buffer"], root, timeout_s=timeout_s, given=given, index=index_of_commit(root))
    if isinstance(done, Ended) or done.code:
        return None
    out, at = dict[str, bytes](), 0
    for key in objects:
        end = done.out.index(b"\n", at)
        blob, at = _OBJECT.fullmatch(done.out, at, end), end + 1
        if blob is not None:
            out[key] = done.out[at : at + int(blob[2])]
            at += int(blob[2]) + 1
        elif not done.out.endswith(b" missing", 0, end):
            return None  # another kind of object, whose content follows
    return out


def in_index(root: Path, paths: Sequence[str]) -> frozenset[str]:
    """Which of these absolute paths the index has by their very names, through no link of the worktree. Raises InputError."""
    return frozenset(_blobs(root, {path: name for path in paths if (name := _name_in(root, path))}, _INDEX))


def _found(root: Path, paths: Sequence[str], tree: str, timeout_s: float = _TIMEOUT_S) -> dict[str, _Blob]:
    """By path the content that git has for its very name, else for the name that links of the worktree lead to.

    What git has and what the worktree has may be two things: where git has a folder, a link may stand by now.

    Args:
        tree: the index, or a commit and a colon.
    Raises:
        InputError: a path is outside of the repository.
    """
    own = {path: _name_in(root, path) for path in paths}
    found = _blobs(root, {path: name for path, name in own.items() if name}, tree, timeout_s)
    behind = {path: _name_in(root, _in_real_folder(path)) for path in paths if path not in found}
    outside = next((path for path, name in behind.items() if not name and not own[path]), None)
    if outside is not None:
        raise InputError(f"{outside}: outside of the repository {root}")
    return found | _blobs(root, {path: name for path, name in behind.items() if name not in ("", own[path])}, tree, timeout_s)


def _name_in(root: Path, path: str) -> str:
    """The name of a path in a worktree, by its letters alone; "" where it has none."""
    inside = path.startswith(f"{root}{os.sep}") and os.pardir not in path.split(os.sep)
    return os.path.normpath(path[len(str(root)) + 1 :]).replace(os.sep, "/") if inside else ""


def _in_real_folder(path: str) -> str:
    return os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))


def _blobs(root: Path, names: Mapping[str, str], tree: str, timeout_s: float = _TIMEOUT_S) -> dict[str, _Blob]:
    """For each path whose name git knows the file's object and its size. In a commit, links of the commit are followed."""
    objects = {path: each for path, name in names.items() if (each := _object_of(root, f"{tree}{name}"))}
    return _looked_up(root, objects, [] if tree == _INDEX else ["--follow-symlinks"], timeout_s)


def _looked_up(root: Path, objects: Mapping[str, bytes], follow: Sequence[str], timeout_s: float) -> dict[str, _Blob]:
    """The objects that are contents, with their sizes."""
    if not objects:
        return {}
    out = _git(
        root, ["cat-file", "--batch-check", "--buffer", *follow], b"".join(name + b"\n" for name in objects.values()), timeout_s
    )
    found: dict[str, _Blob] = {}
    at = 0
    for path in objects:
        line = out[at : out.index(b"\n", at)]
        at += len(line) + 1
        if (blob := _OBJECT.fullmatch(line)) is not None:
            found[path] = _Blob(path, blob[1], int(blob[2]))
        elif (astray := _ASTRAY.fullmatch(line)) is not None:
            at += int(astray[1]) + 1
    return found


def _object_of(root: Path, name: str) -> bytes:
    """The name by which git finds a content, in one line; b"" where it has none."""
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
    out = _git(root, ["cat-file", "--batch", "--buffer"], b"".join(blob.name + b"\n" for blob in blobs), timeout_s)
    at = 0
    for blob in blobs:
        at = out.index(b"\n", at) + 1
        yield StagedFile(blob.path, out[at : at + blob.size])
        at += blob.size + 1


def _differences(root: Path, between: list[str]) -> list[_Difference]:
    """What differs between a commit and the index, or the worktree. What kind of thing a name is, its modes say."""
    words = os.fsdecode(_git(root, ["diff", "--raw", "-z", "--no-renames", *between, "--"])).split("\0")[:-1]
    heads = (head.lstrip(":").split(" ") for head in words[::2])
    return [_Difference(name, *map(_is_file, head[:2])) for head, name in zip(heads, words[1::2], strict=True)]


def _is_file(mode: str) -> bool:
    """Whether a mode of git's is that of a regular file: not of a link, a submodule, or nothing."""
    return stat.S_ISREG(int(mode, 8))


def _listed(root: Path, *options: str) -> list[str]:
    return [name for name in os.fsdecode(_git(root, ["ls-files", "-z", *options])).split("\0") if name]


def _git(root: Path, arguments: list[str], given: bytes = b"", timeout_s: float = _TIMEOUT_S) -> bytes:
    done = git(arguments, root, timeout_s=timeout_s, given=given, index=index_of_commit(root))
    if isinstance(done, Ended):
        raise InputError(f"git: {done.reason}")
    if done.code:
        raise InputError(f"git {arguments[0]} {arguments[-1]}: {done.complaint}")
    return done.out
