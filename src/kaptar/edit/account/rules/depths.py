"""The rule for depth: a line stands as deep in the file as the edit shows it, measured by the file's own lines."""

from collections.abc import Iterator

from kaptar.edit.account.facts.lines import Difference
from kaptar.edit.account.facts.rows import CODE, MARKER, says_something
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.outcome import Complaint

_ENDS = frozenset(("end", "end;", "fi", "done", "esac"))


def check_depths(difference: Difference, shown: Shown) -> Complaint | None:
    """A line that comes, or a word that ends a block, is indented as the file's lines are that the edit shows at the same depth.

    Where it shows none at that depth, the line stands deeper or less deep than the one above it as it does in the edit.
    """
    moved = set(difference.moved)
    known = _known(difference, shown, moved)
    shift = _shift(known)
    rows, new, indent = shown.rows, difference.new, difference.indent
    for number, segment in enumerate(shown.segments):
        own_above, above = rows[segment.codes[0]].indent, indent(shown.lines[number][0])
        for row, line, was in zip(segment.codes, shown.lines[number], shown.origins[number], strict=True):
            kept = was >= 0 and line not in moved
            own, there = rows[row].indent, indent(line)
            shown_step, step = own - own_above, there - above
            turns = shown_step == step or _turns(shown_step, step)
            own_above, above = own, there
            if kept and new[line] not in _ENDS:
                if not turns:
                    text = new[line][:80]
                    return "malformed_edit", f"the line {text!r} would keep its depth, but the edit shows it at another one"
                continue
            if own in known:
                fits = there in known[own]
            elif shift is not None:
                fits = there == own + shift
            else:
                fits = kept or turns
            if not fits:
                return "malformed_edit", f"the line {new[line][:80]!r} would stand at another depth than the edit shows"
    return None


def _known(difference: Difference, shown: Shown, moved: set[int]) -> dict[int, set[int]]:
    """For each indentation of rows those of the file's lines that they are."""
    known: dict[int, set[int]] = {}
    rows, indent = shown.rows, difference.indent
    for number, segment in enumerate(shown.segments):
        for row, line, was in zip(segment.codes, shown.lines[number], shown.origins[number], strict=True):
            if was < 0 or line in moved:
                continue
            own, there = rows[row].indent, indent(line)
            if there not in known.get(own, ()) and _is_sure(rows[row].text):
                known.setdefault(own, set()).add(there)
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
