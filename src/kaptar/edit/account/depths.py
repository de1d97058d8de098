"""The rule for depth: a line stands as deep in the file as the edit shows it, measured by the file's own lines."""

from kaptar.edit.account.lines import Difference, columns
from kaptar.edit.account.shown import Shown
from kaptar.edit.verify import Complaint


def check_depths(difference: Difference, shown: Shown) -> Complaint | None:
    """A line that comes is indented as the file's lines are that the edit shows at the same depth in the same part.

    Where the part shows none at that depth, it stands deeper or less deep than the line above it as it does in the edit.
    """
    for number, segment in enumerate(shown.segments):
        lines = [shown.line_of[row] for row in segment.codes]
        if not any(line in difference.indents and difference.origin[line] < 0 for line in lines):
            continue
        known = _known(difference, shown, number)
        shift = _shift(known)
        for at, row in enumerate(segment.codes):
            line = lines[at]
            if difference.origin[line] >= 0 or line not in difference.indents:
                continue
            own, there = shown.rows[row].indent, difference.indents[line]
            wrong = there not in known[own] if own in known else shift is not None and there != own + shift
            if not wrong and at and own not in known and shift is None:
                above = segment.codes[at - 1]
                wrong = _sign(own - shown.rows[above].indent) != _sign(there - _indent(difference, lines[at - 1]))
            if wrong:
                text = difference.new[line][:80]
                return (
                    "malformed_edit",
                    f"the line {text!r} would stand at another depth than the edit shows; nothing was changed",
                )
    return None


def _known(difference: Difference, shown: Shown, number: int) -> dict[int, set[int]]:
    """For each indentation of the rows of a segment those of the file's lines that they are."""
    known: dict[int, set[int]] = {}
    for row in shown.segments[number].codes:
        line = shown.line_of[row]
        if difference.origin[line] >= 0 and line not in difference.moved:
            known.setdefault(shown.rows[row].indent, set()).add(_indent(difference, line))
    return known


def _shift(known: dict[int, set[int]]) -> int | None:
    """The columns that all known lines stand further right; None where they differ, or are none."""
    shifts = {there - own for own, lines in known.items() for there in lines}
    return shifts.pop() if len(shifts) == 1 else None


def _indent(difference: Difference, line: int) -> int:
    if line in difference.indents:
        return difference.indents[line]
    return columns(difference.raw[difference.origin[line]])


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)
