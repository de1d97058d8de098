"""Git's worktrees, found by reading the file system alone: the top of one, and the common directory that all of them share.

`kaptar.clients.entry` has small copies of this, which import nothing; `tests/repository/test_worktree.py` holds them equal.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from kaptar.repository.files import content_of

_MOST_BYTES = 4096
"""Of a ``.git`` file or a ``commondir`` file: each holds one path."""


class Worktree(NamedTuple):
    """A folder that is worked in.

    Attributes:
        top: its outermost folder, resolved; outside of git the folder itself.
        common: git's common directory, resolved; None outside of git, or where ``.git`` is damaged.
    """

    top: Path
    common: Path | None


def worktree_of(folder: Path) -> Worktree:
    """The worktree that a folder lies in."""
    top = root_of(folder)
    return Worktree(top, common_directory(top))


def root_of(start: Path) -> Path:
    """The top of the worktree that ``start`` lies in, resolved; outside of one, or in a bare repository, ``start`` itself."""
    return top_of(Path(os.path.realpath(start)))


def top_of(folder: Path) -> Path:
    """As `root_of`, of a folder that is resolved already."""
    at = str(folder)
    while not os.path.exists(f"{at}/.git"):
        above = os.path.dirname(at)
        if above == at:
            return folder
        at = above
    return Path(at)


def upwards(folder: Path) -> Iterator[Path]:
    """The folder and those above it, the innermost first."""
    yield folder
    yield from folder.parents


def lies_outside(path: Path, here: Path) -> bool:
    """Whether a path is neither in a git repository, nor the folder ``here`` or below it. Links of folders are followed.

    Everything is below the outermost folder, so that one does not count.
    """
    folder, own = Path(os.path.realpath(path if path.is_dir() else path.parent)), Path(os.path.realpath(here))
    if (top_of(folder) / ".git").exists():
        return False
    return own == own.parent or not folder.is_relative_to(own)


def common_directory(top: Path) -> Path | None:
    """The common directory that a worktree's ``.git`` is, or leads to; resolved. None where there is none."""
    own = git_directory(top)
    if own is None:
        return None
    noted = _noted(own / "commondir")
    common = Path(os.path.realpath(own / noted if noted else own))
    return common if is_git_directory(common) else None


def git_directory(top: Path) -> Path | None:
    """The git directory of one worktree: of a linked one, its own folder below the common directory. None where there is none."""
    dot_git = top / ".git"
    if dot_git.is_dir():
        return dot_git
    noted = _noted(dot_git)
    return top / noted.removeprefix("gitdir:").strip() if noted.startswith("gitdir:") else None


def is_git_directory(folder: Path) -> bool:
    """Whether a folder is a git directory, a bare repository among them."""
    return (folder / "HEAD").is_file() and (folder / "objects").is_dir()


_PARTS = ("HEAD", "objects", "refs", "config", "index", "packed-refs")


def broken_repository(top: Path) -> str:
    """Why the ``.git`` of a folder is no git directory and leads to none; "" where there is none, or an empty one."""
    dot_git, own = top / ".git", git_directory(top)
    if os.path.isdir(dot_git):
        missing = [name for name in ("HEAD", "objects") if not os.path.exists(dot_git / name)]
        has_some = any(os.path.lexists(dot_git / name) for name in _PARTS)
        said = f"has no {' and no '.join(missing)}" if missing else "is no git directory"
        return f"{dot_git} {said}" if has_some and not is_git_directory(dot_git) else ""
    if not os.path.exists(dot_git) or common_directory(top) is not None:
        return ""
    return f"{dot_git} names {own}, where no git directory is" if own is not None else f"{dot_git} names no git directory"


def _noted(path: Path) -> str:
    """The path that a small file of git's holds; "" where there is no such file, or it holds none."""
    text = content_of(path, _MOST_BYTES).decode("utf-8", "surrogateescape").strip()
    return "" if "\0" in text else text
