"""A file at one moment: its content with its digest, and where it lies. All checks look at this."""

import os
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from kaptar.checks.event import FileChange, Operation, Phase
from kaptar.checks.secrets.decoded import has_mark, in_utf8
from kaptar.checks.undone import undone
from kaptar.errors import BadModule, Busy, GuestError, KaptarError, NotStarted
from kaptar.languages import Language, language_of
from kaptar.repository.files import Unread, read_file
from kaptar.repository.names import names_of

_BINARY_HEAD = 8192
_NO_FILE = "there is no such file"
_MOST_SHOWN = 300
"""Characters of a name that cannot be a path."""
_NAME_FILES = "it has no file that git tracks or does not ignore: name files"
_REMEDIES = {
    "missing": "name a file that exists",
    "not_regular": "name regular files",
    "link": "name its target",
    "failed": "make the file readable",
}


class Skipped(NamedTuple):
    """A reason why a check did not run, and its remedy.

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


def unanswered(missing: KaptarError) -> Skipped:
    """Nothing could answer a check: guests are off, or are not there, or the machine gives them no room now."""
    if isinstance(missing, NotStarted | Busy):
        what, _, remedy = str(missing).partition("; ")
        return Skipped(what, remedy or "see `kaptar doctor`")
    on = isinstance(missing, GuestError | BadModule)
    return Skipped(str(missing).partition(";")[0], "see `kaptar doctor`" if on else "switch guests on, or see `kaptar doctor`")


class FilePlace(NamedTuple):
    """The place of a file: its worktree and its names.

    Attributes:
        root: the worktree's folder that the file is looked at in.
        path: relative to the root with ``/``; absolute where the file is outside.
        names: all names of the file, written the same way: of each link on the way too.
        folds: the file system there takes capital and small letters for the same.
        unnamed: why it may have names that are not known; "" where all are. Then no name can be relied on.
        file: absolute; where a tool that reads the disk looks.
        outside: why the file is none of the worktree's; None where it is.
    """

    root: Path
    path: str
    names: tuple[str, ...]
    unnamed: str
    file: Path
    outside: Skipped | None = None
    folds: bool = False

    @property
    def last(self) -> tuple[str, ...]:
        """The names of what is edited: in its own folder, and where a link in that place leads."""
        return (self.path, self._own(str(self.file)))

    @property
    def absolute(self) -> Iterator[str]:
        """All names, absolute."""
        return (name if name.startswith("/") else f"{self.root}/{name}" for name in self.names)

    def _own(self, absolute: str) -> str:
        return _relative(absolute, self.root)[0]


class Snapshot(NamedTuple):
    """One file as an event is about it.

    Attributes:
        root, path, file: of its `FilePlace`.
        content: None where there is none to check; ``missing`` says why.
        digest: SHA-256 of the content in hex.
        before: what an edit that is proposed replaces.
        former: where the file was before it was moved, in the same worktree; "" where it was not.
        on_disk: the content is what the file holds now, so that a tool may read it there.
        names: of what is edited; lists of files that are left alone must name each.
        earlier: the content is that before an edit, looked at for the sake of comparison.
        part: the content is only text that an edit puts in: its lines are not the file's.
        raw: of a binary file all bytes, and of text in UTF-16 that in UTF-8: for checks that look at any bytes.
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
    former: str = ""
    on_disk: bool = False
    names: tuple[str, ...] = ()
    earlier: bool = False
    part: bool = False
    raw: bytes | None = None

    def is_in(self, listed: Callable[[str], bool]) -> bool:
        """Whether a list of files that are left alone holds this one, by each of its names."""
        return all(map(listed, self.names or (self.path,)))


def read_already(root: Path, path: str, content: bytes) -> Snapshot:
    """The snapshot of a file that somebody else has read, for what needs no more than its content and place.

    Args:
        root: absolute.
        path: relative to the root, with ``/``.
    """
    return Snapshot(root, path, root / path, "check", "update", language_of(path), content=content)


