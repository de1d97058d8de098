"""The rule for parts of a snippet that fit the old text in two places: once around new lines, once with lines changed."""

from collections.abc import Iterator
from typing import NamedTuple

from kaptar.edit.account.facts.lines import Difference
from kaptar.edit.account.facts.room import room_of
from kaptar.edit.account.facts.rows import is_telling
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.outcome import Complaint

_MOST_CHANGES = 6
"""Changed lines of a part that is looked at, at most: with more of them its kept lines tell where it belongs."""
_MOST_PLACES = 500
"""Places of a row that are tried, at most: a part with rows in more of them is refused."""
_MOST_ROWS = 1000
"""Rows of a part that is compared, at most: a longer one is refused, if no kept row tells its place."""


_RULES = ("|-", "|:", "| -", "| :")
"""What the line below the head of a table begins with."""


class _Part(NamedTuple):
    """A part of the snippet: its texts, how many lines change in it, its old lines, and the old lines that it may stand in."""

    texts: list[str]
    changes: int
    own: range
    room: range


def check_rivals(difference: Difference, shown: Shown) -> Complaint | None:
    """A part that changes something fits no other place of its block with as few changed lines.

    Several equal anchors (the lines of a comment, two calls with like arguments) can hold new lines in one place and be a new
    version of what stands in another. The edit does not tell which of the two it means. A kept line of code that the file
    has once tells.
    """
    if not shown.has_markers:
        return None
    for number in range(len(shown.segments)):
        part = _part(difference, shown, number)
        if part is not None and len(part.texts) > _MOST_ROWS:
            return "ambiguous", _too_long(part)
        if part is not None and (rival := _rival(difference, part)) is not None:
            if rival < 0:
                return "ambiguous", _too_long(part)
            lines = f"{part.own.start + 1} and {rival + 1}"
            return (
                "ambiguous",
                f"{part.texts[0][:80]!r} and the rows below it fit lines {lines}; show more lines around the change",
            )
    return None


def _part(difference: Difference, shown: Shown, number: int) -> _Part | None:
    """A part with changes and enough kept lines to be looked for elsewhere."""
    lines = shown.lines[number]
    kept = [line for line in shown.origins[number] if line >= 0]
    if len(kept) < 2:
        return None
    changes = sum(
        max(_filled(difference.old, run.old, run.old_end), _filled(difference.new, run.new, run.new_end))
        for run in difference.runs
        if lines[0] <= run.new_end and run.new <= lines[-1] + 1
    )
    if not 0 < changes <= _MOST_CHANGES or any(_is_alone(difference, difference.old[line]) for line in kept):
        return None
    if sum(is_telling(difference.old[line]) or difference.old[line].startswith(_RULES) for line in kept) < 2:
        return None
    texts = [shown.rows[row].text for row in shown.segments[number].codes]
    return _Part(texts, changes, range(kept[0], kept[-1] + 1), room_of(difference, shown, number))


def _too_long(part: _Part) -> str:
    return (
        f"{part.texts[0][:80]!r} and the {len(part.texts) - 1} rows below it stand in too many places, or are too many, to be "
        "told from others; show a row that the file has once, or send a smaller part"
    )


def _is_alone(difference: Difference, text: str) -> bool:
    """Whether a line of code stands in the file once."""
    return is_telling(text) and not difference.is_comment(text) and difference.count(text) == 1


def _filled(lines: list[str], first: int, end: int) -> int:
    return sum(map(bool, lines[first:end]))


def _rival(difference: Difference, part: _Part) -> int | None:
    """The first line of another place where the part needs no more changes; None for none, -1 where it could be one of too many.

    Of any ``changes + 1`` rows one stands there as it is, so the places of the rarest ones are all that have to be tried.
    """
    places: list[tuple[int, int, list[int]]] = []
    for row, text in enumerate(part.texts):
        found = [*_elsewhere(difference.old, text, part)] if is_telling(text) else []
        if is_telling(text):
            places.append((len(found), row, found))
    for _, row, found in sorted(places)[: part.changes + 1]:
        for line in found[:_MOST_PLACES]:
            if _fits(difference.old, part, row, line):
                return line
        if len(found) > _MOST_PLACES:
            return -1
    return None


def _elsewhere(old: list[str], text: str, part: _Part) -> Iterator[int]:
    at = part.room.start
    while True:
        try:
            at = old.index(text, at, part.room.stop)
        except ValueError:
            return
        if at not in part.own:
            yield at
        at += 1


def _fits(old: list[str], part: _Part, row: int, line: int) -> bool:
    """Whether the rows around one that stands in a line are those around the line, but for the allowed changes."""
    above = [text for text in reversed(old[max(part.room.start, line - 3 * len(part.texts) - 20) : line]) if text]
    below = [text for text in old[line + 1 : min(part.room.stop, line + 3 * len(part.texts) + 20)] if text]
    spent = _changes(part.texts[row - 1 :: -1] if row else [], above, part.changes)
    return spent + _changes(part.texts[row + 1 :], below, part.changes - spent) <= part.changes


def _changes(rows: list[str], lines: list[str], most: int) -> int:
    """The fewest lines to change, bring or take away that make the first of the lines the rows; ``most + 1`` for more."""
    if most < 0:
        return 1
    width = min(len(lines), len(rows) + most)
    was = list(range(width + 1))
    for at, text in enumerate(rows, 1):
        now = [at, *([most + 1] * width)]
        for n in range(max(1, at - most), min(width, at + most) + 1):
            now[n] = min(was[n - 1] + (lines[n - 1] != text), was[n] + 1, now[n - 1] + 1)
        was = now
        if min(was[max(0, at - most) : at + most + 1], default=most + 1) > most:
            return most + 1
    return min(was)
