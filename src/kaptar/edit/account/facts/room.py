"""The room of a part of a snippet: the old lines that it can stand in, as the rows around it say."""

from kaptar.edit.account.facts.lines import Difference
from kaptar.edit.account.facts.rows import CLOSERS
from kaptar.edit.account.facts.shown import Segment, Shown


def room_of(difference: Difference, shown: Shown, number: int) -> range:
    """The old lines between the parts above and below, and inside of the block that rows above say that the part stands in."""
    low, high = 0, len(difference.old)
    for other, origins in enumerate(shown.origins):
        kept = [n for n in origins if n >= 0]
        if kept and other < number:
            low = max(low, kept[-1] + 1)
        if kept and other > number:
            high = min(high, kept[0])
    floor = _floor(difference, shown, shown.segments[number])
    if floor is not None:
        high = next((n for n in range(low, high) if _leaves(difference, n, floor)), high)
    return range(low, high)


def _floor(difference: Difference, shown: Shown, segment: Segment) -> int | None:
    """The columns of the line that rows above say that a part stands below; None for none."""
    depth = min((shown.rows[row].indent for row in segment.codes if not shown.rows[row].text.startswith(CLOSERS)), default=0)
    if segment.first > 0:
        depth = min(depth, shown.rows[segment.first - 1].indent)
    for row in range(segment.first - 1, -1, -1):
        if shown.line_of[row] >= 0 and shown.rows[row].indent < depth:
            return difference.indent(shown.line_of[row])
    return None


def _leaves(difference: Difference, line: int, floor: int) -> bool:
    text = difference.old[line]
    return bool(text) and difference.old_indent(line) <= floor and not text.startswith(CLOSERS)
