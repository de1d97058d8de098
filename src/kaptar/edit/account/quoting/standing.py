"""Places of quoted lines in a text, by grades: the strictest grade that has a place gives all of its places."""

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from kaptar.edit.account.quoting.shifts import SAME, Shift, shift_of

RANKS = {name: n for n, name in enumerate(("exact", "line_ends", "reindent", "blank_lines", "look_alike", "misquoted"))}
"""Grades of quotations, the strictest first."""
PLAIN = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201a\u201b\u2032", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u201f\u2033", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
    | dict.fromkeys("\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " ")
)
"""Characters that look like plain ones."""
_FEWEST = 4
"""Filled lines of a quotation that may be wrong in one line, at least."""
_ALIKE = 0.75
"""How alike two lines are, of 1, one of which is a slightly wrong quotation of the other."""
_MAX_VOTES = 200_000
_MAX_PLACES = 1000


class Place(NamedTuple):
    """Lines of the text, from 0, half open.

    Attributes:
        rows: for each quoted line the line that it is, or -1 for a blank one that is not there.
        offsets: the line ends above the first line and at the last one, in the padded text, where they are known.
    """

    first: int
    end: int
    rows: Sequence[int]
    grade: str
    shift: Shift = SAME
    offsets: tuple[int, int] | None = None


