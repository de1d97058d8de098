"""Git directories that have no ``.git`` in their names: bare repositories, and folders that git would take for one.

Git takes any folder with HEAD, objects and refs for a repository when somebody works in it, and runs what its ``config`` and its
hooks name. So these files are protected there, and an edit that makes such a folder is stopped.
"""

import os
from collections.abc import Sequence

from kaptar.repository.names import fold

_STEERS = frozenset({"config", "config.worktree", "hooks", "info", "commondir", "modules", "worktrees"})
_LAYOUT = frozenset({"head", "objects", "refs", "commondir"})
_ANY = _STEERS | _LAYOUT


def why_of_git(path: str, made: Sequence[str]) -> str:
    """Why a file steers git, by the folders that it lies in; "" where it does not.

    Args:
        path: absolute.
        made: all paths at which the same edit leaves a file, this one among them: together they may be what a git directory
            lacks. In which folders they lie does not count: links have many names.
    """
    folded, parts = fold(path).split("/"), path.split("/")
    if _ANY.isdisjoint(folded) or len(folded) != len(parts):
        return ""
    for at, name in enumerate(folded):
        folder = "/".join(parts[:at])
        if not folder or name not in _ANY:
            continue
        if name in _STEERS and _is_one(folder, ()):
            return f"{folder} is a git directory, and this steers it"
        if name in _LAYOUT and made and _is_one(folder, made) and not _is_one(folder, ()):
            return f"with it git would take {folder} for a repository"
    return ""


def _is_one(folder: str, made: Sequence[str]) -> bool:
    """Whether a folder has what makes a git directory, or has it with files that are made."""

    def has(name: str) -> bool:
        return os.path.lexists(f"{folder}/{name}") or any(f"/{name}/" in f"{fold(path)}/" for path in made)

    head = os.path.lexists(f"{folder}/HEAD") or any(path[-5:].lower() == "/head" for path in made)
    return head and (has("commondir") or (has("objects") and has("refs")))
