"""Edits that name their files: a plan over all of them as a value."""

import os
from pathlib import Path
from typing import NamedTuple, Protocol

import msgspec

from kaptar.edit.engine import Editor
from kaptar.edit.guest_plan import FilePart
from kaptar.edit.outcome import Applied, Plan, Refused
from kaptar.repository.files import Unread, read_no_link
from kaptar.repository.paths import OffLimits, inside


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
    """One file of a plan: what it was, what it becomes (None: not there), and the plans that led to it."""

    path: str
    op: str
    before: bytes | None
    after: bytes | None
    plans: tuple[Plan, ...] = ()


class FilesPlan(msgspec.Struct, frozen=True):
    """All files of one edit, in the order in which the edit names them."""

    format: str
    changes: tuple[PlannedFile, ...]


def plan_files(editor: Editor, edit: str, files: Files, *, format: str = "auto") -> FilesPlan | Refused:
    """Plan an edit that names its files. One file refused refuses all.

    Creating or moving onto a file that exists is refused, and so is changing or deleting one that does not. Two parts of the
    edit that name one file follow each other.
    """
    parts = editor.parts_of(edit, format)
    if isinstance(parts, Refused):
        return parts
    if len(parts) > MAX_FILES:
        return Refused("too_large", f"the edit names {len(parts):,} files; {MAX_FILES:,} is the limit")
    changes: dict[str, PlannedFile] = {}
    for part in parts:
        refused = _Taking(editor, edit, files, changes).take(part)
        if refused is not None:
            return msgspec.structs.replace(refused, path=part.path)
    return FilesPlan(parts[0].format, tuple(changes.values()))


class _Taking(NamedTuple):
    """Puts what one part of an edit does on top of the parts before it."""

    editor: Editor
    edit: str
    files: Files
    changes: dict[str, PlannedFile]

    def take(self, part: FilePart) -> Refused | None:
        path = self.files.path_of(part.path)
        if isinstance(path, Refused):
            return path
        at = self._at(path, part.op)
        if isinstance(at, Refused):
            return at
        if part.op == "create":
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
            return PlannedFile(path, op, known.before, known.after, known.plans)
        now = self.files.read(path)
        return now if isinstance(now, Refused) else PlannedFile(path, op, now, now)

    def _create(self, part: FilePart, at: PlannedFile) -> Refused | None:
        if at.after is not None:
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
            self.changes[at.path] = PlannedFile(at.path, op, at.before, applied.text, plans)
            return None
        there = self._at(target, "create")
        if isinstance(there, Refused):
            return there
        if there.after is not None:
            return Refused("exists", f"{part.move_to} exists already; nothing is moved onto it")
        self.changes[at.path] = PlannedFile(at.path, "move", at.before, None)
        self.changes[target] = PlannedFile(target, "create", there.before, applied.text, plans)
        return None

    def _apply(self, part: FilePart, text: bytes) -> Applied | Refused:
        return self.editor.apply_edit(text, self.edit, path=part.path, format=part.format, part=part.part)


def _lines(text: bytes) -> list[bytes]:
    """Lines of a text, the kind of its line ends and a missing last one aside."""
    return text.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").removesuffix(b"\n").split(b"\n") if text else []


class Folder:
    """The files under a folder as edits see them.

    Args:
        root: an existing folder.
        limit: bytes of the largest file that is read.
    """

    def __init__(self, root: Path, limit: int) -> None:
        self.root, self.limit = Path(os.path.realpath(root)), limit

    def path_of(self, named: str) -> str | Refused:
        """See `Files`."""
        path = inside(self.root, named)
        return Refused(path.code, path.message, named) if isinstance(path, OffLimits) else path

    def read(self, named: str) -> bytes | Refused | None:
        """See `Files`."""
        path = self.path_of(named)
        if isinstance(path, Refused):
            return path
        found = read_no_link(self.root / path, self.limit)
        if not isinstance(found, Unread):
            return found
        if found.kind == "missing":
            return None
        if found.kind == "too_large":
            return Refused("too_large", f"{named} has over {self.limit:,} bytes, which is the limit", named)
        return Refused("missing_file", f"{named}: {found.reason}", named)

    def write(self, plan: FilesPlan) -> Refused | str:
        """Put a plan on disk: all files or none. A file that changed since it was read refuses all as stale.

        Where it was done, the answer is what the user must know besides (a disk that did not confirm it, files of an edit that
        was cut off); "" for nothing.
        """
        from kaptar.repository.writer import NotWritten, Step, write_below  # not needed by who only looks

        steps = []
        for change in plan.changes:
            path = inside(self.root, change.path)
            if isinstance(path, OffLimits):
                return Refused(path.code, path.message, change.path)
            if change.before != change.after:
                steps.append(Step(path, change.before, change.after))
        if not steps:
            return ""
        done = write_below(self.root, steps)
        if not isinstance(done, NotWritten):
            return "; ".join(done.told)
        if done.kind == "stale":
            return Refused("stale", done.message, done.path)
        return Refused("cannot_write", done.said, done.path or steps[0].path)
