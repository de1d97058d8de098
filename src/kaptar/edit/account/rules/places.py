"""The rule for places: what comes or goes stands where the edit shows it, and nowhere else could be meant."""

import re
from bisect import bisect_left

from kaptar.edit.account.facts.lines import Exchange
from kaptar.edit.account.facts.matching import Matching, Pair
from kaptar.edit.account.facts.rows import is_telling
from kaptar.edit.account.facts.scene import Scene
from kaptar.edit.outcome import Complaint

_TABLE = re.compile(r"\[{1,2}[\w.\-\"' ]+\]{1,2}")
"""The head of a table of TOML, or of a section of an INI file."""
_TOGETHER = 6
"""Kept lines that may tell a place together, at most."""


def check_parted(scene: Scene) -> Complaint | None:
    """No line stays between two that the edit shows next to each other."""
    if (parted := _parted(scene)) is None:
        return None
    text = scene.difference.new[parted][:80]
    return "ambiguous", f"{text!r} would stand between lines that the edit shows next to each other; show it, or say that it goes"


def check_places(scene: Scene, matching: Matching) -> Complaint | None:
    """Every part of the snippet that changes something tells its place, and definitions keep their order and their ends."""
    for number in sorted({scene.shown.segment_of[n] for run in scene.difference.runs for n in _lines_at(scene, run)}):
        if number >= 0 and (other := _other_place(scene, matching, number)) is not None:
            here = next(n for n in scene.shown.origins[number] if n >= 0)
            return "ambiguous", (
                f"the lines around the change stand in the file more than once (lines {here + 1} and {other + 1}); "
                "show more lines around it"
            )
    return _order(scene, matching) or _sections(scene) or _ends(scene, matching)


def _parted(scene: Scene) -> int | None:
    """A line that stays between two shown lines without a marker, and is no comment or decorator of a definition."""
    for number, lines in enumerate(scene.shown.lines):
        for line in range(lines[0], lines[-1] + 1):
            if scene.difference.new[line] and scene.shown.segment_of[line] != number and not scene.new.records.is_trivia(line):
                return line
    return None


def _lines_at(scene: Scene, run: Exchange) -> list[int]:
    """New lines of a run, or those next to it when it only takes lines away."""
    new = scene.difference.new
    lines = [n for n in range(run.new, run.new_end) if new[n]]
    return lines or [n for n in (run.new - 1, run.new_end) if 0 <= n < len(new)]


def _other_place(scene: Scene, matching: Matching, number: int) -> int | None:
    """A second place of the lines that a segment keeps, inside of what it is shown to stand in; its first line."""
    kept, old = [n for n in scene.shown.origins[number] if n >= 0], scene.difference.old
    if not kept:
        return None
    first, last = _scope(scene, matching, scene.shown.lines[number][0])
    around = (first, last) != (0, len(old) - 1)
    inside, within = old[first : last + 1], [n for n in kept if first <= n <= last]
    if around and (first in within or last in within):
        return None
    count = inside.count if around else scene.difference.count
    if any(count(old[n]) == 1 for n in within):
        return None
    ends = (pair.old for pair in matching.pairs if pair.old.last in within and scene.shows(pair.new))
    if any(scene.difference.count(old[definition.head]) == 1 for definition in ends):
        return None
    if any(_is_once_together(scene, kept, at, (first, last)) for at in range(len(kept))):
        return None
    return next((n for n in range(first, last + 1) if old[n] == old[kept[0]] and n != kept[0]), None)


def _is_once_together(scene: Scene, kept: list[int], at: int, scope: tuple[int, int]) -> bool:
    """Whether some kept lines that follow each other stand so in the scope once."""
    old = scene.difference.old
    filled = [n for n in range(scope[0], scope[1] + 1) if old[n]]
    start = bisect_left(filled, kept[at])
    for length in range(2, _TOGETHER + 1):
        if filled[start : start + length] != kept[at : at + length]:
            return False
        group = [old[n] for n in kept[at : at + length]]
        if (
            any(map(_tells, group))
            and sum([old[n] for n in filled[i : i + length]] == group for i in range(len(filled) - length + 1)) == 1
        ):
            return True
    return False


def _tells(text: str) -> bool:
    """Whether a line is more than the sign of an empty line of a comment, of which one is like the other."""
    return text not in ("*", "//", "#", "///", "--")


def _scope(scene: Scene, matching: Matching, line: int) -> tuple[int, int]:
    """Lines of the innermost definition around a segment whose head the edit shows; else of the file."""
    around = [p for p in matching.pairs if scene.shows(p.new) and p.new.head < line <= p.new.last]
    if not around:
        return 0, len(scene.difference.old) - 1
    inner = max(around, key=lambda pair: pair.new.head)
    return inner.old.head, inner.old.last


def _order(scene: Scene, matching: Matching) -> Complaint | None:
    """Definitions of one container keep their order, unless the edit shows the other order without a marker between them."""
    heads = [pair.new.head for pair in matching.pairs]
    if heads == sorted(heads):
        return None
    siblings: dict[int, list[Pair]] = {}
    for pair in matching.pairs:
        siblings.setdefault(pair.old.parent, []).append(pair)
    for group in siblings.values():
        heads_now = [pair.new.head for pair in group]
        if heads_now != sorted(heads_now) and (complaint := _turned(scene, group)):
            return complaint
    return None


def _turned(scene: Scene, group: list[Pair]) -> Complaint | None:
    for n, pair in enumerate(group):
        for other in group[n + 1 :]:
            if other.new.head < pair.new.head and not scene.same_segment(pair.new.head, other.new.head):
                return "ambiguous", (
                    f"`{other.old.name}` would come to stand above `{pair.old.name}`, but the edit does not show the two together"
                )
    return None


def _sections(scene: Scene) -> Complaint | None:
    """A part that comes as a whole stands in the table of a data file whose head the edit shows last above it."""
    new, shown = scene.difference.new, scene.shown
    for number, (top, *_) in enumerate(shown.lines):
        kept = (new[n] for n, was in zip(shown.lines[number], shown.origins[number], strict=True) if was >= 0)
        if new[top].startswith("[") or any(map(is_telling, kept)):
            continue
        first = shown.segments[number].codes[0]
        head = next((row for row in range(first - 1, -1, -1) if _TABLE.fullmatch(shown.rows[row].text)), -1)
        if head < 0:
            continue
        above = next((n for n in range(top - 1, -1, -1) if new[n].startswith("[") and _TABLE.fullmatch(new[n])), -1)
        if above >= 0 and shown.line_of[head] >= 0 and shown.line_of[head] != above:
            return (
                "ambiguous",
                f"{new[top][:80]!r} would stand in {new[above][:80]!r}, which the edit does not show; show it",
            )
    return None


def _ends(scene: Scene, matching: Matching) -> Complaint | None:
    """A definition that is not shown begins and ends with the lines that it began and ended with."""
    target = scene.difference.target
    for pair in matching.pairs:
        if target[pair.old.first] == pair.new.first and target[pair.old.last] == pair.new.last:
            continue
        ends = ((pair.old.first, pair.new.first), (pair.old.last, pair.new.last))
        moved = any(target[was] != now and scene.shown.row_of[now] < 0 for was, now in ends)
        if moved and not scene.shows(pair.new):
            return "ambiguous", f"`{pair.old.name}` would begin or end otherwise, but the edit does not show it; show it"
    return None
