"""Edits that name their files: a plan over all of them as a value.

The edit is read once as a whole, which tells its parts. Each part is then planned from its own piece of the text, so that the
cost grows with the edit. A piece is used where it reads as the part does in the whole; else the part is planned from the whole.
"""

import copy
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

import msgspec

from kaptar.clock import Clock, own_time
from kaptar.edit.account.quoting.reading import FileChanges, NotRead, read_parts
from kaptar.edit.engine import Editor
from kaptar.edit.guest_plan import FilePart
from kaptar.edit.leftovers import left_over, other_path
from kaptar.edit.outcome import Applied, Plan, Refused
from kaptar.edit.wrappers.unwrap import unwrapped
from kaptar.repository.files import Unread, read_no_link
from kaptar.repository.git import is_left_out
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
LEFT_OUT = "is in git, and the sparse checkout leaves it out here; `git sparse-checkout add` brings its folder"


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


def plan_files(editor: Editor, edit: str, files: Files, *, format: str = "auto", clock: Clock = own_time) -> FilesPlan | Refused:
    """Plan an edit that names its files. One file refused refuses all.

    Creating or moving onto a file that exists is refused, and so is changing or deleting one that does not. Two parts of the
    edit that name one file follow each other. The editor's deadline is for all files together.

    Args:
        clock: seconds, for the deadline: by default what this thread ran, so that a busy machine refuses nothing.
    """
    until = clock() + editor.limits.deadline_ms / 1000
    bare = unwrapped(edit, format, None)
    if isinstance(bare, Refused):
        return bare
    found, changes = "", dict[str, PlannedFile]()
    for each in bare.edits:
        parts = _parts_of(editor, each, format)
        if isinstance(parts, Refused):
            return parts
        pieces, found = _Pieces(each, parts), found or parts[0].format
        for part in parts:
            left_ms = int((until - clock()) * 1000)
            taken = _Taking(_within(editor, left_ms), pieces, files, changes).take(part) if left_ms > 0 else _too_slow(editor)
            if taken is not None:
                taken = _too_slow(editor) if taken.reason == "deadline" else taken
                return msgspec.structs.replace(taken, path=part.path)
    return FilesPlan(found, tuple(changes.values()))


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


class _Pieces:
    """The text of each part of an edit."""

    def __init__(self, edit: str, parts: Sequence[FilePart]) -> None:
        self._edit = edit
        text = edit.lstrip("\ufeff").replace("\r\n", "\n")
        self._is_json = text.lstrip()[:1] in ("{", "[")
        self._pieces = _cut(text, parts, is_json=self._is_json) if len(parts) > 1 else []
        self._whole: list[FileChanges] | None = None
        if len(self._pieces) == len(parts):
            self._whole = _read(edit, self._reader(parts[0]))

    def of(self, part: FilePart, editor: Editor) -> tuple[str, int]:
        """A text, and the number of the part in it: the part's piece, or the whole edit where the piece is not proved."""
        if part.part < len(self._pieces) and self._is_proved(self._pieces[part.part], part, editor):
            return self._pieces[part.part], 0
        return self._edit, part.part

    def _is_proved(self, piece: str, part: FilePart, editor: Editor) -> bool:
        """Whether the piece says what the part says: by the host's readers; of calls that these do not know, by the guest's."""
        if self._whole is not None:
            return _read(piece, self._reader(part)) == self._whole[part.part : part.part + 1]
        alone = editor.parts_of(piece, part.format) if self._is_json else []
        return alone == [msgspec.structs.replace(part, part=0)]

    def _reader(self, part: FilePart) -> str:
        return "str_replace" if self._is_json else part.format


def _read(edit: str, format: str) -> list[FileChanges] | None:
    try:
        return read_parts(edit, format)
    except NotRead:
        return None


_PATCH_FILE = re.compile(r"\s*\*\*\* (?:Add|Update|Delete) File: ")
_OPENER = re.compile(r"(?:<{5,9} ?(?:SEARCH|ORIGINAL)|-{5,9} ?SEARCH)>*\s*")
_CLOSER = re.compile(r"(?:>{5,9} ?(?:REPLACE|UPDATED)|\+{5,9} ?REPLACE)>*\s*")
_LISTS = ("operations", "calls", "tool_calls")


