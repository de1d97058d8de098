"""Lines around others that go, which tell no place: brackets of what a new line opens, and heads that say nothing."""

from collections.abc import Iterator, Sequence

from kaptar.edit.account.facts.alike import is_like
from kaptar.edit.account.facts.lines import Difference
from kaptar.edit.account.facts.rows import CLOSERS

_OPENERS = ("{", "(", "[", ":", ",", "|", "do", "then", "=>", "->")


def opened_by(difference: Difference, came: Sequence[int], gone: Sequence[int]) -> set[int]:
    """Lines below new ones that lie in the block which the last of these at the least depth opens, or that close it.

    They belong to the new lines, whichever of the file's lines they were. A block of which no more than the head changes, or
    each line of which becomes another version, is the file's.
    """
    if not came or len(gone) == len(came) == 1 or are_versions(difference, came, gone):
        return set()
    depth = min(map(difference.indent, came))
    head = max(n for n in came if difference.indent(n) == depth)
    closes = difference.new[head].startswith(CLOSERS)
    opens = difference.new[head].endswith(_OPENERS) or head != came[-1]
    return set(_inside(difference, came[-1] + 1, depth)) if opens and not closes else set()


def are_versions(difference: Difference, came: Sequence[int], gone: Sequence[int]) -> bool:
    """Whether new lines are as many as those that go, and each is like its own: then a weak neighbour is enough."""
    pairs = zip(came, gone, strict=False)
    return len(came) == len(gone) and all(is_like(difference.new[now], difference.old[was]) for now, was in pairs)


def _inside(difference: Difference, first: int, depth: int) -> Iterator[int]:
    for line in range(first, len(difference.new)):
        if difference.new[line] and difference.indent(line) <= depth:
            if difference.indent(line) == depth and difference.new[line].startswith(CLOSERS):
                yield line
            return
        yield line
