"""Lines that earlier blocks of an edit have brought: a later block does not take them for those of the file."""

from collections.abc import Callable, Sequence

from kaptar.edit.account.quoting.reading.parts import Quotation
from kaptar.edit.account.quoting.shifts import SAME
from kaptar.edit.account.quoting.standing import Lines, Place
from kaptar.edit.outcome import Complaint


def _moved(first: int, old: int, new: int) -> Callable[[range], range]:
    """Where lines are after ``old`` lines from ``first`` on became ``new`` ones."""
    growth = new - old

    def by_now(lines: range) -> range:
        if lines.start >= first + old:
            return range(lines.start + growth, lines.stop + growth)
        return lines if lines.stop <= first else range(lines.start, max(lines.start, lines.stop + growth))

    return by_now


class NewLines:
    """Lines that came, as they are by now. Where a block changes several lines, those between them count, too."""

    def __init__(self) -> None:
        self._ranges: list[range] = []

    def splice(self, first: int, old: Sequence[str], new: Sequence[str]) -> None:
        """Some lines from ``first`` on became others."""
        self._ranges = [*map(_moved(first, len(old), len(new)), self._ranges)]
        shorter = min(len(old), len(new))
        head = next((n for n in range(shorter) if old[n] != new[n]), shorter)
        tail = next((n for n in range(shorter - head) if old[-1 - n] != new[-1 - n]), shorter - head)
        if len(new) - tail > head:
            self._ranges.append(range(first + head, first + len(new) - tail))

    def has(self, lines: Sequence[int]) -> bool:
        """Whether all of some lines came with one block."""
        return bool(lines) and any(all(line in each for line in lines) for each in self._ranges)


def check_brought(lines: Lines, block: Quotation, place: Place, brought: NewLines) -> Complaint | None:
    """What goes is not what a block above has just brought, where the quotation stands elsewhere too but for blank lines.

    Whoever moves code adds it at one place, and takes it away at the other.
    """
    rows = iter(place.rows)
    steps = ((sign, text, next(rows)) for sign, text in block.steps if sign != "+")
    gone = [row for sign, text, row in steps if sign == "-" and row >= 0 and text.strip()]
    if not brought.has(gone):
        return None
    inside = range(place.first, place.end)
    other = next((e.first for e in lines.without_blanks(block.old) if e.shift == SAME and e.first not in inside), None)
    if other is None:
        return None
    return "ambiguous", (
        f"a block above brings {lines.all[gone[0]].strip()[:80]!r}, and this one would take it away again; the same lines stand "
        f"at line {other + 1} but for blank lines: quote those as they are"
    )
