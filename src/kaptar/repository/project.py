"""The project around a file: the nearest file or tool of a name."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from kaptar.repository.interpreter import interpreter
from kaptar.repository.programs import program


def upwards(file: Path, root: Path) -> Iterator[Path]:
    """The folders from the file's own to the root."""
    for folder in file.parents:
        yield folder
        if folder == root:
            return


def nearest(file: Path, root: Path, names: Iterable[str]) -> Path | None:
    """The first file with one of the names, from the file's folder up to the root."""
    names = tuple(names)
    return next((path for folder in upwards(file, root) for name in names if (path := folder / name).is_file()), None)


def find_tool(name: str, file: Path, root: Path) -> str | None:
    """A program: the project's own (``node_modules/.bin``, its virtual environment), else what the user has."""
    for folder in upwards(file, root):
        for place in ("node_modules/.bin", ".venv/bin", "venv/bin"):
            candidate = folder / place / name
            if os.access(candidate, os.X_OK) and candidate.is_file():
                return str(candidate)
    return program(name) or program(name, os.path.dirname(interpreter()))


def stamp(path: Path | str) -> str:
    """What tells one version of a file from the next without reading it."""
    try:
        found = os.stat(path)
    except OSError:
        return f"{path}:missing"
    return f"{path}:{found.st_mtime_ns}:{found.st_size}"
