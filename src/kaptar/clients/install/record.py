"""Record of what ``kaptar init`` changed, to take it back byte by byte: ``.kaptar/init.json`` and copies beside it."""

import os
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Literal, NamedTuple, TypeVar

import msgspec

from kaptar.atomic import write_atomically
from kaptar.clients.install.part import ClientFile
from kaptar.errors import InputError
from kaptar.repository.files import Unread, read_file
from kaptar.repository.own import make_own_folder, read_own
from kaptar.repository.worktree import Worktree
from kaptar.repository.writer import NotWritten, Step, write

State = Literal["written", "unchanged", "restored", "removed", "absent"]
PRIVATE_MODE = 0o600
Value = TypeVar("Value")


class InstallChange(NamedTuple):
    """A change that was made, or would be made, to one file."""

    client: str
    path: str
    state: State
    before: bytes | None
    after: bytes | None


class RecordEntry(msgspec.Struct, frozen=True):
    """One file as it was.

    Attributes:
        before: the name of the copy; None where there was no file.
        after: SHA-256 of what was written.
        folders: those that were made for it, the innermost first.
    """

    client: str
    path: str
    before: str | None
    mode: int | None
    after: str
    folders: tuple[str, ...] = ()


class _Planned(NamedTuple):
    """One file that is to be changed. ``entry``: what the record says of it afterwards, None for nothing."""

    target: ClientFile
    before: bytes | None
    after: bytes | None
    mode: int | None
    entry: RecordEntry | None
    copy: bytes | None = None


