"""The table ``[tool.kaptar]`` in ``pyproject.toml``: an edit of the rest of that file is free, one of the table is not."""

from collections.abc import Iterable
from typing import Any

from kaptar.checks.guards.guard import Touched
from kaptar.checks.snapshot import read
from kaptar.config import former
from kaptar.config.load import MOST_BYTES
from kaptar.decoding.toml import read_toml
from kaptar.repository.names import fold

FILE = "pyproject.toml"
_NAMES = (b"kaptar", former.FORMER.encode())


def is_its_file(names: Iterable[str]) -> bool:
    """Whether a file may hold the table, by one of its names."""
    return any(fold(name).rpartition("/")[2] == FILE for name in names)


def why_not(touched: Touched) -> str:
    """Why an edit that is about to be made is stopped for the table's sake; "" where it leaves the table alone.

    The new content need not be known yet: then it is judged once it is.
    """
    change = touched.change
    if change.content is None and not change.problem and change.op != "delete":
        return ""
    held = read(touched.place.file, MOST_BYTES)
    before = _tables(held) if isinstance(held, bytes) else None
    if change.op == "delete":
        return "with the file [tool.kaptar] would go" if before is not None else ""
    if change.content is None:
        touches = before is not None or any(name in change.added for name in _NAMES)
        return "nobody can say whether [tool.kaptar] stays as it is, because the new content is not known" if touches else ""
    if len(change.content) > MOST_BYTES:
        return f"a file of more than {MOST_BYTES:,} bytes is an error of the configuration"
    return "the edit changes [tool.kaptar]" if _tables(change.content) != before else ""


def _tables(content: bytes) -> Any:
    """``[tool.kaptar]`` and the table of the former name, which makes settings an error; None where there is neither.

    A file that names Kaptar and is not TOML, or whose ``tool`` is no table, gives no settings but an error: that is a text.
    """
    if not any(name in content for name in _NAMES):
        return None
    try:
        tools = read_toml(content.decode("utf-8-sig")).get("tool", {})
    except ValueError:
        return "not TOML"
    if not isinstance(tools, dict):
        return "not a table"
    return {name: tools[name] for name in ("kaptar", former.FORMER) if name in tools} or None
