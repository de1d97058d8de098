"""Front desk of the ledger: what changed a file, and an earlier version put back."""

from hashlib import sha256
from pathlib import Path

import msgspec

from kaptar.api.leases import open_store, resources_of, versions_of, wall_ms
from kaptar.api.leases import person as person
from kaptar.errors import InputError
from kaptar.repository.files import Unread, read_file
from kaptar.repository.places import Places
from kaptar.repository.writer import NotWritten, Step, write_below
from kaptar.workspace.ledger.book import OUTSIDE, EditBook, FileEdit
from kaptar.workspace.ledger.versions import LARGEST, Versions, try_to_keep
from kaptar.workspace.resources import Resource

MOST_ROWS = 1000


class EditRow(msgspec.Struct, frozen=True):
    """One change of a file.

    Attributes:
        number: what ``kaptar restore FILE@NUMBER`` takes.
        at_ms: since 1970.
        by: who made it; "outside" where no client told.
        came, went: lines; None where a version is not kept any more.
        kept: whether the version after it can be restored.
    """

    number: int
    at_ms: int
    path: str
    by: str
    tool: str
    came: int | None
    went: int | None
    kept: bool


class RestoreAnswer(msgspec.Struct, frozen=True):
    """A version that was put back. ``before``: the number of the row that has the content from before."""

    path: str
    number: int
    before: int
    written: bool


def history(places: Places, named: str, folder: Path, most: int = 50) -> list[EditRow]:
    """The changes of a file, the newest first. Raises InputError where the path is not one of the worktree."""
    resource = _file(places, named, folder)
    with open_store(places) as store:
        edits = EditBook(store).history(resource.worktree, resource.path, min(most, MOST_ROWS))
    versions = versions_of(places)
    return [_row(edit, versions) for edit in edits]


def _row(edit: FileEdit, versions: Versions) -> EditRow:
    before, after = (versions.content(each) if each else b"" for each in (edit.before, edit.after))
    by = "outside" if edit.by == OUTSIDE else str(edit.by)
    came = went = None
    if before is not None and after is not None:
        came, went = _lines(before, after)
    return EditRow(edit.number, edit.at_ms, edit.path, by, edit.tool, came, went, after is not None)


def _lines(before: bytes, after: bytes) -> tuple[int, int]:
    """How many lines came and went."""
    from kaptar.repository.differences import changed_lines

    old, new = (text.decode("utf-8", "replace").splitlines() for text in (before, after))
    changes = changed_lines(old, new)
    return sum(each.new_end - each.new for each in changes), sum(each.old_end - each.old for each in changes)


def restore(places: Places, named: str, number: int, folder: Path) -> RestoreAnswer:
    """Write a file as it was after a change. What it holds now is kept first.

    Raises:
        InputError: there is no such change of this file, its version is not kept any more, or it cannot be written.
    """
    resource = _file(places, named, folder)
    versions, file = versions_of(places), Path(resource.worktree, resource.path)
    now = read_file(file, LARGEST)
    if isinstance(now, Unread) and now.kind != "missing":
        raise InputError(f"{named}: {now.reason}")
    content = None if isinstance(now, Unread) else now
    with open_store(places) as store:
        book = EditBook(store)
        edit = book.one(number)
        if edit is None or (edit.worktree, edit.path) != (resource.worktree, resource.path):
            raise InputError(f"{named} has no version {number}; `kaptar history {named}` lists them")
        wanted = versions.content(edit.after) if edit.after else None
        if edit.after and wanted is None:
            raise InputError(f"the version {number} of {named} is not kept any more")
        if content is not None:
            try_to_keep(versions, content)
        digest = "" if content is None else sha256(content).hexdigest()
        last = book.last(resource.worktree, resource.path)
        if last is None or last.after != digest:
            seen = FileEdit(0, wall_ms(), resource.worktree, resource.path, OUTSIDE, "", last.after if last else "", digest)
            before = book.note(seen)
        else:
            before = last.number
        if content != wanted:
            _write(Path(resource.worktree), Step(resource.path, content, wanted))
            book.note(FileEdit(0, wall_ms(), resource.worktree, resource.path, person(), "restore", digest, edit.after))
    return RestoreAnswer(resource.path, number, before, content != wanted)


def _write(root: Path, step: Step) -> None:
    done = write_below(root, [step])
    if isinstance(done, NotWritten):
        raise InputError(done.said)


def _file(places: Places, named: str, folder: Path) -> Resource:
    resource = resources_of((named,), places, folder)[0]
    if resource.is_pattern or resource.name:
        raise InputError(f"{named!r} is not one file; name a file")
    return resource


def split_version(text: str) -> tuple[str, int]:
    """``FILE@NUMBER`` in its two parts. Raises InputError."""
    named, _, number = text.rpartition("@")
    if not named or not number.isdecimal() or len(number) > 18:
        raise InputError(f"{text!r} names no version; write FILE@NUMBER, as `kaptar history FILE` lists them")
    return named, int(number)


__all__ = ["EditRow", "RestoreAnswer", "history", "restore", "split_version"]
