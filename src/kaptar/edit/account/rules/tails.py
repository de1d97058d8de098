"""The rule for tails: the last lines of a block go only where the edit shows the block's end.

An answer that was cut off looks like a block that has become shorter.
"""

from kaptar.edit.account.facts.lines import Difference, Exchange, columns
from kaptar.edit.account.facts.rows import CLOSERS, RowKind, is_comment
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.account.facts.words import removes_lines
from kaptar.edit.outcome import Complaint

_LEAVES = ("return", "raise", "throw", "break", "continue", "pass")


def check_tails(difference: Difference, shown: Shown) -> Complaint | None:
    """Lines that end a block do not go without new ones in their place, where the edit ends or has a marker there.

    The last line that stays may leave the block (``return``): then nothing can follow it.
    """
    for run in difference.runs:
        if any(difference.new[run.new : run.new_end]) or not any(difference.old[run.old : run.old_end]):
            continue
        above = next((n for n in range(run.new - 1, -1, -1) if difference.new[n]), -1)
        if above < 0 or difference.origin[above] < 0 or shown.row_of[above] < 0 or not _is_tail(difference, run, above):
            continue
        if difference.new[above].startswith(_LEAVES) or not _ends_there(shown, shown.row_of[above]):
            continue
        gone = [difference.old[n] for n in range(run.old, run.old_end) if difference.old[n]]
        if not removes_lines(shown, difference, gone, (above, run.new_end)):
            return "unaccounted_removal", (
                f"{gone[0][:80]!r} (line {run.old + 1}) and what follows it in its block would go, but the edit ends above it "
                "and may have been cut off; show the line below the block, or put a marker in its place"
            )
    return None


def _is_tail(difference: Difference, run: Exchange, above: int) -> bool:
    """Whether the lines that go are the last ones of the block that the line above them is in."""
    depth = columns(difference.raw[difference.origin[above]])
    gone = [n for n in range(run.old, run.old_end) if difference.old[n]]
    if depth == 0 or is_comment(difference.old[gone[0]]) or columns(difference.raw[gone[0]]) > depth:
        return False
    below = next((n for n in range(run.old_end, len(difference.old)) if difference.old[n]), -1)
    if any(columns(difference.raw[n]) < depth for n in gone):
        return False
    return below < 0 or (columns(difference.raw[below]) < depth and not difference.old[below].startswith(CLOSERS))


def _ends_there(shown: Shown, row: int) -> bool:
    """Whether no line of code is shown below a row before a marker or the end."""
    for each in shown.rows[row + 1 :]:
        if each.kind is RowKind.CODE:
            return False
        if each.kind is RowKind.MARKER:
            return True
    return True
