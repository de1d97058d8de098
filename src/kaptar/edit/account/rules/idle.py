"""The rule for "remove" comments that remove nothing: each may be a comment that is to be written."""

from kaptar.edit.account.facts.lines import Difference
from kaptar.edit.account.facts.rows import removal
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.account.facts.words import idle_removal
from kaptar.edit.outcome import Complaint


def check_idle(difference: Difference, shown: Shown) -> Complaint | None:
    """Something that goes has a word of each "remove" comment, and is none itself: that would be its former wording."""
    if not shown.removals:
        return None
    gone = [line for run in difference.runs for line in difference.old[run.old : run.old_end] if line]
    if said := _former_wording(difference, shown):
        return "ambiguous", f"{said[:80]!r} would go, and the edit may show it in other words; quote it to change it"
    if idle := idle_removal(shown, gone):
        return "ambiguous", f"nothing that goes has to do with {idle[:80]!r}; if it is a new comment, word it otherwise"
    return None


def _former_wording(difference: Difference, shown: Shown) -> str:
    """A comment that goes from the line above which a "remove" comment stands, and that begins like one; "" for none."""
    for row in shown.removals:
        line = shown.line_of[row + 1] if row + 1 < len(shown.rows) else -1
        was = difference.origin[line] if line >= 0 else -1
        if was > 0 and difference.target[was - 1] < 0 and removal(difference.old[was - 1]) is not None:
            return difference.old[was - 1]
    return ""
