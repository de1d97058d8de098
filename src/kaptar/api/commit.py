"""Front desk of commits: the changes that one session has made, and nothing else."""

import os
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from kaptar.api.leases import file_named, open_store, versions_of
from kaptar.errors import InputError
from kaptar.repository.committable import FILE, LINK
from kaptar.repository.partial_commit import CommittedFile, commit_only, contents_in, in_progress
from kaptar.repository.places import Places
from kaptar.repository.staged import recorded_contents
from kaptar.repository.users_git import GitRefused as GitRefused
from kaptar.repository.worktree import git_directory
from kaptar.workspace.attribution import OwnedChange, with_changes
from kaptar.workspace.explaining import lies_between
from kaptar.workspace.leases.model import Holder
from kaptar.workspace.leases.naming import meant
from kaptar.workspace.ledger.book import OUTSIDE, EditBook
from kaptar.workspace.uncommitted import (
    Ledger,
    PassedOver,
    Uncommitted,
    UncommittedFile,
    uncommitted,
)

_MOST_NAMED = 10
"""Files that are left out and named in an error."""


class OwnChange(msgspec.Struct, frozen=True):
    """A change of the work tree since the last commit, with who made it.

    Attributes:
        line: where it begins in the file of now, from 1; 0 for a change of the mode.
        came, went: lines.
        by: the sessions; "outside" where no client told.
        keys: of those in ``by`` that are sessions, as ``--session`` of a command takes them.
        mode: of the file now, for a change of it.
    """

    path: str
    line: int
    came: int
    went: int
    by: tuple[str, ...]
    keys: tuple[str, ...] = ()
    mode: str = ""


class LeftOutRow(msgspec.Struct, frozen=True):
    """A file of the session that the commit does not take, and why."""

    path: str
    reason: str


class CommitAnswer(msgspec.Struct, frozen=True):
    """A commit of one session's changes.

    Attributes:
        commit: its name, "" for a dry run.
        mixed: changes that others made too, line by line: nothing is committed while there are some.
        staged: files of which the index keeps what was staged before.
        left_out: files of the session that git would not take, or not with the session's changes alone.
        by_hook: files of which a hook of the user's has put something else into the commit.
        taken: changes of others that came into the commit with a hook.
        not_compared: of a dry run: files of the session under a filter, of which a commit takes what it finds changed.
    """

    commit: str
    changes: tuple[OwnChange, ...]
    mixed: tuple[OwnChange, ...] = ()
    staged: tuple[str, ...] = ()
    left_out: tuple[LeftOutRow, ...] = ()
    by_hook: tuple[str, ...] = ()
    taken: tuple[OwnChange, ...] = ()
    not_compared: tuple[str, ...] = ()


class Blamed(NamedTuple):
    """The changes of files, each with who made it.

    Attributes:
        not_compared: files of which nobody knows any.
        unknown: names that no file has, neither here nor in the last commit nor in the ledger.
    """

    changes: list[OwnChange]
    not_compared: list[str]
    unknown: list[str]


def blame(places: Places, named: Sequence[str], folder: Path) -> Blamed:
    """The changes of files since the last commit. Raises InputError, also where no file can be compared.

    Args:
        named: files; ``folder`` is what relative paths are of.
    """
    with open_store(places) as store:
        book = EditBook(store)
        files = [file_named(each, places, folder, lambda file: book.last(file.worktree, file.path) is not None) for each in named]
        found = uncommitted(places.worktree, Ledger(book, versions_of(places)), [file.path for file in files])
        new = {file.path for file in files if book.last(file.worktree, file.path) is None}
    if found.not_compared and len(found.not_compared) == len({file.path for file in files}):
        raise InputError(", ".join(map(not_compared, found.not_compared)))
    changes = [row for file in found.files for row in (*_made_rows(file), *(_row(file.path, each) for each in file.changes),
                                                       *_mode_rows(file))]  # fmt: skip
    return Blamed(changes, found.not_compared, _unknown(places.worktree, new, found))


