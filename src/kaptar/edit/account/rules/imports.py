"""The rule for imports: they are a set. One that the edit widens, narrows or takes from elsewhere replaces its own line."""

import re
from collections import Counter
from typing import NamedTuple

from kaptar.edit.account.facts.matching import Side
from kaptar.edit.account.facts.rows import BLANK, MARKER
from kaptar.edit.account.facts.scene import Scene
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.outcome import Complaint
from kaptar.ops.table import RecordKind

_IMPORT, _BINDING, _SOURCE = int(RecordKind.IMPORT), int(RecordKind.BINDING), int(RecordKind.SOURCE)

_NAMES = re.compile(r"[\w.@/:-]+")
_WORDS = frozenset(("import", "from", "use", "using", "include", "require", "const", "let", "var", "static", "type", "as", "pub"))


class Import(NamedTuple):
    """An import: its lines (half open), what it takes from, and the names that it binds."""

    lines: range
    source: str
    names: frozenset[str]
    parent: int
    text: bytes


def imports_near(side: Side, indices: list[int]) -> list[Import]:
    """The imports among some records."""
    return [_read(side, index) for index in indices if side.records.kind(index) == _IMPORT]


def _read(side: Side, index: int) -> Import:
    records = side.records
    names, sources = set[str](), list[str]()
    for inner in records.inside(index):
        if (kind := records.kind(inner)) == _BINDING:
            names.add(records.name(inner))
        elif kind == _SOURCE:
            sources.append(records.name(inner))
    if not names and records.name(index):
        names = {records.name(index)}
    first, last = records.lines(index)
    start, end = records.range(index)
    return Import(
        range(first, last + 1), sources[0] if sources else "", frozenset(names), records.parent(index), side.text[start:end]
    )


def replaced_imports(scene: Scene, old: list[Import], new: list[Import]) -> list[range]:
    """Lines of old imports of which the edit shows another version: of the same source, or of most of the same names."""
    kept = {i.text for i in new}
    came = [i for i in new if i.text not in {o.text for o in old}]
    out = []
    for gone in (i for i in old if i.text not in kept):
        partner = next((i for i in came if gone.source and i.source == gone.source), None)
        partner = partner or next((i for i in came if 2 * len(i.names & gone.names) > len(gone.names)), None)
        if partner is not None and scene.shown.row_of[partner.lines.start] >= 0:
            came.remove(partner)
            out.append(gone.lines)
    return out


def check_bindings(scene: Scene, old: list[Import], new: list[Import]) -> Complaint | None:
    """No name is bound by two imports of one block that was bound by one at most before."""
    had = {i.text for i in old}
    came = [i for i in new if i.text not in had]
    if not came:
        return None
    all_new = [_read(scene.new, index) for index in scene.new.records.imports()]
    for fresh in came:
        for name in sorted(fresh.names - {"*", "_", ""}):
            twice = [i for i in all_new if name in i.names and i.parent == fresh.parent]
            if len(twice) > 1 and sum(name in _read(scene.old, index).names for index in scene.old.records.imports()) < 2:
                where = ", ".join(str(i.lines.start + 1) for i in twice)
                return (
                    "ambiguous",
                    f"the name `{name}` would be imported twice (lines {where} of the new text); show both imports",
                )
    return None


def check_hidden_imports(scene: Scene, old: list[Import], new: list[Import]) -> Complaint | None:
    """No new import next to a marker takes from where a hidden one does, and none stands apart from the hidden ones.

    It could be another version of the hidden one. A blank line between them would have to be shown.
    """
    had = {i.text for i in old}
    hidden = [i for i in new if i.text in had and scene.shown.row_of[i.lines.start] < 0]
    sources = Counter(i.source for i in old)
    runs = [run for run in scene.difference.runs if not any(scene.difference.old[run.old : run.old_end])]
    came = (i for i in new if i.text not in had and any(run.new <= i.lines.start < run.new_end for run in runs))
    for fresh in came if hidden and scene.shown.has_markers else ():
        for step, line in ((-1, fresh.lines.start), (1, fresh.lines.stop - 1)):
            blanks = _blanks_to_marker(scene.shown, scene.shown.row_of[line], step)
            if blanks < 0:
                continue
            text = scene.difference.new[line][:80]
            twin = next((i for i in hidden if i.parent == fresh.parent and _is_version(i, fresh, sources)), None)
            twin = twin or next((i for i in hidden if line + step in i.lines and _is_longer(i, fresh)), None)
            if twin is not None:
                return "ambiguous", (
                    f"{text!r} could be new or another version of the import in line {twin.lines.start + 1}; show both"
                )
            if not blanks and _is_apart(scene, hidden, line, step):
                return "ambiguous", f"{text!r} would stand apart from the imports that the marker hides; show the one next to it"
    return None


def _blanks_to_marker(shown: Shown, row: int, step: int) -> int:
    """Blank rows between a row and the marker next to it; -1 where no marker is next to it."""
    at, blanks = row + step, 0
    while 0 <= at < len(shown.rows) and shown.rows[at].kind is BLANK:
        at, blanks = at + step, blanks + 1
    return blanks if row >= 0 and 0 <= at < len(shown.rows) and shown.rows[at].kind is MARKER else -1


def _is_version(one: Import, other: Import, sources: Counter[str]) -> bool:
    """Whether two imports take from one source, of which the file has no other: some languages have an import for each name."""
    return bool(one.source) and one.source == other.source and sources[one.source] == 1


def _is_longer(one: Import, other: Import) -> bool:
    """Whether one of two imports is the other with a longer name: ``os`` and ``os.path``."""
    first, second = map(_said, (one, other))
    return bool(first and second) and (first in second or second in first)


def _said(each: Import) -> str:
    return " ".join(word for word in _NAMES.findall(each.text.decode("utf-8", "replace")) if word not in _WORDS)


def _is_apart(scene: Scene, hidden: list[Import], line: int, step: int) -> bool:
    """Whether blank lines part a new line from a hidden import, and it stands beside no other line."""
    at, other = line + step, line - step
    if 0 <= other < len(scene.difference.new) and scene.difference.new[other]:
        return False
    while 0 <= at < len(scene.difference.new) and not scene.difference.new[at]:
        at += step
    return at != line + step and any(at in i.lines for i in hidden)
