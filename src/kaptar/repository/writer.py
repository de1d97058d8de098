"""The one writer of the user's files: all of the files of a write get their new content, or none does.

First the old content of every file stands in a journal; then the new content waits beside each file; then each file is
renamed into place; then the journal is removed, which is the one step that commits. Whatever goes wrong before that step,
Ctrl-C too, each file is put back (`kaptar.repository.recovery`); after a crash the next command that writes does it.
"""

import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

from kaptar.errors import InputError
from kaptar.repository import journal as journals
from kaptar.repository import written
from kaptar.repository.disk import DISK, Disk, reason_of
from kaptar.repository.journal import Journal
from kaptar.repository.left_over import remove_left_over
from kaptar.repository.placing import Placing, WriteProblem, text_of
from kaptar.repository.placing import Step as Step
from kaptar.repository.reaching import Bases, open_bases
from kaptar.repository.recovery import (
    FileState,
    Recovered,
    State,
    beyond_reach,
    recover_elsewhere,
    recover_store,
    roll_back,
    told,
    waited_for,
)
from kaptar.repository.store import LOCK_WAIT_S, JournalStore, locked, make_store, only_writer, stores
from kaptar.repository.worktree import Worktree, worktree_of


class Written(msgspec.Struct, frozen=True):
    """All files have their new content. ``warning``: the disk did not confirm that this outlives a power cut."""

    files: tuple[FileState, ...]
    warning: str = ""
    recovered: tuple[Recovered, ...] = ()

    @property
    def told(self) -> list[str]:
        """What the user must know besides, in lines."""
        return [*([self.warning] if self.warning else []), *told(self.recovered)]


class NotWritten(msgspec.Struct, frozen=True):
    """The reason why a write was not done, and the state of each file on disk.

    Attributes:
        kind: ``stale``: files changed since they were read; ``refused``: files that are not written in this way; ``busy``:
            another writer holds the lock; ``failed``: the system refused a step.
        path: the first file concerned; "" where it is none in particular.
        problems: the files that are in the way; without these the write may be tried again.
    """

    kind: Literal["stale", "refused", "busy", "failed"]
    path: str
    message: str
    files: tuple[FileState, ...] = ()
    problems: tuple[WriteProblem, ...] = ()
    recovered: tuple[Recovered, ...] = ()

    @property
    def told(self) -> list[str]:
        """What the user must know besides, in lines."""
        return told(self.recovered)

    @property
    def said(self) -> str:
        """Why, where, and what is left of it, in one line."""
        what = f"{self.path} cannot be written: {self.message}" if self.kind == "failed" and self.path else self.message
        return f"{what}; {self.left or 'nothing was changed'}"

    @property
    def left(self) -> str:
        """What is not as it was, in one line; "" where nothing was changed."""
        stuck = [f"{f.path} ({f.why})" for f in self.files if f.state in ("not_put_back", "missing")]
        others = [f.path for f in self.files if f.state == "changed_since"]
        parts = [f"not put back: {', '.join(stuck)}; the next command that writes here tries again"] if stuck else []
        parts += [f"changed by somebody else meanwhile and left alone: {', '.join(others)}"] if others else []
        return "; ".join(parts)


def write_below(folder: Path, steps: Sequence[Step], disk: Disk = DISK) -> Written | NotWritten:
    """As `write`, with paths relative to a resolved folder of the worktree; the answer names them in the same way."""
    worktree = worktree_of(folder)
    below = "" if worktree.top == folder else f"{folder.relative_to(worktree.top).as_posix()}/"
    done = write(worktree, [_below(below, step) for step in steps], disk)
    files = tuple(msgspec.structs.replace(f, path=f.path.removeprefix(below)) for f in done.files)
    if isinstance(done, Written):
        return msgspec.structs.replace(done, files=files)
    problems = tuple(WriteProblem(p.kind, p.path.removeprefix(below), p.message.removeprefix(below)) for p in done.problems)
    path, message = done.path.removeprefix(below), done.message.removeprefix(below)
    return msgspec.structs.replace(done, path=path, message=message, files=files, problems=problems)


def _below(folder: str, step: Step) -> Step:
    return msgspec.structs.replace(step, path=folder + step.path, like=folder + step.like if step.like else "")


def write(worktree: Worktree, steps: Sequence[Step], disk: Disk = DISK, wait_s: float = LOCK_WAIT_S) -> Written | NotWritten:
    """Carry out all steps or none. What dead runs left half done in the repository is put back first.

    A change that others make between the last look and the rename is lost. That time is short.

    Args:
        wait_s: how long to wait for another writer of the repository.
    """
    try:
        with open_bases(disk, worktree) as bases, only_writer(disk, worktree, wait_s) as holder:
            if holder:
                return _busy(holder, wait_s)
            return _write(Placing(bases, steps, secrets.token_hex(16)), bases, wait_s)
    except OSError as problem:
        return NotWritten("failed", "", reason_of(problem))


def _write(placing: Placing, bases: Bases, wait_s: float) -> Written | NotWritten:
    disk, worktree, _ = bases
    try:
        store = make_store(disk, worktree)
        if isinstance(store, str):
            held, recovered = _out_of_reach(disk, worktree, None)
            done = _without_journal(bases, placing, store, held)
            return msgspec.structs.replace(done, recovered=recovered)
        with locked(disk, store, wait_s) as holder:
            if holder:
                return _busy(holder, wait_s)
            held, recovered = _out_of_reach(disk, worktree, store)
            recovered += (*recover_store(disk, store, worktree), *recover_elsewhere(disk, worktree))
            held |= {Path(path): why for each in recovered for path, why in each.held}
            done = _with_journal(_Journaled(bases, store, placing), held)
    except OSError as problem:
        return _failed(placing, _place(disk, worktree), problem)
    return msgspec.structs.replace(done, recovered=recovered)


