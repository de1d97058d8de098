"""The rule for places: what comes or goes stands where the edit shows it, and nowhere else could be meant."""

from itertools import pairwise

from kaptar.edit.account.lines import Exchange
from kaptar.edit.account.matching import Matching
from kaptar.edit.account.scene import Scene
from kaptar.edit.account.shown import Segment
from kaptar.edit.verify import Complaint

_SLACK = 3
"""Lines that may stand between two kept lines at another place beyond those that do at this one, so that it counts."""


def check_places(scene: Scene, matching: Matching) -> Complaint | None:
    """Every part of the snippet that changes something tells its place, and its lines stand as deep as it shows them."""
    for line in scene.difference.moved:
        if scene.shown.row_of[line] < 0 and scene.difference.new[line]:
            text = scene.difference.new[line][:80]
            return "unaccounted_removal", f"the blanks of the line {text!r} would change, but the edit does not show it; show it"
    if (blank := _hidden_blank(scene)) is not None:
        return "unaccounted_removal", (
            f"blank lines near line {blank + 1} of the new text would change, but the edit does not show the lines around them"
        )
    if (parted := _parted(scene)) is not None:
        text = scene.difference.new[parted][:80]
        return (
            "ambiguous",
            f"{text!r} would stand between lines that the edit shows next to each other; show it, or say that it goes",
        )
    for number in sorted({scene.shown.segment_of[n] for run in scene.difference.runs for n in _lines_at(scene, run)}):
        if number >= 0 and (other := _other_place(scene, matching, scene.shown.segments[number])) is not None:
            here = next(n for n in _kept(scene, scene.shown.segments[number]))
            return "ambiguous", (
                f"the lines around the change stand in the file more than once (lines {here + 1} and {other + 1}); "
                "show more lines around it"
            )
    return _depths(scene)


def _hidden_blank(scene: Scene) -> int | None:
    """A place where blank lines, or the end of the last line, change between lines that are not shown."""
    difference = scene.difference
    blank = [
        r for r in difference.runs if not any(difference.old[r.old : r.old_end]) and not any(difference.new[r.new : r.new_end])
    ]
    places = [*(n for n in difference.moved if not difference.new[n]), *(run.new for run in blank)]
    goes = {line for run in difference.runs if any(difference.old[run.old : run.old_end]) for line in (run.new - 1, run.new_end)}
    for place in places:
        above = next((n for n in range(min(place, len(difference.new)) - 1, -1, -1) if difference.new[n]), -1)
        below = next((n for n in range(place, len(difference.new)) if difference.new[n]), -1)
        if not any(n >= 0 and (scene.shown.row_of[n] >= 0 or n in goes) for n in (above, below)):
            return place
    return None


def _parted(scene: Scene) -> int | None:
    """A line that stays between two shown lines without a marker, and is no comment or decorator of a definition."""
    for number, segment in enumerate(scene.shown.segments):
        first, last = scene.shown.line_of[segment.codes[0]], scene.shown.line_of[segment.codes[-1]]
        for line in range(first, last + 1):
            if scene.difference.new[line] and scene.shown.segment_of[line] != number and not scene.new.records.is_trivia(line):
                return line
    return None


def _lines_at(scene: Scene, run: Exchange) -> list[int]:
    """New lines of a run, or those next to it when it only takes lines away."""
    new = scene.difference.new
    lines = [n for n in range(run.new, run.new_end) if new[n]]
    return lines or [n for n in (run.new - 1, run.new_end) if 0 <= n < len(new)]


def _kept(scene: Scene, segment: Segment) -> list[int]:
    """The old lines that a segment shows."""
    lines = (scene.difference.origin[scene.shown.line_of[row]] for row in segment.codes)
    return [line for line in lines if line >= 0]


def _other_place(scene: Scene, matching: Matching, segment: Segment) -> int | None:
    """A second place of the lines that a segment keeps, inside of what it is shown to stand in; its first line."""
    kept, old = _kept(scene, segment), scene.difference.old
    if not kept:
        return None
    ends = {pair.old.last for pair in matching.pairs if scene.shows(pair.new)}
    first, last = _scope(scene, matching, segment)
    inside = old[first : last + 1]
    if any(inside.count(old[n]) == 1 or n in (first, last) or n in ends for n in kept if first <= n <= last):
        return None
    gaps = [b - a + _SLACK for a, b in pairwise(kept)]
    for start in (n for n in range(first, last + 1) if old[n] == old[kept[0]] and n != kept[0]):
        at = start
        for line, gap in zip(kept[1:], gaps, strict=True):
            found = next((n for n in range(at + 1, min(at + gap, last) + 1) if old[n] == old[line]), None)
            if found is None:
                break
            at = found
        else:
            return start
    return None


def _scope(scene: Scene, matching: Matching, segment: Segment) -> tuple[int, int]:
    """Lines of the innermost definition around a segment whose head the edit shows; else of the file."""
    line = scene.shown.line_of[segment.codes[0]]
    around = [p for p in matching.pairs if scene.shows(p.new) and p.new.head <= line <= p.new.last]
    if not around:
        return 0, len(scene.difference.old) - 1
    inner = max(around, key=lambda pair: pair.new.head)
    return inner.old.head, inner.old.last


def _depths(scene: Scene) -> Complaint | None:
    """A line that comes stands deeper, or less deep, than the shown line above it as it does in the edit."""
    shown, difference = scene.shown, scene.difference
    for line in difference.indents:
        row = shown.row_of[line]
        if row < 0 or difference.origin[line] >= 0:
            continue
        above = next((r for r in range(row - 1, -1, -1) if shown.line_of[r] >= 0), -1)
        if above < 0 or shown.segment_of[shown.line_of[above]] != shown.segment_of[line]:
            continue
        there = scene.indent(shown.line_of[above])
        if _sign(shown.rows[row].indent - shown.rows[above].indent) != _sign(difference.indents[line] - there):
            text = difference.new[line][:80]
            return "malformed_edit", f"the line {text!r} would stand at another depth than the edit shows; nothing was changed"
    return None


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)
