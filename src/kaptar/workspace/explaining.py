"""Explaining: which sessions made which part of a change, from what each of them was about to write. Pure.

A session's hook says before an edit what the file is going to hold. Several such edits, and those of people, may come between
two looks at the file. Each edit is carried over to what the file held then; where the result lies on the way to what it holds
now, the edit was made. What is left was made by somebody else.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kaptar.repository.differences import LineChange, changed_lines
from kaptar.workspace.attribution import lines_of


class Intent(NamedTuple):
    """An edit that a session was about to make: the content that it has read, and the content that it makes of it."""

    base: bytes
    wanted: bytes


class Made(NamedTuple):
    """An intent that was carried out, by its place in their list; and the content with all parts of the change up to it."""

    intent: int
    content: bytes


def explained(last: bytes, now: bytes, intents: Iterable[Intent]) -> Iterator[Made]:
    """The parts of the change from one content to another that the intents explain, one after the other.

    Those that were carried out before come too: the content stays as it is.
    """
    reached = last
    for number, intent in enumerate(intents):
        content = carried(intent.base, intent.wanted, reached)
        if content is not None and (content == reached or lies_between(reached, content, now)):
            reached = content
            yield Made(number, content)


def carried(base: bytes, wanted: bytes, other: bytes) -> bytes | None:
    """Another content with the change from ``base`` to ``wanted``, which it may have already; None where it does not fit."""
    if base == other or other == wanted:
        return wanted
    if lies_between(base, wanted, other):
        return other
    start, end, text = _lines(base), _lines(wanted), _lines(other)
    theirs = changed_lines(start, text)
    out, at, moved = list[str](), 0, 0
    for mine in changed_lines(start, end):
        new = end[mine.new : mine.new_end]
        if any(_meets(mine, each) for each in theirs):
            return None
        moved = sum(each.new_end - each.new - (each.old_end - each.old) for each in theirs if each.old_end <= mine.old)
        out += [*text[at : mine.old + moved], *new]
        at = mine.old_end + moved
    return _bytes([*out, *text[at:]])


def lies_between(one: bytes, middle: bytes, other: bytes) -> bool:
    """Whether the way from one content to another leads over a third: no line that comes or goes does so in vain."""
    start, half, end = (_lines(each) for each in (one, middle, other))
    return _way(start, half) + _way(half, end) == _way(start, end)


def own_part(last: bytes, wanted: bytes, now: bytes) -> bytes:
    """The content with those changes alone that are where a session wanted to change something, if not as it wanted."""
    start, end = _lines(last), _lines(now)
    mine = changed_lines(start, _lines(wanted))
    out, at = list[str](), 0
    for each in changed_lines(start, end):
        if any(one.old <= each.old_end and each.old <= one.old_end for one in mine):
            out += [*start[at : each.old], *end[each.new : each.new_end]]
            at = each.old_end
    return _bytes([*out, *start[at:]])


def _meets(one: LineChange, other: LineChange) -> bool:
    """Whether two changes of a text are of the same lines, or put something into the same place."""
    if one.old == one.old_end == other.old == other.old_end:
        return True
    return one.old < other.old_end and other.old < one.old_end


def _way(old: list[str], new: list[str]) -> int:
    changes = changed_lines(old, new)
    return sum(each.old_end - each.old + each.new_end - each.new for each in changes)


def _lines(text: bytes) -> list[str]:
    return [line.decode("utf-8", "surrogateescape") for line in lines_of(text)]


def _bytes(lines: Iterable[str]) -> bytes:
    return "".join(lines).encode("utf-8", "surrogateescape")
