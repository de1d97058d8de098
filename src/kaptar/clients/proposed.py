"""The content that a file will have when a client's edit is carried out, computed before it is."""

import json
import os
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from kaptar.checks.event import FileChange
from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Refused
from kaptar.errors import InputError
from kaptar.repository.files import Unread, read_file

MAX_BYTES = 16 << 20
"""Of a file whose new content is computed; a larger one is reported as a problem."""

MAX_EDITS = 1000
"""Replacements in one file that are computed one after the other."""


class Replacement(NamedTuple):
    """A quotation and the text in its place. ``everywhere``: wherever it stands, not only where it stands once."""

    old: str
    new: str
    everywhere: bool = False


def written(path: str, content: str) -> FileChange:
    """A tool writes the whole file."""
    return FileChange(path, "update" if os.path.lexists(path) else "create", as_bytes(content))


def replaced(editor: Editor, path: str, old: str, new: str, everywhere: bool) -> FileChange:
    """A tool replaces a quotation; see `replaced_in_turn`."""
    return replaced_in_turn(editor, path, (Replacement(old, new, everywhere),))


def replaced_in_turn(editor: Editor, path: str, edits: Sequence[Replacement]) -> FileChange:
    """A tool replaces quotations, one after the other.

    The clients demand that each is in the file byte for byte; some look for near places then, and so does the edit engine.
    If the engine refuses, the change has a problem, and the new texts alone are known: the tool refuses too, or its result is
    unknown.
    """
    added = as_bytes("\n".join(edit.new for edit in edits))
    if len(edits) > MAX_EDITS:
        return FileChange(path, problem=f"more than {MAX_EDITS:,} replacements in one file", added=added)
    try:
        source = read_regular(path)
    except InputError as problem:
        return FileChange(path, problem=str(problem), added=added)
    content = source
    for edit in edits:
        found = _replaced_once(editor, path, content, edit)
        if isinstance(found, str):
            return FileChange(path, problem=found, added=added)
        content = found
    return FileChange(path, "create" if source is None else "update", content)


def _replaced_once(editor: Editor, path: str, source: bytes | None, edit: Replacement) -> bytes | str:
    """The new content, or why it is not known."""
    quoted, there = as_bytes(edit.old), as_bytes(edit.new)
    if source is None:
        return "the file does not exist" if edit.old else there
    if not edit.old:
        return "the quotation is empty" if source else there
    for old, new in ((quoted, there), (_with_returns(quoted), _with_returns(there))):
        found = source.count(old)
        if found == 1 or (found and edit.everywhere):
            return source.replace(old, new)
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


def as_bytes(text: str) -> bytes:
    """The bytes that a client writes for a text: U+FFFD stands for what is no character."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def read_regular(path: str) -> bytes | None:
    """A file's bytes; None where there is none. Raises InputError for what is no regular file, too large or unreadable."""
    found = read_file(path, MAX_BYTES)
    if not isinstance(found, Unread):
        return found
    if found.kind == "missing":
        return None
    raise InputError(f"{path} {'' if found.kind == 'failed' else 'is '}{found.reason}")
