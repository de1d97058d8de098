"""The rule for "remove" comments that remove nothing: each may be a comment that is to be written."""

from kaptar.edit.account.facts.lines import Difference
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.account.facts.words import idle_removal
from kaptar.edit.outcome import Complaint


def check_idle(difference: Difference, shown: Shown) -> Complaint | None:
    """Something that goes has a word of each "remove" comment."""
    if not shown.removals:
        return None
    gone = [line for run in difference.runs for line in difference.old[run.old : run.old_end] if line]
    if idle := idle_removal(shown, gone):
        return "ambiguous", f"nothing that goes has to do with {idle[:80]!r}; if it is a new comment, word it otherwise"
    return None
