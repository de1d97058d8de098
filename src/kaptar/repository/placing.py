"""The disk work of one write: look at each file, put its new content beside it, give that its name."""

import os
import stat
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

from kaptar import __version__
from kaptar.repository.disk import Disk, read_most, sync_folder, unlink_if_there, write_whole
from kaptar.repository.file_facts import FileFacts, facts_of, give, mark_of
from kaptar.repository.journal import Head, JournalEntry, digest, temporary
from kaptar.repository.living import note_of_this
from kaptar.repository.paths import forbidden_part
from kaptar.repository.worktree import Worktree

NEW_MODE = 0o644
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)


class Step(msgspec.Struct, frozen=True):
    """One file of a write.

    Attributes:
        path: relative to the worktree's top, or to git's common directory where ``in_git``; with ``/``.
        before, after: the content; None where there is no file.
        mode: of the file; None keeps the mode of an old file, and gives a new one 0644.
        in_git: only for git's own files that the user asked Kaptar to change, such as a hook; never for an edit.
    """

    path: str
    before: bytes | None
    after: bytes | None
    mode: int | None = None
    in_git: bool = False


class WriteProblem(NamedTuple):
    """A file that is in the way. ``stale``: it changed since it was read; ``refused``: it is not written in this way."""

    kind: Literal["stale", "refused"]
    path: str
    message: str


class _Target(NamedTuple):
    """A step and its file: below ``base``, absolute and without links. ``facts`` of the old file."""

    step: Step
    base: Path
    file: Path
    facts: FileFacts | None = None


