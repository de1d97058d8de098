"""A file at one moment: its content with its digest, and where it lies. All checks look at this."""

import os
import stat
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from kaptar.checks.event import FileChange, Operation, Phase
from kaptar.languages import Language, language_of

_BINARY_HEAD = 8192


class Skipped(NamedTuple):
    """Why a check did not run, and what to do about it.

    Attributes:
        due: false where nothing is missing.
        timed_out: it had no answer within its time.
    """

    reason: str
    remedy: str = ""
    due: bool = True
    timed_out: bool = False


def late(why: object) -> Skipped:
    """A check had no answer within its time."""
    return Skipped(f"time out: {why}", "see docs/checks.md for the limits of time", timed_out=True)


class FilePlace(NamedTuple):
    """Where a file is.

    Attributes:
        root: the worktree's folder that the file is looked at in.
        path: relative to the root with ``/``; absolute where the file is outside.
        also: a second name, where ``path`` is a symbolic link: its target, written the same way.
        file: absolute; where a tool that reads the disk looks.
        outside: why the file is none of the worktree's; None where it is.
    """

    root: Path
    path: str
    also: str
    file: Path
    outside: Skipped | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """All names of the file."""
        return (self.path, self.also) if self.also else (self.path,)


class Snapshot(NamedTuple):
    """One file as an event is about it.

    Attributes:
        root, path, file: of its `FilePlace`.
        content: None where there is none to check; ``missing`` says why.
        digest: SHA-256 of the content in hex.
        before: what an edit that is proposed replaces.
        on_disk: the content is what the file holds now, so that a tool may read it there.
    """

    root: Path
    path: str
    file: Path
    phase: Phase
    op: Operation
    language: Language | None
    content: bytes | None = None
    missing: Skipped | None = None
    digest: str = ""
    before: bytes | None = None
    on_disk: bool = False


def take(change: FileChange, phase: Phase, place: FilePlace, limit: int) -> Snapshot:
    """The snapshot of a change.

    Args:
        limit: bytes; a larger file has no content here.
    """
    file = place.file
    there = Snapshot(place.root, place.path, file, phase, change.op, language_of(place.path))
    if place.outside:
        return there._replace(missing=place.outside._replace(due=phase == "check"))
    if change.op == "delete":
        return there._replace(missing=Skipped("the file is deleted", due=False))
    if change.content is not None:
        held = read(file, limit)
        given = _with_content(there, change.content, limit, disk=held == change.content)
        return given._replace(before=held) if phase == "before" and isinstance(held, bytes) else given
    if change.problem:
        return there._replace(missing=Skipped(f"the new content is not known: {change.problem}"))
    content = read(file, limit)
    return there._replace(missing=content) if isinstance(content, Skipped) else _with_content(there, content, limit, disk=True)


def _with_content(there: Snapshot, content: bytes, limit: int, *, disk: bool = False) -> Snapshot:
    if len(content) > limit:
        return there._replace(missing=_too_large(limit))
    if b"\0" in content[:_BINARY_HEAD]:
        return there._replace(missing=Skipped("binary", due=False))
    return there._replace(content=content, digest=sha256(content).hexdigest(), on_disk=disk)


def locate(named: str, root: Path) -> FilePlace:
    """Where a file is that is named by an absolute path, or one relative to the root, which is resolved. Reads no content."""
    if "\0" in named:
        return FilePlace(root, named.replace("\0", "?"), "", root, Skipped("the path holds a zero byte", "name a file"))
    absolute = os.path.join(root, named)
    folder, name = os.path.split(os.path.normpath(absolute))
    plain = os.path.join(os.path.realpath(folder), name)
    real = os.path.realpath(plain) if os.path.islink(plain) else plain
    path, inside = _relative(plain, root)
    also, target_inside = _relative(real, root) if real != plain else ("", True)
    outside = None
    if not inside:
        outside = Skipped(f"outside of the repository {root}", "name a file inside of it")
    elif not target_inside:
        reason = f"a symbolic link that leads out of the repository, to {real}"
        outside = Skipped(reason, "name a file inside of it")
    return FilePlace(root, path, also, Path(real), outside)


def _relative(absolute: str, root: Path) -> tuple[str, bool]:
    prefix = f"{root}{os.sep}" if str(root) != os.sep else os.sep
    if not absolute.startswith(prefix):
        return absolute.replace(os.sep, "/"), False
    return absolute[len(prefix) :].replace(os.sep, "/"), True


def read(file: Path, limit: int) -> bytes | Skipped:
    """The content of a regular file of at most ``limit`` bytes, or why there is none. Never waits for a pipe or device."""
    try:
        handle = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    except FileNotFoundError:
        return Skipped("there is no such file", "name a file that exists")
    except OSError as problem:
        return Skipped(f"cannot be read: {problem.strerror or problem}", "make the file readable")
    try:
        mode = os.fstat(handle).st_mode
        if not stat.S_ISREG(mode):
            return Skipped("a directory" if stat.S_ISDIR(mode) else "not a regular file", "name files")
        with open(handle, "rb", closefd=False) as opened:
            content = opened.read(limit + 1)
    except OSError as problem:
        return Skipped(f"cannot be read: {problem.strerror or problem}", "make the file readable")
    finally:
        os.close(handle)
    return content if len(content) <= limit else _too_large(limit)


def _too_large(limit: int) -> Skipped:
    return Skipped(f"over the limit of {limit:,} bytes", "add it to hooks.skip when it is not for people")
