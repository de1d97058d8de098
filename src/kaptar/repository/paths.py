"""Paths that an edit may name: inside of the root, not through a link, not in ``.git``."""

import os
import re
import stat
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Literal, NamedTuple

from kaptar.errors import InputError

NOT_TOUCHED = {".git": ".git", "git~1": ".git", ".kaptar": ".kaptar"}
"""Folders that edits never write into, by how a file system may know them, and their name."""

_DRIVE = re.compile(r"^[A-Za-z]:")


class OffLimits(NamedTuple):
    """A path that an edit may not name. ``code``: it leads out of the repository, or is no regular file."""

    code: Literal["path_outside", "unsupported"]
    message: str


def forbidden_part(parts: Iterable[str]) -> str:
    """The folder among a path's parts that edits never touch; "" for none."""
    return next((NOT_TOUCHED[name] for part in parts if (name := part.casefold()) in NOT_TOUCHED), "")


def leads_out(root: Path, path: Path) -> OffLimits | None:
    """Why a path that begins in ``root`` does not lie in it: a link on the way leads out, or into a folder that is not touched.

    The file's own name may be a link. The root must be absolute and resolved.
    """
    folder = Path(os.path.realpath(path.parent))
    if not folder.is_relative_to(root):
        return OffLimits("path_outside", f"{path} leads out of {root} through a symbolic link")
    if part := forbidden_part(folder.relative_to(root).parts):
        return OffLimits("path_outside", f"{path} leads into {part}, which edits never touch")
    return None


def inside(root: Path, named: str) -> str | OffLimits:
    """The path relative to ``root`` with ``/``, or why the file may not be touched.

    An absolute path is taken where it lies inside of ``root``. The root must be absolute and resolved.
    """
    text = named.strip().replace("\\", "/")
    if not text or "\0" in text or _DRIVE.match(text):
        return OffLimits("path_outside", f"{named!r} is not a path in this repository")
    if text.startswith("/"):
        absolute = PurePosixPath(text)
        if not absolute.is_relative_to(root):
            return OffLimits("path_outside", f"{named} is outside of {root}; give a path relative to it")
        text = absolute.relative_to(root).as_posix()
    parts = [p for p in text.split("/") if p not in ("", ".")]
    if not parts or ".." in parts:
        return OffLimits("path_outside", f"{named} leaves the repository or names no file; give a path without '..'")
    relative = "/".join(parts)
    folder = Path(os.path.realpath(root.joinpath(*parts[:-1])))
    if not folder.is_relative_to(root):
        return OffLimits("path_outside", f"{named} leads out of the repository through a symbolic link")
    if part := forbidden_part((*parts, *folder.relative_to(root).parts)):
        return OffLimits("path_outside", f"{named} is inside of {part}, which edits never touch")
    try:
        mode = root.joinpath(*parts).lstat().st_mode
    except FileNotFoundError:
        return relative
    except OSError as problem:
        return OffLimits("path_outside", f"{named} cannot be reached: {problem.strerror}")
    if stat.S_ISLNK(mode):
        return OffLimits("path_outside", f"{named} is a symbolic link, which edits do not follow; name its target")
    if not stat.S_ISREG(mode):
        return OffLimits("unsupported", f"{named} is not a regular file")
    return relative


def require_text(folder: Path, what: str) -> None:
    """Raise InputError for a folder whose name is not UTF-8: notes and answers are JSON, and cannot hold it.

    Args:
        what: names the folder in the error.
    """
    try:
        str(folder).encode()
    except UnicodeEncodeError:
        raise InputError(f"{what} {folder} has a name that is not UTF-8; rename it, or a folder above it") from None
