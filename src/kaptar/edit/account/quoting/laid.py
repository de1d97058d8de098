"""A block that is laid into a text: the lines that it quotes there, those that come, and those above and below."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from kaptar.edit.account.quoting.joints import Piece

MOST = 400
"""Filled lines on each side of a block that are looked at, at most."""


class Laid(NamedTuple):
    """``lines[first:end]`` become ``new``. All lines are without a line end; ``lines`` are those before."""

    lines: Sequence[str]
    first: int
    end: int
    new: Sequence[str]

    @property
    def old(self) -> Sequence[str]:
        return self.lines[self.first : self.end]

    def below(self, most: int) -> list[str]:
        """The filled lines below the quotation, the nearest first, and so many at most."""
        return _filled((self.lines[n] for n in range(self.end, min(self.end + 2 * MOST, len(self.lines)))), most)

    def above(self, most: int) -> list[str]:
        """The filled lines above the quotation, the nearest first, and so many at most."""
        return _filled((self.lines[n] for n in range(self.first - 1, max(self.first - 2 * MOST, 0) - 1, -1)), most)


def laid_piece(piece: Piece) -> Laid:
    """A piece of text with the lines that it stands in. A line end at the end of both of its texts quotes no line below."""
    old, new = piece.old, piece.new
    end = piece.end
    if old.endswith("\n") and (new.endswith("\n") or not piece.before + new):
        old, new, end = old[:-1], new.removesuffix("\n"), end - 1
    rest = piece.content[end:].partition("\n")[0]
    first = piece.content.count("\n", 0, piece.at)
    came = piece.before + new + rest
    return Laid(piece.content.split("\n"), first, first + old.count("\n") + 1, came.split("\n") if came else ())


def _filled(lines: Iterator[str], most: int) -> list[str]:
    return list(islice((text for line in lines if (text := line.rstrip())), min(most, MOST)))
