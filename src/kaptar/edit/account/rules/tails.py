"""The rule for tails: the last lines of a block go only where the edit shows the block's end.

An answer that was cut off looks like a block that has become shorter.
"""

import re
from difflib import SequenceMatcher

from kaptar.edit.account.facts.lines import Difference, Exchange, columns
from kaptar.edit.account.facts.rows import CLOSERS, RowKind
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.outcome import Complaint

_LEAVES = ("return", "raise", "throw", "break", "continue", "pass")
_VERSION = 0.6
"""How alike two lines look, of 1, that are versions of each other."""
_BRANCH = re.compile(r"\}\s*(?:else|catch|finally|elseif|elsif|elif)\b")
"""A line that closes a block and begins the next branch of the same statement."""


def check_branches(difference: Difference, shown: Shown) -> Complaint | None:
    """No branch of a statement goes where the edit has a marker behind the bracket that ends it: the marker could hide it."""
    for run in difference.runs if shown.has_markers else ():
        branch = next((n for n in range(run.old, run.old_end) if _BRANCH.match(difference.old[n])), -1)
        below = next((n for n in range(run.new_end, len(difference.new)) if difference.new[n]), -1)
        if branch < 0 or below < 0 or difference.new[below] != "}" or shown.row_of[below] < 0:
            continue
        same = difference.indent(below) == columns(difference.raw[branch])
        comes = any(_BRANCH.match(text) for text in difference.new[run.new : run.new_end])
        if same and not comes and _is_before_marker(shown, shown.row_of[below]):
            return "ambiguous", (
                f"{difference.old[branch][:80]!r} (line {branch + 1}) could go, or be hidden by the marker behind the block; "
                "show it, or the line below the block"
            )
    return None


def _is_before_marker(shown: Shown, row: int) -> bool:
    kinds = (each.kind for each in shown.rows[row + 1 :] if each.kind is not RowKind.BLANK)
    return next(kinds, None) is RowKind.MARKER


def check_tails(difference: Difference, shown: Shown) -> Complaint | None:
    """Lines that end a block do not go, with no new end in their place, where the edit ends or has a marker there.

    The last line that the edit shows may leave the block itself (``return``): then nothing can follow it. Where a comment says
    that something goes, the other rules ask what that is.
    """
    if shown.removals:
        return None
    for run in difference.runs:
        gone = [n for n in range(run.old, run.old_end) if difference.old[n]]
        last = next((n for n in range(run.new_end - 1, -1, -1) if difference.new[n]), -1)
        if not gone or last < 0 or shown.row_of[last] < 0 or not _ends_there(shown, shown.row_of[last]):
            continue
        tail = _tail(difference, run, gone, last)
        if not tail or _is_new_end(difference, tail, last):
            continue
        texts = [difference.old[n] for n in tail]
        if {row.text for row in shown.rows}.issuperset(texts):  # they have moved
            continue
        return "unaccounted_removal", (
            f"{texts[0][:80]!r} (line {tail[0] + 1}) and what follows it in its block would go, but the edit ends above it "
            "and may have been cut off; show the line below the block, or put a marker in its place"
        )
    return None


def _tail(difference: Difference, run: Exchange, gone: list[int], last: int) -> list[int]:
    """The lines that go without one in their place, where they are the last ones of a block that the last shown line is in."""
    came = sum(map(bool, difference.new[run.new : run.new_end]))
    tail = gone[came:]
    if not tail or difference.signs.is_surely(difference.old[tail[0]]):
        return []
    outer = min(columns(difference.raw[n]) for n in tail)
    if outer == 0 or outer > difference.indent(last):
        return []
    below = next((n for n in range(run.old_end, len(difference.old)) if difference.old[n]), -1)
    ends = below < 0 or (columns(difference.raw[below]) < outer and not difference.old[below].startswith(CLOSERS))
    return tail if ends else []


def _is_new_end(difference: Difference, tail: list[int], last: int) -> bool:
    """Whether the last shown line ends the block: it leaves it, or is a version of its last line."""
    outer = min(columns(difference.raw[n]) for n in tail)
    if difference.indent(last) == outer and difference.new[last].startswith(_LEAVES):
        return True
    if difference.origin[last] >= 0:
        return False
    return SequenceMatcher(None, difference.old[tail[-1]], difference.new[last], autojunk=False).ratio() >= _VERSION


def _ends_there(shown: Shown, row: int) -> bool:
    """Whether no line of code is shown below a row before a marker or the end."""
    for each in shown.rows[row + 1 :]:
        if each.kind is RowKind.CODE:
            return False
        if each.kind is RowKind.MARKER:
            return True
    return True
