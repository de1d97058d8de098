"""The rule for new lines in a block whose hidden lines do the same already: give a name its value, or end the block."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from kaptar.edit.account.facts.lines import Difference
from kaptar.edit.account.facts.rows import CLOSERS
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.outcome import Complaint

_BINDS = re.compile(
    r"(?:(?:const|let|var|val|local|my|our|mut|static|final|auto)\s+)*[\[({]?\s*"
    r"(?P<names>[A-Za-z_$][\w$]*(?:\s*,\s*(?:mut\s+)?[A-Za-z_$][\w$]*)*)\s*[\])}]?\s*(?::[^=:]*)?(?::=|=(?![=>~]))"
)
"""A line that gives one or more names a value."""
_LEAVES = re.compile(r"(?:return|raise|throw|break|continue)\b")
_BRANCH = re.compile(r"(?:\}\s*)?(?:else|elif|elsif|elseif|except|catch|rescue|finally|ensure)\b|(?:case|when|default)\b|.*=>")
_LAST = re.compile(r"(?:\}\s*)?else(?!\s*if)\b|(?:\}\s*)?(?:except|catch|rescue)\b|default\b|case\s+_|_\s*=>")
"""Branches after which none is left out, if all leave."""
_VALUED = re.compile(r".*->.*\{$|def\b.*=\s*\{?$|def\s[^:=]*$")
"""The head of a function whose last expression is its value: Rust, Scala, Ruby."""
_LONGEST = 400
"""Characters of a line that is looked at, at most."""


def check_doubles(difference: Difference, shown: Shown) -> Complaint | None:
    """No new line gives a name the value that a hidden line of its block gives it, or stands behind hidden ones that end it."""
    for run in difference.runs:
        came = [n for n in range(run.new, run.new_end) if difference.new[n]]
        block: _Block | None = None
        for line in came:
            names = _names(difference.new[line]) if difference.indent(line) == difference.indent(came[0]) else []
            block = block if block is None or line in block.lines or not names else None
            block = block or (_block_of(difference, shown, line) if names else None)
            if block is not None and (twin := _bound_again(block, names)) is not None:
                return "ambiguous", (
                    f"{difference.new[line][:80]!r} could come beside {difference.new[twin][:80]!r} or in its place; show both"
                )
        if came and (end := _ended(difference, shown, came)) is not None:
            return "ambiguous", (
                f"{difference.new[came[0]][:80]!r} would stand below {difference.new[end][:80]!r}, which ends the block already; "
                "show that too, or use a format that quotes it"
            )
    return None


class _Block(NamedTuple):
    """A block: its lines, and for each name that hidden ones give a value these, each with how many it gives one."""

    lines: range
    bound: dict[str, list[tuple[int, int]]]


def _block_of(difference: Difference, shown: Shown, line: int) -> _Block:
    bound: dict[str, list[tuple[int, int]]] = {}
    low = high = line
    for other in _block(difference, line):
        low, high = min(low, other), max(high, other)
        if shown.row_of[other] < 0 and difference.origin[other] >= 0:
            names = _names(difference.new[other])
            for name in names:
                bound.setdefault(name, []).append((other, len(names)))
    return _Block(range(low, high + 1), bound)


def _bound_again(block: _Block, names: list[str]) -> int | None:
    """A hidden line of the block that gives a value to a name of a new line, where one of the two names several."""
    for name in names:
        for other, count in block.bound.get(name, ()) if name != "_" else ():
            if len(names) > 1 or count > 1:
                return other
    return None


def _names(line: str) -> list[str]:
    found = _BINDS.match(line[:_LONGEST])
    return re.findall(r"[A-Za-z_$][\w$]*", found["names"].replace("mut ", "")) if found else []


def _block(difference: Difference, line: int) -> Iterator[int]:
    """The lines of the same depth in the block of a line, the nearest first."""
    depth = difference.indent(line)
    for step in (-1, 1):
        at = line + step
        while 0 <= at < len(difference.new):
            indent = difference.indent(at) if difference.new[at] else depth + 1
            if indent < depth:
                break
            if indent == depth:
                yield at
            at += step


def _ended(difference: Difference, shown: Shown, came: list[int]) -> int | None:
    """The first line of a hidden statement of branches above new last lines of a block, which leaves it in each branch."""
    above, below = came[0] - 1, came[-1] + 1
    depth = difference.indent(came[0])
    while above >= 0 and not difference.new[above]:
        above -= 1
    while below < len(difference.new) and not difference.new[below]:
        below += 1
    inner = above >= 0 and shown.row_of[above] < 0 and difference.origin[above] >= 0
    if not inner or (below < len(difference.new) and difference.indent(below) >= depth):
        return None
    first = next((n for n in _block(difference, came[0]) if n <= above and _is_first(difference.new[n])), -1)
    texts = [text for text in difference.new[max(first, 0) : above + 1] if text and not text.startswith("//")]
    if first < 0 or len(texts) < 3 or not any(_LAST.match(text) for text in texts[1:]):
        return None
    ends = [*_ends(texts)]
    return first if ends and (all(map(_LEAVES.match, ends)) or _is_value(difference, came, ends[-1])) else None


def _is_first(text: str) -> bool:
    """Whether a line can be the first of a statement."""
    return not text.startswith(CLOSERS) and _BRANCH.match(text) is None


def _ends(texts: list[str]) -> Iterator[str]:
    """The last lines of a statement's branches; of a branch on one line what stands behind its arrow."""
    body = ""
    for text in [*texts[1:], "else"]:
        if _BRANCH.match(text):
            if body:
                yield body
            body = text.partition("=>")[2].strip(" {")
        elif not text.startswith(CLOSERS):
            body = text


def _is_value(difference: Difference, came: list[int], end: str) -> bool:
    """Whether a branch ends with a value in a function that has one, and the new lines end with one too."""
    head = next(
        (n for n in range(came[0] - 1, -1, -1) if difference.new[n] and difference.indent(n) < difference.indent(came[0])), -1
    )
    if head < 0 or (len(difference.new[head]) <= _LONGEST and not _VALUED.match(difference.new[head])):
        return False
    tail = difference.new[came[-1]]
    has_signs = difference.new[head].endswith(("{", "="))
    return not end.endswith((";", "{")) and (_LEAVES.match(tail) is not None or (has_signs and not tail.endswith((";", "}"))))
