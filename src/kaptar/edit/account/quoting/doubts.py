"""Complaints about lines beside a block that a later block of the same edit may change: they count at the end."""

from kaptar.edit.account.quoting.laid import Laid
from kaptar.edit.account.quoting.steps import Wrong
from kaptar.edit.outcome import Complaint


class Doubts:
    """Complaints, each with the line directly above and the line directly below the new ones, as they are by now."""

    def __init__(self) -> None:
        self._open: list[tuple[int, int, Complaint]] = []

    def add(self, laid: Laid, complaint: Complaint) -> None:
        """A block was laid, and something is wrong with what stands around it."""
        above = next((n for n in range(laid.first - 1, -1, -1) if laid.lines[n].strip()), -1)
        below = next((n for n in range(laid.end, len(laid.lines)) if laid.lines[n].strip()), len(laid.lines))
        self._open.append((above, below + len(laid.new) - (laid.end - laid.first), complaint))

    def splice(self, rows: range, count: int) -> None:
        """Some rows became ``count`` lines. What is quoted then was known to whoever wrote the edit."""
        self._open = [
            (_by_now(above, rows, count), _by_now(below, rows, count), complaint)
            for above, below, complaint in self._open
            if above not in rows and below not in rows
        ]

    def check(self) -> None:
        """Raise the first complaint that still holds."""
        if self._open:
            raise Wrong(self._open[0][2])


def _by_now(line: int, rows: range, count: int) -> int:
    return line + count - len(rows) if line >= rows.stop else line
