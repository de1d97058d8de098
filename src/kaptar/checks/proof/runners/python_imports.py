"""Imports between the Python files of a project, read from their import statements, to find a file's tests."""

import os
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from kaptar.repository.files import content_of

MOST_FILES = 5000
_MOST_BYTES = 1 << 20
_IMPORT = re.compile(
    r"^[ \t]*+(?:from[ \t]++([\w.]*+)[ \t]++import[ \t]++(\((?>(?:[^()]|\([^()]*\))*)\)|[^\n#;]++)|import[ \t]++([^\n#;]++))",
    re.MULTILINE,
)
_PASSED_OVER = {"node_modules", "__pycache__", "target", "dist", "build", "venv"}


def python_files(root: Path) -> list[Path]:
    """The project's Python files, at most `MOST_FILES`, hidden folders left out."""
    found: list[Path] = []
    for folder, below, names in os.walk(root):
        below[:] = sorted(name for name in below if name not in _PASSED_OVER and not name.startswith("."))
        found += [Path(folder, name) for name in names if name.endswith(".py")]
        if len(found) >= MOST_FILES:
            break
    return found[:MOST_FILES]


def is_test(file: Path) -> bool:
    """By the names that pytest collects."""
    return file.name.startswith("test_") or file.name.endswith("_test.py")


def tests_of(file: Path, root: Path) -> list[Path]:
    """The tests that belong to a file: itself when it is one; those with its name; those nearest to it by imports.

    Import distance counts: those that import it, or, where none does, those that import an importer, and so on.
    """
    if is_test(file):
        return [file]
    files = python_files(root)
    named = {each for each in files if each.name in (f"test_{file.name}", f"{file.stem}_test.py")}
    return sorted(named | _nearest_importers(file, files, root))


def _nearest_importers(file: Path, files: list[Path], root: Path) -> set[Path]:
    imports = {each: set(imports_of(each, root)) for each in files}
    reached, frontier = {file}, {file}
    while frontier:
        names = {name for each in frontier for name in module_names(each, root)}
        frontier = {each for each, wanted in imports.items() if each not in reached and wanted & names}
        tests = {each for each in frontier if is_test(each)}
        if tests:
            return tests
        reached |= frontier
    return set()


def module_names(file: Path, root: Path) -> set[str]:
    """What a file may be imported as: from the root, and from each folder above it that is no package."""
    parts = file.relative_to(root).with_suffix("").parts
    parts = parts[:-1] if parts[-1] == "__init__" else parts
    names = set()
    for start in range(len(parts)):
        names.add(".".join(parts[start:]))
        if (root.joinpath(*parts[: start + 1]) / "__init__.py").is_file():
            break
    return names


def imports_of(file: Path, root: Path) -> Iterator[str]:
    """Full names of what a file imports, modules and names in them; none where it cannot be read."""
    try:
        found = file.stat()
    except OSError:
        return
    for module, name in _statements(file, found.st_mtime_ns, found.st_size):
        absolute = _absolute(module, file, root) if module.startswith(".") else module
        yield absolute
        if name:
            yield f"{absolute}.{name}"


@lru_cache(MOST_FILES * 2)
def _statements(file: Path, _mtime: int, size: int) -> tuple[tuple[str, str], ...]:
    """(module, imported name or "") of each statement. Kept until the file changes."""
    text = content_of(file, _MOST_BYTES).decode("utf-8", "replace")
    found: list[tuple[str, str]] = []
    for match in _IMPORT.finditer(text):
        if match[3]:
            found += [(part.split()[0], "") for part in match[3].split(",") if part.strip()]
        else:
            names = match[2].strip("() \t\n").split(",")
            found += [(match[1], part.split()[0]) for part in names if part.strip()]
    return tuple(found)


def _absolute(module: str, file: Path, root: Path) -> str:
    """The name of a relative import, from the outermost package on."""
    dots = len(module) - len(module.lstrip("."))
    folder = file.parents[min(dots, len(file.parents)) - 1]
    package: list[str] = []
    while folder != root and (folder / "__init__.py").is_file():
        package.insert(0, folder.name)
        folder = folder.parent
    return ".".join([*package, *([module.lstrip(".")] if module.strip(".") else [])])
