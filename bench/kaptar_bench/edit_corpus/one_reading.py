"""Test that a lazy snippet can be read in one way only."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from kaptar_bench.edit_corpus.changes import Change
from kaptar_bench.edit_corpus.items import Gap, Item
from kaptar_bench.edit_corpus.scopes import Scope


def has_one_reading(change: Change, items: list[Item], regions: list[tuple[Scope, Scope] | None]) -> bool:
    """Whether no other place for a segment is as good as the true one.

    For every segment, all other places whose first and last line agree are compared by the number of lines
    they would add and remove.  A cheaper place that gives another file rules the snippet out.  An equally
    cheap one does too, unless it lies outside the scope whose header the snippet shows.
    """
    before, after = change.before, change.after
    where = defaultdict(list)
    for i, line in enumerate(before):
        where[line].append(i)
    segments = _segments(change, items)
    for number, segment in enumerate(segments):
        first, last = change.old_line(segment[0]), change.old_line(segment[-1])
        at_start, at_end = segment[0] == 0, segment[-1] == len(after) - 1
        if not (_holds(change, segment[0], first, at_start, 0) and _holds(change, segment[-1], last, at_end, len(before) - 1)):
            return False
        if first is None or last is None:
            continue
        text = [after[i] for i in segment]
        true_cost = _cost(before[first : last + 1], text, 10**6)
        if not true_cost:
            continue
        floor = change.old_line(segments[number - 1][-1]) if number else -1
        ceiling = change.old_line(segments[number + 1][0]) if number + 1 < len(segments) else len(before)
        floor, ceiling = floor if floor is not None else -1, ceiling if ceiling is not None else len(before)
        scope = next(
            (r[0] for h, r in zip(change.hunks, regions, strict=False) if r and segment[0] <= h.b0 <= segment[-1] + 1), None
        )
        for i in where[text[0]]:
            for j in where[text[-1]]:
                if not (floor < i <= j < ceiling) or (i, j) == (first, last) or abs(j + 1 - i - len(text)) > true_cost:
                    continue
                cost = _cost(before[i : j + 1], text, true_cost)
                if cost > true_cost:
                    continue
                if before[:i] + tuple(text) + before[j + 1 :] == before[:first] + tuple(text) + before[last + 1 :]:
                    continue
                outside = scope is not None and (i < scope.start or j > scope.end)
                if cost < true_cost or not outside:
                    return False
    return True


def _holds(change: Change, line: int, old: int | None, at_edge: bool, edge: int) -> bool:
    """Whether an end of a segment is an anchor.

    A new line next to a marker is nothing to hold on to.  At the edge of the file, where no marker stands, the
    line has to be the outermost one of the old file or new to it: with any other one the snippet would read like
    one whose outer marker was forgotten.
    """
    if not at_edge:
        return old is not None
    return change.after[line] not in change.before if old is None else old == edge


def _segments(change: Change, items: list[Item]) -> list[list[int]]:
    """Rows of shown lines between markers, without the blank lines at their ends."""
    rows: list[list[int]] = [[]]
    for item in items:
        if isinstance(item, Gap):
            rows.append([])
        elif isinstance(item, int):
            rows[-1].append(item)
    out = []
    for row in rows:
        while row and not change.after[row[0]].strip():
            row = row[1:]
        while row and not change.after[row[-1]].strip():
            row = row[:-1]
        if row:
            out.append(row)
    return out


def _cost(old: Sequence[str], new: Sequence[str], limit: int) -> int:
    """Lines to remove from ``old`` and to add to get ``new``; any number above ``limit`` once it is exceeded."""
    floor = sum((Counter(old) - Counter(new)).values()) + sum((Counter(new) - Counter(old)).values())
    if floor > limit:
        return floor
    row = list(range(len(new) + 1))
    for i, x in enumerate(old, 1):
        diagonal, row[0] = row[0], i
        for j, y in enumerate(new, 1):
            diagonal, row[j] = row[j], diagonal if x == y else 1 + min(row[j], row[j - 1])
    return row[-1]
