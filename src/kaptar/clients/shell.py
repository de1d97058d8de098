"""Files that a shell command changed. Clients run hooks after a command and do not name them.

What git calls changed or new is compared with what was there at the session's last event. Times of inode change tell:
they move with every write, rename and chmod, and no program can set them. What a command commits or ignores is not seen.
The notes are one small file for each session, in the git directory of the worktree. A hive answers hooks of one session in
several threads: who changes notes holds their lock.
"""

import hashlib
import json
import logging
import os
import stat
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import msgspec

from kaptar.atomic import write_atomically
from kaptar.checks.event import CommandEvent, EditEvent, Event, FileChange, SessionNews
from kaptar.errors import InputError
from kaptar.repository.changes import NOT_COMPARED, TreeChanges, changes_by_filters, changes_of
from kaptar.repository.committable import is_taken_away
from kaptar.repository.files import read_no_link
from kaptar.repository.process import Ended
from kaptar.repository.staged import committed_contents
from kaptar.repository.trust import Trust
from kaptar.repository.worktree import git_directory, root_of

_log = logging.getLogger(__name__)

MAX_FILES = 200
"""Files to judge after one command; the rest of a mass change (an installation, a generator) is judged after the next ones."""

_GIT_TIMEOUT_S = 3.0
_FIRST_LOOK_S = 60.0
_MAX_NOTES = 100
_SAFELY = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
_TICK_NS = 10_000_000
"""Times of files are behind the clock by less than this."""
_LOCKS = tuple(Lock() for _ in range(32))
"""Of notes; a few sessions may share one. Other processes hold none: there a line that is added may be lost."""

_LOOKED, _TOLD, _LATE = "looked", "told", "late:"
"""In place of a path: the times of the last looks; and what stands before a path that is to be judged later."""

Seen = dict[str, tuple[int, int]]
"""Path → (inode change time in ns, size); `_GONE` for what git calls deleted."""

_GONE = (0, -1)


class _Noted(NamedTuple):
    """What was there at the session's last event: files as they were. What others changed before ``since`` (ns) was there too.

    ``looked``: all changes before this time (ns) were judged; 0 where nobody knows. ``told``: they were told; ``late``: files
    that were told, and are to be judged.
    """

    seen: Seen
    since: int = 0
    looked: int = 0
    told: int = 0
    late: Mapping[str, tuple[int, int]] = {}

    def knows(self, path: str, state: tuple[int, int]) -> bool:
        """Whether the file was like this. No time says since when one is gone."""
        known = self.seen.get(path)
        return known == state if known is not None else state != _GONE and state[0] < self.since

    def has_seen(self, path: str, state: tuple[int, int]) -> bool:
        """Whether the file has been like this when all changes were looked at, or after an edit of the session's own."""
        return self.seen.get(path) == state or state[0] < self.looked

    def was_told(self, path: str, state: tuple[int, int]) -> bool:
        """Whether it was told that the file is like this."""
        if state in (self.seen.get(path), self.late.get(path)):
            return True
        return state != _GONE and state[0] < max(self.looked, self.told)


class _Changed(NamedTuple):
    """What git calls changed or new.

    Attributes:
        not_compared: those of which it cannot tell, because a filter converts them.
        named: all that it names, files that it was told not to look at too.
    """

    seen: Seen
    not_compared: frozenset[str]
    named: frozenset[str]


class _Notes(NamedTuple):
    """A worktree, and the folder of its notes."""

    root: Path
    notes: Path


def remember(news: SessionNews) -> Ended | None:
    """Note what is changed now: at a session's start, so that later changes can be told from these. `Ended` as `changed_by`."""
    worktree, found = _worktree(news.cwd), None
    if worktree is not None:
        note = _note(worktree, news.client, news.session)
        with _lock_of(note):
            now = time.time_ns() - _TICK_NS
            found = _changed(worktree.root)
            _write(note, _Noted({}, now, now) if isinstance(found, Ended) else _Noted(found.seen, looked=now))
    return found if isinstance(found, Ended) else None


def remember_edit(event: EditEvent) -> None:
    """Note the files of an edit that the client reported by itself: the next command did not change these.

    It may be the first event of a session that nobody heard begin: then all that is changed by now was there.
    """
    worktree = _worktree(event.cwd)
    if worktree is None:
        return
    note, now = _note(worktree, event.client, event.session), time.time_ns() - _TICK_NS
    paths = (_in_real_folder(f.path) for f in event.files)
    states = {path: state for path in paths if (state := _state(path)) is not None}
    with _lock_of(note):
        if os.path.lexists(note):
            _append(note, "".join(json.dumps([path, *state]) + "\n" for path, state in states.items()).encode())
        else:
            _write(note, _Noted(states, now))


