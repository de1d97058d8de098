"""The rules for definitions: each that was there is there, or the edit names it, or says that it goes."""

import re
from collections.abc import Iterator

from kaptar.edit.account.facts.definition import Definition
from kaptar.edit.account.facts.matching import Matching
from kaptar.edit.account.facts.removed_things import nouns_for
from kaptar.edit.account.facts.rows import BLANK, CODE
from kaptar.edit.account.facts.scene import Scene
from kaptar.edit.account.facts.words import removals_of
from kaptar.edit.account.rules.depths import heads
from kaptar.edit.outcome import Complaint
from kaptar.ops.table import RecordKind

_ONCE = frozenset(
    int(kind)
    for kind in (
        RecordKind.CLASS, RecordKind.FUNCTION, RecordKind.METHOD, RecordKind.INTERFACE, RecordKind.STRUCT, RecordKind.ENUM,
        RecordKind.TRAIT, RecordKind.TYPE_ALIAS, RecordKind.VARIABLE, RecordKind.FIELD, RecordKind.MACRO,
        RecordKind.RULE, RecordKind.SECTION, RecordKind.TEST, RecordKind.NAMESPACE,
    )
)  # fmt: skip
"""Kinds of which a container has one of a name, overloads aside."""


def check_definitions(scene: Scene, matching: Matching) -> Complaint | None:
    """Definitions that would be lost or doubled."""
    lost = [d for d in matching.gone if not d.local and not _accounted(scene, matching, d)]
    lost += [d for gone in matching.gone if gone.local for d in _inside(scene, matching, gone)]
    if lost:
        return "unaccounted_removal", _said(lost)
    if (hidden := _open_end(scene, matching)) is not None:
        return "ambiguous", (
            f"`{hidden.name}` ({_lines(hidden)}) could stay or go: the edit shows the head of what it stands in, and has no "
            "marker for it; show it, or put a marker in its place"
        )
    if (rest := _hidden_rest(scene, matching)) is not None:
        text = scene.difference.new[rest][:80]
        return (
            "ambiguous",
            f"the line {text!r} could stay or go: the edit has no marker for it; show it, or put a marker in its place",
        )
    left = next((n for d in matching.gone for n in d.trivia.comments if scene.difference.target[n] >= 0), None)
    if left is not None and scene.shown.row_of[scene.difference.target[left]] < 0:
        text = scene.difference.old[left][:80]
        return (
            "ambiguous",
            f"the comment {text!r} would stay without the definition that it belongs to; show it, or what goes with it",
        )
    for pair in matching.pairs:
        if scene.difference.old[pair.old.head] != scene.difference.new[pair.new.head] and not pair.new.local:
            twin = _hidden_twin(scene, matching, pair.new)
            if twin is not None and scene.shows(pair.new):
                return "ambiguous", (
                    f"`{pair.new.name}` could be a new version of the one in line {twin + 1} too; show both, or quote the lines"
                )
    for definition in matching.new:
        if (same := _same_head(scene, definition)) is not None:
            return "ambiguous", (
                f"`{definition.name}` could be new, or a new version of the one in line {same + 1}; show what it stands in"
            )
        if definition.kind in _ONCE and (twin := _hidden_twin(scene, matching, definition)) is not None:
            where = f"line {twin + 1}"
            return "ambiguous", (
                f"`{definition.name}` would be in the file twice: the edit does not show the one in {where}; "
                "show both, or give the new one another name"
            )
    return None


def _same_head(scene: Scene, new: Definition) -> int | None:
    """The line of a hidden definition that begins as a new one does, where the edit does not show what the new one stands in."""
    if new.parent >= 0 and scene.shown.row_of[scene.new.records.definition(new.parent).head] >= 0:
        return None
    old, text = scene.difference.old, scene.difference.new[new.head]
    if scene.difference.count(text) != 1:
        return None
    line = scene.difference.target[old.index(text)]
    return line if line >= 0 and scene.shown.row_of[line] < 0 and line != new.head else None


def _hidden_rest(scene: Scene, matching: Matching) -> int | None:
    """A hidden line behind the last row in a definition whose head is shown, in an edit that has no marker at all."""
    if scene.shown.has_markers:
        return None
    end = max((n for n in scene.shown.line_of if n >= 0), default=-1)
    for pair in matching.pairs:
        if scene.shows(pair.new) and pair.new.head <= end < pair.new.last:
            rest = range(end + 1, pair.new.last + 1)
            return next((n for n in rest if scene.difference.new[n] and scene.shown.row_of[n] < 0), None)
    return None