def _cut(text: str, parts: Sequence[FilePart], *, is_json: bool) -> list[str]:
    """A piece for each part, in their order. Some or none where the text is not cut in this simple way."""
    if is_json:
        return _cut_calls(text, parts)
    lines = text.removesuffix("\n").split("\n")
    match parts[0].format:
        case "v4a":
            return _cut_patch(lines)
        case "udiff":
            return _cut_diff(lines)
        case "search_replace":
            return _cut_blocks(lines)
    return []


def _cut_patch(lines: Sequence[str]) -> list[str]:
    begin = next((n for n, line in enumerate(lines) if line.strip() == "*** Begin Patch"), len(lines))
    end = next((n for n in range(begin, len(lines)) if lines[n].strip() == "*** End Patch"), len(lines))
    heads = [n for n in range(begin, end) if _PATCH_FILE.match(lines[n])]
    return [_joined([lines[begin], *lines[a:b], *lines[end : end + 1]]) for a, b in _between(heads, end)]


def _cut_diff(lines: Sequence[str]) -> list[str]:
    heads: list[int] = []
    in_header = False
    for number, (line, below) in enumerate(zip(lines, [*lines[1:], ""], strict=True)):
        is_git = line.startswith("diff --git ")
        if is_git or (not in_header and line.startswith("--- ") and below.startswith("+++ ")):
            heads.append(number)
        in_header = is_git or (in_header and not line.startswith("@@"))
    return [_joined(lines[a:b]) for a, b in _between(heads, len(lines))]


def _cut_blocks(lines: Sequence[str]) -> list[str]:
    """Blocks by their paths; one that creates a file is a piece of its own."""
    pieces: list[list[str]] = []
    updates: dict[str, list[str]] = {}
    path, floor = "", 0
    openers = [n for n, line in enumerate(lines) if line[:1] in ("<", "-") and _OPENER.fullmatch(line)]
    for opener in openers:
        close = next((n for n in range(opener, len(lines)) if _CLOSER.fullmatch(lines[n])), len(lines) - 1)
        (read,) = _read(_joined(lines[floor : close + 1]), "search_replace") or [FileChanges((), [])]
        path, floor = (*read.names, path)[0], close + 1
        block = [path, *lines[opener : close + 1]]
        creates = not any(line.strip() for line in _quoted(lines[opener + 1 : close]))
        if not creates and path in updates:
            updates[path] += block
            continue
        pieces.append(block)
        if not creates:
            updates[path] = block
    return [_joined(piece) for piece in pieces]


def _quoted(block: Sequence[str]) -> Iterator[str]:
    """The lines above the middle of a block."""
    for line in block:
        if line.startswith("====="):
            return
        yield line


def _cut_calls(text: str, parts: Sequence[FilePart]) -> list[str]:
    """Calls by the path that they name."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return []
    if isinstance(value, dict):
        value = next((value[key] for key in _LISTS if key in value), None)
    pieces: dict[str, list[object]] = {part.path: [] for part in parts}
    for call in value if isinstance(value, list) else []:
        named = [path for path in _texts(call) if path in pieces]
        if not named:
            return []
        pieces[named[0]].append(call)
    return [json.dumps(calls, ensure_ascii=False) for calls in pieces.values()]


def _texts(call: object) -> Iterator[str]:
    """The texts in a call, and in a call that another one holds."""
    for value in call.values() if isinstance(call, Mapping) else ():
        if isinstance(value, str):
            yield value
        elif isinstance(value, Mapping):
            yield from (inner for inner in value.values() if isinstance(inner, str))


def _between(heads: Sequence[int], end: int) -> Iterator[tuple[int, int]]:
    return zip(heads, [*heads[1:], end], strict=True) if heads else iter(())


def _joined(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


class _Taking(NamedTuple):
    """Puts what one part of an edit does on top of the parts before it."""

    editor: Editor
    pieces: _Pieces
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
            self.changes[at.path] = PlannedFile(at.path, op, at.before, applied.text, plans, at.moved_from)
            return None
        there = self._at(target, "create")
        if isinstance(there, Refused):
            return there
        if there.after is not None:
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
            return Refused("missing_file", f"{named} {LEFT_OUT}", named) if is_left_out(self.root / path) else None
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
                steps.append(Step(path, change.before, change.after, like=change.moved_from))
        if not steps:
            return ""
        done = write_below(self.root, steps)
        if not isinstance(done, NotWritten):
            return "; ".join(done.told)
        if done.kind == "stale":
            return Refused("stale", done.message, done.path)
        return Refused("cannot_write", done.said, done.path or steps[0].path)
