"""The oldest Python that a project names: what a formatter writes must parse there."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from kaptar.decoding.toml import read_toml
from kaptar.repository.files import content_of
from kaptar.repository.project import upwards

_MOST_BYTES = 1 << 20
_FROM = re.compile(r"(?:>=|~=|===?|\^|>|~)?[ \t]{0,9}+(?:2\.|3(?:\.([0-9]{1,3}+))?)")
_TARGET = re.compile(r"py3([0-9]{1,3})")
_NAMED = re.compile(rb"python_requires[ \t]{0,9}+=[ \t]{0,9}+[\"']?([^\"'\r\n]{1,200}+)")
_PLACES = (
    ("project", "requires-python"), ("tool", "poetry", "dependencies", "python"), ("tool", "ruff", "target-version"),
    ("tool", "black", "target-version"),
)  # fmt: skip


def oldest_python(file: Path, root: Path) -> int | None:
    """The minor version of the oldest Python 3 that the nearest folder names which names one; 0 also for Python 2; else None.

    `pyproject.toml` (also for Poetry, ruff and black), `ruff.toml`, `setup.cfg` and `setup.py` are read.
    """
    for folder in upwards(file, root):
        if named := list(_named(folder)):
            return min(named)
    return None


def _named(folder: Path) -> Iterator[int]:
    for path in _PLACES:
        yield from _minors(_at(_table(folder / "pyproject.toml"), path))
    for name in ("ruff.toml", ".ruff.toml"):
        yield from _minors(_table(folder / name).get("target-version"))
    for name in ("setup.cfg", "setup.py"):
        for found in _NAMED.finditer(content_of(folder / name, _MOST_BYTES)):
            yield from _minors(found[1].decode("utf-8", "replace"))


def _table(path: Path) -> dict[str, Any]:
    """A TOML file; one that cannot be read says nothing."""
    try:
        return read_toml(content_of(path, _MOST_BYTES).decode("utf-8"))
    except ValueError:
        return {}


def _at(table: Any, path: Iterable[str]) -> Any:
    for name in path:
        table = table.get(name) if isinstance(table, dict) else None
    return table


def _minors(named: Any) -> Iterator[int]:
    """The minor versions of Python 3 in a specifier such as ``>=3.8,<4``, a target such as ``py38``, or a list of these."""
    if isinstance(named, list):
        for each in named:
            yield from _minors(each)
    if isinstance(named, str):
        for part in named[:1000].split(","):
            found = _FROM.match(part.strip()) or _TARGET.fullmatch(part.strip())
            if found is not None:
                yield int(found[1] or 0)
