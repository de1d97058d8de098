"""The rule for lines that the edit does not show: they keep their bytes, and nothing is put beside them twice."""

from kaptar.edit.account.lines import Difference
from kaptar.edit.account.rows import is_comment
from kaptar.edit.account.shown import Shown
from kaptar.edit.verify import Complaint

_TELLING = 3
"""Letters and digits of a line that nobody writes twice by chance, at least."""
_CLOSERS = ("}", ")", "]", "</", "end")


def check_hidden(difference: Difference, shown: Shown) -> Complaint | None:
    """Hidden lines, blank ones and the end of the file too, are as they were; no line comes next to one that is equal."""
    for line in difference.moved:
        if shown.row_of[line] < 0 and difference.new[line]:
            text = difference.new[line][:80]
            return "unaccounted_removal", f"the blanks of the line {text!r} would change, but the edit does not show it; show it"
    blank = _blank(difference, shown)
    if blank is not None:
        return "unaccounted_removal", (
            f"blank lines near line {blank + 1} of the new text would change, but the edit does not show the lines around them"
        )
    for run in difference.runs:
        came = [n for n in range(run.new, run.new_end) if difference.new[n]]
        for line, step in ((came[0], -1), (came[-1], 1)) if came else ():
            other = _filled(difference, line, step)
            hidden = other >= 0 and shown.row_of[other] < 0 and difference.origin[other] >= 0
            complaint = _beside(difference, line, other) if hidden else None
            if complaint:
                return complaint
    return None


def _beside(difference: Difference, line: int, other: int) -> Complaint | None:
    """What is wrong with a line that comes next to a hidden one."""
    text, there = difference.new[line], difference.new[other]
    if text == there and sum(map(str.isalnum, text)) >= _TELLING and not text.startswith(_CLOSERS):
        return "ambiguous", f"the line {text[:80]!r} would be there twice; show the lines around it"
    if is_comment(text) and is_comment(there) and abs(line - other) == 1:
        return "ambiguous", f"the comment {there[:80]!r} would stay beside the new one; show all of the comment"
    return None


def _filled(difference: Difference, line: int, step: int) -> int:
    """The next line that is not blank; -1 for none."""
    at = line + step
    while 0 <= at < len(difference.new) and not difference.new[at]:
        at += step
    return at if 0 <= at < len(difference.new) else -1


def _blank(difference: Difference, shown: Shown) -> int | None:
    """A place where blank lines, or the end of the last line, change between lines that are not shown."""
    old, new = difference.old, difference.new
    blank = [r for r in difference.runs if not any(old[r.old : r.old_end]) and not any(new[r.new : r.new_end])]
    places = [*(n for n in difference.moved if not new[n]), *(run.new for run in blank)]
    goes = {n for run in difference.runs if any(old[run.old : run.old_end]) for n in (run.new - 1, run.new_end)}
    for place in places:
        around = (_filled(difference, min(place, len(new)), -1), _filled(difference, place - 1, 1))
        if not any(n >= 0 and (shown.row_of[n] >= 0 or n in goes) for n in around):
            return place
    return None