def _is_in_scope(scene: Scene, gone: Definition, row: int) -> bool:
    """Whether a "remove" comment stands in what a definition stood in: in its container, or where none is shown around it."""
    lines = (scene.shown.line_of[each] for each in heads(scene.shown, row))
    head = next((line for line in lines if _is_head(scene, line)), None)
    if head is None:
        return True
    if gone.parent < 0:
        return False
    container = scene.old.records.definition(gone.parent)
    return scene.heads.get(container.head) == head or container.head <= scene.difference.origin[head] <= container.last


def _is_head(scene: Scene, line: int) -> bool:
    """Whether a line of the new text names a definition."""
    records = scene.new.records
    return any(definition.head == line for definition in records.definitions(records.near(line, line + 1)))


def _inside(scene: Scene, matching: Matching, gone: Definition) -> Iterator[Definition]:
    """Functions and types inside of a value that goes, which are not in the new text under their name either."""
    there = {d.name for d in scene.new.near}
    for definition in scene.old.near:
        inside = gone.start <= definition.start and definition.end <= gone.end and definition.record != gone.record
        if not inside or definition.local or definition.name in there:
            continue
        if not scene.removes(definition.name, nouns_for(definition.kind, definition.name)):
            yield definition


def _open_end(scene: Scene, matching: Matching) -> Definition | None:
    """A definition behind the last row, in a container whose head is shown without a marker between the two."""
    rows = scene.shown.rows
    last = next((r for r in range(len(rows) - 1, -1, -1) if rows[r].kind is not BLANK), -1)
    if last < 0 or rows[last].kind is not CODE:
        return None
    end = scene.shown.line_of[last]
    for pair in matching.pairs:
        if pair.new.head < end < pair.new.last and scene.same_segment(pair.new.head, end):
            inside = scene.new.records.definitions(scene.new.records.near(end + 1, pair.new.last))
            hidden = next((d for d in inside if d.parent == pair.new.record and d.first > end and not d.local), None)
            if hidden is not None:
                return hidden
    return None


def gone_lines(scene: Scene, matching: Matching) -> Iterator[range]:
    """Lines of definitions that may go, with what belongs to them, and the heads of those that the edit shows anew."""
    for definition in matching.gone:
        if not definition.local:
            yield range(definition.lead, definition.last + 1)
    for pair in matching.pairs:
        if scene.shows(pair.new) and not _is_entry(scene, pair.old):
            whole = scene.same_segment(pair.new.head, _head_end(pair.new) - 1)
            yield range(pair.old.head, _head_end(pair.old) if whole else pair.old.head + 1)


def _is_entry(scene: Scene, definition: Definition) -> bool:
    """Whether a definition stands in an entry of a list: other entries may have one of its name."""
    old = scene.difference.old
    first = definition.head
    depth = scene.difference.old_indent(first)
    while first > 0 and old[first - 1] and scene.difference.old_indent(first - 1) == depth:
        first -= 1
    lines = (old[definition.head], old[first], old[max(first - 1, 0)])
    return any(line.startswith(("- ", "[[")) for line in lines) or old[definition.head].startswith("{")


def _head_end(definition: Definition) -> int:
    if definition.first == definition.last or definition.body <= definition.last:
        return min(max(definition.body, definition.head + 1), definition.last + 1)
    return definition.head + 1


def _accounted(scene: Scene, matching: Matching, gone: Definition) -> bool:
    others = {d.name for d in matching.gone}
    if any(
        _is_in_scope(scene, gone, row) for row in removals_of(scene.shown, gone.name, others, nouns_for(gone.kind, gone.name))
    ):
        return True
    if any(_is_moved(scene, gone, new) or _is_renamed(scene, matching, gone, new) for new in matching.new):
        return True
    return _is_left_out(scene, matching, gone)


def _is_moved(scene: Scene, gone: Definition, new: Definition) -> bool:
    if new.name != gone.name or not scene.shows(new):
        return False
    return _unindented(scene.old.source(gone)) == _unindented(scene.new.source(new))


def _unindented(text: bytes) -> list[bytes]:
    return [line.strip() for line in text.split(b"\n")]


