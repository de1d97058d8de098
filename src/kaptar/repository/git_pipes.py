"""Named pipes among the files that git reads: git would wait for ever for one. A look at names, which opens nothing."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from kaptar.folders import home
from kaptar.repository.worktree import common_directory, git_directory, upwards

_OWN = ("HEAD", "index", "config.worktree")
_COMMON = ("config", "packed-refs", "info/exclude", "info/attributes", "info/grafts", "objects/info/alternates", "shallow")
_IN_TREE = (".gitignore", ".gitattributes", ".gitmodules")
_OF_USER = (".gitconfig", ".config/git/config", ".config/git/ignore", ".config/git/attributes")


def pipe_of_git(folder: Path) -> str:
    """Why git would not answer in a folder, with what to do; "" where no such pipe is found.

    Looked at are the files of the git directory and of the user that git reads each time, and those above the folder in the
    worktree. One below the folder, or one that a setting names, is not found: there a command of git's has its time limit.
    """
    pipe = next(filter(_is_pipe, _read_by_git(folder)), None)
    return f"git would wait for ever for {pipe}, which is a named pipe; move it away" if pipe is not None else ""


def _read_by_git(folder: Path) -> Iterator[str]:
    of_user = str(home())
    yield from (f"{of_user}/{name}" for name in _OF_USER)
    for each in map(str, upwards(folder)):
        yield from (f"{each}/{name}" for name in _IN_TREE)
        dot_git = f"{each}/.git"
        if os.path.lexists(dot_git):
            yield dot_git
            yield from _of_repository(each, dot_git)
            return


def _of_repository(top: str, dot_git: str) -> Iterator[str]:
    linked = not os.path.isdir(dot_git)
    own = git_directory(Path(top)) if linked else dot_git
    if own is None:
        return
    yield from (f"{own}/{name}" for name in _OWN)
    common = (linked and common_directory(Path(top))) or own
    yield from (f"{common}/{name}" for name in _COMMON)


def _is_pipe(path: str) -> bool:
    try:
        return stat.S_ISFIFO(os.stat(path).st_mode)
    except (OSError, ValueError):
        return False
