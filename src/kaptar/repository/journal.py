"""Several files changed together, or not at all, also through a crash.

Before the first rename the old content of every file and a list of the steps stand durably in a journal folder. When
all steps are done the journal is removed; that is the moment of commit. A journal that is found with no live owner belongs to a
run that died in between: `recover` puts the old content back, but never over a file that somebody changed since.

Journals are in ``.kaptar/journal`` of the worktree, whichever folder of it is edited, so that whoever comes next finds them.
"""

import errno
import fcntl
import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from kaptar import __version__
from kaptar.atomic import sync_folder, write_atomically, write_new
from kaptar.errors import InputError
from kaptar.repository.living import living, note_of_this
from kaptar.repository.own import read_own
from kaptar.repository.paths import inside
from kaptar.repository.places import top_of

FOLDER = Path(".kaptar") / "journal"
_LIST, _OWNER = "steps.json", "owner.json"
_MOST_BYTES = 1 << 30
_PREFIX = "edit-"


class Step(msgspec.Struct, frozen=True):
    """One file: what it was (None: it did not exist) and what it becomes (None: it is deleted)."""

    path: str
    before: bytes | None
    after: bytes | None
    mode: int = 0o644


class Failed(msgspec.Struct, frozen=True):
    """Why nothing was changed: which file, whether it had changed meanwhile, and what the system said."""

    path: str
    stale: bool
    message: str


class _Entry(msgspec.Struct, frozen=True):
    """A step as it stands in the journal. ``backup`` is the file with the old content; digests are SHA-256 in hex."""

    path: str
    backup: str | None
    before: str | None
    after: str | None
    mode: int


class Recovered(msgspec.Struct, frozen=True):
    """What `recover` did with a dead journal: paths put back, and paths left alone because they had changed since."""

    restored: tuple[str, ...]
    left_alone: tuple[str, ...]


def write_all(root: Path, steps: Sequence[Step]) -> Failed | None:
    """Carry out all steps or none. Paths are relative to ``root``, a resolved folder, and were checked to stay inside.

    Returns:
        None when all is on disk; otherwise what failed, with every file as it was. Between the last look at a file and
        its rename there is a moment in which a change by others is lost: it is short, not absent.
    """
    top = top_of(root)
    below = "" if top == root else f"{root.relative_to(top).as_posix()}/"
    failed = _write_all(top, [msgspec.structs.replace(s, path=below + s.path) for s in steps])
    if failed is None:
        return None
    return Failed(failed.path.removeprefix(below), failed.stale, failed.message.removeprefix(below))


def _write_all(root: Path, steps: Sequence[Step]) -> Failed | None:
    if stale := _first_changed(root, steps):
        return stale
    steps = [msgspec.structs.replace(s, mode=_mode(root / s.path, s.mode)) for s in steps]
    with _journal(root) as folder:
        done: list[Step] = []
        path = ""
        try:
            _write_list(root, folder, steps)
            for step in steps:
                path = step.path
                if step.after is not None:
                    (root / path).parent.mkdir(parents=True, exist_ok=True)
                    write_new(_temporary(root, path, folder), step.after, step.mode)
            if stale := _first_changed(root, steps):
                return stale
            for step in steps:
                path = step.path
                done.append(step)
                _put(root, step, folder)
            for parent in {(root / s.path).parent for s in steps}:
                sync_folder(parent)
        except OSError as problem:
            for step in reversed(done):
                _put_back(root, step)
            return Failed(path, False, problem.strerror or str(problem))
        finally:
            _clean(root, (s.path for s in steps), folder)
    return None


def recover(folder: Path) -> list[Recovered]:
    """Roll back what dead runs left half done in the worktree of a folder. Journals of the living are not touched.

    Raises OSError, InputError.
    """
    root, out = top_of(folder), []
    for journal in _journals(root):
        with _dead(journal) as dead:
            if dead:
                out.append(_roll_back(root, journal))
                shutil.rmtree(journal)
    if out:
        _remove_if_empty(root / FOLDER)
        _remove_if_empty((root / FOLDER).parent)
    return out


def left(folder: Path) -> list[tuple[str, ...]]:
    """For each run that died half way in the worktree of a folder the files it was about. Changes nothing."""
    found = []
    for journal in _journals(top_of(folder)):
        with _dead(journal) as dead:
            if dead:
                found.append(tuple(entry.path for entry in _entries(journal)))
    return found


def _journals(root: Path) -> list[Path]:
    if not _is_own(root):
        return []
    return [folder for folder in sorted((root / FOLDER).glob(f"{_PREFIX}*")) if not folder.is_symlink() and folder.is_dir()]


@contextmanager
def _dead(journal: Path) -> Iterator[bool]:
    """Whether nobody works with a journal: its lock is free, and the process that its note names has ended.

    The lock is held meanwhile. Either would do on one machine; containers do not see each other's processes, and some
    file systems have no locks.
    """
    with _owned(journal) as mine:
        yield mine and living(journal / _OWNER) is None


