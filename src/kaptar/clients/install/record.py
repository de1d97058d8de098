"""What ``kaptar init`` changed, kept so that it can be taken back byte by byte: ``.kaptar/init.json`` and copies beside it."""

import os
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Literal, NamedTuple, TypeVar

import msgspec

from kaptar.atomic import write_atomically
from kaptar.clients.install.part import Target
from kaptar.errors import InputError
from kaptar.repository.own import read_own
from kaptar.repository.places import make_private

State = Literal["written", "unchanged", "restored", "removed", "absent"]


Value = TypeVar("Value")


class Change(NamedTuple):
    """What happened, or would happen, to one file."""

    client: str
    path: str
    state: State
    before: bytes | None
    after: bytes | None


class Entry(msgspec.Struct, frozen=True):
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


class Record:
    """The entries of one repository.

    Args:
        state: the folder that has the record. None: there is none, and marks alone tell.
        root: what the paths are relative to.
        read: gives a file's content, None where there is none; the disk's by default. Raises InputError.
    Raises:
        InputError: the file is damaged.
    """

    def __init__(self, state: Path | None, root: Path, read: Callable[[Path], bytes | None] | None = None) -> None:
        folder = root if state is None else state
        self._file, self._copies, self._root = folder / "init.json", folder / "init", root
        self._read = read or read_file
        try:
            noted = read_own(self._file) if state is not None else None
            entries = [] if noted is None else msgspec.json.decode(noted, type=list[Entry])
        except msgspec.MsgspecError as problem:
            raise InputError(f"{self._file}: cannot be read: {problem}; move it away to have marks alone tell") from None
        self._entries = {entry.path: entry for entry in entries}

    def install(self, client: str, target: Target, *, dry_run: bool) -> Change:
        """Put a target's part in, or renew it. Raises InputError."""
        current = self._read(target.path)
        base = self._base(target, current)
        after = _guarded(target, lambda: target.part.put(_text(base))).encode("utf-8", "surrogateescape")
        if after == current:
            return Change(client, self._name(target), "unchanged", current, after)
        if not dry_run:
            self._keep(client, target, base, after)
            _write(target, after)
        return Change(client, self._name(target), "written", current, after)

    def undo(self, client: str, target: Target, *, dry_run: bool) -> Change:
        """Take a target's part out. Raises InputError."""
        current = self._read(target.path)
        base = self._base(target, current)
        if not dry_run:
            self._forget(target, base, changed=current != base)
        if current == base:
            return Change(client, self._name(target), "absent" if current is None else "unchanged", current, base)
        return Change(client, self._name(target), "removed" if base is None else "restored", current, base)

    def clients(self) -> set[str]:
        """Whose configuration was written."""
        return {entry.client for entry in self._entries.values()}

    def paths(self) -> set[str]:
        """The files that were written, relative to the root."""
        return set(self._entries)

    def knows(self, target: Target) -> bool:
        """Whether a target's file was written."""
        return self._name(target) in self._entries

    def _base(self, target: Target, current: bytes | None) -> bytes | None:
        """The file without Kaptar's part: the copy where nobody changed the file since, else what the marks leave."""
        entry = self._entries.get(self._name(target))
        if current is None:
            return None
        before = self._copy(entry)
        if entry is not None and _digest(current) == entry.after:
            return before
        text = _guarded(target, lambda: target.part.take(_checked(current), _text(before)))
        return None if text is None else text.encode("utf-8", "surrogateescape")

    def _copy(self, entry: Entry | None) -> bytes | None:
        if entry is None or entry.before is None:
            return None
        found = read_own(self._copies / Path(entry.before).name)
        if found is None:
            raise InputError(
                f"{self._copies / entry.before}: the copy of {entry.path} is gone; remove {self._file} to go by marks"
            )
        return found

    def _forget(self, target: Target, base: bytes | None, *, changed: bool) -> None:
        entry = self._entries.pop(self._name(target), None)
        if changed:
            _restore(target, base, entry)
        if entry is not None:
            self._save()
        if entry is not None and entry.before:
            (self._copies / Path(entry.before).name).unlink(missing_ok=True)

    def _keep(self, client: str, target: Target, base: bytes | None, after: bytes) -> None:
        name = None
        if base is not None:
            make_private(self._copies)
            name = f"{client}-{sha256(self._name(target).encode()).hexdigest()[:8]}.before"
            write_atomically(self._copies / name, base, 0o600)
        known = self._entries.get(self._name(target))
        mode = known.mode if known else target.path.stat().st_mode & 0o777 if target.path.exists() else None
        folders = known.folders if known else tuple(str(f) for f in target.path.parents if not f.exists())
        self._entries[self._name(target)] = Entry(client, self._name(target), name, mode, _digest(after), folders)
        self._save()

    def _save(self) -> None:
        data = msgspec.json.format(msgspec.json.encode(sorted(self._entries.values(), key=lambda e: e.path)))
        write_atomically(self._file, data + b"\n", 0o600)

    def _name(self, target: Target) -> str:
        return os.path.relpath(target.path, self._root).replace(os.sep, "/")


def _guarded(target: Target, work: Callable[[], Value]) -> Value:
    """The work's result; its complaints name the file."""
    try:
        return work()
    except InputError as problem:
        raise InputError(f"{target.path}: {problem}") from None


def read_file(path: Path) -> bytes | None:
    """A file's content; None where there is none. Raises InputError."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as problem:
        raise InputError(f"{path}: cannot be read: {problem.strerror or problem}") from None


def _text(data: bytes | None) -> str | None:
    return None if data is None else _checked(data)


def _checked(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise InputError(f"not UTF-8 at byte {problem.start}") from None


def _write(target: Target, data: bytes) -> None:
    path = Path(os.path.realpath(target.path))  # a link stays one
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        mode = 0o600 if target.private else path.stat().st_mode & 0o777 if path.exists() else target.mode
        write_atomically(path, data, mode)
    except OSError as problem:
        raise InputError(f"{target.path}: cannot be written: {problem.strerror or problem}") from None


def _restore(target: Target, data: bytes | None, entry: Entry | None) -> None:
    path = Path(os.path.realpath(target.path))
    try:
        if data is not None:
            mode = entry.mode if entry else None
            write_atomically(path, data, mode or (path.stat().st_mode & 0o777 if path.exists() else target.mode))
        else:
            path.unlink(missing_ok=True)
    except OSError as problem:
        raise InputError(f"{target.path}: cannot be restored: {problem.strerror or problem}") from None
    for folder in entry.folders if entry and data is None else ():
        with suppress(OSError):  # something else lies in it by now
            os.rmdir(folder)


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()
