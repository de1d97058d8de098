"""The rule for blocks that the edit shows with other lines than they have: nothing of them stays hidden behind the new ones."""

from collections.abc import Iterator

from kaptar.edit.account.facts.lines import Difference
from kaptar.edit.account.facts.shown import Segment, Shown, is_kept_trivia
from kaptar.edit.outcome import Complaint


def check_whole_blocks(difference: Difference, shown: Shown) -> Complaint | None:
    """A block of which the edit shows head and end, and between them new lines alone, has no hidden line behind them.

    A marker stands in the block that it is indented for: one as deep as the head hides lines behind the block. So the new lines
    are the block, and not the first ones of it.
    """
    if not shown.has_markers:
        return None
    for segment in shown.segments:
        for head, last in _blocks(shown, segment):
            rows = (shown.line_of[row] for row in segment.codes if head < row <= last)
            if any(difference.origin[line] >= 0 for line in rows):
                continue
            if (hidden := _hidden(difference, shown, shown.line_of[head], shown.line_of[last])) is not None:
                text, there = shown.rows[head].text[:80], difference.new[hidden][:80]
                return "ambiguous", (
                    f"{there!r} (line {difference.origin[hidden] + 1}) would stay in {text!r}, of which the edit shows the end "
                    "without a marker; show it, or put a marker in its place"
                )
    return None


def _blocks(shown: Shown, segment: Segment) -> Iterator[tuple[int, int]]:
    """Each row with deeper rows below it, up to a row or marker that stands no deeper: the first and the last row."""
    stack: list[int] = []
    last = -1
    for row in segment.codes:
        depth = shown.rows[row].indent
        while stack and shown.rows[stack[-1]].indent >= depth:
            head = stack.pop()
            if head != last:
                yield head, last
        stack.append(row)
        last = row
    if segment.end < len(shown.rows):
        depth = shown.rows[segment.end].indent
        yield from ((head, last) for head in reversed(stack) if head != last and shown.rows[head].indent >= depth)


def _hidden(difference: Difference, shown: Shown, top: int, last: int) -> int | None:
    """The first hidden line of code behind the last shown one of a block; None for none."""
    depth = difference.indent(top)
    for line in range(last + 1, len(difference.new)):
        if not difference.new[line]:
            continue
        if difference.indent(line) <= depth or shown.row_of[line] >= 0:
            return None
        if difference.origin[line] >= 0 and not is_kept_trivia(difference, line):
            return line
    return None
