"""The rules for definitions: each that was there is there, or the edit names it, or says that it goes."""

import re
from collections.abc import Iterator

from kaptar.edit.account.lines import Run
from kaptar.edit.account.matching import Matching, Pair
from kaptar.edit.account.records import Definition
from kaptar.edit.account.scene import Scene
from kaptar.edit.verify import Complaint
from kaptar.ops.table import RecordKind

_ONCE = frozenset(
    int(kind)
    for kind in (
        RecordKind.CLASS, RecordKind.FUNCTION, RecordKind.METHOD, RecordKind.INTERFACE, RecordKind.STRUCT, RecordKind.ENUM,
        RecordKind.TRAIT, RecordKind.TYPE_ALIAS, RecordKind.VARIABLE, RecordKind.FIELD,
    )
)  # fmt: skip
"""Kinds of which a container has one of a name, overloads aside."""


def check_definitions(scene: Scene, matching: Matching) -> Complaint | None:
    """Definitions that would be lost or doubled."""
    lost = [d for d in matching.gone if not d.local and not _accounted(scene, matching, d)]
    if lost:
        return "unaccounted_removal", _said(lost)
    for definition in matching.new:
        if definition.kind in _ONCE and not definition.local and (twin := _hidden_twin(scene, matching, definition)) is not None:
            where = f"line {twin + 1}"
            return "ambiguous", (
                f"`{definition.name}` would be in the file twice: the edit does not show the one in {where}; "
                "show both, or give the new one another name"
            )
    return None


def gone_lines(scene: Scene, matching: Matching) -> Iterator[range]:
    """Lines of definitions that may go, with what belongs to them, and the heads of those that the edit shows anew."""
    for definition in matching.gone:
        if not definition.local:
            yield range(definition.lead, definition.last + 1)
    for pair in matching.pairs:
        if scene.shows(pair.new):
            yield range(pair.old.head, _head_end(pair.old))


def _head_end(definition: Definition) -> int:
    if definition.first == definition.last or definition.body <= definition.last:
        return min(max(definition.body, definition.head + 1), definition.last + 1)
    return definition.head + 1


def _accounted(scene: Scene, matching: Matching, gone: Definition) -> bool:
    if scene.removes(gone.name):
        return True
    if any(_is_moved(scene, gone, new) or _is_renamed(scene, matching, gone, new) for new in matching.new):
        return True
    return _is_left_out(scene, matching, gone)


def _is_moved(scene: Scene, gone: Definition, new: Definition) -> bool:
    same = lambda text: b"\n".join(line.strip() for line in text.split(b"\n"))  # noqa: E731
    return new.name == gone.name and scene.shows(new) and same(scene.old.source(gone)) == same(scene.new.source(new))


def _is_renamed(scene: Scene, matching: Matching, gone: Definition, new: Definition) -> bool:
    """Same kind, container and place between the same shown siblings; new name unique; equal but for its own name."""
    if new.kind != gone.kind or not gone.name or not new.name or not scene.shows(new):
        return False
    partner = {pair.new.index: pair.old.index for pair in matching.pairs} | {-1: -1}
    if partner.get(new.parent) != gone.parent or scene.old.records.named(new.kind, new.name, gone.parent):
        return False
    word = re.compile(rb"(?<![\w$])" + re.escape(gone.name.encode()) + rb"(?![\w$])")
    name = new.name.encode()
    if word.sub(lambda _: name, scene.old.source(gone)) != scene.new.source(new):
        return False
    return _between_shown(scene, matching, gone, new)


def _between_shown(scene: Scene, matching: Matching, gone: Definition, new: Definition) -> bool:
    """Whether the shown siblings next to the new definition stand next to the old one too. One may be missing at an end."""
    old, fresh = scene.old.records.children(gone.parent), scene.new.records.children(new.parent)
    at_old, at_new = old.index(gone.index), fresh.index(new.index)
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
    return found == 2 or (found == 1 and len(old) > 1 and (at_old in (0, len(old) - 1)))


def _is_left_out(scene: Scene, matching: Matching, gone: Definition) -> bool:
    """Its container is shown without any marker, and the nearest shown siblings on both sides are definitions."""
    if gone.parent < 0:
        if not scene.is_file_shown():
            return False
    else:
        pair = next((p for p in matching.pairs if p.old.index == gone.parent), None)
        if pair is None or not scene.is_shown_whole(pair.new.head, pair.new.last, pair.old.last):
            return False
    siblings = scene.old.records.children(gone.parent)
    if gone.index not in siblings:
        return False
    at = siblings.index(gone.index)
    above = next((i for i in reversed(siblings[:at]) if scene.shows_old(i)), None)
    below = next((i for i in siblings[at + 1 :] if scene.shows_old(i)), None)
    return all(i is not None and scene.old.records.is_definition(i) for i in (above, below))


def _hidden_twin(scene: Scene, matching: Matching, new: Definition) -> int | None:
    """The line of a definition of the same kind and name in the same container that the edit does not show."""
    partner = {pair.new.index: pair.old.index for pair in matching.pairs} | {-1: -1}
    if new.parent not in partner:
        return None
    for index in scene.new.records.named(new.kind, new.name, new.parent):
        if index != new.index:
            line = scene.new.records.definition(index).head
            if scene.shown.row_of[line] < 0:
                return line
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


