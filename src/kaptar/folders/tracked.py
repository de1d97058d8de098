"""The index of a repository of the user's home: whether it has a folder among its files. Git is not run."""

import hashlib
import os
import stat
from collections.abc import Iterator

MOST_BYTES = 1 << 20
"""Of an index that is looked at: one of about 10,000 files."""

_KNOWN = (2, 3)
"""Versions of the index that spell each path in full."""

_HEAD, _FIXED, _SUM = 12, 62, 20
_EXTENDED, _OPTIONAL = 0x4000, range(ord("A"), ord("Z") + 1)
"""A flag of an entry that has two bytes more; what an extension begins with that an older git may pass over."""


def may_track(top: str, below: str) -> bool:
    """Whether a repository may bring what lies in a folder below its top; True also where that is not known."""
    try:
        content = _read(os.path.join(top, ".git", "index"))
    except FileNotFoundError:
        return not os.path.isdir(os.path.join(top, ".git"))  # nothing was added yet; what a file names is not followed
    except OSError:
        return True
    if len(content) > MOST_BYTES or content[:4] != b"DIRC" or int.from_bytes(content[4:8], "big") not in _KNOWN:
        return True
    if hashlib.sha1(content[:-_SUM], usedforsecurity=False).digest() != content[-_SUM:]:
        return True
    wanted = os.fsencode(below.replace(os.sep, "/")).lower()
    return any(_concerns(name.lower(), wanted) for name in _names(content))


def _concerns(name: bytes, wanted: bytes) -> bool:
    """Whether an entry lies in the folder, or is one that the folder lies in: a link, or a submodule. b"" is not known."""
    return not name or name == wanted or name.startswith(wanted + b"/") or wanted.startswith(name + b"/")


def _names(content: bytes) -> Iterator[bytes]:
    """The paths of the entries; b"" where the index has more that is not spelled out here."""
    at = _HEAD
    for _ in range(int.from_bytes(content[8:12], "big")):
        extended = int.from_bytes(content[at + _FIXED - 2 : at + _FIXED], "big") & _EXTENDED
        start = at + _FIXED + (2 if extended else 0)
        end = content.find(b"\0", start)
        if end <= start:
            yield b""
            return
        yield content[start:end]
        at += (end - at) // 8 * 8 + 8
    while at < len(content) - _SUM:
        if content[at] not in _OPTIONAL:  # "link" and "sdir": a part of the index is elsewhere, or left out
            yield b""
            return
        at += 8 + int.from_bytes(content[at + 4 : at + 8], "big")


def _read(path: str) -> bytes:
    """Up to one byte more than `MOST_BYTES` of a regular file."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError("not a regular file")
        return file.read(MOST_BYTES + 1)