def _out_of_reach(disk: Disk, worktree: Worktree, store: JournalStore | None) -> tuple[dict[Path, str], tuple[Recovered, ...]]:
    """Files that are held by journals that cannot be changed now, and those journals. Raises OSError."""
    others = (each for each in stores(disk, worktree) if each != store)
    found = tuple(each for other in others for each in beyond_reach(disk, other, worktree))
    return {Path(path): why for each in found for path, why in each.held}, found


def _without_journal(bases: Bases, placing: Placing, reason: str, held: Mapping[Path, str]) -> Written | NotWritten:
    """One file needs no journal: its rename is the commit. Raises OSError where it was not done."""
    steps = placing.steps
    if len(steps) != 1:
        message = f"there is no place for a journal, without which several files are not written together: {reason}"
        return NotWritten("refused", "", f"{message}; set XDG_STATE_HOME to a folder of your own")
    if problems := placing.find(held):
        return _in_the_way(problems)
    _tidy(bases, placing)
    prepared = placed = False
    try:
        if (kept := placing.prepare()) or (problems := placing.changed()):
            return _in_the_way([kept] if kept else problems)
        prepared = True
        placing.put()
        placed = True
    finally:
        if placed or (prepared and placing.is_put()):
            written.note(placing.files)
        if not placed:
            placing.clean()
    try:
        placing.sync()
    except OSError as problem:
        return Written(_states(steps, "written"), f"the disk did not confirm the write: {reason_of(problem)}")
    return Written(_states(steps, "written"))


def _tidy(bases: Bases, placing: Placing) -> None:
    """Remove what dead writes left in the folders that are written now."""
    remove_left_over(bases.disk, placing.folders, lambda: waited_for(bases.disk, bases.worktree))


class _Journaled(NamedTuple):
    """A write that has a place for its journal."""

    bases: Bases
    store: JournalStore
    placing: Placing


def _with_journal(writing: _Journaled, held: Mapping[Path, str]) -> Written | NotWritten:
    bases, store, placing = writing
    if problems := placing.find(held):
        return _in_the_way(problems)
    _tidy(bases, placing)
    disk, steps, placed = bases.disk, placing.steps, False
    try:
        journal = journals.begin(disk, store, placing.head(), (text_of(step.before or b"") for step in steps))
        if (kept := placing.prepare()) or (problems := placing.changed()):  # to prepare may have taken a while
            return _in_the_way([kept] if kept else problems, _put_back(writing) or ())
        placing.put()
        placing.sync()
        placed = True
        warning = _commit(disk, journal)
        written.note(placing.files)
        return Written(_states(steps, "written"), warning)
    except OSError as problem:
        said = reason_of(problem)
        states = _put_back(writing)
        if states is None and placed:
            written.note(placing.files)
            return Written(_states(steps, "written"), f"the disk did not confirm the end of the write: {said}")
        failed = _failed(placing, store.folder, problem)
        return msgspec.structs.replace(failed, files=states or _states(steps, "unchanged"))
    except BaseException:  # Ctrl-C: put back and let it go on
        if _put_back(writing) is None and placed:
            written.note(placing.files)
        raise


def _commit(disk: Disk, journal: Journal) -> str:
    """Remove the journal; "" or a warning. Raises OSError where it still stands, so that nothing is committed."""
    try:
        journals.end(disk, journal)
    except OSError as problem:
        if journals.stands(disk, journal.path):
            raise
        return f"the disk did not confirm the end of the write: {reason_of(problem)}"
    return ""


def _put_back(writing: _Journaled) -> tuple[FileState, ...] | None:
    """Roll a write back; None where it never began, or is committed. What fails is left for the next recovery."""
    bases, store, placing = writing
    path = journals.path_of(store, placing.nonce)
    try:
        journals.remove_unfinished(bases.disk, store)
        return roll_back(bases, journals.load(bases.disk, path)).files if journals.stands(bases.disk, path) else None
    except (OSError, InputError) as problem:
        return (FileState(str(path), "not_put_back", str(problem)),)


def _failed(placing: Placing, place: Path, problem: OSError) -> NotWritten:
    """Where no file is being worked on, it is the place of the journal that the disk refuses."""
    said = reason_of(problem)
    if placing.at:
        return NotWritten("failed", placing.at, said)
    return NotWritten("failed", "", f"{place}, where the journal of a write is kept, cannot be written: {said}")


def _place(disk: Disk, worktree: Worktree) -> Path:
    return next((store.folder for store in stores(disk, worktree)), worktree.top)


def _busy(holder: str, wait_s: float) -> NotWritten:
    return NotWritten("busy", "", f"{holder} and did not end within {wait_s:g} s; try again later")


def _states(steps: Sequence[Step], state: State) -> tuple[FileState, ...]:
    return tuple(FileState(step.path, state) for step in steps)


def _in_the_way(problems: Sequence[WriteProblem], states: tuple[FileState, ...] = ()) -> NotWritten:
    first = problems[0]
    return NotWritten(first.kind, first.path, first.message, states, tuple(problems))
