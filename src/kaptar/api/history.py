"""Front desk of the ledger: what changed a file, and an earlier version put back."""

import os
import shlex
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Literal

import msgspec

from kaptar.api.leases import file_named, open_store, versions_of, wall_ms
from kaptar.errors import InputError
from kaptar.repository.committable import LINK, is_taken_away
from kaptar.repository.files import Unread, read_file
from kaptar.repository.places import Places
from kaptar.repository.staged import committed_contents
from kaptar.repository.writer import NotWritten, Step, write_below
from kaptar.workspace.denial import Asking, denial
from kaptar.workspace.leases import clock
from kaptar.workspace.leases.book import LeaseBook
from kaptar.workspace.leases.model import PERSON, Claim, Holder
from kaptar.workspace.ledger.book import OUTSIDE, EditBook, FileEdit
from kaptar.workspace.ledger.versions import LARGEST, Versions, try_to_keep
from kaptar.workspace.resources import Resource

MOST_ROWS = 1000
_HELD_S = 1.0
"""Of a claim that is only asked about."""


Former = Literal["", "not there", "as committed", "first seen"]
"""What a file was before all changes that are written down: no file, what the last commit has, something that the commit has
otherwise; "" for a change."""


class EditRow(msgspec.Struct, frozen=True):
    """One change of a file, or its former state.

    Attributes:
        number: what ``kaptar restore FILE@NUMBER`` takes.
        at_ms: since 1970.
        by: who made it; "outside" where no client told, "" where it is no change.
        came, went: lines; None where a version is not kept any more.
        kept: whether the version after it can be restored.
        key: of who made it, as ``--session`` of a command takes it; "" from outside.
        former: what was there before all changes.
    """

    number: int
    at_ms: int
    path: str
    by: str
    tool: str
    came: int | None
    went: int | None
    kept: bool
    key: str = ""
    former: Former = ""


class RestoreAnswer(msgspec.Struct, frozen=True):
    """A version that was put back.

    Attributes:
        before: the number of the row that has the content from before.
        is_file: whether there was a file in that version; else there is none now.
    """

    path: str
    number: int
    before: int
    written: bool
    is_file: bool = True


def history(places: Places, named: str, folder: Path, most: int = 50) -> list[EditRow]:
    """The changes of a file, the newest first. Raises InputError where the path is not one of the worktree."""
    with open_store(places) as store:
        book = EditBook(store)
        resource = _file(places, named, folder, book)
        most = min(most, MOST_ROWS)
        edits = book.history(resource.worktree, resource.path, most + 1)
    versions = versions_of(places)
    rows = [_row(edit, versions) for edit in edits[:most]]
    former = _former(places, edits[-1]) if edits[:most] == edits and edits else ""
    if former:
        rows[-1] = msgspec.structs.replace(rows[-1], by="", came=0, went=0, former=former)
    return rows


def _former(places: Places, first: FileEdit) -> Former:
    """What the first row of a file is, where it is no change: a hook has met the file there.

    A file that the last commit does not have was made by somebody.
    """
    if first.by != OUTSIDE or first.before:
        return ""
    if not first.after:
        return "not there"
    path = str(places.worktree / first.path)
    try:
        held = committed_contents(places.worktree, "HEAD", [path])
    except InputError:  # there is no commit yet, or git does not tell
        return ""
    if path not in held:
        return ""
    return "as committed" if sha256(held[path]).hexdigest() == first.after else "first seen"


def _row(edit: FileEdit, versions: Versions) -> EditRow:
    before, after = (versions.content(each) if each else b"" for each in (edit.before, edit.after))
    by = "outside" if edit.by == OUTSIDE else str(edit.by)
    came = went = None
    if before is not None and after is not None:
        came, went = _lines(before, after)
    key = "" if edit.by == OUTSIDE else edit.by.key
    return EditRow(edit.number, edit.at_ms, edit.path, by, edit.tool, came, went, after is not None, key)


