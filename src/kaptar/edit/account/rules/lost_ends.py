"""The rule for the last statements of a block in which a marker stands: what changes above them does not take them away."""

import re
from typing import NamedTuple

from kaptar.edit.account.facts.lines import Difference, Exchange
from kaptar.edit.account.facts.rows import CLOSERS, MARKER, is_telling
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.outcome import Complaint

_GO_ON = re.compile(r"[})\]]|\{$|</|/?>|end\b|(?:else|elif|elsif|elseif|except|catch|rescue|finally|ensure|fi|done|esac)\b")
"""What a line begins with that goes on with the statement above it."""
_RETURNS = re.compile(r"return\b")


class _End(NamedTuple):
    """The end of a block: the line that closes it, and the first line of the part that shows it."""

    closer: int
    top: int


def check_lost_ends(difference: Difference, shown: Shown) -> Complaint | None:
    """Below a marker of a block, its last statements go only where statements of it come, or all of those above stay as they are.

    The marker says that the block goes on as it was. A last ``return`` goes only where another one comes.
    """
    for run in difference.runs if shown.has_markers else ():
        is_judged = any(difference.old[run.old : run.old_end]) and run.new - 1 not in difference.moved
        end = _end(difference, shown, run) if is_judged else None
        gone = _statements_gone(difference, run, end) if end is not None else []
        if end is None or not gone:
            continue
        came = [n for n in range(end.top, end.closer) if difference.origin[n] < 0 and is_telling(difference.new[n])]
        depth = difference.old_indent(gone[0])
        of_run = [difference.new[n] for n in came if n >= run.new and difference.indent(n) == depth]
        tops = [text for text in of_run if not _GO_ON.match(text) and not difference.is_comment(text)]
        returns = any(_RETURNS.match(difference.old[n]) for n in gone) and not any(map(_RETURNS.match, tops))
        if came and (returns or not tops):
            text = difference.old[gone[0]][:80]
            return "unaccounted_removal", (
                f"{text!r} (line {gone[0] + 1}) stands behind what changes, at the end of its block, and would be deleted; "
                "show it, or put a marker in its place"
            )
    return None


def _end(difference: Difference, shown: Shown, run: Exchange) -> _End | None:
    """The end of a block directly below a run, if the edit shows it, and has a marker in the block above the run."""
    closer = next((n for n in range(run.new_end, len(difference.new)) if difference.new[n]), -1)
    number = shown.segment_of[closer] if closer >= 0 else -1
    if number < 0 or difference.origin[closer] < 0 or not difference.new[closer].startswith(CLOSERS):
        return None
    segment, depth = shown.segments[number], shown.rows[shown.row_of[closer]].indent
    above = [row for row in segment.codes if row < shown.row_of[closer]]
    if not above or segment.first == 0 or shown.rows[segment.first - 1].kind is not MARKER:
        return None
    inside = all(shown.rows[row].indent > depth for row in above)
    return _End(closer, shown.line_of[above[0]]) if inside else None


def _statements_gone(difference: Difference, run: Exchange, end: _End) -> list[int]:
    """The first lines of statements of the block that go."""
    depth = min(difference.indent(n) for n in range(end.top, end.closer) if difference.new[n])
    gone = (n for n in range(run.old, run.old_end) if difference.target[n] < 0 and difference.old_indent(n) == depth)
    return [
        n
        for n in gone
        if any(map(str.isalnum, difference.old[n]))
        and not _GO_ON.match(difference.old[n])
        and not difference.is_comment(difference.old[n])
    ]