def _is_renamed(scene: Scene, matching: Matching, gone: Definition, new: Definition) -> bool:
    """Same kind, container and place between the same shown siblings; new name unique; equal but for its own name."""
    if new.kind != gone.kind or not gone.name or not new.name or not scene.shows(new):
        return False
    partner = {pair.new.record: pair.old.record for pair in matching.pairs} | {-1: -1}
    if partner.get(new.parent) != gone.parent or scene.old.records.named(new.kind, new.name, gone.parent):
        return False
    word = re.compile(rb"(?<![\w$])" + re.escape(gone.name.encode()) + rb"(?![\w$])")
    name = new.name.encode()
    if word.sub(lambda _: name, scene.old.source(gone)) != scene.new.source(new):
        return False
    return _between_shown(scene, matching, gone, new)


def _between_shown(scene: Scene, matching: Matching, gone: Definition, new: Definition) -> bool:
    """Whether the shown siblings next to the new definition stand next to the old one too. One may be missing at an end."""
    old, fresh = scene.old.records.siblings(gone.record), scene.new.records.siblings(new.record)
    at_old, at_new = old.index(gone.record), fresh.index(new.record)
    found = 0
    for step in (-1, 1):
        inside = 0 <= at_new + step < len(fresh), 0 <= at_old + step < len(old)
        if inside == (False, False):
            continue
        if inside != (True, True):
            return False
        line = scene.new.records.lines(fresh[at_new + step])[0]
        if scene.difference.target[scene.old.records.lines(old[at_old + step])[0]] != line:
            return False
        found += scene.same_segment(line, new.head)
    if found == 2:
        return True
    pair = next((p for p in matching.pairs if p.old.record == gone.parent), None)
    whole = scene.is_shown_whole(pair.new.head, pair.new.last, pair.old.last) if pair else scene.is_file_shown()
    return whole and found == 1 and len(old) > 1 and at_old in (0, len(old) - 1)


def _is_left_out(scene: Scene, matching: Matching, gone: Definition) -> bool:
    """Its container is shown without any marker, and the nearest shown siblings on both sides are definitions."""
    if gone.parent < 0:
        if not scene.is_file_shown():
            return False
    else:
        pair = next((p for p in matching.pairs if p.old.record == gone.parent), None)
        if pair is None or not scene.is_shown_whole(pair.new.head, pair.new.last, pair.old.last):
            return False
    siblings = scene.old.records.siblings(gone.record)
    at = siblings.index(gone.record)
    paired = {pair.old.record: pair for pair in matching.pairs}
    shown = [scene.shows(paired[i].new) if i in paired else scene.shows_old(i) for i in siblings]
    above = next((siblings[n] for n in range(at - 1, -1, -1) if shown[n]), None)
    below = next((siblings[n] for n in range(at + 1, len(siblings)) if shown[n]), None)
    if above is None or below is None or not all(scene.old.records.is_definition(i) for i in (above, below)):
        return False
    return _follow(scene, matching, siblings, above, below)


def _follow(scene: Scene, matching: Matching, siblings: list[int], above: int, below: int) -> bool:
    """Whether two siblings still stand one below the other in the new text, with no other of the old ones between them."""
    lines = {
        i: scene.difference.target[scene.old.records.definition(i).head] for i in siblings if scene.old.records.is_definition(i)
    }
    lines |= {pair.old.record: pair.new.head for pair in matching.pairs}
    first, last = lines.get(above, -1), lines.get(below, -1)
    return first < last and not any(first < line < last for i, line in lines.items() if i in siblings)


def _hidden_twin(scene: Scene, matching: Matching, new: Definition) -> int | None:
    """The line of a definition of the same kind and name in the same container that the edit does not show."""
    partner = {pair.new.record: pair.old.record for pair in matching.pairs} | {-1: -1}
    if new.parent not in partner:
        return None
    records = scene.new.records
    for index in records.named(new.kind, new.name, new.parent):
        other = records.definition(index)
        apart = other.flavour != new.flavour or other.owner != new.owner
        if index == new.record or apart or (new.local and records.parent(index) != records.parent(new.record)):
            continue
        if scene.shown.row_of[other.head] < 0:
            return other.head
    return None


def _said(lost: list[Definition]) -> str:
    names = [f"`{d.name or 'a definition'}` ({_lines(d)})" for d in lost[:5]]
    more = f" and {len(lost) - 5} more" if len(lost) > 5 else ""
    them, their = ("it", "its") if len(lost) == 1 else ("them", "their")
    return (
        f"{', '.join(names)}{more} would be deleted, but the edit does not mention {them}; "
        f"show {them}, or put a marker in {their} place"
    )


def _lines(definition: Definition) -> str:
    first, last = definition.first + 1, definition.last + 1
    return f"line {first}" if first == last else f"lines {first}\u2013{last}"
