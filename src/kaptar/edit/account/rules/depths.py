"""The rule for depth: a line stands as deep in the file as the edit shows it, measured by the file's own lines."""

from collections.abc import Iterator
from itertools import pairwise

from kaptar.edit.account.facts.lines import Difference
from kaptar.edit.account.facts.rows import CODE, MARKER, says_something
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.outcome import Complaint

_ENDS = frozenset(("end", "end;", "fi", "done", "esac"))


def check_depths(difference: Difference, shown: Shown) -> Complaint | None:
    """A line that comes, or a word that ends a block, is indented as the file's lines are that the edit shows at the same depth.

    Where it shows none at that depth, the line stands deeper or less deep than the one above it as it does in the edit.
    """
    known = _known(difference, shown)
    shift = _shift(known)
    moved = set(difference.moved)
    for segment in shown.segments:
        for above, row in pairwise((-1, *segment.codes)):
            line = shown.line_of[row]
            kept = difference.origin[line] >= 0 and line not in moved
            own, there = shown.rows[row].indent, difference.indent(line)
            if kept and difference.new[line] not in _ENDS:
                if above >= 0 and not _turns(own - shown.rows[above].indent, there - difference.indent(shown.line_of[above])):
                    text = difference.new[line][:80]
                    return "malformed_edit", f"the line {text!r} would keep its depth, but the edit shows it at another one"
                continue
            if own in known:
                fits = there in known[own]
            elif shift is not None:
                fits = there == own + shift
            elif kept:
                continue
            else:
                fits = above < 0 or _turns(own - shown.rows[above].indent, there - difference.indent(shown.line_of[above]))
            if not fits:
                text = difference.new[line][:80]
                return "malformed_edit", f"the line {text!r} would stand at another depth than the edit shows"
    return None


def _known(difference: Difference, shown: Shown) -> dict[int, set[int]]:
    """For each indentation of rows those of the file's lines that they are."""
    known: dict[int, set[int]] = {}
    moved = set(difference.moved)
    for segment in shown.segments:
        for row in segment.codes:
            line = shown.line_of[row]
            if difference.origin[line] >= 0 and line not in moved and _is_sure(difference.new[line]):
                known.setdefault(shown.rows[row].indent, set()).add(difference.indent(line))
    return known


def _is_sure(text: str) -> bool:
    """Whether a line is surely the one that a row means: words that end a block are many."""
    return says_something(text) and text not in _ENDS


def _shift(known: dict[int, set[int]]) -> int | None:
    """The columns that all known lines stand further right; None where they differ, or only lines at the margin are known."""
    shifts = {there - own for own, lines in known.items() for there in lines}
    sure = any(known) and (shifts == {0} or len(known) > 1)
    return shifts.pop() if sure and len(shifts) == 1 else None


def _turns(one: int, other: int) -> bool:
    """Whether two steps go the same way: deeper, less deep, or neither."""
    return (one > 0) == (other > 0) and (one < 0) == (other < 0)


def heads(shown: Shown, row: int) -> Iterator[int]:
    """The rows that a row stands deeper below, the innermost first. A marker ends blocks that it does not stand deeper than."""
    rows = shown.rows
    level = floor = rows[row].indent
    for above in range(row - 1, -1, -1):
        if level == 0:
            return
        if rows[above].kind is MARKER:
            floor = min(floor, rows[above].indent)
        elif rows[above].kind is CODE and rows[above].indent < level:
            level = rows[above].indent
            closes = rows[above].text.startswith((")", "]", "}", "<"))
            if level < floor and shown.line_of[above] >= 0 and not closes:
                yield above