def _unknown(root: Path, paths: Collection[str], found: Uncommitted) -> list[str]:
    compared = {file.path for file in found.files}
    gone = sorted(path for path in paths if path not in compared and not os.path.lexists(root / path))
    committed = recorded_contents(root, "HEAD", gone) if gone else {}
    return [path for path in gone if path not in committed]


def not_compared(path: str) -> str:
    """Why nothing is said of a file."""
    return f"{path} is under a filter, which is run for a commit alone: it is not compared"


def commit_session(places: Places, holder: Holder, message: str, *, dry_run: bool = False) -> CommitAnswer:
    """Commit the changes of a session and its sub-agents, with the user's hooks and signing.

    Raises:
        InputError: the session has changed nothing that is not committed, git is in the middle of something, or refuses.
    """
    top, git_folder = places.worktree, git_directory(places.worktree)
    if git_folder is None:
        raise InputError(f"{top} is in no git worktree, so there is nothing to commit to")
    if busy := in_progress(git_folder):
        raise InputError(f"{busy} is in progress here; finish it first")
    with open_store(places) as store:
        book = EditBook(store)
        holder = _whole(book, top, holder)
        contents = None if dry_run else contents_in
        found = uncommitted(top, Ledger(book, versions_of(places)), book.paths_of(str(top), holder), contents)
    own, left = _own(found, holder)
    mixed = [_row(each.file.path, change) for each in own for change in each.mine if not _is_alone(change, holder)]
    rows = tuple(row for each in own for row in each.rows)
    if not rows:
        said = "; left out: " + ", ".join(f"{each.path} ({each.reason})" for each in left[:_MOST_NAMED]) if left else ""
        if found.not_compared:
            raise InputError(
                f"{', '.join(map(not_compared, found.not_compared[:_MOST_NAMED]))}; nothing else is to be committed{said}"
            )
        raise InputError(f"{holder} has changed nothing here that is not committed{said}; `kaptar blame` lists who has")
    if mixed or dry_run:
        return CommitAnswer("", rows, tuple(mixed), left_out=tuple(left), not_compared=tuple(found.not_compared))
    files = [each.committed for each in own]
    done = commit_only(top, git_folder, found.commit, files, with_trailers(message, holder))
    taken = tuple(row for each in own if each.file.path in done.by_hook for row in _taken(top, done.commit, each))
    return CommitAnswer(done.commit, rows, (), done.staged, tuple(left), done.by_hook, taken)


def _whole(book: EditBook, top: Path, holder: Holder) -> Holder:
    """The session that has changed something here, by the beginning of its name too. Raises InputError where two begin so."""
    return meant(holder, (Holder(holder.client, session) for session in book.sessions(str(top), holder.client)))


class _Own(NamedTuple):
    """A file with the session's part of its changes.

    Attributes:
        has_mode: the mode is the session's too.
        has_made: the commit does not have the file, and others have changed what the session has put there.
    """

    file: UncommittedFile
    mine: list[OwnedChange]
    has_mode: bool
    has_made: bool = False

    @property
    def is_whole(self) -> bool:
        return len(self.mine) == len(self.file.changes)

    @property
    def rows(self) -> list[OwnChange]:
        made = _made_rows(self.file) if self.has_made else ()
        return [*made, *(_row(self.file.path, each) for each in self.mine), *(_mode_rows(self.file) if self.has_mode else ())]

    @property
    def content(self) -> bytes | None:
        """What the commit gets: the file of now, or the session's changes of it alone."""
        return self.file.now if self.is_whole else with_changes(self.file.base, self.mine)

    @property
    def committed(self) -> CommittedFile:
        standing = self.file.standing
        kept = standing.held.mode or (LINK if standing.mode == LINK else FILE)
        mode = standing.mode if standing.mode and (self.has_mode or self.file.is_retyped) else kept
        return CommittedFile(self.file.path, self.content, mode, self.file.is_filtered)


