"""The rule for edits that quote: what they bring has no name that stands in the same block already, and stays."""

import re
from collections.abc import Iterator

from kaptar.edit.account.facts.definition import Definition
from kaptar.edit.account.facts.lines import Difference
from kaptar.edit.account.facts.matching import Side, qualifier_of
from kaptar.edit.account.facts.records import Records
from kaptar.edit.account.rules.coexisting import OVERLOADS, has_conditions
from kaptar.edit.outcome import Complaint
from kaptar.languages import LANGUAGES
from kaptar.ops.table import RecordKind

_CALLED = frozenset((int(RecordKind.FUNCTION), int(RecordKind.METHOD)))
_TYPES = frozenset((int(RecordKind.STRUCT), int(RecordKind.ENUM), int(RecordKind.TRAIT), int(RecordKind.CLASS)))
_FIELD, _VARIABLE, _SECTION = int(RecordKind.FIELD), int(RecordKind.VARIABLE), int(RecordKind.SECTION)
_OPEN = frozenset(LANGUAGES[name].number for name in ("ruby", "csharp"))
"""Languages in which a class goes on at another place."""
_TOML, _CSS, _GO = (LANGUAGES[name].number for name in ("toml", "css", "go"))
_WORDS = re.compile(r"\w+")
_WORD = re.compile(r"[^\w$]")
_DECIDES = re.compile(r"#\s*+(?:if|el|end)|\{[{%]|<%|---$")
"""A line between two definitions of a name of which only one counts, or which belong to two documents."""


def check_named_twice(difference: Difference, old: Side, new: Side) -> Complaint | None:
    """No new definition, key, table or import stands beside a kept one of its name, of which the old text has only that one.

    In CSS a property is often there twice, for old browsers; two of them in one rule are not.
    """
    if old.records.errors or new.records.errors:
        return None
    found = [*_twins(difference, old, new)]
    if new.records.dialect == _CSS and len(found) < 2:
        return None
    for name, line, twin in found:
        return "ambiguous", (
            f"`{name}` would be there twice (lines {line + 1} and {twin + 1} of the new text); the edit does not quote the one "
            "that stands there: change that one, or quote it too"
        )
    return None


def _twins(difference: Difference, old: Side, new: Side) -> Iterator[tuple[str, int, int]]:
    """Names that come, with the line of each and the line of a kept one in the same block."""
    text: str | None = None  # to see early that a name is new
    for run in difference.runs:
        if not any(difference.new[run.new : run.new_end]):
            continue
        text = "\n".join(difference.old) if text is None else text
        near = new.records.near(run.new, run.new_end)
        for fresh in new.records.definitions(near):
            if (
                run.new <= fresh.head < run.new_end
                and all(word in text for word in _WORDS.findall(fresh.name))
                and _is_alone(difference, new, fresh)
            ):
                for twin in _named_alike(new, fresh):
                    if (
                        difference.origin[twin.head] >= 0
                        and _was_alone(old, difference.old, difference.origin[twin.head], twin)
                        and (not _decides(difference, fresh.head, twin.head))
                    ):
                        yield fresh.name, fresh.head, twin.head
        for index in near:
            first, last = new.records.lines(index)
            if new.records.kind(index) == RecordKind.IMPORT and run.new <= first and last < run.new_end:
                line = _same_import(difference, new.records, index)
                if line >= 0 and not _decides(difference, first, line):
                    yield new.records.content(index).decode("utf-8", "replace").strip()[:80], first, line


def _is_alone(difference: Difference, side: Side, definition: Definition) -> bool:
    """Whether a definition of this kind is there once under its name."""
    dialect, kind = side.records.dialect, definition.kind
    if definition.local or not any(map(str.isalnum, definition.name)) or has_conditions(difference.new, definition):
        return False
    if kind == _SECTION:
        return dialect == _TOML and not difference.new[definition.head].startswith("[[")
    if kind in _TYPES:
        return dialect not in _OPEN and side.records.body(definition) != b""
    if kind == _VARIABLE:
        return _WORD.split(difference.new[definition.head], maxsplit=1)[0] != definition.name
    if kind in _CALLED:
        return (dialect, definition.name) != (_GO, "init") and side.records.body(definition) != b""
    return kind == _FIELD


def _named_alike(side: Side, fresh: Definition) -> Iterator[Definition]:
    """Definitions of the same block that have the kind and the name of one, and can't stand beside it."""
    records = side.records
    for index in records.named(fresh.kind, fresh.name, fresh.parent):
        other = records.definition(index)
        if index == fresh.record or records.parent(index) != records.parent(fresh.record):
            continue
        if (other.flavour, other.owner) != (fresh.flavour, fresh.owner) or qualifier_of(side, other) != qualifier_of(side, fresh):
            continue
        if fresh.kind in _CALLED | _TYPES and records.body(other) == b"":
            continue
        if fresh.kind in _CALLED and records.dialect in OVERLOADS and records.parameters(other) != records.parameters(fresh):
            continue
        yield other


def _was_alone(old: Side, lines: list[str], line: int, twin: Definition) -> bool:
    """Whether the old text has a definition, which begins in a line, once in its block under its name."""
    was = next(
        (d for d in old.records.definitions(old.records.near(line, line + 1)) if d.head == line and d.name == twin.name), None
    )
    if was is None or has_conditions(lines, was):
        return False
    parent = old.records.parent(was.record)
    return sum(old.records.parent(index) == parent for index in old.records.named(was.kind, was.name, was.parent)) == 1


def _same_import(difference: Difference, records: Records, index: int) -> int:
    """The line of a kept import with the text of a new one in the same block; -1 for none."""
    content, parent = records.content(index).strip(), records.parent(index)
    for other in records.imports():
        line = records.lines(other)[0]
        is_beside = other != index and records.parent(other) == parent and difference.origin[line] >= 0
        if is_beside and records.content(other).strip() == content:
            return line
    return -1


def _decides(difference: Difference, one: int, other: int) -> bool:
    first, last = sorted((one, other))
    return any(_DECIDES.match(text) for text in difference.new[first : last + 1])
