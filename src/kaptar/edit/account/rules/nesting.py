"""The rule for nesting: a shown line stands in what the rows above it say that it stands in, and closes what they say it closes.

A marker hides lines of the block that it stands in. Laid over more than that, it makes an edit of one block change another, or
finds a line of the edit in a place that the edit does not mean.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from kaptar.edit.account.facts.comments import is_directive
from kaptar.edit.account.facts.lines import Difference
from kaptar.edit.account.facts.rows import CODE, MARKER
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.outcome import Complaint

_CLOSERS = ("}", ")", "]", "</", "end", "fi", "done", "esac")
_HEAD_GOES_ON = re.compile(r"(?:[)\]]|\}[:,)]).*(?:[{:(\[>,]|=>)$")
"""A line that closes the arguments of a head and opens its body."""
_LABEL = re.compile(r"(?:public|private|protected|signals|(?:public |private |protected )?slots|default|case\b.*)\s*:")
"""What stands as deep as the head of its block and does not end it."""


class _Open(NamedTuple):
    """A row that deeper rows below it stand in. ``is_end``: it closes something, and is only what a later end may belong to."""

    row: int
    indent: int
    is_end: bool


def check_nesting(difference: Difference, shown: Shown, is_text: Callable[[int], bool]) -> Complaint | None:
    """No hidden line between a row and the head above it ends the head's block.

    Args:
        is_text: whether a line of the new text lies inside of a string or comment, so that its depth says nothing.
    """
    if not shown.has_markers:
        return None
    ends = _Ends(difference, shown, is_text)
    for row, heads in _nested(shown):
        for head in heads:
            if (between := ends.before(head, shown.line_of[row])) is not None:
                text, inside, other = (line[:80] for line in (shown.rows[row].text, shown.rows[head].text, between))
                return "ambiguous", (
                    f"the line {text!r} would belong to {other!r}, but the edit shows it in {inside!r}; show the lines around it"
                )
    return None


def check_between(difference: Difference, shown: Shown) -> Complaint | None:
    """An edit that changes nothing else does not leave out a comment or decorator between two lines that it shows together."""
    for number, lines in enumerate(shown.lines):
        for line in range(lines[0], lines[-1] + 1):
            if difference.new[line] and shown.segment_of[line] != number:
                return "ambiguous", f"the edit leaves out {difference.new[line][:80]!r}, which could stay or go; say that it goes"
    return None


def _nested(shown: Shown) -> Iterator[tuple[int, list[int]]]:
    """Each row that is code and not directly below another one, with the rows that it stands in, or closes.

    A marker ends the blocks that it does not stand deeper than. A row directly below another one stands in what that stands in.
    """
    stack: list[_Open] = []
    inside = False
    above = -1
    for number, row in enumerate(shown.rows):
        if row.kind is MARKER:
            while stack and stack[-1].indent >= row.indent:
                stack.pop()
            inside = True
        if row.kind is not CODE:
            continue
        while stack and stack[-1].indent > row.indent:
            stack.pop()
            inside = True
        is_end = row.text.startswith(_CLOSERS)
        opener = [stack[-1].row] if is_end and inside and stack and stack[-1].indent == row.indent else []
        if stack and stack[-1].indent == row.indent:
            stack.pop()
        line = shown.line_of[number]
        if line >= 0:
            if opener or line != above + 1:
                yield number, [each.row for each in stack if not each.is_end] + opener
            above = line
            stack.append(_Open(number, row.indent, is_end))
        inside = False


class _Ends:
    """For each head the first hidden line below it that ends its block; looked for once."""

    def __init__(self, difference: Difference, shown: Shown, is_text: Callable[[int], bool]) -> None:
        self._difference, self._shown, self._is_text = difference, shown, is_text
        self._last = max(shown.line_of, default=-1)
        self._found: dict[int, int] = {}

    def before(self, head: int, line: int) -> str | None:
        """The line that ends the block of a head above a line, if there is one."""
        top = self._shown.line_of[head]
        if top not in self._found:
            self._found[top] = self._end(top)
        end = self._found[top]
        return self._difference.new[end] if top < end < line else None

    def _end(self, top: int) -> int:
        new, origin, raw = self._difference.new, self._difference.origin, self._difference.raw
        row_of, indent = self._shown.row_of, self._difference.indent
        depth = indent(top)
        deeper = depth + 1
        for line in range(top + 1, self._last):
            if row_of[line] >= 0 or (origin[line] >= 0 and raw[origin[line]][:deeper].isspace()) or not new[line]:
                continue
            if indent(line) <= depth and not self._goes_on(line, depth):
                return line
        return self._last

    def _goes_on(self, line: int, depth: int) -> bool:
        """Whether a hidden line that stands no deeper than a head leaves its block open."""
        text = self._difference.new[line]
        if self._difference.is_comment(text) or is_directive(text) or self._is_text(line):
            return True
        return self._difference.indent(line) == depth and bool(_HEAD_GOES_ON.fullmatch(text) or _LABEL.fullmatch(text))
