"""The rule for new lines that are the beginning of the hidden block below them, under another head."""

from kaptar.edit.account.facts.alike import is_like
from kaptar.edit.account.facts.lines import Difference, Exchange
from kaptar.edit.account.facts.rows import CLOSERS
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.outcome import Complaint


def check_renewed_heads(difference: Difference, shown: Shown) -> Complaint | None:
    """No new lines are the first ones of the hidden block directly below them under another head, and end before it ends.

    The edit may show a new version of the block's head: then the file would have the head and the lines below it twice.
    """
    for run in difference.runs if shown.has_markers else ():
        came = [n for n in range(run.new, run.new_end) if difference.new[n]]
        if len(came) >= 2 and not any(difference.old[run.old : run.old_end]):
            hidden = _below(difference, shown, run, len(came) + 1)
            if hidden and _begins(difference, came, hidden):
                return "ambiguous", (
                    f"{difference.new[came[0]][:80]!r} and the lines below it could be new, or another version of "
                    f"{difference.new[hidden[0]][:80]!r} (line {difference.origin[hidden[0]] + 1}); show that line too"
                )
    return None


def _below(difference: Difference, shown: Shown, run: Exchange, count: int) -> list[int]:
    """So many filled lines below new ones, where the edit hides them all; else none."""
    found: list[int] = []
    for line in range(run.new_end, len(difference.new)):
        if difference.new[line]:
            found.append(line)
        if len(found) == count:
            break
    return found if len(found) == count and all(shown.row_of[n] < 0 <= difference.origin[n] for n in found) else []


def _begins(difference: Difference, came: list[int], hidden: list[int]) -> bool:
    new = difference.new
    same = all(new[one] == new[other] for one, other in zip(came[1:], hidden[1:], strict=False))
    if not same or (len(came) == 2 and not any(map(str.isalnum, new[came[1]]))):
        return False
    next_line = hidden[-1]
    goes_on = new[next_line].startswith(CLOSERS) or difference.indent(next_line) > difference.indent(hidden[0])
    return goes_on and is_like(new[came[0]], new[hidden[0]])
