"""Committable: what a commit of single paths may take, and how: content and mode as git would take them, or why it may not.

A commit that is made from named paths does not go through ``git add``. So all that ``git add`` would look at is looked at here:
links, folders, other repositories inside of the worktree, ignored files, and whether modes count.
"""

import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from kaptar.errors import InputError
from kaptar.repository.files import MOST_TEXT, Unread, read_no_link
from kaptar.repository.git import git, setting_of
from kaptar.repository.process import Ended

LINK, FILE, EXECUTABLE, REPOSITORY = "120000", "100644", "100755", "160000"
"""Modes of git."""

_REGULAR = (FILE, EXECUTABLE)
_FOLDER = "040000"
_AT_ONCE = 500
"""Paths that one process of git is asked for."""
_TIMEOUT_S = 10.0


class TreeEntry(NamedTuple):
    """Mode and object of a path in a commit or in the index; empty where there is none."""

    mode: str = ""
    blob: str = ""


class PathStanding(NamedTuple):
    """A path of the worktree beside the last commit.

    Attributes:
        held: its entry in the commit.
        content: of the file, or the target of a link; None where there is none, or it is not read.
        mode: as git would take it; "" where there is no file.
        refused: why git would not take it; "" where it would.
        is_read: the content is known.
    """

    held: TreeEntry
    content: bytes | None = None
    mode: str = ""
    refused: str = ""
    is_read: bool = True


def mode_of(file: Path) -> str:
    """The mode of a file or a link as the system has it, in octal; "" for anything else, and where there is nothing."""
    found = _lstat_mode(file)
    return f"{found:o}" if stat.S_ISREG(found) or stat.S_ISLNK(found) else ""


def as_git(mode: str) -> str:
    """A mode as git has it, from one of `mode_of`."""
    if not mode or mode.startswith(LINK[:2]):
        return LINK if mode else ""
    return EXECUTABLE if int(mode, 8) & stat.S_IXUSR else FILE


def committable(top: Path, commit: str, paths: Sequence[str]) -> dict[str, PathStanding]:
    """What a commit after ``commit`` may take of some paths. Raises InputError where git does not answer.

    Where a path is as in the commit but for its content, which is mostly so, neither the index nor a setting is asked for.
    """
    tree = entries_in(top, commit, _with_folders(paths))
    files = {path: entry for path, entry in tree.items() if entry.mode != _FOLDER}
    out = {path: _standing(top, path, tree, files.get(path, TreeEntry())) for path in paths}
    odd = [path for path, each in out.items() if each.mode in _REGULAR and each.mode != each.held.mode]
    staged = _staged(top, list(dict.fromkeys((*odd, *(path for path in paths if path not in tree)))))
    ignored = _ignored(top, [path for path in paths if path not in tree and path not in staged and not out[path].refused])
    if odd and setting_of(top, "core.filemode").lower() in ("false", "no", "off", "0"):
        for path in odd:
            known = (out[path].held, staged.get(path, TreeEntry()))
            out[path] = out[path]._replace(mode=next((each.mode for each in known if each.mode in _REGULAR), FILE))
    return {path: each._replace(refused="git ignores it") if path in ignored else each for path, each in out.items()}


def is_taken_away(top: Path, path: str) -> bool:
    """Whether something else stands where a file of git's would be: a link instead of one of its folders, or a folder.

    Another repository is none of these: git may know it by its own name.
    """
    return bool(_link_above(top, path)) or (stat.S_ISDIR(_lstat_mode(top / path)) and not os.path.lexists(top / path / ".git"))


def _standing(top: Path, path: str, tree: Mapping[str, TreeEntry], held: TreeEntry) -> PathStanding:
    if held.blob and held.mode != REPOSITORY and is_taken_away(top, path):
        return PathStanding(held)
    file, why = top / path, _above(top, path, tree)
    if held.mode == REPOSITORY:
        why = "it is a repository of its own"
    if why:
        return PathStanding(held, refused=why, is_read=False)
    mode = as_git(mode_of(file))
    if mode == LINK:
        return PathStanding(held, os.fsencode(os.readlink(file)), mode)
    found = read_no_link(file, MOST_TEXT)
    if not isinstance(found, Unread):
        return PathStanding(held, found, mode)
    if found.kind == "missing":
        return PathStanding(held)
    return PathStanding(held, refused=found.reason, is_read=False)


def _above(top: Path, path: str, tree: Mapping[str, TreeEntry]) -> str:
    """Why a path does not lie in this worktree, for all that its folders say; "" where it does."""
    if link := _link_above(top, path):
        return f"it lies behind the link {link}"
    for folder in _folders(path):
        if tree.get(folder, TreeEntry()).mode == REPOSITORY or os.path.lexists(top / folder / ".git"):
            return f"it lies in the repository {folder}"
    return ""


def _link_above(top: Path, path: str) -> str:
    """The first folder of a path that is a link; "" where none is."""
    return next((folder for folder in _folders(path) if stat.S_ISLNK(_lstat_mode(top / folder))), "")


def _lstat_mode(path: Path) -> int:
    try:
        return os.lstat(path).st_mode
    except (OSError, ValueError):
        return 0


def _folders(path: str) -> Iterator[str]:
    """The folders above a path, the outermost first."""
    for at, character in enumerate(path):
        if character == "/":
            yield path[:at]


def _with_folders(paths: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(name for path in paths for name in (*_folders(path), path)))


def entries_in(top: Path, commit: str, paths: Sequence[str]) -> dict[str, TreeEntry]:
    """The entries of a commit that some paths have, folders among them. Raises InputError."""
    out = dict[str, TreeEntry]()
    for start in range(0, len(paths) if commit else 0, _AT_ONCE):
        for head, path in _rows(top, ["ls-tree", "-z", "--full-tree", commit, "--", *paths[start : start + _AT_ONCE]]):
            mode, _, blob = head.split(" ")
            out[path] = TreeEntry(mode, blob)
    return out


def _staged(top: Path, paths: Sequence[str]) -> dict[str, TreeEntry]:
    out = dict[str, TreeEntry]()
    for start in range(0, len(paths), _AT_ONCE):
        for head, path in _rows(top, ["ls-files", "-z", "--stage", "--", *paths[start : start + _AT_ONCE]]):
            mode, blob, _ = head.split(" ")
            out[path] = TreeEntry(mode, blob)
    return out


def _ignored(top: Path, paths: Sequence[str]) -> set[str]:
    found = set[str]()
    for start in range(0, len(paths), _AT_ONCE):
        asked = ["ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--", *paths[start : start + _AT_ONCE]]
        found.update(os.fsdecode(_said(top, asked)).split("\0"))
    return found


def _rows(top: Path, asked: Sequence[str]) -> Iterator[tuple[str, str]]:
    for row in filter(None, os.fsdecode(_said(top, asked)).split("\0")):
        head, _, path = row.partition("\t")
        yield head, path


def _said(top: Path, asked: Sequence[str]) -> bytes:
    done = git(asked, top, timeout_s=_TIMEOUT_S)
    if isinstance(done, Ended):
        raise InputError(f"git: {done.reason}")
    if done.code:
        raise InputError(f"git {asked[0]}: {done.complaint}")
    return done.out
