"""The rule for comments that begin with "remove": above new code one may be a comment on that code, and no instruction."""

from kaptar.edit.account.facts.lines import Difference
from kaptar.edit.account.facts.rows import CODE, REMOVAL
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.outcome import Complaint

_DECORATES = ("@", "#[", "[")


def check_removals(difference: Difference, shown: Shown) -> Complaint | None:
    """No "remove" comment stands directly above a line that comes, other comments and decorators aside, without being written."""
    for row in shown.removals:
        if (below := _new_below(difference, shown, row)) is not None:
            said, text = shown.rows[row].text[:80], shown.rows[below].text[:80]
            return "ambiguous", (
                f"{said!r} could say what goes, or be a comment on {text!r} below it; to remove something, say so in a comment "
                "with a blank line or a marker below it; as a comment, begin it with another word"
            )
    return None


def _new_below(difference: Difference, shown: Shown, row: int) -> int | None:
    """The row that a comment stands directly above, if that or a decorator of it comes; None otherwise."""
    for below in range(row + 1, len(shown.rows)):
        text, kind, line = shown.rows[below].text, shown.rows[below].kind, shown.line_of[below]
        if kind is not CODE and kind is not REMOVAL:
            return None
        if line >= 0 and difference.origin[line] < 0:
            return below
        if kind is CODE and not difference.is_comment(text) and not text.startswith(_DECORATES):
            return None
    return None
