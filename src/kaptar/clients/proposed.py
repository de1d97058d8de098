"""The content that a file will have when a client's edit is carried out, computed before it is."""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from kaptar.checks.event import FileChange
from kaptar.checks.undone import SwappedText
from kaptar.clients.dollar_signs import TooMuch, expanded
from kaptar.clients.fields import BadField, as_bytes
from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Refused
from kaptar.errors import InputError
from kaptar.repository.files import Unread, read_file

_SWAPPED = (("old_string", "oldString"), ("new_string", "newString"))

MAX_BYTES = 16 << 20
"""Of a file whose new content is computed; a larger one is reported as a problem."""

MOST_WORK = 1 << 31
"""Bytes that the replacements in one file look through together: each looks through the whole file."""

MOST_NEAR = 1000
"""Replacements in one file whose places the edit engine looks for."""

MOST_GROWN = 2 * MAX_BYTES
"""Of a content between two replacements: each of them may double it."""
_GROWN = f"a replacement makes more than {MOST_GROWN:,} bytes of a file"


class Replacement(NamedTuple):
    """A quotation and the text in its place.

    Attributes:
        everywhere: wherever it stands, not only where it stands once.
        expands: the client hands the new text to JavaScript, which reads signs in it; see `kaptar.clients.dollar_signs`.
    """

    old: str
    new: str
    everywhere: bool = False
    expands: bool = False


def in_each(paths: Sequence[str], propose: Callable[[str], FileChange]) -> tuple[FileChange, ...]:
    """The change at each place that may be meant; where one can be computed, without those that cannot."""
    return without_unknown([(propose(path),) for path in paths])


def without_unknown(readings: Sequence[tuple[FileChange, ...]]) -> tuple[FileChange, ...]:
    """The files of all readings of one edit, each once. Where one reading can be, those that cannot count for nothing."""
    known = [files for files in readings if not any(file.problem for file in files)]
    return tuple({file.path: file for files in reversed(known or readings) for file in files}.values())


def in_place(paths: Sequence[str]) -> tuple[FileChange, ...]:
    """The files that are there after an edit, of the places that may have been meant; the first where none is."""
    there = [path for path in paths if os.path.lexists(path)]
    return tuple(map(FileChange, dict.fromkeys(there or paths[:1])))


def with_swaps(files: tuple[FileChange, ...], edits: Any, many: str) -> tuple[FileChange, ...]:
    """The file that an edit has changed, with the texts that it has replaced; as it is where an entry lacks them.

    Args:
        edits: a list of entries with ``old_string`` and ``new_string``, or these names as opencode spells them.
        many: the field of an entry that says that a text was replaced wherever it stood.
    """
    swaps = [_swap(edit, many) for edit in edits] if isinstance(edits, list) else [None]
    known = tuple(swap for swap in swaps if swap is not None)
    return tuple(msgspec.structs.replace(file, swaps=known) for file in files) if len(known) == len(swaps) else files


def _swap(edit: Any, many: str) -> SwappedText | None:
    given: Mapping[str, Any] = edit if isinstance(edit, Mapping) else {}
    old, new = (next((given[name] for name in names if isinstance(given.get(name), str)), None) for names in _SWAPPED)
    return None if old is None or new is None else SwappedText(as_bytes(old), as_bytes(new), alone=given.get(many) is not True)


def written(path: str, content: str) -> FileChange:
    """A tool writes the whole file."""
    return FileChange(path, "update" if os.path.lexists(path) else "create", as_bytes(content), is_whole=True)


def replaced(editor: Editor, path: str, old: str, new: str, everywhere: bool) -> FileChange:
    """A tool replaces a quotation; see `replaced_in_turn`."""
    return replaced_in_turn(editor, path, (Replacement(old, new, everywhere),))


def replaced_in_turn(editor: Editor, path: str, edits: Sequence[Replacement]) -> FileChange:
    """A tool replaces quotations, one after the other.

    The clients demand that each is in the file byte for byte; some look for near places then, and so does the edit engine.
    If the engine refuses, the change has a problem, and the new texts alone are known: the tool refuses too, or its result is
    unknown. Raises BadField for more replacements than the bounds allow.
    """
    try:
        source = read_regular(path)
    except InputError as problem:
        return FileChange(path, problem=str(problem), added=texts_in_turn(edits))
    content, work, near = source, 0, 0
    for edit in edits:
        work += len(content or b"") + len(edit.old)
        found = _replaced_exactly(content, edit)
        if found is None:
            near += 1
            if edit.expands and content is not None:
                raise BadField(f"the new text for {path} has `$` signs that this client expands: quote its old text exactly")
            found = _replaced_nearby(editor, path, content or b"", edit)
        if work > MOST_WORK or near > MOST_NEAR:
            raise BadField(f"the {len(edits):,} replacements in {path} are more work than Kaptar does for one file")
        if isinstance(found, str):
            return FileChange(path, problem=found, added=texts_in_turn(edits))
        content = found
    return FileChange(path, "create" if source is None else "update", content)


