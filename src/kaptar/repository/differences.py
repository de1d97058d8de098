"""Differences of texts: runs of lines that come and go, and unified diffs of these. Pure.

The cost grows with the number of lines, however often they repeat. Lines that stand once in both texts are matched first. What
lies between them is compared by the algorithm of Myers, with a bound on its steps; beyond that it counts as changed as a whole.
"""

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

CONTEXT = 2
"""Lines around a change that a diff shows."""
_STEPS_PER_LINE = 24
_STEPS = 1 << 16
"""Steps to compare texts that have no lines at all; `_STEPS_PER_LINE` come on top for each line of both."""
_LINES_PER_STEP = 16
"""Equal lines in a row that cost as much as one other step."""
_MOST_AT_ONCE = 4096
"""Lines that are compared at once."""


class LineChange(NamedTuple):
    """The lines ``old..old_end`` (half open, from 0) of a text became the lines ``new..new_end`` of another."""

    old: int
    old_end: int
    new: int
    new_end: int


def unified(path: str, before: bytes, after: bytes) -> Iterator[str]:
    """Lines of a unified diff, without line ends; none where no line differs. Made as they are taken."""
    old, new = (text.decode("utf-8", "replace").splitlines() for text in (before, after))
    changes = changed_lines(old, new)
    if changes:
        yield f"--- a/{path}"
        yield f"+++ b/{path}"
    for hunk in _hunks(changes):
        yield from _shown(hunk, old, new)


def changed_lines(old: Sequence[str], new: Sequence[str]) -> list[LineChange]:
    """What differs, in order. At least one line that stays is between two changes."""
    if len(old) <= 1 >= len(new):
        return [LineChange(0, len(old), 0, len(new))] if list(old) != list(new) else []
    numbers: dict[str, int] = {}
    one, other = ([numbers.setdefault(line, len(numbers)) for line in lines] for lines in (old, new))
    found: list[LineChange] = []
    for part in _parts(one, other, _trimmed(one, other, LineChange(0, len(one), 0, len(other)))):
        for change in _compared(one, other, part):
            if found and found[-1].old_end == change.old and found[-1].new_end == change.new:
                found[-1] = LineChange(found[-1].old, change.old_end, found[-1].new, change.new_end)
            else:
                found.append(change)
    return found


def _trimmed(old: list[int], new: list[int], part: LineChange) -> LineChange:
    """A part without the equal lines at both of its ends."""
    i, i_end, j, j_end = part
    same = _equal(old, new, i, j, min(i_end - i, j_end - j))
    i, j = i + same, j + same
    most = min(i_end - i, j_end - j)
    tail = _equal(old[i_end - most : i_end][::-1], new[j_end - most : j_end][::-1], 0, 0, most)
    return LineChange(i, i_end - tail, j, j_end - tail)


def _equal(old: list[int], new: list[int], i: int, j: int, most: int) -> int:
    """How many lines from ``i`` and ``j`` on are equal, at most ``most``."""
    same, step = 0, 1
    while same < most:
        step = min(step, most - same)
        if old[i + same : i + same + step] == new[j + same : j + same + step]:
            same += step
            step = min(2 * step, _MOST_AT_ONCE)
        elif step == 1:
            break
        else:
            step //= 2
    return same


def _parts(old: list[int], new: list[int], whole: LineChange) -> Iterator[LineChange]:
    """The parts between lines that stand once in both texts, without equal lines at their ends. Parts may be empty."""
    i, j = whole.old, whole.new
    for line, other in [*_anchors(old, new, whole), (whole.old_end, whole.new_end)]:
        yield _trimmed(old, new, LineChange(i, line, j, other))
        i, j = line, other


def _anchors(old: list[int], new: list[int], part: LineChange) -> list[tuple[int, int]]:
    """Places of lines that stand once in both texts: as many as keep their order."""
    one, other = Counter(old[part.old : part.old_end]), Counter(new[part.new : part.new_end])
    at = {line: j for j, line in enumerate(new[part.new : part.new_end], part.new) if one[line] == other[line] == 1}
    places = [(i, at[line]) for i, line in enumerate(old[part.old : part.old_end], part.old) if line in at]
    return _rising(places)


