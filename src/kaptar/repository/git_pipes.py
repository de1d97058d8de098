"""Named pipes among the files that git reads: git would wait for ever for one. A look at names, which opens nothing."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from kaptar.repository.git_settings import files_of_user, folder_of_user
from kaptar.repository.worktree import common_directory, git_directory, upwards

_FOLDERS = ("", "info", "objects/info", "objects/info/commit-graphs", "objects/pack", "reftable", "rebase-merge", "rebase-apply",
            "sequencer")  # fmt: skip
"""Folders of a git directory whose files git reads each time, or may read; of ``refs`` it reads files at any depth."""
_AT_TOP = frozenset({"index", "config", "config.worktree", "packed-refs", "shallow", "commondir", "gitdir"})
"""Of the top of a git directory, where others keep files too: these, names in capitals (``HEAD``), and parts of the index."""
_IN_TREE = (".gitignore", ".gitattributes", ".gitmodules")
_OF_USER = ("ignore", "attributes")
MOST_ENTRIES = 5000
"""Entries of a git directory that are looked at: a git that reads takes some milliseconds by itself, and this takes as long."""


def pipe_of_git(folder: Path, most: int = MOST_ENTRIES) -> str:
    """Why git would not answer in a folder, with what to do; "" where no such pipe is found.

    Looked at are the files of the git directory and of the user that git reads each time, and those above the folder in the
    worktree. One below the folder, one that a setting names, a loose object, or one among more than 5,000 references and packs is
    not found: there a command of git's has its time limit.

    Args:
        most: entries of a git directory that are looked at.
    """
    pipe = next(filter(_is_pipe, _read_by_git(folder)), None) or next(_pipes_inside(folder, most), None)
    return f"git would wait for ever for {pipe}, which is a named pipe; move it away" if pipe is not None else ""


def _read_by_git(folder: Path) -> Iterator[str]:
    yield from map(str, files_of_user(os.environ))
    yield from (f"{folder_of_user(os.environ)}/{name}" for name in _OF_USER)
    for each in map(str, upwards(folder)):
        yield from (f"{each}/{name}" for name in _IN_TREE)
        if os.path.lexists(f"{each}/.git"):
            yield f"{each}/.git"
            return


def _pipes_inside(folder: Path, most: int) -> Iterator[str]:
    """The named pipes in the git directory of the worktree, and in the one that it shares with others."""
    top = next((each for each in upwards(folder) if os.path.lexists(each / ".git")), None)
    own = git_directory(top) if top is not None else None
    if top is None or own is None:
        return
    yield from _pipes_of(str(own), most)  # first: the file that tells of the other directory may be one
    common = common_directory(top)
    if common is not None and str(common) != os.path.realpath(own):
        yield from _pipes_of(str(common), most)


def _pipes_of(directory: str, left: int) -> Iterator[str]:
    waiting = [f"{directory}/refs", *(os.path.join(directory, name) for name in reversed(_FOLDERS))]
    while waiting and left > 0:
        folder = waiting.pop()
        deep = folder.startswith(f"{directory}/refs")
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    left -= 1
                    if deep and entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    elif folder.rstrip("/") == directory and not _is_of_git(entry.name):
                        continue
                    elif not entry.is_file(follow_symlinks=False) and _is_pipe(entry.path):
                        yield entry.path
                    if left <= 0:
                        return
        except (OSError, ValueError):  # no such folder, or not ours to look into
            continue


def _is_of_git(name: str) -> bool:
    return name in _AT_TOP or name.isupper() or name.startswith("sharedindex.")


def _is_pipe(path: str) -> bool:
    try:
        return stat.S_ISFIFO(os.stat(path).st_mode)
    except (OSError, ValueError):
        return False
