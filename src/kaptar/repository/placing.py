"""The disk work of one write: look at each file, put its new content beside it, give that its name.

A file is named by its resolved path once, to judge it. From then on it is reached by `kaptar.repository.reaching` alone.
"""

import errno
import os
import stat
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal, NamedTuple, Protocol, TypeVar

import msgspec

from kaptar import __version__
from kaptar.repository.disk import Located, is_there, read_most, shut, sync_names, unlink_if_there, write_whole
from kaptar.repository.file_facts import FileFacts, facts_of, give
from kaptar.repository.journal import Head, JournalEntry, digest, temporary
from kaptar.repository.living import note_of_this
from kaptar.repository.paths import forbidden_part
from kaptar.repository.reaching import Base, Bases, Unreached

Reached = TypeVar("Reached", Located, int)
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_OF_THE_SYSTEM, _CLOSED = 0o666, 0o600
"""Modes with which a file is opened that is made: the system takes the umask off the first. What replaces another file is closed
until it has that file's mode."""
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)


class KeptText(Protocol):
    """Content that lies elsewhere, and is read each time that it is asked for: a write of many files holds one at a time."""

    @property
    def size(self) -> int: ...

    def read(self) -> bytes:
        """Always the same bytes. Raises OSError."""


Content = bytes | KeptText


class Step(msgspec.Struct, frozen=True):
    """One file of a write.

    Attributes:
        path: relative to the worktree's top, or to git's common directory where ``in_git``; with ``/``.
        before, after: the content, or where it is kept; None where there is no file.
        like: the path of another step: a new file gets the mode, owner and attributes of the old file there, which moves.
        mode: of the file; None keeps the mode of an old file, and gives a new one what the system gives it: by the
            umask, or by the folder's default ACL.
        in_git: only for git's own files that the user asked Kaptar to change, such as a hook; never for an edit.
    """

    path: str
    before: Content | None
    after: Content | None
    mode: int | None = None
    in_git: bool = False
    like: str = ""


class WriteProblem(NamedTuple):
    """A file that is in the way. ``stale``: it changed since it was read; ``refused``: it is not written in this way."""

    kind: Literal["stale", "refused"]
    path: str
    message: str


class _Target(NamedTuple):
    """A step and its file: below its base, absolute and without links. ``facts`` of the old file."""

    step: Step
    base: Base
    file: Path
    facts: FileFacts | None = None