class Lines:
    """A text with LF line ends, by lines. What a looser grade needs is made when it is asked for."""

    def __init__(self, content: str) -> None:
        self.padded = f"\n{content}" if not content or content.endswith("\n") else f"\n{content}\n"

    @cached_property
    def all(self) -> list[str]:
        return self.padded[1:-1].split("\n") if len(self.padded) > 1 else []

    @cached_property
    def stripped(self) -> list[str]:
        return [line.strip() for line in self.all]

    @cached_property
    def filled(self) -> list[int]:
        """The lines that are not blank."""
        return [n for n, line in enumerate(self.stripped) if line]

    @cached_property
    def _loose(self) -> str:
        return _joined(self.stripped)

    @cached_property
    def _dense(self) -> str:
        return _joined(self.stripped[n] for n in self.filled)

    def splice(self, place: Place, new: Sequence[str]) -> None:
        """Put lines in the place of others. What is known of the lines around them stays known."""
        start, end = place.offsets or (self._offset(place.first), self._offset(place.end))
        self.padded = "".join((self.padded[: start + 1], *(f"{line}\n" for line in new), self.padded[end + 1 :]))
        known = self.__dict__
        if "all" in known:
            self.all[place.first : place.end] = new
        if "stripped" in known:
            self.stripped[place.first : place.end] = [line.strip() for line in new]
        for name in ("filled", "_loose", "_dense"):
            known.pop(name, None)

    def _offset(self, line: int) -> int:
        """The line end above a line, in the padded text."""
        return sum(map(len, self.all[:line])) + line

    def places(self, quoted: Sequence[str], loosest: str, scope: range) -> list[Place]:
        """All places of a quotation in some lines, at the strictest grade that has any there, and none beyond the loosest.

        Of very many places only the first ones are given, of any grade and in any lines: that is no single place either.
        """
        rank = RANKS[loosest]
        finders = (self._exact, self._by_line, self._by_filled, self._alike, self._misquoted)
        for finder, least in zip(finders, (0, 1, 3, 4, 5), strict=True):
            if rank < least:
                break
            found = list(islice(finder(quoted), _MAX_PLACES))
            if len(found) == _MAX_PLACES:
                return found
            inside = (place for place in found if scope.start <= place.first and place.end <= scope.stop)
            if found := [place for place in inside if RANKS[place.grade] <= rank]:
                best = min(RANKS[place.grade] for place in found)
                return [place for place in found if RANKS[place.grade] == best]
        return []

    def without_blanks(self, quoted: Sequence[str]) -> list[Place]:
        """All places of a quotation, blank lines aside; of very many the first ones."""
        return list(islice(self._by_filled(quoted), _MAX_PLACES))

    def _exact(self, quoted: Sequence[str]) -> Iterator[Place]:
        needle = _joined(quoted)
        for first, at in _starts(self.padded, needle):
            rows = range(first, first + len(quoted))
            yield Place(first, rows.stop, rows, "exact", offsets=(at, at + len(needle) - 1))

    def _by_line(self, quoted: Sequence[str]) -> Iterator[Place]:
        for first, _ in _starts(self._loose, _joined(line.strip() for line in quoted)):
            rows = range(first, first + len(quoted))
            if (shift := self._shift(quoted, rows)) is not None:
                yield Place(first, rows.stop, rows, "line_ends" if shift == SAME else "reindent", shift)

    def _by_filled(self, quoted: Sequence[str]) -> Iterator[Place]:
        return self._windows(quoted, self._dense, _joined(filter(None, map(str.strip, quoted))), "blank_lines")

    def _alike(self, quoted: Sequence[str]) -> Iterator[Place]:
        needle = _joined(filter(None, map(str.strip, quoted))).translate(PLAIN)
        return self._windows(quoted, self._dense.translate(PLAIN), needle, "look_alike")

    def _windows(self, quoted: Sequence[str], text: str, needle: str, grade: str) -> Iterator[Place]:
        wanted = [n for n, line in enumerate(quoted) if line.strip()]
        for start, _ in _starts(text, needle):
            rows = self._partners(quoted, dict(zip(wanted, self.filled[start : start + len(wanted)], strict=True)))
            if (shift := self._shift(quoted, rows)) is not None:
                yield Place(rows[wanted[0]], max(rows) + 1, rows, grade, shift)

    def _partners(self, quoted: Sequence[str], known: dict[int, int]) -> list[int]:
        """The line of each quoted one: a blank one is the blank line below the line above it, where there is one."""
        rows: list[int] = []
        for n in range(len(quoted)):
            below = rows[-1] + 1 if rows and rows[-1] >= 0 else -1
            blank = 0 <= below < len(self.stripped) and not self.stripped[below]
            rows.append(known.get(n, below if blank else -1))
        return rows

    def _misquoted(self, quoted: Sequence[str]) -> Iterator[Place]:
        """The only place at which half of the lines stand, where all but one of them do."""
        wanted = [(n, line.strip()) for n, line in enumerate(quoted) if line.strip()]
        at: dict[str, list[int]] = {}
        for row in self.filled:
            at.setdefault(self.stripped[row], []).append(row)
        if len(wanted) < _FEWEST or sum(len(at.get(line, ())) for _, line in wanted) > _MAX_VOTES:
            return
        votes = Counter(row - n for n, line in wanted for row in at.get(line, ()))
        near = [start for start, count in votes.items() if 2 * count >= len(wanted)]
        if len(near) != 1 or votes[near[0]] != len(wanted) - 1 or not 0 <= near[0] <= len(self.all) - len(quoted):
            return
        rows = range(near[0], near[0] + len(quoted))
        wrong = next((n, line) for n, line in wanted if self.stripped[rows[n]] != line)
        if SequenceMatcher(None, wrong[1], self.stripped[rows[wrong[0]]], autojunk=False).ratio() < _ALIKE:
            return
        if (shift := self._shift(quoted, rows)) is not None:
            yield Place(rows.start, rows.stop, rows, "misquoted", shift)

    def _shift(self, quoted: Sequence[str], rows: Sequence[int]) -> Shift | None:
        return shift_of([(line, self.all[row]) for line, row in zip(quoted, rows, strict=True) if row >= 0 and line.strip()])


def _joined(lines: Iterator[str] | Sequence[str]) -> str:
    return "\n".join(("", *lines, ""))


def _starts(text: str, lines: str) -> Iterator[tuple[int, int]]:
    """The lines, and the line ends above them, at which some lines stand; those that overlap too.

    Both texts begin and end with a line end.
    """
    line = counted = 0
    at = text.find(lines) if len(lines) > 1 else -1
    while at >= 0:
        line += text.count("\n", counted, at)
        counted = at
        yield line, at
        at = text.find(lines, at + 1)
