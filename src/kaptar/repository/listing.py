"""The files below a folder that are the user's own work: git tracks them, or does not ignore them."""

import os
from pathlib import Path

from kaptar.errors import InputError
from kaptar.repository.git import git
from kaptar.repository.process import Ended
from kaptar.repository.worktree import top_of

_TIMEOUT_S = 30.0
_KNOWN = ("ls-files", "-z", "--cached", "--others", "--exclude-standard")


def files_below(folder: Path) -> list[str]:
    """Absolute paths of regular files, in the order of their names. Links, submodules and deleted files are left out.

    Raises InputError where the folder is in no repository, or git does not answer.

    Args:
        folder: resolved.
    """
    if not (top_of(folder) / ".git").exists():
        raise InputError(f"{folder}: a folder in no git repository, so nothing says which of its files count; name files")
    done = git(_KNOWN, folder, timeout_s=_TIMEOUT_S)
    if isinstance(done, Ended) or done.code:
        raise InputError(f"git ls-files in {folder}: {done.reason if isinstance(done, Ended) else done.complaint}")
    paths = (f"{folder}/{name}" for name in sorted(set(os.fsdecode(done.out).split("\0"))) if name)
    return [path for path in paths if os.path.isfile(path) and not os.path.islink(path)]
