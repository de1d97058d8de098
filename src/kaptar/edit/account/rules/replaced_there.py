"""The rule for new lines between rows that stand elsewhere around a version of them."""

from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from kaptar.edit.account.facts.alike import is_like
from kaptar.edit.account.facts.lines import Difference
from kaptar.edit.account.facts.room import room_of
from kaptar.edit.account.facts.rows import is_telling
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.outcome import Complaint

_MOST_NEW = 2
"""New lines of a part, at most: more of them are no version of a line or two."""


class _Part(NamedTuple):
    """The rows of a part: those above the lines that come, these, and those below; and the old line above them."""

    above: list[str]
    came: list[str]
    below: list[str]
    line: int


def check_replaced_there(difference: Difference, shown: Shown) -> Complaint | None:
    """A part that only adds a line or two between others fits no place where they would replace lines like them.

    The edit does not tell whether a line is new here, or another one changes there.
    """
    if not shown.has_markers:
        return None
    parts = [(number, part) for number in range(len(shown.segments)) if (part := _part(difference, shown, number))]
    filled = [n for n, text in enumerate(difference.old) if text] if parts else []
    for number, part in parts:
        rival = _rival(difference, part, filled, room_of(difference, shown, number))
        if rival is not None:
            return "ambiguous", (
                f"{part.came[0][:80]!r} could be new below line {part.line + 1}, or replace line {rival + 1}; "
                "show more lines around it"
            )
    return None


def _part(difference: Difference, shown: Shown, number: int) -> _Part | None:
    """A part to which lines come between others, where nothing goes, and no line tells the place."""
    lines, origins = shown.lines[number], shown.origins[number]
    came = [at for at, origin in enumerate(origins) if origin < 0]
    if not came or came[-1] - came[0] >= _MOST_NEW or came[-1] - came[0] >= len(came):
        return None
    above = [difference.old[origin] for origin in origins[: came[0]]]
    below = [difference.old[origin] for origin in origins[came[-1] + 1 :]]
    if not above or not below or any(_is_alone(difference, text) for text in (*above, *below)):
        return None
    runs = [run for run in difference.runs if lines[0] <= run.new_end and run.new <= lines[-1] + 1]
    if any(any(difference.old[run.old : run.old_end]) for run in runs):
        return None
    return _Part(above, [difference.new[lines[at]] for at in came], below, origins[came[0] - 1])


def _is_alone(difference: Difference, text: str) -> bool:
    return is_telling(text) and not difference.is_comment(text) and difference.count(text) == 1


def _rival(difference: Difference, part: _Part, filled: list[int], room: range) -> int | None:
    """The first line elsewhere that the lines of a part would replace; None for none."""
    for last_above in _places(difference, part.above, filled):
        for count in range(1, _MOST_NEW + 1):
            first, end = last_above + 1 - len(part.above), last_above + 1 + count + len(part.below)
            there = filled[max(first, 0) : end]
            if len(there) < end - first or there[0] not in room or there[-1] not in room:
                continue
            texts = [difference.old[n] for n in there]
            between = texts[len(part.above) : len(part.above) + count]
            same = texts[: len(part.above)] == part.above and texts[len(part.above) + count :] == part.below
            if same and all(any(is_like(new, text) and new != text for new in part.came) for text in between):
                return filled[last_above + 1]
    return None


def _places(difference: Difference, above: list[str], filled: list[int]) -> Iterator[int]:
    """Where in the filled lines the last line above may stand: by the places of the rarest of them."""
    rarest = min(range(len(above)), key=lambda at: difference.count(above[at]))
    for line in difference.places(above[rarest]):
        yield bisect_left(filled, line) + len(above) - 1 - rarest
