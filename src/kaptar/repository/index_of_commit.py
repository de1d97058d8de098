"""The index of the commit that is being made: git tells its hooks by variables which one, and which repository it is of."""

import os
from collections.abc import Iterator
from pathlib import Path

from kaptar.errors import InputError
from kaptar.repository.worktree import common_directory, git_directory

_INDEX = "GIT_INDEX_FILE"
_OF_REPOSITORY = ("GIT_DIR", "GIT_COMMON_DIR", "GIT_WORK_TREE", "GIT_OBJECT_DIRECTORY")


def index_of_commit(root: Path) -> Path | None:
    """The index that a commit in a worktree is made from; None for the repository's own.

    The variables of a hook that runs for another repository count for nothing.
    """
    named = os.environ.get(_INDEX)
    return Path(named) if named and not _of_another(root) else None


def is_told_by_git() -> bool:
    """Whether git has told this process which index or repository is meant. No other process, such as a hive, is told so."""
    return any(os.environ.get(name) for name in (*_OF_REPOSITORY, _INDEX))


def require_this_repository(root: Path) -> None:
    """Raise InputError where git's hook runs for another repository than that of the worktree: its commit is not seen here."""
    if name := _of_another(root):
        raise InputError(
            f"{name} = {os.environ[name]!r} is not of the repository of {root}: what is staged there is not looked at. "
            "Kaptar looks at worktrees that have their own .git"
        )


def _of_another(root: Path) -> str:
    """The first variable of git's that leads to another repository than the worktree's; "" where none does."""
    return next((name for name, is_own in _judged(root) if not is_own), "")


def _judged(root: Path) -> Iterator[tuple[str, bool]]:
    own, common = git_directory(root), common_directory(root)
    objects = common / "objects" if common is not None else None
    for name, expected in zip(_OF_REPOSITORY, (own, common, root, objects), strict=True):
        if value := os.environ.get(name):
            yield name, expected is not None and _real(root, value) == os.path.realpath(expected)
    if value := os.environ.get(_INDEX):
        folder = os.path.dirname(_real(root, value))
        is_git_directory = os.path.isfile(os.path.join(folder, "HEAD"))
        yield _INDEX, not is_git_directory or (own is not None and folder == os.path.realpath(own))


def _real(root: Path, value: str) -> str:
    """A path as git has it, whose hooks run in the top folder."""
    return os.path.realpath(os.path.join(root, value))