def texts_in_turn(edits: Sequence[Replacement]) -> bytes:
    """The texts that edits put in, each by itself, and all of them as later ones change what earlier ones have put in."""
    together, work = "", 0
    for edit in edits:
        work += len(together)
        if work > MOST_WORK:
            raise BadField(f"the {len(edits):,} replacements in one file are more work than Kaptar does for one file")
        found = together.count(edit.old) if edit.old else 0
        _refuse_growth(len(together), found, len(edit.new) - len(edit.old))
        together = together.replace(edit.old, edit.new) if found else f"{together}\n{edit.new}"
    return as_bytes("\n".join([*(edit.new for edit in edits), together]))


def _refuse_growth(size: int, places: int, more: int) -> None:
    if size + places * more > MOST_GROWN:
        raise BadField(_GROWN)


def _replaced_exactly(source: bytes | None, edit: Replacement) -> bytes | str | None:
    """The new content, or why it is not known; None where the quotation is not there byte for byte."""
    quoted, there = as_bytes(edit.old), as_bytes(edit.new)
    if source is None:
        return "the file does not exist" if edit.old else there
    if not edit.old:
        return "the quotation is empty" if source else there
    for old, new in ((quoted, there), (_with_returns(quoted), _with_returns(there))):
        found = source.count(old)
        if found == 1 or (found and edit.everywhere):
            return _expanded(source, old, new) if edit.expands else _plainly_replaced(source, old, new, found)
    return None


def _plainly_replaced(source: bytes, old: bytes, new: bytes, found: int) -> bytes:
    _refuse_growth(len(source), found, len(new) - len(old))
    return source.replace(old, new)


def _expanded(source: bytes, old: bytes, new: bytes) -> bytes:
    try:
        return expanded(source, old, new, MOST_GROWN)
    except TooMuch:
        raise BadField(_GROWN) from None


def _replaced_nearby(editor: Editor, path: str, source: bytes, edit: Replacement) -> bytes | str:
    """The new content where the edit engine finds the place, or why it does not."""
    call = {"file_path": path, "old_string": edit.old, "new_string": edit.new, "replace_all": edit.everywhere}
    outcome = editor.apply_edit(source, json.dumps(call), path=path, format="str_replace")
    return outcome.message if isinstance(outcome, Refused) else outcome.text


def _with_returns(text: bytes) -> bytes:
    """As a file has it whose lines end with carriage return and line feed: clients quote from it with line feeds."""
    return text.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


class CellEdit(NamedTuple):
    """An edit of one cell of a notebook.

    Attributes:
        mode: ``replace``, ``insert`` behind the cell, or ``delete``; "" means ``replace``.
        cell: its id, or ``cell-N`` by its place from 0; "" for the first place.
        kind: ``code`` or ``markdown``; "" keeps what is there.
    """

    mode: str
    cell: str
    kind: str
    source: str


def cell_edited(path: str, edit: CellEdit) -> FileChange:
    """A tool edits a cell of a notebook, and writes the notebook anew. The new content is the same but for its layout."""
    added = as_bytes(edit.source)
    try:
        source = read_regular(path)
        notebook = json.loads(source.decode("utf-8-sig")) if source is not None else None
        _edit_cell(notebook, edit)
    except (InputError, ValueError, RecursionError, TypeError, KeyError, LookupError) as problem:
        return FileChange(path, problem=f"the notebook's new content is not known: {problem}", added=added)
    return FileChange(path, content=as_bytes(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"), added=added)


def _edit_cell(notebook: Any, edit: CellEdit) -> None:
    """Raises ValueError, TypeError, LookupError."""
    cells = notebook["cells"]
    if not isinstance(cells, list):
        raise TypeError("its cells are no list")
    at = _cell_at(cells, edit.cell)
    if edit.mode == "insert":
        new = {"cell_type": edit.kind or "code", "metadata": {}, "source": edit.source}
        cells.insert(at + 1 if edit.cell else 0, new)
    elif edit.mode == "delete":
        del cells[at]
    elif edit.mode in ("", "replace"):
        cells[at]["source"] = edit.source
        cells[at]["cell_type"] = edit.kind or cells[at]["cell_type"]
    else:
        raise ValueError(f"there is no edit mode {edit.mode[:80]!r}")


def _cell_at(cells: Sequence[Any], named: str) -> int:
    if not named:
        return 0
    for at, cell in enumerate(cells):
        if isinstance(cell, Mapping) and cell.get("id") == named:
            return at
    number = named.removeprefix("cell-")
    if number.isdecimal() and len(number) < 8 and int(number) < len(cells):
        return int(number)
    raise ValueError(f"it has no cell {named[:80]!r}")


def read_regular(path: str) -> bytes | None:
    """A file's bytes; None where there is none. Raises InputError for what is no regular file, too large or unreadable."""
    found = read_file(path, MAX_BYTES)
    if not isinstance(found, Unread):
        return found
    if found.kind == "missing":
        return None
    raise InputError(f"{path} {'' if found.kind == 'failed' else 'is '}{found.reason}")
