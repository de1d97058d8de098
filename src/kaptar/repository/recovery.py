"""Puts back the old content of the files of a write that did not come to its end.

The writer does this at once when something fails; the next command that writes does it after a crash. A dead write whose files
all have their new content lacked its commit alone: it is committed. Otherwise each file is put back by itself, and never over
a file that somebody changed since. What is settled leaves the journal; what is not stays in it, and its files are not written.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from kaptar.errors import InputError
from kaptar.repository import journal as journals
from kaptar.repository import notes
from kaptar.repository.belonging import alive, another, here
from kaptar.repository.disk import DISK, Disk, is_there, sync_names
from kaptar.repository.journal import Journal
from kaptar.repository.notes import FoundNote
from kaptar.repository.putting_back import EntryOutcome, is_complete, keep_new, put_back
from kaptar.repository.putting_back import FileState as FileState
from kaptar.repository.putting_back import State as State
from kaptar.repository.reaching import Bases, Unreached, open_bases
from kaptar.repository.store import JournalStore, can_lock, elsewhere, locked, not_used, noted_store, only_writer, stores
from kaptar.repository.worktree import Worktree


class Recovered(msgspec.Struct, frozen=True):
    """The files of one dead write after recovery.

    Attributes:
        problem: why its journal could not be used.
        held: absolute paths of files that must not be written now, each with the reason.
        journal: what still holds old content; "" where nothing does.
    """

    files: tuple[FileState, ...]
    problem: str = ""
    held: tuple[tuple[str, str], ...] = ()
    journal: str = ""

    @property
    def kept(self) -> tuple[str, ...]:
        """Paths of a write that was complete, and counts as done."""
        return tuple(f.path for f in self.files if f.state == "written")

    @property
    def restored(self) -> tuple[str, ...]:
        """Paths that have their old content again."""
        return tuple(f.path for f in self.files if f.state == "put_back")

    @property
    def left_alone(self) -> tuple[str, ...]:
        """Paths that somebody changed since."""
        return tuple(f.path for f in self.files if f.state == "changed_since")

    @property
    def missing(self) -> tuple[FileState, ...]:
        """Files that are not where they were; the journal keeps their old content."""
        return tuple(f for f in self.files if f.state == "missing")

    @property
    def stuck(self) -> tuple[FileState, ...]:
        """Files that could not be put back; the next recovery tries again."""
        return tuple(f for f in self.files if f.state == "not_put_back")


class RolledBack(NamedTuple):
    """States of all files of a journal, and the journal with what could not be settled; None where all could."""

    files: tuple[FileState, ...]
    journal: Journal | None


def recover(worktree: Worktree, disk: Disk = DISK) -> list[Recovered]:
    """Put back what dead runs left half done in a repository, in all of its worktrees. Raises OSError.

    Where another process is writing, nothing is left to do: it has done this first. A store that cannot be locked is only told.
    """
    out: list[Recovered] = []
    with only_writer(disk, worktree, 0.0) as writer:
        for store in [] if writer else stores(disk, worktree):
            if not can_lock(disk, store):
                out += beyond_reach(disk, store, worktree)
                continue
            with locked(disk, store, 0.0) as holder:
                out += [] if holder else recover_store(disk, store, worktree)
        out += [] if writer else recover_elsewhere(disk, worktree)
    return [*out, *(Recovered((), line) for line in _not_used(disk, worktree))]


def told(recovered: Iterable[Recovered]) -> list[str]:
    """What was recovered, in lines for people."""
    lines = []
    for each in recovered:
        if each.kept:
            lines.append(f"an edit that was cut off had all of its files in place, and is kept: {some(each.kept)}")
        if each.restored:
            lines.append(f"an edit that was cut off was rolled back: {some(each.restored)}")
        if each.left_alone:
            alone = _named(f for f in each.files if f.state == "changed_since")
            lines.append(f"left alone, because they have changed since an edit of them was cut off: {alone}")
        if each.missing:
            found = f"an edit was cut off, and its files are not where they were: {_named(each.missing)}"
            todo = f"{each.journal} keeps their old content; put the files back to have it restored, or move the journal away"
            lines.append(f"{found}; {todo}")
        if each.stuck:
            stuck = _named(each.stuck)
            lines.append(f"of an edit that was cut off, not put back yet: {stuck}; the next command that writes tries again")
        if each.problem:
            lines.append(each.problem)
    return lines


def some(paths: Sequence[str], most: int = 10) -> str:
    """The first paths, and how many more there are, for people."""
    more = f" and {len(paths) - most:,} more" if len(paths) > most else ""
    return f"{', '.join(paths[:most])}{more}"


def _named(files: Iterable[FileState]) -> str:
    return some([f"{file.path} ({file.why})" if file.why else file.path for file in files])


def recover_store(disk: Disk, store: JournalStore, worktree: Worktree) -> list[Recovered]:
    """As `recover`, of one store; its lock and the repository's must be held. Raises OSError."""
    journals.remove_unfinished(disk, store)
    paths = journals.journals_in(disk, store)
    replaced = _replaced(disk, paths)
    for path in replaced:  # a crash came between the new journal and the end of the old one
        disk.unlink(path)
    done = [_recovered(disk, path, worktree) for path in paths if path not in replaced]
    _forget_ended(disk, store, worktree)
    return done


