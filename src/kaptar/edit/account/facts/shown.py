"""The places of a snippet's rows in the new text: the account's own reading of what the edit shows."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from kaptar.edit.account.facts.comment_signs import CommentSigns
from kaptar.edit.account.facts.lines import Difference
from kaptar.edit.account.facts.rows import BLANK, CLOSERS, CODE, MARKER, REMOVAL, SnippetRow, is_telling

_MAX_PLACES = 400
_MAX_STEPS = 4000
_MAX_SEGMENTS = 400
"""Parts of a snippet, at most: the search is that deep."""
_LEAVES = frozenset(("return", "raise", "pass", "continue", "break", "throw"))
_VERSION = 0.6
"""How alike two lines look, of 1, that are versions of each other."""


class Segment(NamedTuple):
    """Rows between two markers, as indices into the rows: ``first..end``; ``codes`` are those that hold code."""

    first: int
    end: int
    codes: tuple[int, ...]


class Shown(NamedTuple):
    """The part of the new text that the edit shows.

    Attributes:
        rows, segments: the snippet.
        lines, origins: for each segment the new lines that its rows of code are, and the old ones, -1 for those that came.
        line_of: for each row the new line that it is, or -1.
        segment_of: for each new line the number of the segment that shows it, or -1.
        row_of: for each new line the row that it is, or -1.
        removals: the rows that say that something goes.
        has_markers: whether a row is a marker.
        signs: tell which lines are comments in a file of this kind.
    """

    rows: list[SnippetRow]
    segments: list[Segment]
    lines: list[list[int]]
    origins: list[list[int]]
    line_of: list[int]
    segment_of: list[int]
    row_of: list[int]
    removals: tuple[int, ...]
    has_markers: bool
    signs: CommentSigns

    def is_whole(self, difference: Difference, first: int, last: int) -> bool:
        """Whether all lines ``first..=last`` of the new text are shown without a marker between them.

        Comments and decorators that the old text has too may be left out.
        """
        number = self.segment_of[first]
        if number < 0:
            return False
        for line in range(first, last + 1):
            if self.segment_of[line] != number and difference.new[line] and not is_kept_trivia(difference, line):
                return False
        return self.segment_of[last] == number

    def ends_block(self, difference: Difference, head: int, last: int, old_last: int) -> bool:
        """Whether the rows say that the block which begins at ``head`` ends with ``last``.

        A line that closes it says so, a row behind it that stands no deeper, and the end of the snippet. A marker behind it says
        so only if it stands no deeper and the last line is the old one, another version of it, or leaves the block.
        """
        text = difference.new[last]
        depth = self.rows[self.row_of[head]].indent
        if head != last and text.startswith(CLOSERS) and self.rows[self.row_of[last]].indent <= depth:
            return True
        row = self.row_of[last] + 1
        while row < len(self.rows) and self.rows[row].kind in (BLANK, REMOVAL):
            row += 1
        if row == len(self.rows):
            return True
        if self.rows[row].indent > depth:
            return False
        if self.rows[row].kind is CODE:
            return True
        if difference.target[old_last] == last or text.split(" ", 1)[0].rstrip("();") in _LEAVES:
            return True
        alike = SequenceMatcher(None, difference.old[old_last], text, autojunk=False).ratio()
        return alike >= _VERSION


class NotShown(NamedTuple):
    """The rows are not what the new text has: why."""

    message: str


def segments_of(rows: list[SnippetRow]) -> list[Segment]:
    """Runs of rows without a marker inside that hold code."""
    out: list[Segment] = []
    first, codes = 0, list[int]()
    for at, row in enumerate(rows):
        if row.kind is CODE:
            codes.append(at)
        elif row.kind is MARKER:
            if codes:
                out.append(Segment(first, at, tuple(codes)))
            first, codes = at + 1, []
    if codes:
        out.append(Segment(first, len(rows), tuple(codes)))
    return out


def find_shown(rows: list[SnippetRow], difference: Difference) -> Shown | NotShown:
    """Lay the rows over the new text: each segment on lines that stand together, in order, and every line that came on a row.

    Between two rows of a segment the new text may have comments and decorators that the old text has too: what is not shown of
    a definition's head is kept.
    """
    segments = segments_of(rows)
    if len(segments) > _MAX_SEGMENTS:
        return NotShown(f"the edit has {len(segments)} parts between markers; send at most {_MAX_SEGMENTS} at once")
    finder = _Finder(rows, segments, difference)
    placed = finder.place()
    if isinstance(placed, NotShown):
        return placed
    _settle(rows, segments, placed, difference)
    line_of, row_of, segment_of = [-1] * len(rows), [-1] * len(difference.new), [-1] * len(difference.new)
    for number, lines in enumerate(placed):
        for row, line in zip(segments[number].codes, lines, strict=True):
            line_of[row], row_of[line], segment_of[line] = line, row, number
    origins = [[difference.origin[line] for line in lines] for lines in placed]
    kinds = [row.kind for row in rows]
    removals = tuple(number for number, kind in enumerate(kinds) if kind is REMOVAL)
    return Shown(rows, segments, placed, origins, line_of, segment_of, row_of, removals, MARKER in kinds, difference.signs)


def _settle(rows: list[SnippetRow], segments: list[Segment], placed: list[list[int]], difference: Difference) -> None:
    """Move parts that only close something to lines that stand as deep as other rows of their depth do."""
    if not any(len(segment.codes) == 1 and not is_telling(rows[segment.codes[0]].text) for segment in segments):
        return
    known: dict[int, set[int]] = {}
    for segment, lines in zip(segments, placed, strict=True):
        for row, line in zip(segment.codes, lines, strict=True):
            if is_telling(rows[row].text) and difference.origin[line] >= 0:
                known.setdefault(rows[row].indent, set()).add(difference.indent(line))
    for number, segment in enumerate(segments):
        row, lines = segment.codes[0], placed[number]
        own = rows[row].indent
        closes = len(lines) == 1 and not is_telling(rows[row].text) and difference.origin[lines[0]] >= 0
        if not closes or own not in known or difference.indent(lines[0]) in known[own]:
            continue
        end = placed[number + 1][0] if number + 1 < len(placed) else len(difference.new)
        for line in range(lines[0] + 1, end):
            if difference.new[line] == rows[row].text and difference.indent(line) in known[own]:
                placed[number] = [line]
                break


class _Finder:
    def __init__(self, rows: list[SnippetRow], segments: list[Segment], difference: Difference) -> None:
        self.rows, self.segments, self.difference = rows, segments, difference
        new, origin = difference.new, difference.origin
        self.came = [line for run in difference.runs for line in range(run.new, run.new_end) if new[line] and origin[line] < 0]
        self.steps = 0

    def place(self) -> list[list[int]] | NotShown:
        found = self._from(0, 0, 0)
        if found is not None:
            return found
        if self.steps > _MAX_STEPS:
            return NotShown("the edit repeats itself too often to be told apart; show more lines around what changes")
        return NotShown(self._why())

    def _from(self, number: int, start: int, came: int) -> list[list[int]] | None:
        """Places of the segments from ``number`` on, from line ``start`` on. ``came`` of the lines that came are shown before."""
        self.steps += 1
        if self.steps > _MAX_STEPS:
            return None
        if number == len(self.segments):
            return [] if came == len(self.came) else None
        limit = self.came[came] if came < len(self.came) else len(self.difference.new)
        for lines in self._places(number, start, limit):
            shown = came
            on = set(lines)
            while shown < len(self.came) and self.came[shown] <= lines[-1]:
                if self.came[shown] not in on:
                    break
                shown += 1
            if shown < len(self.came) and self.came[shown] <= lines[-1]:
                continue
            rest = self._from(number + 1, lines[-1] + 1, shown)
            if rest is not None:
                return [lines, *rest]
        return None

    def _places(self, number: int, start: int, limit: int) -> Iterator[list[int]]:
        """Runs of lines that are the segment, beginning in ``start..=limit``; the first ones of too many."""
        codes, new = self.segments[number].codes, self.difference.new
        first, at, count = self.rows[codes[0]].text, start, 0
        while count < _MAX_PLACES:
            try:
                at = new.index(first, at, min(limit + 1, len(new)))
            except ValueError:
                return
            if lines := self._lines(codes, at):
                count += 1
                yield lines
            at += 1

    def _lines(self, codes: tuple[int, ...], at: int) -> list[int] | None:
        new, rows, lines, end = self.difference.new, self.rows, [at], len(self.difference.new)
        for code in codes[1:]:
            wanted = rows[code].text
            at += 1
            while at < end and new[at] != wanted and (not new[at] or is_kept_trivia(self.difference, at)):
                at += 1
            if at >= end or new[at] != wanted:
                return None
            lines.append(at)
        return lines

    def _why(self) -> str:
        have = set(self.difference.new)
        for row in self.rows:
            if row.kind is CODE and row.text not in have:
                return f"the edit shows {row.text[:80]!r}, which would not be in the file"
        shown = {row.text for row in self.rows}
        for line in self.came:
            if self.difference.new[line] not in shown:
                return f"{self.difference.new[line][:80]!r} would come into the file, which the edit does not show"
        return "the new text would not have the edit's lines in the order and next to each other as the edit shows them"


def is_kept_trivia(difference: Difference, line: int) -> bool:
    """Whether a line of the new text is a comment or decorator that the old text has."""
    text = difference.new[line]
    return difference.origin[line] >= 0 and (difference.signs.is_surely(text) or text.startswith(("@", "#[", "[")))
