"""Facts of a file that outlive its replacement (mode, owner, ACLs and other extended attributes), and of a folder's identity."""

import errno
import os
import stat
from collections.abc import Callable

import msgspec

from kaptar.repository.disk import Disk

_NONE_THERE = {errno.ENOTTY, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL}


class FileFacts(msgspec.Struct, frozen=True):
    """``attributes``: extended attributes by name; ACLs are among them."""

    mode: int
    user: int
    group: int
    attributes: dict[bytes, bytes]


class FolderMark(msgspec.Struct, frozen=True):
    """Identity of a folder. ``born``: what tells folders apart that had one inode after the other; 0 where that is unknown."""

    device: int
    inode: int
    born: int

    def is_of(self, other: "FolderMark") -> bool:
        """Whether both are of one folder. A device may have another number after a restart; then the rest must tell."""
        same = (self.inode, self.born) == (other.inode, other.born)
        return same and (self.device == other.device or self.born != 0)


def mark_of(disk: Disk, folder: int) -> FolderMark:
    """The identity of an open folder. Raises OSError."""
    found = disk.fstat(folder)
    return FolderMark(found.st_dev, found.st_ino, _born(disk, folder, found))


def _born(disk: Disk, handle: int, found: os.stat_result) -> int:
    if (birth := getattr(found, "st_birthtime", None)) is not None:
        return int(birth * 1_000_000)
    return _or_none(disk.generation, handle) or _or_none(disk.birth, handle)


def _or_none(ask: Callable[[int], int], handle: int) -> int:
    try:
        return ask(handle)
    except OSError as problem:
        if problem.errno in _NONE_THERE:  # the file system has none
            return 0
        raise


def facts_of(disk: Disk, handle: int) -> FileFacts:
    """The facts of an open file. Raises OSError."""
    found = disk.fstat(handle)
    return FileFacts(stat.S_IMODE(found.st_mode), found.st_uid, found.st_gid, _attributes(disk, handle))


def give(disk: Disk, handle: int, facts: FileFacts) -> str:
    """Give these facts to a new file; "" or what cannot be kept, and why."""
    at = "its owner"
    try:
        made = disk.fstat(handle)
        if (made.st_uid, made.st_gid) != (facts.user, facts.group):
            disk.chown(handle, facts.user, facts.group)
        there = _attributes(disk, handle)
        for name in there.keys() - facts.attributes.keys():
            at = f"that it has no attribute {os.fsdecode(name)}"
            disk.remove_attribute(handle, os.fsdecode(name))
        for name, value in facts.attributes.items():
            at = f"its attribute {os.fsdecode(name)}"
            if there.get(name) != value:
                disk.set_attribute(handle, os.fsdecode(name), value)
        at = "its mode"
        disk.chmod(handle, facts.mode)
    except OSError as problem:
        return f"{at} cannot be kept: {problem.strerror or problem}"
    return ""


def _attributes(disk: Disk, handle: int) -> dict[bytes, bytes]:
    try:
        return {os.fsencode(name): disk.attribute(handle, name) for name in disk.attributes(handle)}
    except OSError as problem:
        if problem.errno in _NONE_THERE:  # the file system has none
            return {}
        raise