def recover_elsewhere(disk: Disk, worktree: Worktree) -> list[Recovered]:
    """As `recover`, of journals that only a note tells of: the repository was moved, or is used elsewhere too. Raises OSError.

    One in this user's state folder is used where it is about this very repository. Of others there is a line.
    """
    out: list[Recovered] = []
    for noted in elsewhere(disk, worktree):
        found = _noted(disk, noted, worktree)
        if isinstance(found, str):
            out.append(Recovered((), found))
        elif can_lock(disk, store := JournalStore(found.path.parent)):
            with locked(disk, store, 0.0) as holder:
                out += [] if holder or not journals.stands(disk, found.path) else [_recovered(disk, found.path, worktree)]
    return out


def _noted(disk: Disk, noted: FoundNote, worktree: Worktree) -> Journal | str:
    """The journal that a note names, or a line on why it is not used, with what to do."""
    path, who = Path(noted.note.journal), f"process {noted.note.pid} on {noted.note.machine!a}"
    copied = f"the repository was moved or copied then: compare its files with git's, then move {noted.path} away"
    if noted_store(disk, noted) is None:
        said = f"its journal is {str(path)!a}, which is not seen from here"
        todo = f"run `kaptar up` there, or, where there is none any more, move {noted.path} away"
        return f"an edit of this repository was cut off ({who}); {said}: {todo}"
    if not is_there(disk, path):
        return f"an edit of this repository was cut off ({who}), its journal has ended since, and {copied}"
    try:
        ours = here(disk, journals.load(disk, path), worktree)
    except InputError as problem:
        return str(problem)
    return (
        f"an edit of this repository was cut off ({who}); its old content is in {path}, and {copied}"
        if isinstance(ours, str)
        else ours
    )


def _forget_ended(disk: Disk, store: JournalStore, worktree: Worktree) -> None:
    """Remove the notes on journals of a store that stand no more. The locks of repository and store must be held."""
    notes.remove_damaged(disk, worktree.common)
    for noted in notes.notes_in(disk, worktree.common):
        if Path(noted.note.journal).parent == store.folder and not is_there(disk, Path(noted.note.journal)):
            notes.take(disk, worktree.common, noted.nonce)


