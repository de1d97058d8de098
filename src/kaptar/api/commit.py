"""Front desk of commits: the changes that one session has made, and nothing else."""

from collections.abc import Sequence

import msgspec

from kaptar.api.leases import open_store, versions_of
from kaptar.errors import InputError
from kaptar.repository.partial_commit import CommittedFile, commit_only, contents_in, in_progress
from kaptar.repository.places import Places
from kaptar.repository.staged import commit_of
from kaptar.repository.worktree import git_directory
from kaptar.workspace.attribution import OwnedChange, with_changes
from kaptar.workspace.leases.model import Holder
from kaptar.workspace.ledger.book import OUTSIDE, EditBook
from kaptar.workspace.uncommitted import Ledger, UncommittedFile, changed_files, read_only


class OwnChange(msgspec.Struct, frozen=True):
    """A change of the work tree since the last commit, with who made it.

    Attributes:
        line: where it begins in the file of now, from 1.
        came, went: lines.
        by: the sessions; "outside" where no client told.
    """

    path: str
    line: int
    came: int
    went: int
    by: tuple[str, ...]


class CommitAnswer(msgspec.Struct, frozen=True):
    """A commit of one session's changes.

    Attributes:
        commit: its name, "" for a dry run.
        mixed: changes that others made too, line by line: nothing is committed while there are some.
        staged: files of which the index keeps what was staged before.
    """

    commit: str
    changes: tuple[OwnChange, ...]
    mixed: tuple[OwnChange, ...] = ()
    staged: tuple[str, ...] = ()


def blame(places: Places, paths: Sequence[str]) -> list[OwnChange]:
    """The changes of files since the last commit, each with who made it. Paths are relative to the worktree."""
    with open_store(places) as store:
        found = changed_files(places.worktree, Ledger(EditBook(store), versions_of(places)), paths, read_only)
        return [_row(file.path, change) for file in found for change in file.changes]


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
    head = commit_of(top)
    with open_store(places) as store:
        book = EditBook(store)
        contents = read_only if dry_run else contents_in
        found = list(changed_files(top, Ledger(book, versions_of(places)), book.paths_of(str(top), holder), contents))
    own, mixed = list[tuple[UncommittedFile, list[OwnedChange]]](), list[OwnChange]()
    for file in found:
        mine = [each for each in file.changes if any(_is_of(owner, holder) for owner in each.owners)]
        mixed += [_row(file.path, each) for each in mine if not all(_is_of(owner, holder) for owner in each.owners)]
        own += [(file, mine)] if mine else []
    rows = tuple(_row(file.path, change) for file, mine in own for change in mine)
    if not rows:
        raise InputError(f"{holder} has changed nothing here that is not committed; `kaptar blame` lists who has")
    if mixed or dry_run:
        return CommitAnswer("", rows, tuple(mixed))
    files = [CommittedFile(file.path, _content(file, mine)) for file, mine in own]
    done = commit_only(top, git_folder, head, files, with_trailers(message, holder))
    return CommitAnswer(done.commit, rows, (), done.staged)


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


def _content(file: UncommittedFile, mine: Sequence[OwnedChange]) -> bytes | None:
    """What the commit gets: the file of now, or its own changes of it alone."""
    if len(mine) == len(file.changes):
        return file.now
    return with_changes(file.committed or b"", mine)


def _row(path: str, change: OwnedChange) -> OwnChange:
    by = sorted("outside" if owner == OUTSIDE else str(owner) for owner in change.owners)
    return OwnChange(path, change.first + 1, len(change.lines), change.old_end - change.old, tuple(by))
