"""Findings whose text an edit has changed without mending them: told by rule and message within the lines that it changed. Pure.

A formatter, a new argument or a renamed variable changes the text of a place. Then a finding stands in the new lines of a change
in whose old lines one with the same rule, severity and message stood. Each old one stands in for one new one at most, in order.
"""

from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import takewhile

from kaptar.checks.finding import Finding
from kaptar.repository.differences import changed_lines

_Key = tuple[str, str, str, str]
_MOST_CHANGES = 64
"""Changes inside of one finding's place that are looked at."""

Contents = tuple[bytes, bytes]
"""The content now, and the one before."""


def rewritten(new: Sequence[Finding], gone: Sequence[Finding], contents: Contents) -> list[bool]:
    """For each new finding whether it is one that was there before.

    Args:
        new, gone: those of the content now and before that have no counterpart with the same text. All have a path.
    """
    shared = set(map(_key, new)) & set(map(_key, gone))
    if not shared:
        return [False] * len(new)
    now, before = (content.decode("utf-8", "replace").split("\n") for content in contents)
    changes = changed_lines(before, now)
    old_lines = _touched([(each.old, each.old_end) for each in changes])
    new_lines = _touched([(each.new, each.new_end) for each in changes])
    held: dict[tuple[_Key, int], deque[int]] = {}
    for at, finding in enumerate(gone):
        for change in old_lines(finding) if _key(finding) in shared else ():
            held.setdefault((_key(finding), change), deque()).append(at)
    used: set[int] = set()
    return [_take((held.get((_key(finding), change)) for change in new_lines(finding)), used) for finding in new]


def _key(finding: Finding) -> _Key:
    return finding.path, finding.rule, finding.severity, finding.message


def _take(queues: Iterable[deque[int] | None], used: set[int]) -> bool:
    """Use up the first one of the first queue that has any left. Whether there was one."""
    for queue in queues:
        while queue:
            at = queue.popleft()
            if at not in used:
                used.add(at)
                return True
    return False


def _touched(ranges: Sequence[tuple[int, int]]) -> Callable[[Finding], Iterator[int]]:
    """A function that gives the numbers of the changes that a finding's place touches.

    Args:
        ranges: the lines of each change, half open, from 0, in order. Where a change has none, the place must be around it.
    """
    ends = [end for _, end in ranges]

    def of(finding: Finding) -> Iterator[int]:
        begin, behind = finding.line - 1, max(finding.line, finding.end_line)
        near = range(bisect_left(ends, begin + 1), len(ranges))[:_MOST_CHANGES]
        return takewhile(lambda at: ranges[at][0] < behind, near)

    return of