def waited_for(disk: Disk, worktree: Worktree) -> set[str]:
    """Nonces of the writes whose temporary files a journal may still need. Raises OSError."""
    paths = [path for store in stores(disk, worktree) for path in journals.journals_in(disk, store)]
    found = [journal for path in paths if (journal := _readable(disk, path)) is not None]
    noted = {each.nonce for each in notes.notes_in(disk, worktree.common)}
    return noted | {entry.label.partition("-")[0] for journal in found for entry in journal.head.entries}


def beyond_reach(disk: Disk, store: JournalStore, worktree: Worktree) -> list[Recovered]:
    """The journals of a store that cannot be locked now: nothing is put back, and their files are held. Raises OSError."""
    paths = journals.journals_in(disk, store)
    found = ((path, _readable(disk, path)) for path in paths if path not in _replaced(disk, paths))
    out = []
    for path, journal in found:
        if journal is not None and isinstance(here(disk, journal, worktree), Journal):
            files = some([os.fsdecode(entry.path) for entry in journal.head.entries])
            why = f"an edit of {files} was cut off, and is put back when {path} can be changed again"
            out.append(Recovered((), why, _held(journal, None, why), str(path)))
    return out


def _replaced(disk: Disk, paths: Iterable[Path]) -> set[Path]:
    """Those of the journals that another one of them replaces."""
    standing = {path.stem: path for path in paths}
    found = (_readable(disk, path) for path in standing.values())
    return {standing[each.head.replaces] for each in found if each is not None and each.head.replaces in standing}


def _recovered(disk: Disk, path: Path, worktree: Worktree) -> Recovered:
    try:
        journal = journals.load(disk, path)
    except InputError as problem:
        return Recovered((), str(problem))
    if why := alive(journal):
        return Recovered((), why, _held(journal, None, why), str(path))
    ours = here(disk, journal, worktree)
    if isinstance(ours, str):
        return Recovered((), ours)
    journal = ours
    with open_bases(disk, journal.head.worktree) as bases:
        if why := another(bases, journal):
            return Recovered((), why)
        done = _committed(bases, journal) if is_complete(bases, journal) else roll_back(bases, journal)
    if done.journal is None:
        return Recovered(done.files)
    reasons = {f.path: f.why for f in done.files if f.state in ("missing", "not_put_back")}
    why = f"an edit of it was cut off, and its old content is in {done.journal.path}"
    return Recovered(done.files, "", _held(done.journal, reasons, why), str(done.journal.path))


def _held(journal: Journal, reasons: Mapping[str, str] | None, why: str) -> tuple[tuple[str, str], ...]:
    """The files that a standing journal may still put back: those with a reason, or all of them."""
    out = []
    for entry in journal.head.entries:
        name = os.fsdecode(entry.path)
        if entry.before != entry.after and (reasons is None or name in reasons):
            out.append((str(journal.head.target(entry)), why if reasons is None else f"{why} ({reasons[name]})"))
    return tuple(out)


def left(worktree: Worktree, disk: Disk = DISK) -> list[tuple[str, ...]]:
    """For each run that died half way the files it was about. Changes nothing, and waits for nobody."""
    return [tuple(os.fsdecode(e.path) for e in journal.head.entries) for journal in _dead(worktree, disk)]


def left_over_files(worktree: Worktree, disk: Disk = DISK) -> list[Path]:
    """Temporary files that dead runs left beside the user's files; the next recovery removes them. Changes nothing."""
    return [path for journal in _dead(worktree, disk) for path in _waiting(disk, journal)]


def _waiting(disk: Disk, journal: Journal) -> list[Path]:
    head, found = journal.head, []
    with open_bases(disk, head.worktree) as bases:
        for entry in head.entries:
            with bases.below(head.base(entry)).located(head.waiting(entry)) as spot:
                if not isinstance(spot, Unreached) and is_there(disk, spot):
                    found.append(spot.path)
    return found


def unused(worktree: Worktree, disk: Disk = DISK) -> list[str]:
    """A line for each journal that lies where this repository's are and is not used, with what to do. Changes nothing."""
    return [*(why for _, why in _standing(worktree, disk) if why), *_not_used(disk, worktree)]