class Placing:
    """The files of one write.

    Args:
        nonce: part of the names under which new content waits.

    Attributes:
        at: the path that is being worked on, for messages.
    """

    def __init__(self, disk: Disk, worktree: Worktree, steps: Sequence[Step], nonce: str) -> None:
        self.nonce, self.at = nonce, ""
        self._disk, self._worktree, self._steps = disk, worktree, steps
        self._targets: list[_Target] = []
        self._folders: list[Path] = []
        self._time = time.time_ns() // 1000 * 1000  # no file system that keeps microseconds cuts it short

    def find(self, held: Mapping[Path, str]) -> list[WriteProblem]:
        """Find the files and note their facts; those that are in the way. Must come first. Raises OSError.

        Args:
            held: files that are not written now, and why.
        """
        problems, known = [], set[Path]()
        for step in self._steps:
            self.at = step.path
            target = self._target(step)
            problem = self._out_of_bounds(target) or _held(target, held) or self._changed(target)
            if problem is None and target.file in known:
                problem = WriteProblem("refused", step.path, f"{step.path} is named twice")
            known.add(target.file)
            if problem is None:
                self._targets.append(target._replace(facts=self._facts(target)))
            else:
                problems.append(problem)
        self._folders = self._missing_folders()
        return problems

    def changed(self) -> list[WriteProblem]:
        """The files that changed since `find`. Raises OSError."""
        return [problem for target in self._targets if (problem := self._changed(target)) is not None]

    def head(self) -> Head:
        """What the journal says of this write."""
        offset, entries = 0, []
        for number, (step, base, file, facts) in enumerate(self._targets):
            size = len(step.before or b"")
            name = os.fsencode(file.relative_to(base))
            entries.append(JournalEntry(name, step.in_git, _digest(step.before), _digest(step.after), offset, size, facts,
                                        f"{self.nonce}-{number}", _new_mode(step, facts)))  # fmt: skip
            offset += size
        top, common = self._worktree
        return Head(
            self.nonce, note_of_this(__version__), os.fsencode(top), None if common is None else os.fsencode(common),
            tuple(entries), tuple(map(os.fsencode, self._folders)),
            tuple(mark_of(self._disk, each) for each in (top, common) if each is not None), self._time,
        )  # fmt: skip

    def prepare(self) -> WriteProblem | None:
        """Write all new content beside its file. Returns a problem if an attribute cannot be kept. Raises OSError."""
        for folder in self._folders:
            with suppress(FileExistsError):
                self._disk.mkdir(folder, 0o777)
        for target, beside in self._beside():
            self.at = target.step.path
            if target.step.after is not None and (why := self._write(beside, target, target.step.after)):
                return WriteProblem("refused", self.at, f"{self.at}: {why}; change it by hand")
        return None

    def put(self) -> None:
        """Rename all new content into place, and remove what goes. Raises OSError half way."""
        for target, beside in self._beside():
            self.at = target.step.path
            if target.step.after is None:
                self._disk.unlink(target.file)
            else:
                self._disk.rename(beside, target.file)

    def sync(self) -> None:
        """Make the renames last through a power cut. Raises OSError."""
        for folder in sorted({target.file.parent for target in self._targets} | {each.parent for each in self._folders}):
            sync_folder(self._disk, folder)

    def clean(self) -> None:
        """Remove what still waits, and the folders that were made for it. Raises OSError."""
        for _, beside in self._beside():
            if self._folders and not _there(self._disk, beside.parent):
                continue
            unlink_if_there(self._disk, beside)
        for folder in reversed(self._folders):
            with suppress(OSError):  # something is in it
                self._disk.rmdir(folder)

    def _target(self, step: Step) -> _Target:
        base = self._worktree.common if step.in_git and self._worktree.common is not None else self._worktree.top
        return _Target(step, base, self._disk.resolve((base / step.path).parent) / Path(step.path).name)

    def _out_of_bounds(self, target: _Target) -> WriteProblem | None:
        path = target.step.path
        if not target.file.is_relative_to(target.base):
            return WriteProblem("refused", path, f"{path} leads out of {target.base}")
        if not target.step.in_git and (part := forbidden_part(target.file.relative_to(target.base).parts)):
            return WriteProblem("refused", path, f"{path} leads into {part}, which edits never touch")
        return None

    def _changed(self, target: _Target) -> WriteProblem | None:
        """Whether a file is another one than the step says, or one that is not written."""
        path, before = target.step.path, target.step.before
        try:
            found = self._disk.lstat(target.file)
        except (FileNotFoundError, NotADirectoryError):
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
        if found.st_size != len(before) or self._content(target.file, len(before)) != before:
            return _stale(path, "changed since it was read")
        return None

    def _content(self, file: Path, size: int) -> bytes:
        handle = self._disk.open(file, _READ)
        try:
            return read_most(self._disk, handle, size + 1)
        finally:
            self._disk.close(handle)

    def _facts(self, target: _Target) -> FileFacts | None:
        if target.step.before is None:
            return None
        handle = self._disk.open(target.file, _READ)
        try:
            return facts_of(self._disk, handle)
        finally:
            self._disk.close(handle)

    def _missing_folders(self) -> list[Path]:
        """Those that the new files need, the outermost first."""
        missing = set[Path]()
        for target in self._targets:
            each = target.file.parent
            while target.step.after is not None and each not in missing and not _there(self._disk, each):
                missing.add(each)
                each = each.parent
        return sorted(missing)

    def _beside(self) -> Iterator[tuple[_Target, Path]]:
        for number, target in enumerate(self._targets):
            yield target, temporary(target.file, f"{self.nonce}-{number}")

    def _write(self, beside: Path, target: _Target, content: bytes) -> str:
        """Write content durably under its waiting name; what of the old file cannot be kept. Raises OSError."""
        mode = target.step.mode
        handle = self._disk.open(beside, _NEW)
        try:
            write_whole(self._disk, handle, content)
            if target.facts is None:
                self._disk.chmod(handle, NEW_MODE if mode is None else mode)
                why = ""
            else:
                kept = target.facts if mode is None else msgspec.structs.replace(target.facts, mode=mode)
                why = give(self._disk, handle, kept)
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
    return step.mode if step.mode is not None else NEW_MODE if facts is None else facts.mode


def _stale(path: str, what: str) -> WriteProblem:
    return WriteProblem("stale", path, f"{path} {what}; read it again and make the edit anew")


def _digest(content: bytes | None) -> bytes | None:
    return None if content is None else digest(content)


def _there(disk: Disk, path: Path) -> bool:
    try:
        disk.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True