def take(change: FileChange, phase: Phase, place: FilePlace, limit: int) -> Snapshot:
    """The snapshot of a change.

    Args:
        limit: bytes; a larger file has no content here.
    """
    file = place.file
    former = _former(change.moved_from, place.root)
    there = Snapshot(place.root, place.path, file, phase, change.op, language_of(place.path), names=place.last, former=former)
    if place.outside:
        return there._replace(missing=place.outside._replace(due=phase == "check"))
    if change.op == "delete":
        return there._replace(missing=Skipped("the file is deleted", due=False))
    if change.content is not None:
        held = read(file, limit)
        given = _with_content(there, change.content, limit, disk=held == change.content)
        if phase != "before" or change.before is not None:
            return given._replace(before=change.before)
        replaced = _before(held)
        if former and not replaced:
            replaced = _before(read(Path(former), limit))
        return given._replace(before=replaced)
    if change.problem and phase == "after":
        return there._replace(missing=Skipped(change.problem, "run `kaptar trust`"))
    if change.problem:
        return there._replace(missing=Skipped(f"the new content is not known: {change.problem}"))
    content = read(file, limit)
    if isinstance(content, Skipped):
        return there._replace(missing=content)
    before = undone(content, change.swaps) if change.before is None else change.before
    return _with_content(there, content, limit, disk=True)._replace(before=before)


def _former(moved_from: str, root: Path) -> str:
    """The former place of a file: what comes from outside of the worktree is new there."""
    former = os.path.normpath(moved_from) if moved_from else ""
    return former if former.startswith(f"{root}{os.sep}") and "\0" not in former else ""


def _before(held: bytes | Skipped) -> bytes | None:
    """The content that an edit replaces: nothing, where there is no file; None where nobody can tell."""
    if isinstance(held, bytes):
        return held
    return b"" if held.reason == _NO_FILE else None


def _with_content(there: Snapshot, content: bytes, limit: int, *, disk: bool = False) -> Snapshot:
    if len(content) > limit:
        return there._replace(missing=_too_large(limit))
    if b"\0" in content[:_BINARY_HEAD] or has_mark(content):
        return there._replace(missing=Skipped("binary", due=there.phase == "before"), raw=in_utf8(content))
    return there._replace(content=content, digest=sha256(content).hexdigest(), on_disk=disk)


def part_of(change: FileChange, snapshot: Snapshot) -> Snapshot | None:
    """The bytes of a binary file, or the whole text that an edit puts into a file whose own content is not checked.

    None where neither is known.
    """
    if snapshot.raw is not None:
        digest = sha256(snapshot.raw).hexdigest()
        return snapshot._replace(content=snapshot.raw, missing=None, digest=digest, raw=None)
    text = change.added or change.content or b""
    if not text or snapshot.phase != "before" or snapshot.missing is None:
        return None
    return snapshot._replace(content=text, missing=None, digest=sha256(text).hexdigest(), before=b"", part=True)


def locate(named: str, root: Path) -> FilePlace:
    """Where a file is that is named by an absolute path, or one relative to the root, which is resolved. Reads no content."""
    found = names_of(os.path.join(root, named))
    path, inside = _relative(found.entry, root)
    names = tuple(dict.fromkeys(_relative(name, root)[0] for name in (found.entry, *found.every)))
    place = FilePlace(root, path, names, found.problem, Path(found.real), folds=found.folds)
    if found.problem:
        return place._replace(
            file=root, path=path.replace("\0", "?")[:_MOST_SHOWN], outside=Skipped(found.problem, "name the file itself")
        )
    if not inside and os.path.isdir(found.real):
        return place._replace(outside=Skipped("a directory", _NAME_FILES))
    if not inside:
        return place._replace(outside=Skipped(f"outside of the repository {root}", "name a file inside of it"))
    if not _relative(found.real, root)[1]:
        reason = f"a symbolic link that leads out of the repository, to {found.real}"
        return place._replace(outside=Skipped(reason, "name a file inside of it"))
    return place


def _relative(absolute: str, root: Path) -> tuple[str, bool]:
    prefix = f"{root}{os.sep}" if str(root) != os.sep else os.sep
    if not absolute.startswith(prefix):
        return absolute.replace(os.sep, "/"), False
    return absolute[len(prefix) :].replace(os.sep, "/"), True


def read(file: Path, limit: int) -> bytes | Skipped:
    """The content of a regular file of at most ``limit`` bytes, or why there is none. Never waits for a pipe or device."""
    found = read_file(file, limit)
    if not isinstance(found, Unread):
        return found
    if found.kind == "too_large":
        return _too_large(limit)
    reason = _NO_FILE if found.kind == "missing" else found.reason
    return Skipped(reason, _NAME_FILES if reason == "a directory" else _REMEDIES[found.kind])


def _too_large(limit: int) -> Skipped:
    return Skipped(f"over the limit of {limit:,} bytes", "add it to hooks.skip when it is not for people")