class InstallRecord:
    """The entries of one repository, and what is to be changed: `install` and `undo` plan, `write` does it.

    Args:
        state: the folder that has the record. None: there is none, and marks alone tell.
        root: what the entries' paths are relative to.
        worktree: the one whose files are changed.
        read: gives a file's content, None where there is none; the disk's by default. Raises InputError.

    Raises:
        InputError: the file is damaged.
    """

    def __init__(
        self, state: Path | None, root: Path, worktree: Worktree, read: Callable[[Path], bytes | None] | None = None
    ) -> None:
        folder = root if state is None else state
        self._file, self._copies, self._root, self._worktree = folder / "init.json", folder / "init", root, worktree
        self._read = read or read_client_file
        try:
            noted = read_own(self._file) if state is not None else None
            entries = [] if noted is None else msgspec.json.decode(noted, type=list[RecordEntry])
        except msgspec.MsgspecError as problem:
            raise InputError(f"{self._file}: cannot be read: {problem}; move it away to have marks alone tell") from None
        self._entries = {entry.path: entry for entry in entries}
        self._planned: dict[str, _Planned] = {}

    def install(self, client: str, target: ClientFile) -> InstallChange:
        """Plan to put a target's part in, or to renew it. Raises InputError."""
        current = self._read(target.path)
        base = self._base(target, current)
        after = _guarded(target, lambda: target.part.put(_text(base))).encode("utf-8", "surrogateescape")
        name = self._name(target)
        if after == current:
            return InstallChange(client, name, "unchanged", current, after)
        mode = PRIVATE_MODE if target.private else None if current is not None else target.mode
        self._planned[name] = _Planned(target, current, after, mode, self._entry(client, target, base, after), base)
        return InstallChange(client, name, "written", current, after)

    def undo(self, client: str, target: ClientFile) -> InstallChange:
        """Plan to take a target's part out. Raises InputError."""
        current = self._read(target.path)
        base, name = self._base(target, current), self._name(target)
        entry = self._entries.get(name)
        mode = entry.mode if entry and entry.mode else None if current is not None else target.mode
        if current != base or entry is not None:
            self._planned[name] = _Planned(target, current, base, mode, None)
        if current == base:
            return InstallChange(client, name, "absent" if current is None else "unchanged", current, base)
        return InstallChange(client, name, "removed" if base is None else "restored", current, base)

    def write(self) -> list[str]:
        """Change what was planned: all files, or none. What the user must know besides, in lines. Raises InputError."""
        known = dict(self._entries)
        installed = {name: each.entry for name, each in self._planned.items() if each.entry is not None}
        self._keep_copies()
        self._entries |= installed
        if installed:
            self._save()
        steps = [self._step(each) for each in self._planned.values() if each.before != each.after]
        done = write(self._worktree, steps) if steps else None
        if isinstance(done, NotWritten):
            self._entries = known
            if installed:
                self._save()
            raise InputError(done.said)
        for name in self._planned.keys() - installed.keys():
            self._forget(name)
        self._planned = {}
        return done.told if done is not None else []

    def clients(self) -> set[str]:
        """Whose configuration was written."""
        return {entry.client for entry in self._entries.values()}

    def paths(self) -> set[str]:
        """The files that were written, relative to the root."""
        return set(self._entries)

    def knows(self, target: ClientFile) -> bool:
        """Whether a target's file was written."""
        return self._name(target) in self._entries

    def _base(self, target: ClientFile, current: bytes | None) -> bytes | None:
        """The file without Kaptar's part: the copy where nobody changed the file since, else what the marks leave."""
        entry = self._entries.get(self._name(target))
        if current is None:
            return None
        before = self._copy(entry)
        if entry is not None and _digest(current) == entry.after:
            return before
        text = _guarded(target, lambda: target.part.take(_checked(current), _text(before)))
        return None if text is None else text.encode("utf-8", "surrogateescape")

    def _copy(self, entry: RecordEntry | None) -> bytes | None:
        if entry is None or entry.before is None:
            return None
        found = read_own(self._copies / Path(entry.before).name)
        if found is None:
            raise InputError(
                f"{self._copies / entry.before}: the copy of {entry.path} is gone; remove {self._file} to go by marks"
            )
        return found

    def _forget(self, name: str) -> None:
        """What was undone: its entry, its copy, and the folders that were made for it."""
        entry = self._entries.pop(name, None)
        if entry is None:
            return
        self._save()
        if entry.before:
            (self._copies / Path(entry.before).name).unlink(missing_ok=True)
        for folder in entry.folders if self._planned[name].after is None else ():
            with suppress(OSError):  # something else lies in it by now
                os.rmdir(folder)

    def _entry(self, client: str, target: ClientFile, base: bytes | None, after: bytes) -> RecordEntry:
        name = self._name(target)
        known = self._entries.get(name)
        mode = known.mode if known else target.path.stat().st_mode & 0o777 if target.path.exists() else None
        folders = known.folders if known else tuple(str(f) for f in target.path.parents if not f.exists())
        return RecordEntry(client, name, None if base is None else _copy_name(client, name), mode, _digest(after), folders)

    def _keep_copies(self) -> None:
        for each in self._planned.values():
            if each.entry is not None and each.entry.before is not None and each.copy is not None:
                make_own_folder(self._copies)
                write_atomically(self._copies / each.entry.before, each.copy, PRIVATE_MODE)

    def _step(self, each: _Planned) -> Step:
        path = Path(os.path.realpath(each.target.path))  # a link stays one
        top, common = self._worktree
        in_git = common is not None and path.is_relative_to(common)
        base = common if in_git and common is not None else top
        return Step(path.relative_to(base).as_posix(), each.before, each.after, each.mode, in_git)

    def _save(self) -> None:
        data = msgspec.json.format(msgspec.json.encode(sorted(self._entries.values(), key=lambda e: e.path)))
        write_atomically(self._file, data + b"\n", PRIVATE_MODE)

    def _name(self, target: ClientFile) -> str:
        return os.path.relpath(target.path, self._root).replace(os.sep, "/")


def _guarded(target: ClientFile, work: Callable[[], Value]) -> Value:
    """The work's result; its complaints name the file."""
    try:
        return work()
    except InputError as problem:
        raise InputError(f"{target.path}: {problem}") from None


def read_client_file(path: Path) -> bytes | None:
    """A file's content; None where there is none. Raises InputError."""
    found = read_file(path)
    if isinstance(found, Unread) and found.kind != "missing":
        raise InputError(f"{path}: {found.reason}")
    return None if isinstance(found, Unread) else found


def _text(data: bytes | None) -> str | None:
    return None if data is None else _checked(data)


def _checked(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise InputError(f"not UTF-8 at byte {problem.start}") from None


def _copy_name(client: str, name: str) -> str:
    return f"{client}-{sha256(name.encode()).hexdigest()[:8]}.before"


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()
