"""Front desk of commits: the changes that one session has made, and nothing else."""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import msgspec

from kaptar.api.leases import open_store, versions_of
from kaptar.errors import InputError
from kaptar.repository.files import Unread, read_file
from kaptar.repository.git import filters_of
from kaptar.repository.partial_commit import CommittedFile, commit_only, contents_in, in_progress
from kaptar.repository.places import Places
from kaptar.repository.process import Ended
from kaptar.repository.staged import commit_of, committed_contents
from kaptar.repository.worktree import git_directory
from kaptar.workspace.attribution import OwnedChange, attributed, with_changes
from kaptar.workspace.leases.model import Holder
from kaptar.workspace.ledger.book import OUTSIDE, EditBook, FileEdit
from kaptar.workspace.ledger.versions import LARGEST, Versions

_MOST_EDITS, _LOOK_S = 1000, 10.0


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


class _Changed(NamedTuple):
    """A file with its changes since the commit; None as content where there is no file."""

    path: str
    committed: bytes | None
    now: bytes | None
    changes: tuple[OwnedChange, ...]


def blame(places: Places, paths: Sequence[str]) -> list[OwnChange]:
    """The changes of files since the last commit, each with who made it. Paths are relative to the worktree."""
    with open_store(places) as store:
        found = _changed(places, EditBook(store), paths, _read_only)
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
        contents = _read_only if dry_run else contents_in
        found = list(_changed(places, book, book.paths_of(str(top), holder), contents))
    own, mixed = list[tuple[_Changed, list[OwnedChange]]](), list[OwnChange]()
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


def _content(file: _Changed, mine: Sequence[OwnedChange]) -> bytes | None:
    """What the commit gets: the file of now, or its own changes of it alone."""
    if len(mine) == len(file.changes):
        return file.now
    return with_changes(file.committed or b"", mine)


Contents = Callable[[Path, str, Sequence[str]], dict[str, bytes]]
"""Gives the contents of a commit as files have them: in a worktree, by the commit's name, for some paths."""


def _read_only(top: Path, commit: str, paths: Sequence[str]) -> dict[str, bytes]:
    """As `contents_in`, for who only looks: no filter runs. Raises InputError for files under one."""
    filtered = filters_of(top, paths)
    if isinstance(filtered, Ended):
        raise InputError(f"git: {filtered.reason}")
    if filtered:
        raise InputError(f"{min(filtered)} is under a filter, which is run for a commit alone: it is not compared")
    held = committed_contents(top, commit, [str(top / path) for path in paths], _LOOK_S)
    return {path: _with_ends(held[name], top / path) for path in paths if (name := str(top / path)) in held}


def _with_ends(content: bytes, file: Path) -> bytes:
    """A content with the line ends of a file that has CRLF alone, where git stores line feeds."""
    now = read_file(file, LARGEST)
    converted = not isinstance(now, Unread) and b"\r" not in content and now.count(b"\r\n") == now.count(b"\n") > 0
    return content.replace(b"\n", b"\r\n") if converted else content


def _changed(places: Places, book: EditBook, paths: Sequence[str], contents: Contents) -> Iterator[_Changed]:
    """The files among the paths that differ from the last commit."""
    top, versions, head = places.worktree, versions_of(places), commit_of(places.worktree)
    committed = contents(top, head, paths) if head and paths else {}
    for path in paths:
        now = _read(top / path)
        before = committed.get(path)
        if now == before:
            continue
        rows = book.history(str(top), path, _MOST_EDITS)
        steps = [*_steps(before or b"", now or b"", list(reversed(rows)), versions)]
        yield _Changed(path, before, now, tuple(attributed(before or b"", steps)))


def _read(file: Path) -> bytes | None:
    found = read_file(file, LARGEST)
    if not isinstance(found, Unread):
        return found
    if found.kind == "missing":
        return None
    raise InputError(f"{file}: {found.reason}")


def _steps(committed: bytes, now: bytes, rows: Sequence[FileEdit], versions: Versions) -> Iterator[tuple[Holder, bytes]]:
    """The versions since the commit, the oldest first, each with who wrote it. What no row explains is from outside."""
    digest = sha256(committed).hexdigest()
    first = max((number for number, row in enumerate(rows) if row.after == digest), default=-1)
    begun, content = rows[first + 1 :], committed
    for row in begun:
        before = versions.content(row.before) if row.before else b""
        if before is not None and before != content and row.by != OUTSIDE:
            yield OUTSIDE, before
            content = before
        after = versions.content(row.after) if row.after else b""
        if after is None:
            continue  # it is not kept: the next known version is from outside
        yield (row.by if before is not None else OUTSIDE), after
        content = after
    if content != now:
        yield OUTSIDE, now


def _row(path: str, change: OwnedChange) -> OwnChange:
    by = sorted("outside" if owner == OUTSIDE else str(owner) for owner in change.owners)
    return OwnChange(path, change.first + 1, len(change.lines), change.old_end - change.old, tuple(by))
