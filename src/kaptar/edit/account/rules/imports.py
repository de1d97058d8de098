"""The rule for imports: they are a set. One that the edit widens, narrows or takes from elsewhere replaces its own line."""

from typing import NamedTuple

from kaptar.edit.account.facts.matching import Side
from kaptar.edit.account.facts.scene import Scene
from kaptar.edit.outcome import Complaint
from kaptar.ops.table import RecordKind

_IMPORT, _BINDING, _SOURCE = int(RecordKind.IMPORT), int(RecordKind.BINDING), int(RecordKind.SOURCE)


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
