"""The account where no table tells what a line is: by lines and their indentation alone."""

import re
from itertools import pairwise

from kaptar.edit.account.lines import Difference, Exchange
from kaptar.edit.account.rows import RowKind, is_comment, may_be_marker
from kaptar.edit.account.shown import Shown, is_kept_trivia
from kaptar.edit.verify import Complaint

_TARGET = re.compile(r"^[\"']?([\w.$@/-]+)[\"']?\s*[:=]")
_CLOSERS = ("}", ")", "]", "</", "end")


def check_by_lines(difference: Difference, shown: Shown, source: bytes) -> Complaint | None:
    """Every line that goes stands between two shown lines that its block has once.

    A line with a block of its own goes only where the edit has no marker at all. A line that gives a name its value may be
    replaced by another that does, where its block has no second one.
    """
    indents = [_indent(line) for line in source.decode("utf-8", "replace").split("\n")]
    for run in difference.runs:
        gone = [n for n in range(run.old, run.old_end) if difference.old[n] and not _is_named_again(difference, run, n)]
        if not gone or _is_told(difference, shown, run, gone):
            continue
        head, last = _block(difference, indents, gone)
        opens = any(b in gone and indents[b] > indents[a] for a, b in pairwise(gone))
        if (opens and shown.has_markers) or not _is_held(difference, shown, run, range(head, last + 1), gone):
            text = difference.old[gone[0]][:80]
            return "unaccounted_removal", (
                f"{text!r} (line {gone[0] + 1}) would be deleted, but the edit does not show it between two lines that stand "
                "there once; show the lines above and below it, or put a marker in its place"
            )
    return None


def _indent(line: str) -> int:
    return len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())


def _is_named_again(difference: Difference, run: Exchange, line: int) -> bool:
    found = _TARGET.match(difference.old[line])
    if found is None:
        return False
    again = [n for n in range(run.new, run.new_end) if (m := _TARGET.match(difference.new[n])) and m[1] == found[1]]
    return len(again) == 1 and sum((m := _TARGET.match(text)) is not None and m[1] == found[1] for text in difference.old) == 1


def _is_told(difference: Difference, shown: Shown, run: Exchange, gone: list[int]) -> bool:
    words = " ".join(row.text for row in shown.rows if row.kind is RowKind.REMOVAL)
    return bool(words) and all(
        any(word in words for word in re.findall(r"\w{3,}", difference.old[n])) or is_comment(difference.old[n]) for n in gone
    )


def _block(difference: Difference, indents: list[int], gone: list[int]) -> tuple[int, int]:
    """First and last line of the block around some lines: those of less indentation around it."""
    own = min(indents[n] for n in gone)
    if own == 0:
        return 0, len(difference.old) - 1
    head, last = gone[0], gone[-1]
    while head > 0 and (not difference.old[head] or indents[head] >= own):
        head -= 1
    while last < len(difference.old) - 1 and (not difference.old[last] or indents[last] >= own):
        last += 1
    return head, last if difference.old[last].startswith(_CLOSERS) else last - 1


def _is_held(difference: Difference, shown: Shown, run: Exchange, block: range, gone: list[int]) -> bool:
    above = _anchor(difference, shown, range(run.new - 1, -1, -1), block, range(block.start, gone[0]))
    below = _anchor(difference, shown, range(run.new_end, len(difference.new)), block, range(gone[-1] + 1, block.stop))
    return above >= 0 and below >= 0 and shown.segment_of[above] == shown.segment_of[below]


def _anchor(difference: Difference, shown: Shown, lines: range, block: range, allowed: range) -> int:
    segment = -1
    for line in lines:
        if not difference.new[line] or (shown.row_of[line] < 0 and is_kept_trivia(difference, line)):
            continue
        segment = shown.segment_of[line] if segment < 0 else segment
        if segment < 0 or shown.segment_of[line] != segment:
            return -1
        old = difference.origin[line]
        if old < 0:
            continue
        if old not in allowed:
            return -1
        text = difference.new[line]
        if not may_be_marker(text) and difference.old[block.start : block.stop].count(text) == 1:
            return line
    return -1
