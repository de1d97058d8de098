"""Test files and imports of JavaScript and TypeScript, because node's own runner follows no imports."""

import os
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from kaptar.repository.files import content_of

SUFFIXES = frozenset({".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts", ".vue", ".svelte"})
MOST_FILES = 5000
_MOST_BYTES = 1 << 20
_TEST = re.compile(r"(?:^|[.\-_])(?:test|spec)\.[cm]?[jt]sx?$|^test[-_.].*\.[cm]?[jt]sx?$")
_SETTING = re.compile(r"\.(?:config|setup|stories)\.[cm]?[jt]sx?$|\.d\.[cm]?ts$")
_IMPORT = re.compile(r"""(?:\bfrom|\bimport|\brequire(?:\.resolve)?\s*\(|\bimport\s*\()\s*(['"])(\.{1,2}(?:/[^'"\n]*)?)\1""")
_PASSED_OVER = {"node_modules", "dist", "build", "coverage", "target"}
_COMPILED = {".js": (".ts", ".tsx", ".jsx"), ".mjs": (".mts",), ".cjs": (".cts",), ".jsx": (".tsx",)}


def is_test(path: Path) -> bool:
    """By the names that vitest, jest and node collect, and those of settings and type declarations, which nothing proves."""
    return bool(_TEST.search(path.name) or _SETTING.search(path.name)) or "__tests__" in path.parts


def is_collected(file: Path, folder: Path) -> bool:
    """Whether ``node --test`` takes a file in a package's folder for a test: by its name, or in a folder ``test``."""
    return bool(_TEST.search(file.name)) or "test" in file.relative_to(folder).parts[:-1]


def tests_of(file: Path, folder: Path) -> list[Path]:
    """The tests of a package that belong to a file: itself; those with its name; those nearest to it by imports."""
    if is_collected(file, folder):
        return [file]
    files = javascript_files(folder)
    names = re.compile(rf"(?:test[-_.])?{re.escape(file.stem)}(?:[-_.](?:test|spec))?\.[cm]?[jt]sx?")
    named = {each for each in files if is_collected(each, folder) and names.fullmatch(each.name)}
    return sorted(named | _nearest_importers(file, files, folder))


def javascript_files(folder: Path) -> list[Path]:
    """A package's files, at most `MOST_FILES`; hidden folders and packages inside of it left out."""
    found: list[Path] = []
    for at, below, names in os.walk(folder):
        if at != str(folder) and "package.json" in names and _is_package(Path(at, "package.json")):
            below.clear()
            continue
        below[:] = sorted(name for name in below if name not in _PASSED_OVER and not name.startswith("."))
        found += [Path(at, name) for name in names if os.path.splitext(name)[1] in SUFFIXES]
        if len(found) >= MOST_FILES:
            break
    return found[:MOST_FILES]


def _is_package(manifest: Path) -> bool:
    """Not one that says only ``{"type": "module"}`` of a folder."""
    return b'"name"' in content_of(manifest)


def _nearest_importers(file: Path, files: list[Path], folder: Path) -> set[Path]:
    there = set(files)
    imports = {each: {found for name in _imported(each) if (found := resolved(each, name, there))} for each in files}
    reached, frontier = {file}, {file}
    while frontier:
        frontier = {each for each, wanted in imports.items() if each not in reached and wanted & frontier}
        tests = {each for each in frontier if is_collected(each, folder)}
        if tests:
            return tests
        reached |= frontier
    return set()


def resolved(importer: Path, name: str, there: set[Path]) -> Path | None:
    """The file that a relative import means: as written, with a suffix, as a folder's index, or what ``.js`` is compiled of."""
    target = Path(os.path.normpath(importer.parent / name))
    candidates = [target, *(target.with_name(target.name + suffix) for suffix in sorted(SUFFIXES))]
    candidates += [target.with_suffix(suffix) for suffix in _COMPILED.get(target.suffix, ())]
    candidates += [target / f"index{suffix}" for suffix in sorted(SUFFIXES)]
    return next((each for each in candidates if each in there), None)


def _imported(file: Path) -> Iterator[str]:
    try:
        found = file.stat()
    except OSError:
        return
    yield from _names(file, found.st_mtime_ns, found.st_size)


@lru_cache(MOST_FILES * 2)
def _names(file: Path, _mtime: int, size: int) -> tuple[str, ...]:
    """The relative names that a file imports. Kept until it changes."""
    text = content_of(file, _MOST_BYTES).decode("utf-8", "replace")
    return tuple(match[2] for match in _IMPORT.finditer(text))
