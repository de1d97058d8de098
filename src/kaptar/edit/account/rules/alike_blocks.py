"""The rule for a block that comes beside a hidden one like it: a bracket between them says not which of the two it ends."""

from collections.abc import Callable
from difflib import SequenceMatcher

from kaptar.edit.account.facts.lines import Difference, Exchange
from kaptar.edit.account.facts.rows import MARKER, is_telling
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.outcome import Complaint

_FEWEST = 3
"""Lines of a block that is looked at, at least."""
_MOST = 400
"""Lines of a block that are compared, at most: a longer one is refused, if nothing around it tells its place."""
_ALIKE = 0.8
"""How alike two lines are, of 1, that are versions of each other."""
_LONGEST = 400
"""Characters of a line that is compared, at most."""


def check_alike_blocks(difference: Difference, shown: Shown, go_on: Callable[[], object]) -> Complaint | None:
    """No block comes beside hidden lines that are mostly the same, where the lines between them and the marker tell no place.

    The edit may show a new version of the hidden block, and the end of the one above it.

    Args:
        go_on: asked before each line that is compared; it raises where the time is over.
    """
    for run in difference.runs if shown.has_markers else ():
        came = [n for n in range(run.new, run.new_end) if difference.new[n]]
        goes = any(difference.old[run.old : run.old_end])
        if goes or len(came) < _FEWEST:
            continue
        for step in (-1, 1):
            hidden = _hidden_beside(difference, shown, run, step)
            if hidden and (len(came) > _MOST or _is_version(difference, came, hidden[: len(came) + _FEWEST], go_on)):
                return "ambiguous", (
                    f"{difference.new[came[0]][:80]!r} and the lines below it could be new, or another version of the lines at "
                    f"{difference.origin[hidden[0]] + 1}; show these too"
                )
    return None


def _hidden_beside(difference: Difference, shown: Shown, run: Exchange, step: int) -> list[int]:
    """The hidden lines beyond the shown ones next to a run, the nearest first; none where a shown one tells its place."""
    at = run.new - 1 if step < 0 else run.new_end
    inside = range(len(difference.new))
    row = -1
    while at in inside and (not difference.new[at] or shown.row_of[at] >= 0):
        row = shown.row_of[at] if difference.new[at] else row
        if any(map(str.isalnum, difference.new[at])) and difference.count(difference.new[at]) == 1:
            return []
        at += step
    beyond = row + step
    if row < 0 or not 0 <= beyond < len(shown.rows) or shown.rows[beyond].kind is not MARKER:
        return []
    found = list[int]()
    while at in inside and (not difference.new[at] or shown.row_of[at] < 0) and len(found) < _MOST + _FEWEST:
        if difference.new[at]:
            found.append(at)
        at += step
    return found


def _is_version(difference: Difference, came: list[int], hidden: list[int], go_on: Callable[[], object]) -> bool:
    """Whether at least half of the lines that say something stand in the hidden ones too, or another version of them."""
    lines = [text for n in came if is_telling(text := difference.new[n])]
    there = [text for n in hidden if is_telling(text := difference.new[n])]
    if len(lines) < 2:
        return False
    alike = 0
    for text in lines:
        go_on()
        alike += any(_is_alike(text, other) for other in there)
    return 2 * alike >= len(lines)


def _is_alike(one: str, other: str) -> bool:
    one, other = one[:_LONGEST], other[:_LONGEST]
    if one == other:
        return True
    compared = SequenceMatcher(None, one, other, autojunk=False)
    return compared.real_quick_ratio() >= _ALIKE and compared.quick_ratio() >= _ALIKE and compared.ratio() >= _ALIKE
