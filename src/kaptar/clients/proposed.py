"""The content that a file will have when a client's edit is carried out, computed before it is."""

import json
import os

from kaptar.checks.event import FileChange
from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Refused
from kaptar.errors import InputError
from kaptar.repository.files import Unread, read_file

MAX_BYTES = 16 << 20
"""Of a file whose new content is computed; a larger one is reported as a problem."""


def written(path: str, content: str) -> FileChange:
    """A tool writes the whole file."""
    return FileChange(path, "update" if os.path.lexists(path) else "create", content.encode("utf-8", "surrogatepass"))


def replaced(editor: Editor, path: str, old: str, new: str, everywhere: bool) -> FileChange:
    """A tool replaces a quotation.

    The clients demand that it is in the file byte for byte; some look for near places then, and so does the edit engine.
    If the engine refuses, the change has a problem: the tool refuses too, or its result is unknown.
    """
    try:
        source = read_regular(path)
    except InputError as problem:
        return FileChange(path, problem=str(problem))
    if source is None:
        return FileChange(path, "create", new.encode()) if not old else FileChange(path, problem="the file does not exist")
    quoted, there = old.encode("utf-8", "surrogatepass"), new.encode("utf-8", "surrogatepass")
    if not old:
        return FileChange(path, content=there) if not source else FileChange(path, problem="the quotation is empty")
    found = source.count(quoted)
    if found == 1 or (found and everywhere):
        return FileChange(path, content=source.replace(quoted, there))
    call = json.dumps({"file_path": path, "old_string": old, "new_string": new, "replace_all": everywhere})
    outcome = editor.apply_edit(source, call, path=path, format="str_replace")
    if isinstance(outcome, Refused):
        return FileChange(path, problem=outcome.message)
    return FileChange(path, content=outcome.text)


def read_regular(path: str) -> bytes | None:
    """A file's bytes; None where there is none. Raises InputError for what is no regular file, too large or unreadable."""
    found = read_file(path, MAX_BYTES)
    if not isinstance(found, Unread):
        return found
    if found.kind == "missing":
        return None
    raise InputError(f"{path} {'' if found.kind == 'failed' else 'is '}{found.reason}")