def against_unseen(event: EditEvent) -> EditEvent:
    """An edit that is about to be made, in a session with notes.

    A file that somebody has changed since all changes were looked at (a command that goes on in the background, a watcher) is
    compared with the last commit: else what it holds now would count as known, and nobody would ever look at it.
    """
    worktree = _worktree(event.cwd)
    note = _note(worktree, event.client, event.session) if worktree is not None else None
    noted = _read(note) if note is not None and os.path.lexists(note) else None
    if worktree is None or noted is None or not noted.looked:
        return event
    names = {file.path: _in_real_folder(file.path) for file in event.files if file.before is None and "\0" not in file.path}
    inside = {path: real for path, real in names.items() if real.startswith(f"{worktree.root}{os.sep}")}
    unseen = {path: real for path, real in inside.items() if (state := _state(real)) and not noted.has_seen(real, state)}
    if not unseen:
        return event
    try:
        held = committed_contents(worktree.root, "HEAD", list(unseen.values()), _GIT_TIMEOUT_S)
    except InputError:  # git does not say: then all of it is new
        held = {}
    files = (msgspec.structs.replace(f, before=held.get(unseen[f.path], b"")) if f.path in unseen else f for f in event.files)
    return msgspec.structs.replace(event, files=tuple(files))


def not_yet_seen(event: Event, known: Callable[[Path], Sequence[str]]) -> list[str]:
    """Files that somebody has changed since the session's last event: what a command finds when it begins. Nothing is noted.

    The newest changes come first; none where git does not answer.

    Args:
        known: gives files of a worktree, relative to it, that may have changed without a difference from the last commit.
    """
    worktree = _worktree(event.cwd)
    found = _changed(worktree.root) if worktree is not None else Ended("")
    if worktree is None or isinstance(found, Ended):
        return []
    note = _note(worktree, event.client, event.session)
    with _lock_of(note):
        before = _read(note) or _Noted({})
    others = (str(worktree.root / path) for path in known(worktree.root))
    now = {**{path: _there(worktree.root, path) or _GONE for path in others}, **found.seen}
    fresh = [path for path, state in now.items() if not before.was_told(path, state)]
    return sorted(fresh, key=lambda path: now[path], reverse=True)


def _in_real_folder(path: str) -> str:
    return os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))


def changed_by(event: CommandEvent, project: str = "") -> EditEvent | Ended | None:
    """The edit that a command which has ended comes to; None when it changed nothing.

    `Ended` where git fails, or takes too long, with the reason: a later command has the changes.

    Of a mass change at most `MAX_FILES` files are to be judged now, the oldest changes first. The others are in the edit as
    late ones, once, and to be judged after a later command of the session. A file that the command touched and that is under a
    filter may hold what it held before: it has the problem `NOT_COMPARED` until the user trusts the repository. Without notes of
    the session the time that the command
    took tells which changes are its own; where the client doesn't say, those of the last minute are taken.

    Args:
        project: the folder that the session began in. Its worktree is looked at too, where that has notes of the session: the
            client may stand elsewhere by now.
    """
    files: tuple[FileChange, ...] = ()
    for worktree in _worktrees(event, project):
        found = _changed_files(event, worktree)
        if isinstance(found, Ended):
            return found._replace(reason=f"{found.reason}; a later command of the session tells the changes")
        files += found
    if not files:
        return None
    return EditEvent(event.client, event.event, event.phase, event.session, event.cwd, event.tool, files)


def _worktrees(event: CommandEvent, project: str) -> list[_Notes]:
    """The client's current worktree, and the one that its session began in; each where there is one."""
    current, first = _worktree(event.cwd), _worktree(project) if os.path.isabs(project) else None
    if first is None or (current is not None and first.root == current.root):
        return [current] if current is not None else []
    noted = os.path.lexists(_note(first, event.client, event.session))
    return [each for each in (current, first if noted else None) if each is not None]


def _changed_files(event: CommandEvent, worktree: _Notes) -> tuple[FileChange, ...] | Ended:
    took_s = event.took_s
    note = _note(worktree, event.client, event.session)
    with _lock_of(note):
        looked = time.time_ns() - _TICK_NS
        began = time.time_ns() - int(((took_s + 1.0) if took_s is not None else _FIRST_LOOK_S) * 1e9)
        before, found = _read(note) or _Noted({}, began), _changed(worktree.root)
        if isinstance(found, Ended):
            _write(note, before)
            return found
        now = {**_lost(worktree.root, before.seen, found.named), **found.seen}
        fresh = [path for path, state in now.items() if not before.knows(path, state)]
        fresh.sort(key=lambda path: (now[path], path))
        late = {path: now[path] for path in fresh[MAX_FILES:]}
        judged = min((looked, *(at for at, _ in late.values())))
        seen = {path: state for path, state in now.items() if path not in late}
        _write(note, _Noted(seen, looked=judged, told=looked, late=late))
    told = sorted(path for path, state in late.items() if before.late.get(path) != state)
    untold = found.not_compared
    return tuple(
        FileChange(
            path,
            "delete" if now[path] == _GONE else "update",
            problem=NOT_COMPARED if path in untold else "",
            is_late=path in late,
        )
        for path in (*sorted(fresh[:MAX_FILES]), *told)
    )