def _not_used(disk: Disk, worktree: Worktree) -> list[str]:
    lines: list[str] = []
    for folder in not_used(disk, worktree):
        names = [name for name in sorted(disk.names(folder)) if name.endswith(".journal")]
        said = "is not used: a journal in a repository counts only while the state folder cannot be written"
        lines += [f"{folder / name} {said}; look at it, and move it away" for name in names]
    return lines


def _dead(worktree: Worktree, disk: Disk) -> Iterator[Journal]:
    """The journals that nobody works on, and that the next recovery uses."""
    return (journal for journal, why in _standing(worktree, disk) if journal is not None and not why)


def _standing(worktree: Worktree, disk: Disk) -> list[tuple[Journal | None, str]]:
    """Each journal that stands, with the reason why it is not used; a damaged one is None."""
    out: list[tuple[Journal | None, str]] = []
    for store in stores(disk, worktree):
        try:
            with locked(disk, store, 0.0) as holder:
                paths = [] if holder else journals.journals_in(disk, store)
                out += [_seen(disk, path, worktree) for path in paths]
        except OSError:  # a store that cannot be locked is one that nobody can write
            continue
    return [*out, *_standing_elsewhere(disk, worktree)]


def _standing_elsewhere(disk: Disk, worktree: Worktree) -> list[tuple[Journal | None, str]]:
    noted = elsewhere(disk, worktree)
    if not noted:
        return []
    with only_writer(disk, worktree, 0.0) as writer:  # one that writes now has a note too
        found = [] if writer else [_noted(disk, each, worktree) for each in noted]
    return [(None, each) if isinstance(each, str) else (each, alive(each)) for each in found]


def _seen(disk: Disk, path: Path, worktree: Worktree) -> tuple[Journal | None, str]:
    try:
        journal = journals.load(disk, path)
        ours = here(disk, journal, worktree)
        return (journal, ours) if isinstance(ours, str) else (ours, alive(journal))
    except InputError as problem:
        return None, str(problem)


def _readable(disk: Disk, path: Path) -> Journal | None:
    try:
        return journals.load(disk, path)
    except InputError:
        return None


def roll_back(bases: Bases, journal: Journal) -> RolledBack:
    """Put every file of a journal back; what is settled leaves the journal. Raises OSError where only that fails."""
    outcomes = [put_back(bases, journal, entry) for entry in journal.head.entries]
    for folder in reversed(journal.head.folders):
        _remove_if_empty(bases, Path(os.fsdecode(folder)))
    return _settled(bases.disk, journal, outcomes)


def _committed(bases: Bases, journal: Journal) -> RolledBack:
    return _settled(bases.disk, journal, [keep_new(bases, journal, entry) for entry in journal.head.entries])


def _settled(disk: Disk, journal: Journal, outcomes: list[EntryOutcome]) -> RolledBack:
    """Remove a journal, or replace it by one of the entries that stay. That one is never taken for a complete write."""
    files = tuple(outcome.state for outcome in outcomes)
    kept = [outcome.keep for outcome in outcomes if outcome.keep is not None]
    if not kept:
        journals.end(disk, journal)
        return RolledBack(files, None)
    if not journal.head.replaces or kept != list(journal.head.entries):
        journal = journals.replace(disk, journal, kept)
    return RolledBack(files, journal)


def _remove_if_empty(bases: Bases, folder: Path) -> None:
    """Remove a folder that the write made, in the worktree or git's common directory alone."""
    base = next((each for each in bases.all if each.path in folder.parents and ".." not in folder.parts), None)
    if base is None:
        return
    with base.located(folder) as spot:
        if isinstance(spot, Unreached):
            return
        try:
            bases.disk.rmdir(spot)
            sync_names(bases.disk, spot.folder)
        except OSError:  # somebody has put something there, or it was never made
            return
