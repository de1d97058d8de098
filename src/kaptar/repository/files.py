"""The one reader of files that are not Kaptar's own: regular files up to a size, never a pipe, a device or a socket.

A repository may bring links to ``/dev/zero``, pipes, and files of any size.
"""

import os
import stat
from pathlib import Path
from typing import Literal, NamedTuple

_SAFELY = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_CHUNK = 1 << 20

MOST_TEXT = 16 << 20
"""Bytes of a configuration file or source; larger ones are nobody's writing."""


class Unread(NamedTuple):
    """The reason why a file has no content to give. ``reason`` is a clause without the path, such as "a directory"."""

    kind: Literal["missing", "link", "not_regular", "too_large", "failed"]
    reason: str


def read_file(path: Path | str, most: int = MOST_TEXT) -> bytes | Unread:
    """The content of a regular file of at most ``most`` bytes. Links are followed. Never waits for anybody."""
    return _read(path, most, 0)


def read_no_link(path: Path | str, most: int = MOST_TEXT) -> bytes | Unread:
    """As `read_file`, but a link in place of the file is not followed; links in place of folders above it are."""
    return _read(path, most, getattr(os, "O_NOFOLLOW", 0))


def content_of(path: Path | str, most: int = MOST_TEXT) -> bytes:
    """As `read_file`; b"" where there is no content."""
    found = read_file(path, most)
    return b"" if isinstance(found, Unread) else found


def _read(path: Path | str, most: int, no_follow: int) -> bytes | Unread:
    try:
        found = os.lstat(path) if no_follow else os.stat(path)
        if why := _unfit(found, most):  # before it is opened: to open a device may do something
            return why
        handle = os.open(path, _SAFELY | no_follow)
    except (FileNotFoundError, NotADirectoryError) as problem:  # the latter: a file stands in place of a folder above
        return Unread("missing", f"cannot be read: {problem.strerror}")
    except (OSError, ValueError) as problem:
        return _failed(problem)
    try:
        return _unfit(os.fstat(handle), most) or _content(handle, most)
    except OSError as problem:
        return _failed(problem)
    finally:
        os.close(handle)


def _unfit(found: os.stat_result, most: int) -> Unread | None:
    if stat.S_ISLNK(found.st_mode):
        return Unread("link", "a symbolic link, which is not followed")
    if not stat.S_ISREG(found.st_mode):
        return Unread("not_regular", "a directory" if stat.S_ISDIR(found.st_mode) else "not a regular file")
    return _too_large(found.st_size, most) if found.st_size > most else None


def _content(handle: int, most: int) -> bytes | Unread:
    """What the file holds, whatever size it said: files of the system say 0."""
    parts, size = [], 0
    while size <= most and (part := os.read(handle, min(_CHUNK, most + 1 - size))):
        parts.append(part)
        size += len(part)
    return _too_large(size, most) if size > most else b"".join(parts)


def _too_large(size: int, most: int) -> Unread:
    return Unread("too_large", f"{size:,} bytes, over the limit of {most:,}")


def _failed(problem: OSError | ValueError) -> Unread:
    return Unread("failed", f"cannot be read: {getattr(problem, 'strerror', None) or problem}")