def _lost(root: Path, before: Seen, named: frozenset[str]) -> Seen:
    """Files of a worktree that are gone and that git never had: it says nothing of these any more."""
    there = (
        path for path, state in before.items() if state != _GONE and path not in named and path.startswith(f"{root}{os.sep}")
    )
    return {path: _GONE for path in there if _there(root, path) is None}


def _changed(root: Path) -> _Changed | Ended:
    """What differs from the last commit, is new or is gone. `Ended` where git fails, or does not answer in time."""
    found = changes_of(root, _GIT_TIMEOUT_S)
    if isinstance(found, TreeChanges) and found.not_compared and _trusted(root):
        found = changes_by_filters(root, _GIT_TIMEOUT_S)
    if isinstance(found, Ended):
        return found
    paths = frozenset(str(root / name) for name in (*found.changed, *found.not_compared))
    gone = frozenset(str(root / name) for name in found.gone)
    states = {path: (_there(root, path) or _GONE) if path in gone else _state(path) for path in paths}
    seen = {path: state for path, state in states.items() if state is not None}
    return _Changed(seen, frozenset(str(root / name) for name in found.not_compared), paths)


def _trusted(root: Path) -> bool:
    try:
        return not Trust(root).problem()
    except InputError:
        return False


def _state(path: str) -> tuple[int, int] | None:
    try:
        found = os.stat(path, follow_symlinks=False)
    except OSError:
        return None
    return found.st_ctime_ns, found.st_size


def _there(root: Path, path: str) -> tuple[int, int] | None:
    """As `_state`; None too where something else stands in the place of a file of git's, or of a folder above it."""
    return None if is_taken_away(root, path.removeprefix(f"{root}{os.sep}")) else _state(path)


def _worktree(cwd: str) -> _Notes | None:
    top = root_of(Path(cwd))
    own = git_directory(top)
    return None if own is None else _Notes(top, own / "kaptar")


def _note(worktree: _Notes, client: str, session: str) -> Path:
    name = hashlib.sha256(f"{client} {session}".encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return worktree.notes / f"seen-{name}.jsonl"


def _read(note: Path) -> _Noted | None:
    """The last line on a path counts; the time has none. None where there are no notes, or they are damaged or no file."""
    found = read_no_link(note) if _is_folder(note.parent) else None
    if not isinstance(found, bytes):
        return None
    try:
        rows = [json.loads(line) for line in found.decode("utf-8").splitlines()]
        seen = {str(path): (int(changed), int(size)) for path, changed, size in rows}
    except (OSError, ValueError, TypeError, OverflowError, RecursionError):
        return None
    since, looked, told = (seen.pop(name, (0, 0))[0] for name in ("", _LOOKED, _TOLD))
    late = {path.removeprefix(_LATE): seen.pop(path) for path in [each for each in seen if each.startswith(_LATE)]}
    return _Noted(seen, since, looked, told, late)


def _lock_of(note: Path) -> Lock:
    return _LOCKS[hash(note) % len(_LOCKS)]


def _write(note: Path, noted: _Noted) -> None:
    """Replace a session's notes, and drop those of the sessions that were silent longest.

    Where none can be kept, because the folder or the file is something else, the log says so, and time alone tells what changed.
    """
    times = {"": noted.since, _LOOKED: noted.looked, _TOLD: noted.told}
    late = {f"{_LATE}{path}": state for path, state in noted.late.items()}
    rows = {**{name: (at, 0) for name, at in times.items() if at}, **noted.seen, **late}
    lines = "".join(json.dumps([path, *state]) + "\n" for path, state in rows.items())
    try:
        with suppress(FileExistsError):
            os.mkdir(note.parent, 0o700)
        if not _is_folder(note.parent):
            _say_unkept(note.parent, "it is no folder of its own; move it away")
            return
        write_atomically(note, lines.encode(), 0o600)
    except OSError as problem:
        _say_unkept(note.parent, str(problem))
        return
    others = sorted(note.parent.glob("seen-*.jsonl"), key=_written)
    for old in others[:-_MAX_NOTES]:
        with suppress(OSError):
            old.unlink()


def _append(note: Path, lines: bytes) -> None:
    """Add to notes that are there. What is in their place instead (a pipe, a link) is not written, and never waited for."""
    if not _is_folder(note.parent):
        return
    try:
        handle = os.open(note, os.O_WRONLY | os.O_APPEND | _SAFELY)
    except OSError:
        return
    try:
        if stat.S_ISREG(os.fstat(handle).st_mode):
            os.write(handle, lines)
    except OSError as problem:
        _say_unkept(note.parent, str(problem))
    finally:
        os.close(handle)


def _is_folder(path: Path) -> bool:
    """Whether it is a folder, and no link to one: notes go nowhere else."""
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except OSError:
        return False


@lru_cache(maxsize=64)
def _say_unkept(folder: Path, why: str) -> None:
    """Say once that a folder takes no notes."""
    _log.warning("no notes of sessions are kept in %s: %s", folder, why)


def _written(note: Path) -> float:
    """When a note was written last; 0 where another process removed it meanwhile."""
    try:
        return note.stat().st_mtime
    except OSError:
        return 0.0
