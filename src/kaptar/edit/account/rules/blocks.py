"""The rule for blocks: a line of a block whose head the edit does not show is not given to a new block."""

import re
from collections.abc import Callable

from kaptar.edit.account.facts.lines import Difference, Exchange
from kaptar.edit.account.facts.rows import CLOSERS
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.outcome import Complaint

HEADING = re.compile(r"\[{1,2}[^\[\]=,()]+\]{1,2}(?:\s*[#;].*)?")
"""A line in brackets that names a section."""


def check_blocks(difference: Difference, shown: Shown, *, has_sections: bool = False) -> Complaint | None:
    """A kept line below new ones stays in the block that it was in, where that block's head is hidden and stays.

    Equal last lines of two branches (``return None``, ``break``) would else be taken for each other: the new branch would get
    the end of the one above it.

    Args:
        has_sections: lines in brackets (`HEADING`) are heads of the lines below them, as in INI files.
    """
    old_depth, new_depth = difference.old_indent, difference.indent
    if has_sections:
        old_depth, new_depth = _below_headings(difference.old, old_depth), _below_headings(difference.new, new_depth)
    heads = _Heads(difference.old, old_depth), _Heads(difference.new, new_depth)
    for run in difference.runs:
        if not any(difference.new[run.new : run.new_end]):
            continue
        start = run.new_end + _slide(difference, run)
        least: int | None = None
        for line in range(start, len(difference.new)):
            if difference.origin[line] < 0 or (difference.new[line] and shown.row_of[line] < 0) or least == 0:
                break
            depth = new_depth(line) + difference.new[line].startswith(CLOSERS)
            if not difference.new[line] or (least is not None and depth >= least):
                continue  # what it stands in is what a line above it stands in, or a line above it
            least = depth
            if (head := _lost_head(difference, shown, line, heads)) is not None:
                text, above = difference.new[line][:80], difference.old[head][:80]
                return "ambiguous", (
                    f"{text!r} below {above!r} (line {head + 1}) would end the new lines instead; show the lines of that block"
                )
    return None


def _below_headings(lines: list[str], indent: Callable[[int], int]) -> Callable[[int], int]:
    """The depths of lines of which those without a depth that are headings stand above all others."""

    def depth(line: int) -> int:
        own = indent(line)
        return 0 if not own and HEADING.fullmatch(lines[line]) else own + 1

    return depth


def _slide(difference: Difference, run: Exchange) -> int:
    """Lines below a pure insertion that equal its first ones: they may as well be the new ones, and the first ones the old."""
    if any(difference.old[run.old : run.old_end]):
        return 0
    new, count = difference.new, 0
    while run.new_end + count < len(new) and new[run.new + count] == new[run.new_end + count]:
        count += 1
    return count


class _Heads:
    """The heads of the blocks that lines stand in, in one text; a line of a block is looked at once."""

    def __init__(self, lines: list[str], depth: Callable[[int], int]) -> None:
        self._lines, self._depth = lines, depth
        self._known: dict[int, int] = {}

    def of(self, line: int) -> int:
        """The nearest filled line above that stands less deep; -1 for none. For a closing line, one that stands no deeper."""
        limit = self._depth(line) + self._lines[line].startswith(CLOSERS)
        found = self._above(line, limit) if limit > 0 else -1
        if not self._lines[line].startswith(CLOSERS):
            self._known[line] = found
        return found

    def _above(self, line: int, limit: int) -> int:
        for above in range(line - 1, -1, -1):
            if not self._lines[above]:
                continue
            depth = self._depth(above)
            if depth < limit:
                return above
            if depth == limit and above in self._known:
                return self._known[above]
        return -1


def _lost_head(difference: Difference, shown: Shown, line: int, heads: tuple[_Heads, _Heads]) -> int | None:
    """The old head of a kept line's block, if that head stays hidden in the new text and no longer is around the line."""
    before, after = heads
    head = before.of(difference.origin[line])
    if head < 0:
        return None
    now = difference.target[head]
    if now < 0 or shown.row_of[now] >= 0:
        return None
    new_head = after.of(line)
    if new_head < 0 or difference.origin[new_head] >= 0 or new_head <= now:
        return None
    around = new_head
    while around >= 0 and around != now:
        around = after.of(around)
    return None if around == now else head