def _own(found: Uncommitted, holder: Holder) -> tuple[list[_Own], list[LeftOutRow]]:
    """The session's part of what is not committed, and what of it git would not take."""
    own, left = list[_Own](), [LeftOutRow(each.path, each.reason) for each in found.left_out if not _is_of_commit(found, each)]
    for file in found.files:
        mine = [each for each in file.changes if any(_is_of(owner, holder) for owner in each.owners)]
        maker = next(iter(file.made.owners)) if file.made is not None else None
        has_made = maker is not None and _is_of(maker, holder)
        each = _Own(file, mine, file.mode_by is not None and _is_of(file.mode_by, holder), has_made)
        if not each.rows:
            continue
        if maker is not None and not has_made:
            left.append(LeftOutRow(file.path, f"{_said(maker)} has made it, and it is in no commit yet"))
        elif file.standing.refused:
            left.append(LeftOutRow(file.path, file.standing.refused))
        elif file.is_retyped and not (each.is_whole and all(_is_alone(change, holder) for change in mine)):
            left.append(LeftOutRow(file.path, "it is a link in the commit or in the work tree, and not by this session alone"))
        else:
            own.append(each)
    return own, left


def _is_of_commit(found: Uncommitted, left: PassedOver) -> bool:
    """Whether it is looked at as a file, so that it is told there."""
    return any(file.path == left.path for file in found.files)


def _taken(top: Path, commit: str, own: _Own) -> list[OwnChange]:
    """The changes of others that a hook has put into the commit of a file."""
    made, wanted = recorded_contents(top, commit, [own.file.path]).get(own.file.path), own.content
    if made is None or wanted is None or own.file.is_filtered:
        return []
    out = list[OwnChange]()
    for change in own.file.changes:
        if change in own.mine:
            continue
        both = sorted((*own.mine, change), key=lambda each: each.old)
        if lies_between(wanted, with_changes(own.file.base, both), made):
            out.append(_row(own.file.path, change))
    return out


def with_trailers(message: str, holder: Holder) -> str:
    """A message that names the agent and its session at its end; that of a person stays as it is."""
    text = message.rstrip()
    if holder.client == "person":
        return f"{text}\n"
    lines = text.splitlines()
    last = lines[len(lines) - next((n for n, line in enumerate(reversed(lines)) if not line.strip()), len(lines)) :]
    joins = "\n" if len(last) < len(lines) and all(_is_trailer(line) for line in last) else "\n\n"
    return f"{text}{joins}Agent: {holder.client}\nSession: {holder.session}\n"


def _is_trailer(line: str) -> bool:
    name, colon, rest = line.partition(": ")
    return bool(colon and rest) and name.replace("-", "").isalnum()


def _is_of(owner: Holder, holder: Holder) -> bool:
    return (owner.client, owner.session) == (holder.client, holder.session)


def _is_alone(change: OwnedChange, holder: Holder) -> bool:
    return all(_is_of(owner, holder) for owner in change.owners)


def _row(path: str, change: OwnedChange) -> OwnChange:
    owners = sorted(change.owners, key=str)
    keys = tuple(owner.key for owner in owners if owner != OUTSIDE)
    return OwnChange(
        path, change.first + 1, len(change.lines), change.old_end - change.old, tuple(map(_said, owners)), keys
    )  # fmt: skip


def _made_rows(file: UncommittedFile) -> list[OwnChange]:
    """The row of a new file in which others have changed something since."""
    return [] if file.made is None else [_row(file.path, file.made)]


def _mode_rows(file: UncommittedFile) -> list[OwnChange]:
    """The row of a mode that was changed; none of a file that is new, or of another kind now."""
    by = file.mode_by
    if by is None or file.committed is None or file.is_retyped:
        return []
    keys = () if by == OUTSIDE else (by.key,)
    return [OwnChange(file.path, 0, 0, 0, (_said(by),), keys, file.standing.mode)]


def _said(owner: Holder) -> str:
    return "outside" if owner == OUTSIDE else str(owner)
