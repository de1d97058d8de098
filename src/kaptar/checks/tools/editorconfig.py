"""Settings of a repository's `.editorconfig` files for a file. They are data: reading one needs no trust.

From the file's folder up to the repository's root, or to the file with ``root = true``; the nearest one and the last section
that fits win. Patterns: ``*``, ``**``, ``?``, ``[set]``, ``[!set]``, ``{a,b}``, ``{1..9}``; a pattern without ``/`` is for names
at any depth. All sections of a file are matched at once, in time that grows with the path alone: a repository could make the
published package, which builds regular expressions, try for hours.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from kaptar.checks.snapshot import read
from kaptar.errors import InvalidArgument
from kaptar.globs import MOST_LENGTH, MOST_STEPS
from kaptar.globs.braces import choices
from kaptar.globs.matcher import Matcher
from kaptar.globs.steps import PatternStep, steps_of
from kaptar.repository.project import upwards

NAME = ".editorconfig"
MOST_BYTES = 64 << 10
"""Of one file; a larger one says nothing."""

MOST_IN_ALL = 256 << 10
"""Bytes of all files for one lookup, from the nearest one on; those further up say nothing."""

_MOST_SECTIONS = 500
_KEPT = 32
_NEGATES = "!"


class Section(NamedTuple):
    """The properties, lower case, of files that a pattern fits."""

    pattern: str
    properties: Mapping[str, str]


class ParsedConfig(NamedTuple):
    """One file. ``root``: none above it counts."""

    root: bool
    sections: tuple[Section, ...]


def properties_of(file: Path, root: Path) -> dict[str, str]:
    """All properties of a file, lower case, without those that are unset. A file that cannot be read says nothing."""
    found: list[dict[str, str]] = []
    left = MOST_IN_ALL
    for folder in upwards(file, root):
        content = read(folder / NAME, min(MOST_BYTES, left))
        if not isinstance(content, bytes):
            continue
        left -= len(content)
        parsed, matcher = _compiled(content)
        fit = (parsed.sections[number] for number in matcher.which(file.relative_to(folder).as_posix()))
        found.append({key: value for section in fit for key, value in section.properties.items()})
        if parsed.root:
            break
    merged = {key: value for properties in reversed(found) for key, value in properties.items()}
    return {key: value for key, value in merged.items() if value != "unset"}


def parse(text: str) -> ParsedConfig:
    """The content of an `.editorconfig`. Lines that are none of its are passed over."""
    root, sections, current = False, list[Section](), dict[str, str]()
    for line in text.removeprefix("\ufeff").splitlines():
        stripped = line.strip()
        if not stripped or stripped[0] in "#;":
            continue
        if stripped[0] == "[" and stripped[-1] == "]":
            if len(sections) == _MOST_SECTIONS:
                break
            current = {}
            sections.append(Section(stripped[1:-1], current))
            continue
        key, equals, value = (part.strip().lower() for part in re.split(r"\s[#;]", stripped)[0].partition("="))
        if not equals:
            continue
        if not sections and key == "root":
            root = value == "true"
        current[key] = value
    return ParsedConfig(root, tuple(sections))


def fitting(sections: Sequence[Section], path: str) -> list[Section]:
    """The sections for a path that is relative to their file. One that stands for too much is for no path."""
    return [sections[number] for number in _matcher(sections).which(path)]


@lru_cache(_KEPT)
def _compiled(content: bytes) -> tuple[ParsedConfig, Matcher]:
    parsed = parse(content.decode("utf-8", "replace"))
    return parsed, _matcher(parsed.sections)


def _matcher(sections: Sequence[Section]) -> Matcher:
    rows: list[tuple[int, list[PatternStep]]] = []
    left = MOST_STEPS
    for number, section in enumerate(sections):
        steps = _alternatives(section.pattern)
        left -= sum(map(len, steps)) + len(steps)
        if left < 0:
            break
        rows += ((number, each) for each in steps)
    try:
        return Matcher(rows, _NEGATES)
    except InvalidArgument:
        return Matcher([], _NEGATES)


def _alternatives(pattern: str) -> list[list[PatternStep]]:
    if len(pattern) > MOST_LENGTH:
        return []
    try:
        return [steps_of(_anchored(each), _NEGATES, escapes=True) for each in choices(pattern, escapes=True)]
    except InvalidArgument:
        return []


def _anchored(pattern: str) -> str:
    return pattern.removeprefix("/") if "/" in pattern else f"**/{pattern}"
