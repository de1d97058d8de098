"""The rule for blocks: a line of a block whose head the edit does not show is not given to a new block."""

from collections.abc import Callable

from kaptar.edit.account.lines import Difference, Exchange, columns
from kaptar.edit.account.shown import Shown
from kaptar.edit.verify import Complaint

_MAX_TAKEN = 200
"""Kept lines below new ones that are looked at, at most, for each place."""
_CLOSERS = ("}", ")", "]", "</", "end")


def check_blocks(difference: Difference, shown: Shown) -> Complaint | None:
    """A kept line below new ones stays in the block that it was in, where that block's head is hidden and stays.

    Equal last lines of two branches (``return None``, ``break``) would else be taken for each other: the new branch would get
    the end of the one above it.
    """
    for run in difference.runs:
        if not any(difference.new[run.new : run.new_end]):
            continue
        start = run.new_end + _slide(difference, run)
        least: int | None = None
        for line in range(start, min(run.new_end + _MAX_TAKEN, len(difference.new))):
            if difference.origin[line] < 0 or (difference.new[line] and shown.row_of[line] < 0) or least == 0:
                break
            depth = difference.indent(line) + difference.new[line].startswith(_CLOSERS)
            if not difference.new[line] or (least is not None and depth >= least):
                continue  # what it stands in is what a line above it stands in, or a line above it
            least = depth
            if (head := _lost_head(difference, shown, line)) is not None:
                text, above = difference.new[line][:80], difference.old[head][:80]
                return "ambiguous", (
                    f"{text!r} below {above!r} (line {head + 1}) would end the new lines instead; show the lines of that block"
                )
    return None


def _slide(difference: Difference, run: Exchange) -> int:
    """Lines below a pure insertion that equal its first ones: they may as well be the new ones, and the first ones the old."""
    if any(difference.old[run.old : run.old_end]):
        return 0
    new, count = difference.new, 0
    while run.new_end + count < len(new) and new[run.new + count] == new[run.new_end + count]:
        count += 1
    return count


def _lost_head(difference: Difference, shown: Shown, line: int) -> int | None:
    """The old head of a kept line's block, if that head stays hidden in the new text and no longer is around the line."""
    was = difference.origin[line]
    head = _head(was, lambda n: columns(difference.raw[n]), difference.old)
    if head < 0:
        return None
    now = difference.target[head]
    if now < 0 or shown.row_of[now] >= 0:
        return None
    new_head = _head(line, difference.indent, difference.new)
    if new_head < 0 or difference.origin[new_head] >= 0 or new_head <= now:
        return None
    around = new_head
    while around >= 0 and around != now:
        around = _head(around, difference.indent, difference.new)
    return None if around == now else head


def _head(line: int, depth: Callable[[int], int], lines: list[str]) -> int:
    """The nearest filled line above that stands less deep; -1 for none. For a closing line, one that stands no deeper."""
    limit = depth(line) + (lines[line].startswith(_CLOSERS))
    for above in range(line - 1, -1, -1) if limit > 0 else ():
        if lines[above] and depth(above) < limit:
            return above
    return -1
