"""The table ``[tool.kaptar]`` in ``pyproject.toml``: an edit of the rest of that file is free, one of the table is not."""

import json
from collections.abc import Iterable

from kaptar.checks.guards.guard import Touched
from kaptar.checks.snapshot import read
from kaptar.config import former
from kaptar.config.load import MOST_BYTES
from kaptar.decoding.toml import read_toml
from kaptar.repository.names import fold

FILE = "pyproject.toml"
_NAMES = ("kaptar", former.FORMER)


def is_its_file(names: Iterable[str]) -> bool:
    """Whether a file may hold the table, by one of its names."""
    return any(fold(name).rpartition("/")[2] == FILE for name in names)


def why_not(touched: Touched) -> str:
    """Why an edit that is about to be made is stopped for the table's sake; "" where it leaves the table alone.

    The new content need not be known yet: then it is judged once it is. Where it cannot be known, the added text tells nothing:
    a key may have escapes, and two edits may make one together.
    """
    change = touched.change
    if change.content is None and not change.problem and change.op != "delete":
        return ""
    if change.content is None and change.op != "delete":
        return f"nobody can say whether it stays as it is, because the new content is not known: {change.problem}"
    held = read(touched.place.file, MOST_BYTES)
    before = _tables(held) if isinstance(held, bytes) else ""
    if change.content is None:
        return "it would go with the file" if before else ""
    if len(change.content) > MOST_BYTES:
        return f"a file of more than {MOST_BYTES:,} bytes is an error of the configuration"
    return "the edit changes it" if _tables(change.content) != before else ""


def _tables(content: bytes) -> str:
    """``[tool.kaptar]`` and the table of the former name, which makes settings an error, as one text; "" where there is neither.

    A file that names Kaptar and is not TOML, or whose ``tool`` is no table, gives no settings but an error: that is a text too.
    """
    if not former.may_name(content, *_NAMES):
        return ""
    try:
        tools = read_toml(content.decode("utf-8-sig")).get("tool", {})
        if not isinstance(tools, dict):
            return "not a table"
        own = {name: tools[name] for name in _NAMES if name in tools}
        return json.dumps(own, sort_keys=True, default=repr) if own else ""
    except (ValueError, RecursionError):
        return "not TOML"
