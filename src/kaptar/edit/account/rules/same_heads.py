"""The rule for blocks whose heads are equal: new lines below such a head may be a new block, or change one that is there."""

import re

from kaptar.edit.account.facts.lines import Difference, Exchange
from kaptar.edit.account.facts.rows import is_telling
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.outcome import Complaint

_WORD = re.compile(r"[\w$]+")


def check_same_heads(difference: Difference, shown: Shown) -> Complaint | None:
    """Lines that replace others below a head which stands more than once look like those, or the block has a line of its own."""
    for run in difference.runs:
        came = [n for n in range(run.new, run.new_end) if difference.new[n]]
        gone = [n for n in range(run.old, run.old_end) if difference.old[n]]
        if not came or not gone or difference.is_comment(difference.new[came[0]]) or _is_version(difference, came, gone):
            continue
        head = _head(difference, shown, run, came[0])
        if head >= 0 and (other := _other(difference, head)) >= 0 and not _has_own(difference, shown, head):
            return "ambiguous", (
                f"{difference.new[came[0]][:80]!r} could be part of a new block or of the one that {difference.old[head][:80]!r} "
                f"begins (lines {head + 1} and {other + 1}); show what stands above it, or use a format that quotes it"
            )
    return None


def _is_version(difference: Difference, came: list[int], gone: list[int]) -> bool:
    """Whether one of the new lines begins as one of those that go."""
    words = {found[0] for n in gone if (found := _WORD.search(difference.old[n]))}
    return any((found := _WORD.search(difference.new[n])) and found[0] in words for n in came)


def _head(difference: Difference, shown: Shown, run: Exchange, line: int) -> int:
    """The old line of the nearest kept line above that stands less deep, in the part that shows a new line; -1 for none."""
    depth = difference.indent(line)
    for above in range(run.new - 1, -1, -1):
        if not difference.new[above]:
            continue
        if shown.segment_of[above] != shown.segment_of[line]:
            return -1
        if difference.indent(above) < depth:
            return difference.origin[above]
    return -1


def _other(difference: Difference, head: int) -> int:
    """Another line equal to a head, in the same block; -1 for none."""
    depth = difference.old_indent(head)
    for step in (-1, 1):
        at = head + step
        while 0 <= at < len(difference.old) and (not difference.old[at] or difference.old_indent(at) >= depth):
            if difference.old[at] == difference.old[head] and difference.raw[at].rstrip() == difference.raw[head].rstrip():
                return at
            at += step
    return -1


def _has_own(difference: Difference, shown: Shown, head: int) -> bool:
    """Whether the edit shows a line of a head's block that stands in the file once and stays."""
    depth = difference.old_indent(head)
    for line in range(head + 1, len(difference.old)):
        text, now = difference.old[line], difference.target[line]
        if text and difference.old_indent(line) <= depth:
            return False
        if now >= 0 and shown.row_of[now] >= 0 and is_telling(text) and difference.count(text) == 1:
            return True
    return False