def check_trivia(scene: Scene, matching: Matching) -> Complaint | None:
    """Comments and decorators above a definition stay with it, and change only where the edit shows them there."""
    for pair in matching.pairs:
        if complaint := _pair_trivia(scene, pair):
            return complaint
    for definition in matching.new:
        lines = [*definition.trivia.comments, *(line for _, a, b in definition.trivia.decorators for line in range(a, b))]
        stolen = next((n for n in lines if scene.shown.row_of[n] < 0 and scene.difference.new[n]), None)
        if stolen is not None and scene.difference.origin[stolen] >= 0:
            text = scene.difference.new[stolen]
            return "ambiguous", f"{text[:80]!r} would come to stand above the new `{definition.name}`; show the lines around it"
    return None


def trivia_lines(scene: Scene, matching: Matching) -> Iterator[range]:
    """Old lines that `check_trivia` judges. Lines of a decorator whose definition is not shown are judged as statements."""
    for pair in matching.pairs:
        for line in pair.old.trivia.comments:
            yield range(line, line + 1)
        for _, first, end in pair.old.trivia.decorators:
            if scene.shows(pair.new):
                yield range(first, end)


def _pair_trivia(scene: Scene, pair: Pair) -> Complaint | None:
    old, new = scene.difference.old, scene.difference.new
    was, now = [old[n] for n in pair.old.trivia.comments], [new[n] for n in pair.new.trivia.comments]
    name = pair.old.name or "the definition"
    if was != now and not scene.removes_comment(pair.old):
        if stale := _stale(scene, pair.new):
            return (
                "ambiguous",
                f"the comment {stale[:80]!r} above `{name}` would stay beside the new one; show all of the comment",
            )
        lost = _lost_comment(scene, pair)
        if lost:
            return "unaccounted_removal", (
                f"the comment {lost[:80]!r} above `{name}` would change, but the edit does not show it; show it above `{name}`"
            )
    return _pair_decorators(scene, pair)


def _stale(scene: Scene, new: Definition) -> str:
    """A comment line that is kept without being shown, directly above or below one that came; "" for none."""
    lines = new.trivia.comments
    for one, other in zip(lines, lines[1:], strict=False):
        for kept, came in ((one, other), (other, one)):
            hidden = scene.shown.row_of[kept] < 0 and scene.difference.new[kept]
            if hidden and scene.difference.origin[came] < 0:
                return scene.difference.new[kept]
    return ""


def _lost_comment(scene: Scene, pair: Pair) -> str:
    """A comment line that goes without another in its place shown above the definition, and not between two shown ones."""
    old, target = scene.difference.old, scene.difference.target
    lost = [n for n in pair.old.trivia.comments if old[n] and target[n] not in pair.new.trivia.comments]
    now = pair.new.trivia.comments
    if not lost or (now and scene.shows(pair.new) and scene.same_segment(now[-1], pair.new.head)):
        return ""
    for line in lost:
        run = next((r for r in scene.difference.runs if r.old <= line < r.old_end), None)
        if run is None or not _is_inside(scene, pair.old, run):
            return old[line]
    return ""


def _is_inside(scene: Scene, definition: Definition, run: Run) -> bool:
    """Whether the shown lines around a run are lines of a definition's comment: below it, or above it down to the definition."""
    above = _next_shown(scene, range(run.new - 1, -1, -1))
    below = _next_shown(scene, range(run.new_end, len(scene.difference.new)))
    if above < 0 or below < 0 or not scene.same_segment(above, below):
        return False
    comments = definition.trivia.comments
    upper, lower = scene.difference.origin[above], scene.difference.origin[below]
    return lower in comments or (upper in comments and lower == definition.head)


def _next_shown(scene: Scene, lines: range) -> int:
    """The first line that is filled, if the edit shows it; -1 otherwise."""
    line = next((n for n in lines if scene.difference.new[n]), -1)
    return line if line >= 0 and scene.shown.row_of[line] >= 0 else -1


def _pair_decorators(scene: Scene, pair: Pair) -> Complaint | None:
    was = [(name, _text(scene.difference.old, a, b)) for name, a, b in pair.old.trivia.decorators]
    now = [(name, _text(scene.difference.new, a, b)) for name, a, b in pair.new.trivia.decorators]
    lost, came = [d for d in was if d not in now], [d for d in now if d not in was]
    if not lost and not came:
        return None
    for name, text in list(lost):
        again = next((d for d in came if d[0] == name), None)
        if again is not None:
            came.remove(again)
            lost.remove((name, text))
    if lost and not scene.shows(pair.new) and _is_inside_held(scene, pair):
        return None
    if (lost or came) and not scene.shows(pair.new):
        text = (lost or came)[0][1]
        return "ambiguous", (
            f"the decorator {text[:80]!r} above `{pair.old.name}` would change, but the edit does not show `{pair.old.name}`"
        )
    all_shown = all(scene.shown.row_of[a] >= 0 for _, a, _ in pair.new.trivia.decorators)
    if lost and (len(came) < len(lost) or not all_shown) and not all(scene.removes(name) for name, _ in lost):
        return "unaccounted_removal", (
            f"the decorator {lost[0][1][:80]!r} above `{pair.old.name}` would be deleted, but the edit does not mention it; show it"
        )
    return None


def _is_inside_held(scene: Scene, pair: Pair) -> bool:
    """Whether only inner lines of decorators change: their first lines are the same and shown lines hold what goes."""
    firsts = [scene.difference.target[a] for _, a, _ in pair.old.trivia.decorators]
    return firsts == [a for _, a, _ in pair.new.trivia.decorators]


def _text(lines: list[str], first: int, end: int) -> str:
    return " ".join(lines[first:end])