def _lines(before: bytes, after: bytes) -> tuple[int, int]:
    """How many lines came and went."""
    from kaptar.repository.differences import changed_lines

    old, new = (text.decode("utf-8", "replace").splitlines() for text in (before, after))
    changes = changed_lines(old, new)
    return sum(each.new_end - each.new for each in changes), sum(each.old_end - each.old for each in changes)


def restore(places: Places, named: str, number: int, folder: Path, by: Holder) -> RestoreAnswer:
    """Write a file as it was after a change. What it holds now is kept first.

    Args:
        by: who does it.
    Raises:
        InputError: there is no such change of this file, its version is not kept any more, the file cannot be written, or
            ``by`` is no person and somebody else holds it.
    """
    versions = versions_of(places)
    with open_store(places) as store:
        book = EditBook(store)
        resource = _file(places, named, folder, book)
        edit = book.one(number)
        if edit is None or (edit.worktree, edit.path) != (resource.worktree, resource.path):
            raise InputError(f"{named} has no version {number}; `kaptar history {shlex.quote(named)}` lists them")
        if is_taken_away(places.worktree, resource.path) or os.path.islink(Path(resource.worktree, resource.path)):
            raise InputError(f"{named} is a link or a folder by now, which is not written over: move it away first")
        if edit.mode.startswith(LINK[:2]):
            raise InputError(f"the version {number} of {named} is a link, which is not restored: it led to another file")
        content = _content(named, Path(resource.worktree, resource.path))
        wanted = versions.content(edit.after) if edit.after else None
        if edit.after and wanted is None:
            raise InputError(f"the version {number} of {named} is not kept any more")
        held = LeaseBook(store, wall_ms).against(Claim(by, (resource,), _HELD_S))
        if held and by.client != PERSON:  # a person takes back what an agent does: what is there is kept
            raise InputError(denial(held, Asking(by, os.path.realpath(folder)), clock.now_s()).removeprefix("kaptar: ").strip())
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
            mode = _bits(book, edit) if content is None else None
            step = Step(resource.path, content, wanted, mode)
            change = FileEdit(0, wall_ms(), resource.worktree, resource.path, by, "restore", digest, edit.after)
            _write(Path(resource.worktree), step, book, change)
    return RestoreAnswer(resource.path, number, before, content != wanted, wanted is not None)


def _write(root: Path, step: Step, book: EditBook, change: FileEdit) -> None:
    """Write the file. It is noted before: else a full disk could leave a change that is in no history.

    Raises InputError where it is not written. If the row stays then, the next event of the file notes what it holds.
    """
    number = book.note(change)
    done = write_below(root, [step])
    if isinstance(done, NotWritten):
        with suppress(InputError):
            book.withdraw(number)
        raise InputError(done.said)


def _content(named: str, file: Path) -> bytes | None:
    """What a file holds now; None where there is none. Raises InputError."""
    now = read_file(file, LARGEST)
    if isinstance(now, Unread) and now.kind != "missing":
        raise InputError(f"{named}: {now.reason}")
    return None if isinstance(now, Unread) else now


def _bits(book: EditBook, edit: FileEdit) -> int | None:
    """The mode that a file had after a change, or else when it was seen last before it; None where nobody knows."""
    rows = book.history(edit.worktree, edit.path, MOST_ROWS)
    known = next((row.mode for row in rows if row.number <= edit.number and row.mode), "")
    return int(known, 8) & 0o777 if known else None


def _file(places: Places, named: str, folder: Path, book: EditBook) -> Resource:
    return file_named(named, places, folder, lambda file: book.last(file.worktree, file.path) is not None)


def split_version(text: str) -> tuple[str, int]:
    """``FILE@NUMBER`` in its two parts. Raises InputError."""
    named, _, number = text.rpartition("@")
    if not named or not number.isdecimal() or len(number) > 18:
        raise InputError(f"{text!r} names no version; write FILE@NUMBER, as `kaptar history FILE` lists them")
    return named, int(number)


__all__ = ["EditRow", "RestoreAnswer", "history", "restore", "split_version"]
