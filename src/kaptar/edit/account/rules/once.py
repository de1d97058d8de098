"""The rule for lines that the file has once: a part that shows one of them means it, and no second one beside it."""

import re
from collections import Counter

from kaptar.edit.account.facts.ends import may_close_both
from kaptar.edit.account.facts.lines import Difference, Exchange
from kaptar.edit.account.facts.rows import CLOSERS, RowKind, is_telling
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.outcome import Complaint

_WORD = re.compile(r"[^\W_]\w*")
_SAYS_NOTHING = frozenset(
    ("try", "else", "do", "finally", "default", "begin", "ensure", "loop", "then", "public", "private", "protected", "return",
     "break", "continue", "pass", "super", "unsafe", "rescue", "repeat")
)  # fmt: skip
_DECORATES = ("@", "#[", "[[")
_LEAVES = re.compile(r"(?:break|continue|return|pass)(?: +\w+)?;?")
"""A line that leaves its block: what stands below it there is never run."""
_ARM = re.compile(r"(?:case|default|when|else|\}|#)")
"""What begins another way through a block, as deep as its lines."""
_ITEM = re.compile(r"[\"'`]?\w{1,40}[\"'`]?,")
"""An item of a list that is one word, however short."""
_LONGEST = 400
"""Characters of a line that is looked at, at most."""


def check_once(difference: Difference, shown: Shown, *, with_comments: bool = False) -> Complaint | None:
    """No line that the edit and the old text have once comes a second time into its block, or in the place of other lines.

    The edit shows the line that is there. Laid over another place, its rows change that one, or the old block stays beside the
    new one.

    Args:
        with_comments: comments on the line below them count too: where no table tells what they belong to.
    """
    rows = Counter(row.text for row in shown.rows if row.kind is RowKind.CODE)
    for run in difference.runs:
        for line in range(run.new, run.new_end):
            text = difference.new[line]
            if shown.has_markers and difference.origin[line] < 0 and (twin := _other_end(difference, shown, line)) >= 0:
                return "ambiguous", f"{text[:80]!r} stands in line {twin + 1} of the same block already; show both"
            if rows[text] != 1 or not (_tells(text) or _ITEM.fullmatch(text)) or difference.count(text) != 1:
                continue
            is_judged = shown.has_markers and (with_comments or _is_over_another(difference, run, line))
            if not is_judged and _is_of_next(difference, line):
                continue
            if not shown.has_markers and not difference.is_comment(
                text
            ):  # a definition by itself may hold lines that others have
                continue
            was = difference.old.index(text)
            now = difference.target[was]
            over = _replaces(difference, run) or (is_judged and _is_over_another(difference, run, line))
            if now >= 0 and shown.row_of[now] < 0 and (over or _is_second(difference, now, line)):
                return (
                    "ambiguous",
                    f"{text[:80]!r} stands in line {was + 1} already, which the edit does not show there; show both",
                )
    return None


def _tells(text: str) -> bool:
    """Whether a line is known by its text: it has two words, or one that is no part of a statement, and is no decorator."""
    text = text.lstrip("})]; ")
    if not is_telling(text[:_LONGEST]) or text.startswith(_DECORATES):
        return False
    words = _WORD.findall(text)
    return len(words) > 1 or (bool(words) and words[0] not in _SAYS_NOTHING and not text.startswith("<"))


def _other_end(difference: Difference, shown: Shown, line: int) -> int:
    """A hidden line that leaves the block of a new one with the same words, in the old text; -1 for none."""
    text, depth = difference.new[line], difference.indent(line)
    for step in (-1, 1) if _LEAVES.fullmatch(text) else ():
        at = line + step
        while 0 <= at < len(difference.new) and (not difference.new[at] or difference.indent(at) >= depth):
            same = difference.new[at] and difference.indent(at) == depth
            if same and _ARM.match(difference.new[at]):
                break
            if same and difference.new[at] == text and shown.row_of[at] < 0:
                return difference.origin[at]
            at += step
    return -1


def _is_of_next(difference: Difference, line: int) -> bool:
    """Whether a line is a comment on the line below it: another one may be worded alike."""
    return difference.is_comment(difference.new[line]) and line + 1 < len(difference.new) and bool(difference.new[line + 1])


def _is_over_another(difference: Difference, run: Exchange, line: int) -> bool:
    """Whether a comment comes in the place of another one, above a line that the file has more than once."""
    below = difference.new[line + 1] if line + 1 < len(difference.new) else ""
    over = any(difference.is_comment(text) for text in difference.old[run.old : run.old_end])
    return difference.is_comment(difference.new[line]) and over and difference.count(below) > 1


def _replaces(difference: Difference, run: Exchange) -> bool:
    """Whether lines of code go where these come."""
    return any(text and not difference.is_comment(text) for text in difference.old[run.old : run.old_end])


def _is_second(difference: Difference, one: int, other: int) -> bool:
    """Whether two lines of the new text stand as deep in one block, and are not the ends of two."""
    depth = difference.indent(one)
    if depth != difference.indent(other) or may_close_both(difference, one, other):
        return False
    first, last = sorted((one, other))
    return not any(difference.new[n] and difference.indent(n) < depth for n in range(first + 1, last))


def check_one_line(difference: Difference, shown: Shown) -> Complaint | None:
    """No new line is the statement above it, which ends with a shown line and whose head is hidden, written on one line."""
    for run in difference.runs if shown.has_markers else ():
        above = next((n for n in range(run.new - 1, -1, -1) if difference.new[n]), -1)
        if above < 0 or shown.row_of[above] < 0 or not difference.new[above].startswith(CLOSERS):
            continue
        depth = difference.indent(above)
        head = next((n for n in range(above - 1, -1, -1) if difference.new[n] and difference.indent(n) <= depth), -1)
        if head < 0 or shown.row_of[head] >= 0 or difference.indent(head) < depth:
            continue
        begins = difference.new[head].rstrip("{([:> ")
        for line in range(run.new, run.new_end):
            text = difference.new[line]
            if len(begins) > 2 and text.startswith(begins) and not text.endswith(("{", "(", "[", ":", "do")):
                return "ambiguous", (
                    f"{text[:80]!r} could be new or stand for {difference.new[head][:80]!r} "
                    f"(line {difference.origin[head] + 1}); show that line too"
                )
    return None
