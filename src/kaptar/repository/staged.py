"""Staged files: their paths, and their content in git's index, which may differ from the work tree."""

import os
from pathlib import Path

from kaptar.errors import InputError
from kaptar.repository.git import git
from kaptar.repository.process import Ended

_TIMEOUT_S = 30.0


def staged_files(root: Path) -> list[str]:
    """Absolute paths that are staged as added, copied, changed or renamed. Raises InputError."""
    names = _git(root, ["diff", "--cached", "--name-only", "-z", "--diff-filter=ACMR", "--no-renames"])
    return [str(root / name) for name in names.decode("utf-8", "surrogateescape").split("\0") if name]


def staged_content(root: Path, path: str) -> bytes:
    """The content in the index. Raises InputError for a path that is not in it."""
    named = os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))
    if not named.startswith(f"{root}{os.sep}"):
        raise InputError(f"{path}: outside of the repository {root}")
    return _git(root, ["cat-file", "blob", f":{os.path.relpath(named, root).replace(os.sep, '/')}"])


def _git(root: Path, arguments: list[str]) -> bytes:
    index = os.environ.get("GIT_INDEX_FILE")  # of a commit that is being made, when its hook asks
    done = git(arguments, root, timeout_s=_TIMEOUT_S, index=Path(index) if index else None)
    if isinstance(done, Ended):
        raise InputError(f"git: {done.reason}")
    if done.code:
        raise InputError(f"git {arguments[0]} {arguments[-1]}: {done.complaint}")
    return done.out
