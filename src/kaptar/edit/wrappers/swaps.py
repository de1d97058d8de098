"""The replacements in calls, as `spellings.canonical` gives them."""

import json
from collections.abc import Iterator

from kaptar.edit.account.quoting.reading.keys import PATHS
from kaptar.edit.account.quoting.reading.parts import FileChanges
from kaptar.edit.texts import unfenced

OLD, NEW, EVERYWHERE = "old_string", "new_string", "replace_all"
"""The keys of a replacement."""
_MAX_DEPTH = 4

Fields = dict[str, object]


def read_value(edit: str) -> object:
    """The value of an edit that is JSON, a fence around it aside; None for any other edit."""
    text = unfenced(edit).strip()
    try:
        return json.loads(text) if text[:1] in ("{", "[") else None
    except (ValueError, RecursionError):
        return None


def swaps_in(value: object, path: str, depth: int = 0) -> Iterator[Fields]:
    """The replacements in a value that are for a file, in their order. Who changes them changes the value."""
    if isinstance(value, list) and depth < _MAX_DEPTH:
        for each in value:
            yield from swaps_in(each, path, depth + 1)
    elif isinstance(value, dict):
        names = tuple(str(value[key]) for key in PATHS if isinstance(value.get(key), str))
        if not FileChanges(names, []).fits(path):
            return
        yield from swaps_in(value.get("edits"), path, depth + 1)
        if isinstance(value.get(OLD), str) and value[OLD] and isinstance(value.get(NEW), str):
            yield value
