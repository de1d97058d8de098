"""Edits that name their files: a plan over all of them as a value.

The edit is read once as a whole, which tells its parts. Each part is then planned from its own piece of the text, so that the
cost grows with the edit. A piece is used where it reads as the part does in the whole; else the part is planned from the whole.
"""

import copy
from collections.abc import Sequence
from typing import NamedTuple, Protocol

import msgspec

from kaptar.clock import Clock, own_time
from kaptar.edit.engine import Editor
from kaptar.edit.guest_plan import FilePart
from kaptar.edit.header_names import with_names_settled
from kaptar.edit.leftovers import left_over, other_path
from kaptar.edit.outcome import Applied, Plan, Refused
from kaptar.edit.pieces import Pieces
from kaptar.edit.wrappers.unwrap import unwrapped


class Files(Protocol):
    """Files as an edit names them."""

    def path_of(self, named: str) -> str | Refused:
        """One path for all names of a file; a refusal where an edit may not touch it."""
        ...

    def read(self, named: str) -> bytes | Refused | None:
        """The content; None where there is none; a refusal where it may not be read."""
        ...


MAX_FILES = 1000


class PlannedFile(msgspec.Struct, frozen=True):
    """One file of a plan: what it was, what it becomes (None: not there), and the plans that led to it.

    ``moved_from``: the path of the file that moves here, whose mode and owner it keeps.
    """

    path: str
    op: str
    before: bytes | None
    after: bytes | None
    plans: tuple[Plan, ...] = ()
    moved_from: str = ""


class FilesPlan(msgspec.Struct, frozen=True):
    """All files of one edit, in the order in which the edit names them."""

    format: str
    changes: tuple[PlannedFile, ...]


def plan_files(
    editor: Editor, edit: str, files: Files, *, format: str = "auto", overwrites: bool = False, clock: Clock = own_time
) -> FilesPlan | Refused:
    """Plan an edit that names its files. One file refused refuses all.

    Creating or moving onto a file that exists is refused, and so is changing or deleting one that does not. Two parts of the
    edit that name one file follow each other. The editor's deadline is for all files together.

    Args:
        overwrites: what is created or moved onto a file that exists takes its place, as some clients do it.
        clock: seconds, for the deadline: by default what this thread ran, so that a busy machine refuses nothing.
    """
    until = clock() + editor.limits.deadline_ms / 1000
    bare = unwrapped(edit, format, None)
    if isinstance(bare, Refused):
        return bare
    found, changes = "", dict[str, PlannedFile]()
    for each in bare.edits:
        read = _read(editor, each, files, format)
        if isinstance(read, Refused):
            return read
        text, parts = read
        pieces, found = Pieces(text, parts), found or parts[0].format
        for part in parts:
            left_ms = int((until - clock()) * 1000)
            taken = (
                _Taking(_within(editor, left_ms), pieces, files, changes, overwrites).take(part)
                if left_ms > 0
                else _too_slow(editor)
            )
            if taken is not None:
                taken = _too_slow(editor) if taken.reason == "deadline" else taken
                return msgspec.structs.replace(taken, path=part.path)
    return FilesPlan(found, tuple(changes.values()))


def _read(editor: Editor, edit: str, files: Files, format: str) -> tuple[str, list[FilePart]] | Refused:
    """The edit and its parts. Names in headers of a diff are settled by the files that are there."""
    parts = _parts_of(editor, edit, format)
    if isinstance(parts, Refused) or parts[0].format != "udiff":
        return parts if isinstance(parts, Refused) else (edit, parts)
    settled = with_names_settled(edit, lambda name: isinstance(files.read(name), bytes))
    if isinstance(settled, Refused):
        return settled
    if settled != edit:
        parts = _parts_of(editor, settled, format)
    return parts if isinstance(parts, Refused) else (settled, parts)


def _parts_of(editor: Editor, edit: str, format: str) -> list[FilePart] | Refused:
    parts = editor.parts_of(edit, format)
    if isinstance(parts, Refused):
        return parts
    if len(parts) > MAX_FILES:
        return Refused("too_large", f"the edit names {len(parts):,} files; {MAX_FILES:,} is the limit")
    return _second_edit(edit, parts) or parts


def _within(editor: Editor, deadline_ms: int) -> Editor:
    """The editor, with the tables that it keeps, and less time."""
    hurried = copy.copy(editor)
    hurried.limits = msgspec.structs.replace(editor.limits, deadline_ms=deadline_ms)
    return hurried


