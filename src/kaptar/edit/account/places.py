"""The rule for places: what comes or goes stands where the edit shows it, and nowhere else could be meant."""

from itertools import pairwise

from kaptar.edit.account.depths import check_depths, heads
from kaptar.edit.account.hidden import check_hidden
from kaptar.edit.account.lines import Exchange
from kaptar.edit.account.matching import Matching
from kaptar.edit.account.scene import Scene
from kaptar.edit.account.shown import Segment
from kaptar.edit.account.statements import last_line
from kaptar.edit.verify import Complaint

_SLACK = 3
"""Lines that may stand between two kept lines at another place beyond those that do at this one, so that it counts."""


def check_places(scene: Scene, matching: Matching) -> Complaint | None:
    """Every part of the snippet that changes something tells its place, and its lines stand as deep as it shows them."""
    if complaint := check_hidden(scene.difference, scene.shown) or check_depths(scene.difference, scene.shown):
        return complaint
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
    return _order(scene, matching) or _nesting(scene)


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
    ends = {pair.old.last for pair in matching.pairs if scene.shows(pair.new) and old.count(old[pair.old.head]) == 1}
    first, last = _scope(scene, matching, segment)
    around = (first, last) != (0, len(old) - 1)
    inside = old[first : last + 1]
    if any(inside.count(old[n]) == 1 or (around and n in (first, last)) or n in ends for n in kept if first <= n <= last):
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


def _order(scene: Scene, matching: Matching) -> Complaint | None:
    """Definitions of one container keep their order, unless the edit shows the other order without a marker between them."""
    for n, pair in enumerate(matching.pairs):
        for other in matching.pairs[n + 1 :]:
            turned = other.old.parent == pair.old.parent and other.new.head < pair.new.head
            if turned and not scene.same_segment(pair.new.head, other.new.head):
                return "ambiguous", (
                    f"`{other.old.name}` would come to stand above `{pair.old.name}`, but the edit does not show the two together"
                )
    return None


def _nesting(scene: Scene) -> Complaint | None:
    """A row that comes lies inside of what the rows above it say that it stands in."""
    for line in (n for run in scene.difference.runs for n in range(run.new, run.new_end) if scene.difference.new[n]):
        for head in heads(scene.shown, scene.shown.row_of[line]):
            last = last_line(scene.new.records, scene.shown.line_of[head])
            if 0 <= last < line:
                inside = scene.shown.rows[head].text[:80]
                text = scene.difference.new[line][:80]
                return "ambiguous", f"the line {text!r} would stand outside of {inside!r}, where the edit shows it inside"
    return None
