"""The import statements at the top of a file, as far as one can read them line by line."""

import ast
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from kaptar_bench.edit_kinds.sources import Source

_NAMED = re.compile(
    r"(?P<head>import (?:type )?(?:\w+, )?)\{(?P<names>[^{}]*)\}(?P<tail> from )(?P<source>['\"][^'\"]+['\"])(?P<end>;?)$"
)
_REQUIRED = re.compile(
    r"(?P<head>(?:const|var|let) )\{(?P<names>[^{}:]*)\}(?P<tail> = require\()(?P<source>['\"][^'\"]+['\"])(?P<end>\);?)$"
)
_WHOLE = re.compile(
    r"(?P<head>import (?:\* as )?\w+ from |(?:const|var|let) \w+ = require\()(?P<source>['\"][^'\"]+['\"])(?P<end>\)?;?)$"
)
_FROM = re.compile(r"(?P<head>from )(?P<source>[\w.]+)(?P<tail> import )(?P<open>\(?)(?P<names>[^()#]*)\)?$", re.DOTALL)
_OTHER = re.compile(r"(?:(?:import|use) (?P<source>[A-Za-z_][\w.:\\]*)|#include (?P<header>[\"<][\w./+-]+[\">]));?$")
_PLAIN = re.compile(r"import (?P<source>[\w.]+)$")


@dataclass(frozen=True)
class Import:
    """One import statement.

    Attributes:
        first, last: its lines.
        source: what it imports from, quotes included.
        names: the names in braces, in parentheses or behind ``import``, as written ("a as b"); () where it binds a whole.
        lines: its text.
    """

    first: int
    last: int
    source: str
    names: tuple[str, ...]
    lines: tuple[str, ...]

    @property
    def bound(self) -> set[str]:
        """The names that it binds, as far as they are in `names`."""
        return {name.removeprefix("type ").split(" as ")[-1].strip() for name in self.names}

    def from_source(self, source: str) -> "Import":
        """The same import from elsewhere."""
        lines = [*self.lines]
        at = 0 if lines[0].startswith("from") else len(lines) - 1
        lines[at] = lines[at].replace(self.source, source, 1)
        return replace(self, source=source, lines=tuple(lines))

    def with_names(self, names: Sequence[str]) -> "Import":
        """The same import with other names, laid out as before."""
        if len(self.lines) > 1:
            old = self.lines[1]
            indent = old[: len(old) - len(old.lstrip())]
            comma = "," if self.lines[-2].rstrip().endswith(",") else ""
            body = [f"{indent}{name}," for name in names]
            body[-1] = body[-1][:-1] + comma
            return replace(self, names=tuple(names), lines=(self.lines[0], *body, self.lines[-1]))
        old_names, new_names = self._written(self.names), ", ".join(names)
        return replace(self, names=tuple(names), lines=(self.lines[0].replace(old_names, new_names, 1),))

    def _written(self, names: Sequence[str]) -> str:
        return ", ".join(names)

    @property
    def is_regular(self) -> bool:
        """Whether its names are laid out so that one can be added or taken: on one line, or one a line."""
        return bool(self.names) and self.with_names(self.names).lines == self.lines


@cache
def imports(source: Source) -> tuple[Import, ...]:
    """The first run of imports of a file, blank lines between them allowed; () where it is less than two."""
    read = {"python": _python, "script": _script}.get(source.language.family, _others)
    found = tuple(_first_run(source, tuple(read(source))))
    return found if len(found) > 1 and len({i.source for i in found}) == len(found) else ()


def _first_run(source: Source, every: Sequence[Import]) -> Iterator[Import]:
    at = every[0].first if every else 0
    for one in every:
        if any(line.strip() for line in source.lines[at : one.first]):
            return
        yield one
        at = one.last + 1


def _python(source: Source) -> Iterator[Import]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse("\n".join(source.lines))
    for node in tree.body:
        if not isinstance(node, (ast.Import, ast.ImportFrom)):
            continue
        first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
        lines = source.lines[first : last + 1]
        match = _FROM.match("\n".join(lines)) or _PLAIN.match(lines[0])
        if match is None or match["source"] == "__future__":
            continue
        names = match["names"] if "names" in match.groupdict() else ""
        yield Import(first, last, match["source"], _names(names), lines)


def _others(source: Source) -> Iterator[Import]:
    """Imports that name one thing on one line: Java, Kotlin, Swift, Rust, PHP, and what C includes."""
    for at, line in enumerate(source.lines):
        found = _OTHER.match(line)
        if found:
            yield Import(at, at, found["source"] or found["header"], (), (line,))


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for name in (" ".join(part.split()) for part in text.split(",")) if name)


def _script(source: Source) -> Iterator[Import]:
    at = 0
    while at < len(source.lines):
        line = source.lines[at]
        last = at
        if re.match(r"(import (type )?(\w+, )?|(const|var|let) )\{$", line):
            last = next((n for n in range(at, min(at + 40, len(source.lines))) if "}" in source.lines[n]), at)
        lines = source.lines[at : last + 1]
        joined = "\n".join(lines)
        match = _NAMED.match(joined) or _REQUIRED.match(joined) or _WHOLE.match(joined)
        if match is not None and "//" not in joined and "/*" not in joined:
            names = match["names"] if "names" in match.groupdict() else ""
            yield Import(at, last, match["source"], _names(names), lines)
        at = last + 1