def _too_slow(editor: Editor) -> Refused:
    message = f"no answer for all files within {editor.limits.deadline_ms:,} ms; nothing was changed; send fewer at once"
    return Refused("deadline", message)


def _second_edit(edit: str, parts: Sequence[FilePart]) -> Refused | None:
    """A refusal where lines beside the parts belong to another edit or file: the pieces do not show these."""
    for format in dict.fromkeys(part.format for part in parts if part.op != "delete"):
        if (rest := left_over(edit, format)) is not None:
            message = f"the line {rest[:80]!r} belongs to no block of the edit; send one format"
            return Refused("mixed_formats", message, parts[0].path, format=format)
        if format == "search_replace" and (other := other_path(edit, "")) is not None:
            message = f"the words above a block name {other}; write each block's file on a line of its own"
            return Refused("other_file", message, other)
    return None


class _Taking(NamedTuple):
    """Puts what one part of an edit does on top of the parts before it."""

    editor: Editor
    pieces: Pieces
    files: Files
    changes: dict[str, PlannedFile]
    overwrites: bool

    def take(self, part: FilePart) -> Refused | None:
        path = self.files.path_of(part.path)
        if isinstance(path, Refused):
            return path
        at = self._at(path, part.op)
        if isinstance(at, Refused):
            return at
        if part.op == "create":
            return self._create(part, at)
        if at.after is None and part.op == "update" and part.format == "whole_file":
            return self._create(part, at)
        if at.after is None:
            return Refused("missing_file", f"there is no file {part.path}; create it, or correct the path")
        if part.op == "delete":
            return self._delete(part, at)
        return self._update(part, at)

    def _at(self, path: str, op: str) -> PlannedFile | Refused:
        """A file as the parts so far leave it."""
        known = self.changes.get(path)
        if known is not None:
            return PlannedFile(path, op, known.before, known.after, known.plans, known.moved_from)
        now = self.files.read(path)
        return now if isinstance(now, Refused) else PlannedFile(path, op, now, now)

    def _create(self, part: FilePart, at: PlannedFile) -> Refused | None:
        if at.after is not None and not self.overwrites:
            return Refused("exists", f"{part.path} exists already; change it instead of creating it")
        made = self._apply(part, b"")
        if isinstance(made, Refused):
            return made
        op = "create" if at.before is None else "update"  # deleted or moved by a part above
        self.changes[at.path] = PlannedFile(at.path, op, at.before, made.text, (made.plan,))
        return None

    def _delete(self, part: FilePart, at: PlannedFile) -> Refused | None:
        """A diff quotes the file that it deletes: where that is not the file's text, somebody changed it."""
        if at.path in self.changes:
            return Refused("unsupported", f"the edit changes {part.path} and deletes it; do one of the two")
        if part.quoted is not None and _lines(at.after or b"") != _lines(part.quoted.encode("utf-8", "surrogatepass")):
            return Refused("stale", f"{part.path} is not what the diff deletes; read it again, and quote all of its lines")
        self.changes[at.path] = PlannedFile(at.path, "delete", at.before, None)
        return None

    def _update(self, part: FilePart, at: PlannedFile) -> Refused | None:
        applied = self._apply(part, at.after or b"")
        if isinstance(applied, Refused):
            return applied
        plans = (*at.plans, applied.plan)
        target = at.path if part.move_to is None else self.files.path_of(part.move_to)
        if isinstance(target, Refused):
            return target
        if target == at.path:
            op = "create" if at.before is None else "update"
            self.changes[at.path] = PlannedFile(at.path, op, at.before, applied.text, plans, at.moved_from)
            return None
        there = self._at(target, "create")
        if isinstance(there, Refused):
            return there
        if there.after is not None and not self.overwrites:
            return Refused("exists", f"{part.move_to} exists already; nothing is moved onto it")
        self.changes[at.path] = PlannedFile(at.path, "move", at.before, None)
        self.changes[target] = PlannedFile(target, "create", there.before, applied.text, plans, at.moved_from or at.path)
        return None

    def _apply(self, part: FilePart, text: bytes) -> Applied | Refused:
        piece, number = self.pieces.of(part, self.editor)
        format = "auto" if part.format == "whole_file" else part.format  # the piece is a call, and not the text of the file
        return self.editor.apply_edit(text, piece, path=part.path, format=format, part=number)


def _lines(text: bytes) -> list[bytes]:
    """Lines of a text, the kind of its line ends and a missing last one aside."""
    return text.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").removesuffix(b"\n").split(b"\n") if text else []