class Placing:
    """The files of one write.

    Args:
        nonce: part of the names under which new content waits.

    Attributes:
        at: the path that is being worked on, for messages; "" where it is none.
    """

    def __init__(self, bases: Bases, steps: Sequence[Step], nonce: str) -> None:
        self.nonce, self.at = nonce, ""
        self.steps, self._bases, self._disk = steps, bases, bases.disk
        self._targets: list[_Target] = []
        self._facts: dict[str, FileFacts | None] = {}
        self._folders: dict[Path, Base] = {}
        self._seen: dict[Path, tuple[int, int] | None] = {}
        self._time = time.time_ns() // 1000 * 1000  # no file system that keeps microseconds cuts it short

    def find(self, held: Mapping[Path, str]) -> list[WriteProblem]:
        """Find the files and note their facts; those that are in the way. Must come first. Raises OSError.

        Args:
            held: files that are not written now, and why.
        """
        problems, known = [], set[Path]()
        for step in self.steps:
            self.at = step.path
            target = self._target(step)
            problem = self._out_of_bounds(target) or _held(target, held)
            if problem is None and target.file in known:
                problem = WriteProblem("refused", step.path, f"{step.path} is named twice")
            known.add(target.file)
            found = problem or self._found(target)
            if isinstance(found, _Target):
                self._targets.append(found)
            else:
                problems.append(found)
        self._facts = {target.step.path: target.facts for target in self._targets}
        self._folders = self._missing_folders()
        self.at = ""
        return problems

    @property
    def files(self) -> list[Path]:
        """The files that `find` has found."""
        return [target.file for target in self._targets]

    @property
    def folders(self) -> dict[Path, Base]:
        """The folders of the files that `find` has found."""
        return {target.file.parent: target.base for target in self._targets}

    def changed(self) -> list[WriteProblem]:
        """The files that changed since `find`. Raises OSError."""
        return [problem for target in self._targets if (problem := self._changed(target)) is not None]

    def head(self) -> Head:
        """What the journal says of this write."""
        offset, entries = 0, []
        for number, (step, base, file, facts) in enumerate(self._targets):
            size = size_of(step.before or b"")
            name = os.fsencode(file.relative_to(base.path))
            entries.append(JournalEntry(name, step.in_git, _digest(step.before), _digest(step.after), offset, size, facts,
                                        f"{self.nonce}-{number}", _new_mode(step, self._given(step, facts))))  # fmt: skip
            offset += size
        top, common = self._bases.worktree
        return Head(
            self.nonce, note_of_this(__version__), os.fsencode(top), None if common is None else os.fsencode(common),
            tuple(entries), tuple(map(os.fsencode, self._folders)),
            self._bases.marks(), self._time,
        )  # fmt: skip

    def prepare(self) -> WriteProblem | None:
        """Write all new content beside its file. Returns a problem if an attribute cannot be kept. Raises OSError."""
        for folder, base in self._folders.items():
            with self._spot(base, folder) as spot, suppress(FileExistsError):
                self._disk.mkdir(spot, 0o777)
        for target, beside in self._beside():
            self.at = target.step.path
            with self._spot(target.base, beside) as spot:
                if target.step.after is not None and (why := self._write(spot, target, text_of(target.step.after))):
                    return WriteProblem("refused", self.at, f"{self.at}: {why}; change it by hand")
        return None

    def put(self) -> None:
        """Rename all new content into place, and remove what goes. Raises OSError half way."""
        for target, beside in self._beside():
            self.at = target.step.path
            with self._spot(target.base, target.file) as spot:
                if target.step.after is None:
                    self._disk.unlink(spot)
                else:
                    self._disk.rename(spot._replace(path=beside), spot)

    def is_put(self) -> bool:
        """Whether `put`, which came after a whole `prepare`, was done to its end, also where an interruption hides that."""
        for target, beside in self._beside():
            waits = target.file if target.step.after is None else beside
            with target.base.located(waits) as spot:
                if isinstance(spot, Located) and is_there(self._disk, spot):
                    return False
        return True

    def sync(self) -> None:
        """Make the renames last through a power cut. Raises OSError."""
        touched = {target.file.parent: target.base for target in self._targets}
        touched |= {folder.parent: base for folder, base in self._folders.items()}
        for folder in sorted(touched):
            with touched[folder].entered(folder) as handle:
                sync_names(self._disk, _reached(handle))

    def clean(self) -> None:
        """Remove what still waits, and the folders that were made for it. Raises OSError."""
        for target, beside in self._beside():
            with target.base.located(beside) as spot:
                if isinstance(spot, Located):
                    unlink_if_there(self._disk, spot)
        for folder, base in reversed(self._folders.items()):
            with base.located(folder) as spot, suppress(OSError):  # something is in it
                if isinstance(spot, Located):
                    self._disk.rmdir(spot)

    @contextmanager
    def _spot(self, base: Base, file: Path) -> Iterator[Located]:
        """As `Base.located`, of a file whose folder was there a moment ago. Raises OSError where it is not."""
        with base.located(file) as spot:
            yield _reached(spot)

    def _target(self, step: Step) -> _Target:
        top, common = self._bases.worktree
        base = common if step.in_git and common is not None else top
        file = self._disk.resolve((base / step.path).parent) / Path(step.path).name
        return _Target(step, self._bases.below(base), file)

    def _out_of_bounds(self, target: _Target) -> WriteProblem | None:
        path, base = target.step.path, target.base.path
        if not target.file.is_relative_to(base):
            return WriteProblem("refused", path, f"{path} leads out of {base}")
        if not target.step.in_git and (part := forbidden_part(target.file.relative_to(base).parts) or self._by_identity(target)):
            return WriteProblem("refused", path, f"{path} leads into {part}, which edits never touch")
        return None

    def _by_identity(self, target: _Target) -> str:
        """The folder that edits never touch, where a path leads into it by another name: a mount, or letters that count alike."""
        top, common = self._bases.worktree
        never = {".git": common, ".kaptar": top / ".kaptar"} if common is not None else {".kaptar": top / ".kaptar"}
        found = {identity: name for name, path in never.items() if (identity := self._identity(path)) is not None}
        above = target.file.relative_to(top).parents
        identities = (self._identity(top / folder) for folder in above if folder.parts)
        return next((found[identity] for identity in identities if identity in found), "")

    def _identity(self, folder: Path) -> tuple[int, int] | None:
        if folder not in self._seen:
            there = self._disk.lstat(folder) if is_there(self._disk, folder) else None
            self._seen[folder] = None if there is None else (there.st_dev, there.st_ino)
        return self._seen[folder]

    def _found(self, target: _Target) -> _Target | WriteProblem:
        """The target with the facts of its file, or why it is not written."""
        with target.base.located(target.file) as spot:
            if problem := self._problem(target.step, spot):
                return problem
            if target.step.before is None or isinstance(spot, Unreached):
                return target
            handle = self._disk.open(spot, _READ)
            try:
                return target._replace(facts=facts_of(self._disk, handle))
            finally:
                shut(self._disk, handle)

    def _changed(self, target: _Target) -> WriteProblem | None:
        with target.base.located(target.file) as spot:
            return self._problem(target.step, spot)

    def _problem(self, step: Step, spot: Located | Unreached) -> WriteProblem | None:
        """Whether a file is another one than the step says, or one that is not written."""
        path, before = step.path, step.before
        if isinstance(spot, Unreached):
            if spot.kind == "link":
                return WriteProblem("refused", path, f"{path} cannot be written: {spot.why}")
            return None if before is None else _stale(path, "changed since it was read")
        try:
            found = self._disk.lstat(spot)
        except FileNotFoundError:
            return None if before is None else _stale(path, "changed since it was read")
        if stat.S_ISLNK(found.st_mode):
            return WriteProblem("refused", path, f"{path} is a symbolic link, which is not followed; name its target")
        if not stat.S_ISREG(found.st_mode):
            return WriteProblem("refused", path, f"{path} is not a regular file")
        if before is None:
            return _stale(path, "exists now")
        if found.st_nlink > 1:
            said = f"{path} has {found.st_nlink} names (hard links), and writing would part them; change it by hand"
            return WriteProblem("refused", path, said)
        if found.st_size != size_of(before) or self._content(spot, size_of(before)) != text_of(before):
            return _stale(path, "changed since it was read")
        return None

    def _content(self, spot: Located, size: int) -> bytes:
        handle = self._disk.open(spot, _READ)
        try:
            return read_most(self._disk, handle, size + 1)
        finally:
            shut(self._disk, handle)

    def _missing_folders(self) -> dict[Path, Base]:
        """Those that the new files need, the outermost first."""
        missing: dict[Path, Base] = {}
        for target in self._targets:
            each = target.file.parent
            while target.step.after is not None and each not in missing and not is_there(self._disk, each):
                missing[each] = target.base
                each = each.parent
        return dict(sorted(missing.items()))

    def _beside(self) -> Iterator[tuple[_Target, Path]]:
        for number, target in enumerate(self._targets):
            yield target, temporary(target.file, f"{self.nonce}-{number}")

    def _given(self, step: Step, facts: FileFacts | None) -> FileFacts | None:
        """The facts that new content gets: of the old file, or of the file that moves there."""
        return facts if facts is not None or not step.like else self._facts.get(step.like)

    def _write(self, beside: Located, target: _Target, content: bytes) -> str:
        """Write content durably under its waiting name; what of the old file cannot be kept. Raises OSError."""
        mode, facts = target.step.mode, self._given(target.step, target.facts)
        handle = self._disk.open(beside, _NEW, _OF_THE_SYSTEM if facts is None and mode is None else _CLOSED)
        try:
            write_whole(self._disk, handle, content)
            why = ""
            if facts is not None:
                kept = facts if mode is None else msgspec.structs.replace(facts, mode=mode)
                why = give(self._disk, handle, kept)
            elif mode is not None:
                self._disk.chmod(handle, mode)
            self._disk.set_time(handle, self._time)
            self._disk.fsync(handle)
        finally:
            self._disk.close(handle)
        return why


def _held(target: _Target, held: Mapping[Path, str]) -> WriteProblem | None:
    why = held.get(target.file)
    return None if why is None else WriteProblem("refused", target.step.path, f"{target.step.path}: {why}")


def _new_mode(step: Step, facts: FileFacts | None) -> int | None:
    if step.after is None:
        return None
    return step.mode if step.mode is not None or facts is None else facts.mode


def _stale(path: str, what: str) -> WriteProblem:
    return WriteProblem("stale", path, f"{path} {what}; read it again and make the edit anew")


def text_of(content: Content) -> bytes:
    """The bytes themselves. Raises OSError where they are kept elsewhere and cannot be read."""
    return content if isinstance(content, bytes) else content.read()


def size_of(content: Content) -> int:
    return len(content) if isinstance(content, bytes) else content.size


def _digest(content: Content | None) -> bytes | None:
    return None if content is None else digest(text_of(content))


def _reached(found: Reached | Unreached) -> Reached:
    if isinstance(found, Unreached):
        raise OSError(errno.ESTALE, found.why)
    return found
