"""Folders whose content a repository can bring. What lies there may be somebody else's, whoever owns the files."""

import os
from pathlib import Path

from kaptar.folders.tracked import may_track


def brought(folder: str | Path) -> str:
    """Why a repository can bring what lies in a folder, or ""; the folder need not be there.

    A relative folder lies in whatever folder is the current one. An absolute one lies in a repository where it, or what its links
    lead to, is in a work tree: of any repository, main or linked, and of a submodule. A home of which its user made a repository
    is none where the system's list of users has it as the home, and its index has nothing in the folder.
    """
    name = os.fspath(folder)
    if not os.path.isabs(name):
        return f"{name or 'an empty text'} is a relative path, and the current folder may be anybody's"
    for each in dict.fromkeys((os.path.normpath(name), os.path.realpath(name))):
        for top in _work_trees(each):
            if not _is_home(top) or may_track(top, os.path.relpath(each, top)):
                return f"{name} lies in the work tree of the repository {top}"
    return ""


def _work_trees(path: str) -> list[str]:
    """The folders at and above a path that have git's directory, or a file that stands for it."""
    return [str(each) for each in (Path(path), *Path(path).parents) if os.path.lexists(each / ".git")]


def _is_home(top: str) -> bool:
    """Whether the system's list of users, which no variable changes, has a folder as this user's home, or above it."""
    try:
        import pwd
    except ImportError:  # Windows has no such list
        return False
    try:
        listed = pwd.getpwuid(os.getuid()).pw_dir
    except KeyError:
        return False
    return os.path.isabs(listed) and Path(os.path.realpath(listed)).is_relative_to(os.path.realpath(top))
