"""Files of packages that cases are made from: the old and the new version, their lines and their outline."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kaptar_bench.edit_corpus.changes import Change, lines_of
from kaptar_bench.edit_corpus.languages import Language, language_of
from kaptar_bench.edit_corpus.registry import Package, download_all, read_sources
from kaptar_bench.edit_corpus.scopes import Outline
from kaptar_bench.edit_kinds.outlines import outline

DOCUMENTS = {
    ".md": Language("markdown", "", "markdown", "document"),
    ".rst": Language("restructuredtext", "", "rst", "document"),
    ".txt": Language("text", "", "", "document"),
    ".yml": Language("yaml", "#", "yaml", "document"),
    ".yaml": Language("yaml", "#", "yaml", "document"),
    ".toml": Language("toml", "#", "toml", "document"),
}
"""Files that are not in the corpus: texts, and data that people write."""
CODE = {".php": Language("php", "//", "php", "java"), ".rb": Language("ruby", "#", "ruby", "ruby")}
"""Languages that the corpus does not have."""
_JSON = Language("json", "", "json", "document")
MAX_LINES = 900
"""Longer files are not used: a case holds its file twice."""


@dataclass(frozen=True, eq=False)
class Source:
    """One file of a package.

    Attributes:
        lines: without terminators; every line of the file had one, the last line too.
        older: the lines of the version before; None where that version has no such file, or the same one.
    """

    package: str
    version: str
    path: str
    language: Language
    lines: tuple[str, ...]
    older: tuple[str, ...] | None = None

    @property
    def key(self) -> str:
        return f"{self.package}@{self.version}:{self.path}"

    @cached_property
    def outline(self) -> Outline:
        return outline(self.lines, self.language)

    @cached_property
    def as_change(self) -> Change:
        """The file as a change that changes nothing, for the corpus's functions that read one."""
        change = Change(self.package, self.version, self.version, self.path, self.language, self.lines, self.lines, ())
        vars(change).update(outline_before=self.outline, outline_after=self.outline)  # found once, and by this package's reader
        return change


def collect(packages: list[Package], cache: Path) -> list[Source]:
    """All usable files of all packages, in the order of the list, then by path."""
    archives = download_all(packages, cache)
    out: list[Source] = []
    for package in packages:
        old, new = (_files(archives[package.name, version], package) for version in (package.old, package.new))
        out += sources_of(package, old, new)
    return out


def _files(archive: Path, package: Package) -> dict[str, bytes]:
    def wants(path: str) -> bool:
        return package.names(path) and kind_of(path) is not None

    return read_sources(archive, package, wants)


def kind_of(path: str) -> Language | None:
    """The language of a path, or the kind of document; None for what no case is made of."""
    found = language_of(path)
    if found is None:
        name = path.rsplit("/", 1)[-1]
        suffix = "." + name.rsplit(".", 1)[-1].lower()
        return (DOCUMENTS | CODE).get(suffix) if "." in name and ".d." not in name and ".min." not in name else None
    return _JSON if found.name == "json" else found


def sources_of(package: Package, old: dict[str, bytes], new: dict[str, bytes]) -> Iterable[Source]:
    """The usable files of a package's newer version, by path."""
    for path in sorted(new):
        language = kind_of(path)
        lines = _usable(new[path])
        if language is not None and lines is not None:
            older = _usable(old[path]) if path in old and old[path] != new[path] else None
            yield Source(package.name, package.new, path, language, lines, older)


def _usable(blob: bytes) -> tuple[str, ...] | None:
    found = lines_of(blob)
    return found[0] if found and not found[1] and len(found[0]) <= MAX_LINES else None