def _rising(places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest selection of places, which are sorted by their first number, that rises by the second too."""
    ends: list[int] = []
    last: list[int] = []
    above: list[int] = []
    for number, (_, j) in enumerate(places):
        length = bisect_left(ends, j)
        above.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [j]
        last[length : length + 1] = [number]
    found, number = [], last[-1] if last else -1
    while number >= 0:
        found.append(places[number])
        number = above[number]
    return found[::-1]


def _compared(old: list[int], new: list[int], part: LineChange) -> Iterator[LineChange]:
    """The fewest lines that come and go in a part, one by one; the part itself where that takes too many steps."""
    one, other = old[part.old : part.old_end], new[part.new : part.new_end]
    trace = _furthest(one, other, _STEPS + _STEPS_PER_LINE * (len(one) + len(other))) if one and other else None
    if trace is None:
        yield from [part] if one or other else []
        return
    for i, i_end, j, j_end in reversed([*_way_back(trace, len(one) - len(other))]):
        yield LineChange(part.old + i, part.old + i_end, part.new + j, part.new + j_end)


def _furthest(old: list[int], new: list[int], steps: int) -> "list[array[int]] | None":
    """The line of the old text that is reached with each number of changed lines; None where ``steps`` are not enough.

    Entry ``at`` of list ``d`` is for ``d`` changed lines, of which ``at`` went and the others came.
    """
    trace: list[array[int]] = []
    if _least(old, new) ** 2 > 2 * steps:
        return None
    for d in range(len(old) + len(new) + 1):
        reached = array("l")
        for at in range(d + 1):
            i = _next(trace[-1], d, at)[0] if d else 0
            j = i - (2 * at - d)
            same = _equal(old, new, i, j, min(len(old) - i, len(new) - j))
            reached.append(i + same)
            steps -= 1 + same // _LINES_PER_STEP
            if i + same >= len(old) and j + same >= len(new):
                return [*trace, reached]
        if steps < 0:
            return None
        trace.append(reached)
    return None


def _least(old: list[int], new: list[int]) -> int:
    """So many lines change at least."""
    one, other = Counter(old), Counter(new)
    return (one - other).total() + (other - one).total()


def _next(before: "array[int]", d: int, at: int) -> tuple[int, bool]:
    """The line of the old text after the change that comes furthest, and whether that change was a line that comes."""
    if at == 0 or (at < d and before[at - 1] < before[at]):
        return before[at], True
    return before[at - 1] + 1, False


def _way_back(trace: "list[array[int]]", diagonal: int) -> Iterator[LineChange]:
    """The changes on the way that `_furthest` found, the last one first. ``diagonal``: by how much the old text is longer."""
    for d in range(len(trace) - 1, 0, -1):
        i, comes = _next(trace[d - 1], d, (diagonal + d) // 2)
        j = i - diagonal
        yield LineChange(i, i, j - 1, j) if comes else LineChange(i - 1, i, j, j)
        diagonal += 1 if comes else -1


def _hunks(changes: Sequence[LineChange]) -> Iterator[list[LineChange]]:
    """Changes whose context meets, together."""
    hunk: list[LineChange] = []
    for change in changes:
        if hunk and change.old - hunk[-1].old_end > 2 * CONTEXT:
            yield hunk
            hunk = []
        hunk.append(change)
    if hunk:
        yield hunk


def _shown(hunk: Sequence[LineChange], old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    first, last = hunk[0], hunk[-1]
    above, below = min(CONTEXT, first.old), min(CONTEXT, len(old) - last.old_end)
    ranges = (first.old - above, last.old_end + below), (first.new - above, last.new_end + below)
    yield f"@@ -{_range(*ranges[0])} +{_range(*ranges[1])} @@"
    at = first.old - above
    for change in hunk:
        yield from (f" {line}" for line in old[at : change.old])
        yield from (f"-{line}" for line in old[change.old : change.old_end])
        yield from (f"+{line}" for line in new[change.new : change.new_end])
        at = change.old_end
    yield from (f" {line}" for line in old[at : at + below])


def _range(start: int, end: int) -> str:
    """Lines as a diff counts them: from 1, and those of an empty range by the line above it."""
    return f"{start + 1}" if end - start == 1 else f"{start + 1 if end > start else start},{end - start}"
