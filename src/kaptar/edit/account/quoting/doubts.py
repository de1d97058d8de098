"""Complaints about lines beside a block that a later block of the same edit may change: they count at the end."""

from typing import NamedTuple

from kaptar.edit.account.quoting.laid import Laid
from kaptar.edit.account.quoting.steps import Wrong
from kaptar.edit.outcome import Complaint


class Doubt(NamedTuple):
    """A complaint, with the filled lines directly above and below the new ones, as they are by now."""

    above: int
    below: int
    complaint: Complaint


def doubt_of(laid: Laid, complaint: Complaint) -> Doubt:
    """The complaint about what stands around a block, once its lines are in the text."""
    above = next((n for n in range(laid.first - 1, -1, -1) if laid.lines[n].strip()), -1)
    below = next((n for n in range(laid.end, len(laid.lines)) if laid.lines[n].strip()), len(laid.lines))
    return Doubt(above, below + len(laid.new) - (laid.end - laid.first), complaint)


class Doubts:
    """Open complaints of the blocks so far."""

    def __init__(self) -> None:
        self._open: list[Doubt] = []

    def add(self, doubt: Doubt | None) -> None:
        self._open += [doubt] if doubt else []

    def splice(self, rows: range, count: int) -> None:
        """Some rows became ``count`` lines. What is quoted then was known to whoever wrote the edit."""
        self._open = [
            Doubt(_by_now(above, rows, count), _by_now(below, rows, count), complaint)
            for above, below, complaint in self._open
            if above not in rows and below not in rows
        ]

    def check(self) -> None:
        """Raise the first complaint that still holds."""
        if self._open:
            raise Wrong(self._open[0].complaint)


def _by_now(line: int, rows: range, count: int) -> int:
    return line + count - len(rows) if line >= rows.stop else line
