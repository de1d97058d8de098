"""The disk calls of the writer, one method each: a test can fail, kill or cut short every one of them."""

import errno
import fcntl
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from kaptar.repository.birth import born_at

_ALWAYS = getattr(os, "O_CLOEXEC", 0)
_GET_GENERATION = 0x80087601
"""FS_IOC_GETVERSION of Linux on machines of 64 bits."""

_LIMIT = "a limit on the size of files stands in the way: see `ulimit -f`, and the largest file of the file system"
_NO_FOLDER_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.ENOSYS}


class Located(NamedTuple):
    """A name in a folder that is held open: it stays there, whatever becomes of the folder's own name.

    ``path``: the whole path, of which a call uses the last part alone.
    """

    path: Path
    folder: int

    @property
    def name(self) -> str:
        return self.path.name


Where = Path | Located


class Disk:
    """Each method is one system call, and raises the OSError of that call. Handles are the system's own numbers."""

    def open(self, where: Where, flags: int, mode: int = 0o600) -> int:
        return os.open(_name(where), flags | _ALWAYS, mode, dir_fd=_folder(where))

    def close(self, handle: int) -> None:
        os.close(handle)

    def read(self, handle: int, size: int) -> bytes:
        return os.read(handle, size)

    def write(self, handle: int, data: bytes | memoryview) -> int:
        """How many bytes were written: fewer than given is no error."""
        return os.write(handle, data)

    def seek(self, handle: int, offset: int) -> None:
        os.lseek(handle, offset, os.SEEK_SET)

    def fsync(self, handle: int) -> None:
        os.fsync(handle)

    def fstat(self, handle: int) -> os.stat_result:
        return os.fstat(handle)

    def lstat(self, where: Where) -> os.stat_result:
        return os.stat(_name(where), dir_fd=_folder(where), follow_symlinks=False)

    def resolve(self, path: Path) -> Path:
        """The path without links, also where its end does not exist."""
        return Path(os.path.realpath(path))

    def names(self, folder: Path | int) -> list[str]:
        return os.listdir(folder)

    def rename(self, old: Where, new: Where) -> None:
        """A file that is there already is replaced."""
        os.replace(_name(old), _name(new), src_dir_fd=_folder(old), dst_dir_fd=_folder(new))

    def unlink(self, where: Where) -> None:
        os.unlink(_name(where), dir_fd=_folder(where))

    def mkdir(self, where: Where, mode: int) -> None:
        os.mkdir(_name(where), mode, dir_fd=_folder(where))

    def rmdir(self, where: Where) -> None:
        os.rmdir(_name(where), dir_fd=_folder(where))

    def chmod(self, handle: int, mode: int) -> None:
        os.fchmod(handle, mode)

    def chown(self, handle: int, user: int, group: int) -> None:
        os.fchown(handle, user, group)

    def set_time(self, handle: int, at: int) -> None:
        """Set when the content was last written, in nanoseconds."""
        os.utime(handle, ns=(at, at))

    def generation(self, handle: int) -> int:
        """What tells two files apart that had the same inode one after the other. A file system without it: ENOTTY."""
        if not sys.platform.startswith("linux"):
            raise OSError(errno.ENOTTY, os.strerror(errno.ENOTTY))
        return int.from_bytes(fcntl.ioctl(handle, _GET_GENERATION, bytes(8))[:4], sys.byteorder)

    def birth(self, handle: int) -> int:
        """When a file or folder was made, in nanoseconds, which no program can set. 0 where the file system does not note it."""
        return born_at(handle)

    def may_write(self, folder: Path) -> bool:
        """Whether this user may make files in a folder. It raises nothing."""
        return os.access(folder, os.W_OK | os.X_OK)

    def attributes(self, handle: int) -> list[str]:
        """Names of extended attributes, ACLs among them. None where the system has none for Python."""
        return os.listxattr(handle) if hasattr(os, "listxattr") else []

    def attribute(self, handle: int, name: str) -> bytes:
        return os.getxattr(handle, name)

    def set_attribute(self, handle: int, name: str, value: bytes) -> None:
        os.setxattr(handle, name, value)

    def remove_attribute(self, handle: int, name: str) -> None:
        os.removexattr(handle, name)

    def lock(self, handle: int) -> None:
        """Take the lock of an open file, or raise BlockingIOError at once. The lock ends with the handle."""
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


DISK = Disk()
"""The real one. It has no state."""


def reason_of(problem: OSError) -> str:
    """What the system says, and what stands behind it where its words do not tell."""
    said = problem.strerror or str(problem)
    return f"{said} ({_LIMIT})" if problem.errno == errno.EFBIG else said


def _name(where: Where) -> Path | str:
    return where.name if isinstance(where, Located) else where


def _folder(where: Where) -> int | None:
    return where.folder if isinstance(where, Located) else None


def write_whole(disk: Disk, handle: int, data: bytes) -> None:
    """Write all of the data, however short the single writes are. Raises OSError."""
    rest = memoryview(data)
    while rest:
        written = disk.write(handle, rest[: 1 << 20])
        if written <= 0:
            raise OSError(5, "nothing can be written")
        rest = rest[written:]


def read_most(disk: Disk, handle: int, most: int) -> bytes:
    """What the rest of a file holds, at most ``most`` bytes. Raises OSError."""
    parts, size = [], 0
    while size < most and (part := disk.read(handle, min(most - size, 1 << 20))):
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def sync_folder(disk: Disk, folder: Path) -> None:
    """Make the names in a folder last through a power cut, where the file system can. Raises OSError."""
    handle = disk.open(folder, os.O_RDONLY)
    try:
        sync_names(disk, handle)
    finally:
        shut(disk, handle)


def sync_names(disk: Disk, folder: int) -> None:
    """As `sync_folder`, of a folder that is open."""
    try:
        disk.fsync(folder)
    except OSError as problem:
        if problem.errno not in _NO_FOLDER_SYNC:
            raise


def shut(disk: Disk, handle: int) -> None:
    """Close what was opened to look alone: an error has nothing to say."""
    with suppress(OSError):
        disk.close(handle)


def is_there(disk: Disk, where: Where) -> bool:
    """Whether something has this name. Raises OSError where the system cannot tell."""
    try:
        disk.lstat(where)
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def unlink_if_there(disk: Disk, where: Where) -> None:
    """Remove a file that may be gone already. Raises OSError."""
    try:
        disk.unlink(where)
    except FileNotFoundError:
        return
