"""Lines that a patch names above a quotation, and the lines of the file that they stand for."""

from collections.abc import Callable, Sequence

from kaptar.edit.account.facts.lines import columns
from kaptar.edit.account.facts.rows import CLOSERS
from kaptar.edit.account.quoting.standing import Lines

_SAME: tuple[Callable[[str, str], bool], ...] = (str.__eq__, str.startswith, str.__contains__)
"""How a line may be the named one, the strictest first."""


def scope_of(lines: Lines, anchors: Sequence[str], floor: int) -> range | None:
    """The block of the last named line, each looked for in the block of the one before; None where one is not there once.

    A line whose block the quotation before stands in may be named again.
    """
    scope = range(min(floor, len(lines.all)), len(lines.all))
    for anchor in anchors:
        found = _named(lines, anchor, scope) or _named(lines, anchor, range(scope.start), around=scope.start)
        if len(found) != 1:
            return None
        start = max(scope.start, found[0] + 1)
        scope = range(start, max(start, min(_end(lines, found[0]), scope.stop)))
    return scope


def stand_above(lines: Lines, anchors: Sequence[str], at: int) -> bool:
    """Whether each anchor names some line above a line, or this one."""
    return all(_named(lines, anchor, range(min(at + 1, len(lines.all)))) for anchor in anchors)


def _named(lines: Lines, anchor: str, scope: range, around: int = -1) -> list[int]:
    """The named lines by the strictest way that finds any; those whose block has the line ``around``, where it is given."""
    for same in _SAME:
        rows = [n for n in scope if same(lines.stripped[n], anchor.strip()) and (around < 0 or _end(lines, n) > around)]
        if rows:
            return rows
    return []


def _end(lines: Lines, head: int) -> int:
    """The line behind the block that a line opens: the deeper lines below it and the line that closes them."""
    depth, end = columns(lines.all[head]), head + 1
    for n in range(head + 1, len(lines.all)):
        text = lines.stripped[n]
        if not text:
            continue
        deeper = columns(lines.all[n]) > depth
        if not deeper and (columns(lines.all[n]) < depth or not text.startswith(CLOSERS)):
            break
        end = n + 1
    return end


def stands_below(lines: Lines, at: int, heading: str) -> bool:
    """Whether a line stands in what a diff names as its head; also where the file has no such head."""
    tops = [n for n, line in enumerate(lines.stripped) if line.startswith(heading)] if heading else []
    if not tops:
        return True
    top = max((n for n in tops if n < at), default=-1)
    if top < 0:
        return False
    depth, word = columns(lines.all[top]), heading.split()[0]
    others = (n for n in range(top + 1, at) if lines.stripped[n].startswith(f"{word} "))
    return not any(columns(lines.all[n]) == depth for n in others)
