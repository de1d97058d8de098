"""The rule for comments that an edit moves: they do not stay where they were as well."""

from kaptar.edit.account.facts.comments import is_directive
from kaptar.edit.account.facts.lines import Difference
from kaptar.edit.account.facts.rows import MARKER, is_telling
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.outcome import Complaint

_DECORATES = ("@", "[")


def check_moved_comments(difference: Difference, shown: Shown) -> Complaint | None:
    """No comment comes that stays hidden above a line that the edit shows: the edit shows that line without it.

    Where the edit does not show the line, another one gets a comment that is worded alike.
    """
    new, origin = difference.new, difference.origin
    came = {
        new[n] for run in difference.runs for n in range(run.new, run.new_end) if origin[n] < 0 and _tells(difference, new[n])
    }
    for line in range(len(new)) if came else ():
        if new[line] in came and origin[line] >= 0 and shown.row_of[line] < 0 and _is_left_out(difference, shown, line):
            return "ambiguous", (
                f"the comment {new[line][:80]!r} would be there twice: the edit shows the code below line {origin[line] + 1} "
                "without it; show it in both places, or use a format that quotes what goes"
            )
    return None


def _tells(difference: Difference, text: str) -> bool:
    return difference.is_comment(text) and is_telling(text.lstrip("/*#-;%!<>{(' "))


def _is_left_out(difference: Difference, shown: Shown, comment: int) -> bool:
    """Whether the edit shows the code that a hidden comment stands above. A marker directly above that code hides the comment."""
    for line in range(comment + 1, len(difference.new)):
        text = difference.new[line]
        if not text:
            return False
        if shown.row_of[line] >= 0 and not difference.is_comment(text):
            row = shown.row_of[line] - 1
            return row < 0 or shown.rows[row].kind is not MARKER
        if not difference.is_comment(text) and not text.startswith(_DECORATES) and not is_directive(text):
            return False
    return False
