"""Lines that a block takes away and that still stand beside what it leaves behind: it was not applied before.

What a block leaves behind may stand in a file that the block was never applied to. What goes between two lines that are left
behind is gone, since these stand next to each other. What goes at an edge of the block is looked for there.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from kaptar.edit.account.facts.rows import CLOSERS
from kaptar.edit.account.quoting.reading.parts import Quotation
from kaptar.edit.account.quoting.standing import Lines, Place
from kaptar.edit.outcome import Complaint

_DOTS = frozenset(("...", "\u2026", "# ...", "// ..."))
"""Lines of a quotation that stand for any others."""
_FAR = 8
"""Lines beyond as many as the quotation has, in which a line that goes is looked for."""
_MUCH = 5
"""Letters and digits of a line that is known wherever it stands."""


class _Edge(NamedTuple):
    """Lines that go above the first or below the last line that is left behind. ``came``: others came in their place."""

    gone: Sequence[str]
    came: bool
    above: bool


def check_gone(lines: Lines, block: Quotation, place: Place) -> Complaint | None:
    """No line that goes at an edge of a block stands at that edge of a place.

    Args:
        place: where all that the block leaves behind stands.
    """
    old, new = [*_pieces(block.old)], [*_pieces(block.new)]
    for edge in _edges(old, new):
        rows = (
            lines.filled[: bisect_left(lines.filled, place.first)][::-1]
            if edge.above
            else lines.filled[bisect_left(lines.filled, place.end) :]
        )
        beside = [lines.stripped[n] for n in rows]
        if line := _found(edge, beside, len(old) + _FAR):
            return "no_match", f"what the edit leaves stands there, but {line[:80]!r} too, which goes; quote it as it is"
    return None


def _pieces(lines: Sequence[str]) -> Iterator[str]:
    """The filled lines, those that are written with a line end of two characters as several."""
    return (piece.strip() for line in lines for piece in line.split("\\n") if piece.strip())


def _edges(old: Sequence[str], new: Sequence[str]) -> Iterator[_Edge]:
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for (kind, first, end, *_), above in ((steps[0], True), (steps[-1], False)) if steps else ():
        if kind in ("replace", "delete"):
            yield _Edge(old[first:end], kind == "replace", above)


def _found(edge: _Edge, beside: Sequence[str], reach: int) -> str:
    """The line of an edge that stands among the lines beside a place, the nearest of which is the first.

    One line may stand there by chance: then it is the nearest one, or all of several stand there. Where no others came in its
    place, it may also be one that stands there once.
    """
    telling = [line for line in edge.gone if line not in _DOTS and any(map(str.isalnum, line)) and not line.startswith(CLOSERS)]
    near = [line for line in telling if line in beside[:reach]]
    if beside and beside[0] in near:
        return beside[0]
    if near and len(near) == len(telling) and len(edge.gone) > 1:
        return near[0]
    known = (line for line in telling if line in near or sum(map(str.isalnum, line)) >= _MUCH)
    return "" if edge.came else next((line for line in known if beside.count(line) == 1), "")