def _entries(journal: Path) -> list[_Entry]:
    """What was about to be done; nothing where the list was not complete, so that nothing was done yet."""
    try:
        return msgspec.json.decode(read_own(journal / _LIST, _MOST_BYTES) or b"[]", type=list[_Entry])
    except (OSError, InputError, msgspec.MsgspecError):
        return []


def _roll_back(root: Path, folder: Path) -> Recovered:
    entries = _entries(folder)
    if not all(_may_touch(root, e, number) for number, e in enumerate(entries)):
        return Recovered((), tuple(e.path for e in entries))
    _clean(root, (e.path for e in entries), folder)
    restored, left = [], []
    for entry in entries:
        now = _digest(_read(root / entry.path))
        if now == entry.before:
            continue
        if now != entry.after:
            left.append(entry.path)
        elif entry.backup is None:
            (root / entry.path).unlink()
            restored.append(entry.path)
        else:
            before = _kept(folder / entry.backup)
            if before is None or _digest(before) != entry.before:
                left.append(entry.path)
                continue
            write_atomically(root / entry.path, before, entry.mode)
            restored.append(entry.path)
    return Recovered(tuple(restored), tuple(left))


def _kept(backup: Path) -> bytes | None:
    """The old content of a file; None where it is not what was put there."""
    try:
        return read_own(backup, _MOST_BYTES)
    except (OSError, InputError):
        return None


def _may_touch(root: Path, entry: _Entry, number: int) -> bool:
    """Whether an entry is one that `write_all` writes. A repository may bring a journal of its own, made to reach elsewhere."""
    return inside(root, entry.path) == entry.path and entry.backup in (None, _backup(number))


def _backup(number: int) -> str:
    return f"{number}.before"


def _write_list(root: Path, folder: Path, steps: Sequence[Step]) -> None:
    entries = []
    for number, step in enumerate(steps):
        backup = None
        if step.before is not None:
            backup = _backup(number)
            write_atomically(folder / backup, step.before, 0o600)
        entries.append(_Entry(step.path, backup, _digest(step.before), _digest(step.after), step.mode))
    write_atomically(folder / _LIST, msgspec.json.encode(entries), 0o600)
    sync_folder(folder)


def _put(root: Path, step: Step, folder: Path) -> None:
    if step.after is None:
        (root / step.path).unlink()
    else:
        os.replace(_temporary(root, step.path, folder), root / step.path)


def _temporary(root: Path, path: str, folder: Path) -> Path:
    """Where the new content of a file waits. The journal's own name is in it, so that `recover` finds it again."""
    target = root / path
    return target.with_name(f".{target.name[:100]}.{folder.name}.kaptar")


def _clean(root: Path, paths: Iterable[str], folder: Path) -> None:
    for path in paths:
        _temporary(root, path, folder).unlink(missing_ok=True)


def _put_back(root: Path, step: Step) -> None:
    target = root / step.path
    if step.before is not None:
        write_atomically(target, step.before, step.mode)
    elif _read(target) == step.after:
        target.unlink()


def _first_changed(root: Path, steps: Sequence[Step]) -> Failed | None:
    for step in steps:
        if _read(root / step.path) != step.before:
            what = "exists now" if step.before is None else "changed since it was read"
            return Failed(step.path, True, f"{step.path} {what}; read it again and make the edit anew")
    return None


def _read(path: Path) -> bytes | None:
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except FileNotFoundError:
        return None
    with os.fdopen(handle, "rb") as file:
        return file.read()


def _mode(path: Path, default: int) -> int:
    try:
        return stat.S_IMODE(path.lstat().st_mode)
    except OSError:
        return default


def _digest(data: bytes | None) -> str | None:
    return None if data is None else hashlib.sha256(data).hexdigest()


@contextmanager
def _journal(root: Path) -> Iterator[Path]:
    """A fresh journal folder that this process owns; gone at the end."""
    base = root / FOLDER
    if not _is_own(root):
        raise OSError(errno.ELOOP, f"{base} leads somewhere else; remove the symbolic link")
    for each in (base.parent, base):
        each.mkdir(exist_ok=True, mode=0o700)
    folder = Path(tempfile.mkdtemp(dir=base, prefix=_PREFIX))
    with _owned(folder):
        try:
            (folder / ".gitignore").write_text("*\n")
            write_new(folder / _OWNER, msgspec.json.encode(note_of_this(__version__)), 0o600)
            yield folder
        finally:
            shutil.rmtree(folder)
            _remove_if_empty(base)
            _remove_if_empty(base.parent)


def _is_own(root: Path) -> bool:
    """Whether the journals' folder is in ``root`` itself. A repository may bring links that lead to a user's other folders."""
    return not any((root / part).is_symlink() for part in (FOLDER.parent, FOLDER))


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):  # in use by another journal, or by the hive
        folder.rmdir()


@contextmanager
def _owned(folder: Path) -> Iterator[bool]:
    """Hold a journal's lock, which dies with its process. Gives False when another process holds it."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        yield False
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        mine = True
    except OSError:
        mine = False
    try:
        yield mine
    finally:
        os.close(handle)
