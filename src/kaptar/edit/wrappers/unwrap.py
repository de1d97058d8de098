"""An edit without what a client put around it.

A wrapper is taken off only where all of it is known. A part of it that is not known makes the whole edit refused. The lines of
the edit itself are not changed.
"""

from typing import NamedTuple

from kaptar.edit.account.quoting.reading import NotRead
from kaptar.edit.edit_syntax import is_document
from kaptar.edit.outcome import Refused
from kaptar.edit.wrappers.blocks import mended
from kaptar.edit.wrappers.commands import in_folder
from kaptar.edit.wrappers.enclosed import enclosed
from kaptar.edit.wrappers.hunk_heads import with_heads
from kaptar.edit.wrappers.json_calls import has_words, holds_calls, read_json
from kaptar.edit.wrappers.slashes import with_slashes
from kaptar.edit.wrappers.spellings import CALLS
from kaptar.edit.wrappers.tag_calls import from_tags
from kaptar.edit.wrappers.tags import untagged

_READ = frozenset({"auto", "search_replace", "udiff", "v4a", "operation", "str_replace", "insert"})
"""Formats that may stand in a wrapper."""
_DATA = frozenset(("json", "jsonc", "json5", "jsonl", "ndjson", "ipynb", "geojson", "webmanifest", "map", "har", "yaml", "yml"))
"""Endings of files whose own text may be JSON that looks like a call."""


class Unwrapped(NamedTuple):
    """Edits to apply one after the other: one, but for calls that change one file in two ways."""

    edits: tuple[str, ...]


def unwrapped(edit: str, format: str, path: str | None) -> Unwrapped | Refused:
    """The edit as the engine reads it.

    Args:
        path: the file that the caller names; None where the edit names its files.
    """
    try:
        if format not in _READ:
            read_json(edit, None)
            return Unwrapped((edit,))
        if path and format == "auto" and (text := enclosed(edit, path)) is not None:
            return Unwrapped((text,))
        alone = path is not None and is_document(path)
        tagged = from_tags(edit, alone=alone)
        if tagged is not None and not holds_calls(tagged):
            raise NotRead(f"the call in tags is none that is read here; a call has {CALLS}")
        bare = tagged or untagged(edit, alone=alone) or edit
        calls = read_json(bare, _file_of(path))
        if calls is not None and not (path is not None and is_document(path) and has_words(bare)):
            return Unwrapped(tuple(in_folder(each, named=path is not None) for each in calls))
        found = with_slashes(in_folder(bare, named=path is not None))
        found = with_heads(found, path or "") if format in ("auto", "udiff") else found
        is_blocks = format in ("auto", "search_replace")
        return Unwrapped((mended(found, path or "", as_diff=format == "auto") if is_blocks else found,))
    except NotRead as problem:
        return Refused("malformed_edit", f"{problem}; nothing was changed")


def _file_of(path: str | None) -> str | None:
    """The file that calls without a path are for; None where such a call may be the text of a file."""
    return None if path is None or path.rpartition(".")[2].lower() in _DATA else path or "the file"
