"""Settings of a repository's `.editorconfig` files for a file. They are data: reading one needs no trust.

From the file's folder up to the repository's root, or to the file with ``root = true``; the nearest one and the last section
that fits win. Patterns: ``*``, ``**``, ``?``, ``[set]``, ``[!set]``, ``{a,b}``, ``{1..9}``; a pattern without ``/`` is for names
at any depth. Matching takes time in proportion to pattern times path, whatever the pattern is: a repository could make the
published package, which builds regular expressions, try for hours.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from kaptar.checks.snapshot import read
from kaptar.globs import expand
from kaptar.repository.project import upwards

NAME = ".editorconfig"
MOST_BYTES = 64 << 10
_MOST_SECTIONS = 500
_MOST_RANGE = 200


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
    for folder in upwards(file, root):
        content = read(folder / NAME, MOST_BYTES)
        if not isinstance(content, bytes):
            continue
        parsed = parse(content.decode("utf-8", "replace"))
        path = file.relative_to(folder).as_posix()
        found.append({key: value for s in parsed.sections if fits(s.pattern, path) for key, value in s.properties.items()})
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


def fits(pattern: str, path: str) -> bool:
    """Whether a section's pattern is for a path that is relative to its file. One that stands for too much fits nothing."""
    try:
        alternatives = expand(_with_ranges(pattern))
    except ValueError:
        return False
    return any(_matches(_tokens(_anchored(each)), path) for each in alternatives)


def _with_ranges(pattern: str) -> str:
    """``{3..5}`` as ``{3,4,5}``. Raises ValueError for a range of too many numbers."""

    def numbers(found: re.Match[str]) -> str:
        low, high = sorted((int(found[1]), int(found[2])))
        if high - low > _MOST_RANGE:
            raise ValueError(f"the range {found[0]} has too many numbers")
        return "{" + ",".join(map(str, range(low, high + 1))) + "}"

    return re.sub(r"\{([+-]?\d{1,9})\.\.([+-]?\d{1,9})\}", numbers, pattern)


def _anchored(pattern: str) -> str:
    return pattern.removeprefix("/") if "/" in pattern else f"**/{pattern}"


class _Token(NamedTuple):
    """One step: ``one`` character that ``takes`` allows, ``many`` of them or none, or ``folders``, each with its ``/``."""

    kind: str
    takes: Callable[[str], bool]


def _tokens(pattern: str) -> list[_Token]:
    return list(_read(pattern))


def _read(pattern: str) -> Iterator[_Token]:
    at = 0
    while at < len(pattern):
        if pattern.startswith("**/", at):
            yield _Token("folders", _any)
            at += 3
        elif pattern.startswith("**", at):
            yield _Token("many", _any)
            at += 2
        elif pattern[at] == "*":
            yield _Token("many", _within_a_name)
            at += 1
        elif pattern[at] == "?":
            yield _Token("one", _within_a_name)
            at += 1
        elif pattern[at] == "[" and (end := pattern.find("]", at + 2)) > 0:
            yield _Token("one", _set(pattern[at + 1 : end]))
            at = end + 1
        else:
            at += pattern[at] == "\\" and at + 1 < len(pattern)
            yield _Token("one", pattern[at].__eq__)
            at += 1


def _any(_character: str) -> bool:
    return True


def _within_a_name(character: str) -> bool:
    return character != "/"


def _set(body: str) -> Callable[[str], bool]:
    negated = body[0] == "!"
    body = body[negated:]
    ranges = re.findall(r"(.)-(.)", body)
    single = set(re.sub(r".-.", "", body))
    return lambda c: c != "/" and negated != (c in single or any(low <= c <= high for low, high in ranges))


def _matches(tokens: list[_Token], path: str) -> bool:
    """Whether the tokens take the whole path: all positions at once, so that no pattern makes it try again."""
    states = _opened(tokens, {(0, False)})
    for character in path:
        after = set[tuple[int, bool]]()
        for at, _ in states:
            if at == len(tokens) or not tokens[at].takes(character):
                continue
            kind = tokens[at].kind
            if kind == "folders":
                after.add((at, True))
            if kind == "many":
                after.add((at, False))
            if kind == "one" or (kind == "folders" and character == "/"):
                after.add((at + 1, False))
        states = _opened(tokens, after)
    return any(at == len(tokens) for at, _ in states)


def _opened(tokens: list[_Token], states: set[tuple[int, bool]]) -> set[tuple[int, bool]]:
    """The states with those that are reached without a character: a token that takes none, unless it is inside a folder."""
    waiting = list(states)
    while waiting:
        at, inside = waiting.pop()
        if at < len(tokens) and tokens[at].kind != "one" and not inside and (at + 1, False) not in states:
            states.add((at + 1, False))
            waiting.append((at + 1, False))
    return states
