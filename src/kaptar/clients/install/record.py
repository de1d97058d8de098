"""Record of what ``kaptar init`` changed, to take it back byte by byte: ``.kaptar/init.json`` and copies beside it."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Literal, NamedTuple, TypeVar

import msgspec

from kaptar.atomic import write_atomically
from kaptar.clients.install.own_file import OwnFile
from kaptar.clients.install.part import ClientFile
from kaptar.decoding.json import decode_json
from kaptar.errors import InputError
from kaptar.repository.files import Unread, read_file
from kaptar.repository.own import make_own_folder, read_own
from kaptar.repository.worktree import Worktree
from kaptar.repository.writer import NotWritten, Step, write

State = Literal["written", "unchanged", "restored", "removed", "absent"]
PRIVATE_MODE = 0o600
Value = TypeVar("Value")
Text = TypeVar("Text", str, str | None)


class InstallChange(NamedTuple):
    """A change that was made, or would be made, to one file. ``remark``: what is left to the user there, "" for nothing."""

    client: str
    path: str
    state: State
    before: bytes | None
    after: bytes | None
    remark: str = ""


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


class Foreseen(NamedTuple):
    """A file as an earlier plan of the same write leaves it.

    Attributes:
        mode: that it gets; None keeps the one on disk.
        folders: those that were made for it and are empty without it.
    """

    content: bytes | None
    mode: int | None
    folders: tuple[str, ...]


class _Planned(NamedTuple):
    """One file that is to be changed. ``entry``: what the record says of it afterwards, None for nothing."""

    target: ClientFile
    before: bytes | None
    after: bytes | None
    mode: int | None
    entry: RecordEntry | None
    copy: bytes | None = None


class InstallRecord:
    """The entries of one repository, and what is to be changed: `install` and `undo` plan, `write_together` does it.

    Args:
        state: the folder that has the record. None: there is none, and marks alone tell.
        root: what the entries' paths are relative to.
        foreseen: files that an earlier plan of the same write changes.

    Raises:
        InputError: the file is damaged.
    """

    def __init__(self, state: Path | None, root: Path, foreseen: Mapping[Path, Foreseen] | None = None) -> None:
        folder = root if state is None else state
        self._file, self._copies, self._root, self._foreseen = folder / "init.json", folder / "init", root, foreseen or {}
        try:
            noted = read_own(self._file) if state is not None else None
            entries = [] if noted is None else decode_json(noted, list[RecordEntry])
        except msgspec.MsgspecError as problem:
            raise InputError(f"{self._file}: cannot be read: {problem}; move it away to have marks alone tell") from None
        self._entries = {entry.path: entry for entry in entries}
        self._kept = self._entries
        self._planned: dict[str, _Planned] = {}

    def install(self, client: str, target: ClientFile) -> InstallChange:
        """Plan to put a target's part in, or to renew it. Raises InputError."""
        current = self._read(target.path)
        base = self._base(target, current)
        after = _guarded(target, lambda: _put(target, _text(base))).encode("utf-8", "surrogateescape")
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
            return InstallChange(client, name, "absent" if current is None else "unchanged", current, base, _left(target, base))
        return InstallChange(client, name, "removed" if base is None else "restored", current, base)

    def rewrite(self, target: ClientFile, content: bytes) -> None:
        """Plan other content for a file, on top of what is planned for it already."""
        name = self._name(target)
        known = self._planned.get(name) or _Planned(target, self._read(target.path), None, None, None)
        self._planned[name] = known._replace(after=content)

    def planned(self, path: Path) -> bytes | None:
        """A file's content as it is to be. Raises InputError."""
        found = next((each for each in self._planned.values() if each.target.path == path), None)
        return self._read(path) if found is None else found.after

    def foreseen(self) -> dict[Path, Foreseen]:
        """The files as the plan leaves them, for a later plan of the same write."""
        entries = {name: self._entries.get(name) for name in self._planned}
        return {
            each.target.path: Foreseen(each.after, each.mode, entry.folders if (entry := entries[name]) else ())
            for name, each in self._planned.items()
        }

    def steps(self, worktree: Worktree) -> list[Step]:
        """What is to be written."""
        return [_step(each, worktree) for each in self._planned.values()]

    def begin(self) -> None:
        """Keep copies, and note what will be installed: after a crash, `undo` finds both. Raises InputError, OSError."""
        installed = {name: each.entry for name, each in self._planned.items() if each.entry is not None}
        if installed:
            self._keep_copies()
            self._kept, self._entries = self._entries, self._entries | installed
            self._save()

    def give_up(self) -> None:
        """Nothing was written: the record is as it was. Raises OSError."""
        if self._entries is not self._kept:
            self._entries = self._kept
            self._save()

    def finish(self) -> None:
        """All was written: what was undone is forgotten. Raises OSError."""
        for name in [name for name, each in self._planned.items() if each.entry is None]:
            self._forget(name)
        self._planned, self._kept = {}, self._entries

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
        text = _guarded(target, lambda: _taken(target, _checked(current), _text(before)))
        return None if text is None else text.encode("utf-8", "surrogateescape")

    def _copy(self, entry: RecordEntry | None) -> bytes | None:
        if entry is None or entry.before is None:
            return None
        found = read_own(self._copies / Path(entry.before).name)
        if found is None:
            raise InputError(
                f"{self._copies / entry.before}: the copy of {entry.path} is gone; move {self._file} away to go by marks"
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
        mode, folders = (known.mode, known.folders) if known else self._facts_before(target.path)
        return RecordEntry(client, name, None if base is None else _copy_name(client, name), mode, _digest(after), folders)

    def _facts_before(self, path: Path) -> tuple[int | None, tuple[str, ...]]:
        """The mode of a file that is about to be changed, and the folders that will be made for one that is not there."""
        on_disk = path.stat().st_mode & 0o777 if path.exists() else None
        known = self._foreseen.get(path)
        if known is not None and known.content is not None:
            return on_disk if known.mode is None else known.mode, ()
        made = {folder for each in self._foreseen.values() if each.content is None for folder in each.folders}
        folders = tuple(str(folder) for folder in path.parents if not folder.exists() or str(folder) in made)
        return on_disk if known is None else None, folders

    def _read(self, path: Path) -> bytes | None:
        known = self._foreseen.get(path)
        return read_client_file(path) if known is None else known.content

    def _keep_copies(self) -> None:
        for each in self._planned.values():
            if each.entry is not None and each.entry.before is not None and each.copy is not None:
                make_own_folder(self._copies)
                write_atomically(self._copies / each.entry.before, each.copy, PRIVATE_MODE)

    def _save(self) -> None:
        data = msgspec.json.format(msgspec.json.encode(sorted(self._entries.values(), key=lambda e: e.path)))
        write_atomically(self._file, data + b"\n", PRIVATE_MODE)

    def _name(self, target: ClientFile) -> str:
        return os.path.relpath(target.path, self._root).replace(os.sep, "/")


def write_together(worktree: Worktree, records: Sequence[InstallRecord]) -> list[str]:
    """Change what several records planned, each on top of the one before, in one write: all files, or none.

    What the user must know besides, in lines.

    Raises InputError; then no client's file is changed. What a record forgets afterwards may raise OSError.
    """
    begun: list[InstallRecord] = []
    try:
        for record in records:
            begun.append(record)
            record.begin()
        steps = _merged(step for record in records for step in record.steps(worktree))
        done = write(worktree, steps) if steps else None
    except InputError:
        _give_up(begun)
        raise
    except OSError as problem:
        _give_up(begun)
        raise InputError(f"{problem.filename or 'the record'}: {problem.strerror or problem}; nothing was changed") from None
    if isinstance(done, NotWritten):
        _give_up(begun)
        raise InputError(done.said)
    for record in records:
        record.finish()
    return done.told if done is not None else []


def _give_up(records: Iterable[InstallRecord]) -> None:
    for record in records:
        with suppress(OSError):  # an entry too many: `undo` then goes by the marks
            record.give_up()


def _merged(steps: Iterable[Step]) -> list[Step]:
    """One step a file, from its first content to its last; none where these are the same."""
    found: dict[tuple[str, bool], Step] = {}
    for step in steps:
        first = found.get((step.path, step.in_git))
        if first is not None:
            mode = first.mode if step.mode is None else step.mode
            step = msgspec.structs.replace(step, before=first.before, mode=mode)
        found[step.path, step.in_git] = step
    return [step for step in found.values() if step.before != step.after]


def _step(each: _Planned, worktree: Worktree) -> Step:
    path = Path(os.path.realpath(each.target.path))  # a link stays one
    top, common = worktree
    in_git = common is not None and path.is_relative_to(common)
    if in_git and common is not None and not Path(os.path.abspath(each.target.path)).is_relative_to(common):
        raise InputError(f"{each.target.path} leads into git's own folder ({path}); nothing was changed; move the link away")
    base = common if in_git and common is not None else top
    return Step(path.relative_to(base).as_posix(), each.before, each.after, each.mode, in_git)


def _put(target: ClientFile, text: str | None) -> str:
    return _proved(target, text, target.part.put(text))


def _taken(target: ClientFile, text: str, before: str | None) -> str | None:
    return _proved(target, text, target.part.take(text, before))


def _proved(target: ClientFile, before: str | None, after: Text) -> Text:
    """The new text, in which all that is not Kaptar's part is as before. Raises InputError where it is not."""
    if before != after and target.part.rest(before) != target.part.rest(after):
        raise InputError(
            "the change would not leave all else as it is, and is not made; change the file by hand, and report this"
        )
    return after


def _left(target: ClientFile, content: bytes | None) -> str:
    if content is None or not isinstance(target.part, OwnFile) or not target.part.found(content.decode("utf-8", "replace")):
        return ""
    return f"Not touched: {target.path} was changed since it was written. Look at it, and remove it by hand."


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
