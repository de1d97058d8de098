"""Snippets that only add lines: a plan of the host's own where the guest finds none.

Nothing of the file goes in such a plan, so that nothing can be lost. Each way to read the snippet as lines of the file and one
run of new lines is tried. Those with the fewest new lines have to make one and the same text. The account judges it as all
others.

A marker hides a line at least. What the snippet shows stands in the file to the letter, blank lines aside.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Literal, NamedTuple

from kaptar.edit.account.facts.comments import is_comment
from kaptar.edit.account.facts.lines import columns
from kaptar.edit.account.facts.own_blocks import name_of
from kaptar.edit.account.facts.rows import CLOSERS, RowKind, is_telling, readings, rows_of
from kaptar.edit.account.rules.closers import closer_of
from kaptar.edit.new_blocks import are_new_blocks, ends_with_name
from kaptar.edit.outcome import Span

_MOST_ROWS = 400
_MOST_LINES = 20_000
_MOST_PLACES = 24
_MOST_WAYS = 64
_MOST_TRIED = 2_000
_PAIRS = (("(", ")"), ("[", "]"), ("{", "}"))


Wanted = Literal["blocks", "all that it can be"]
"""New lines beside a marker: blocks that are surely new, or also those of which the marker would have nothing else to hide."""


class _Row(NamedTuple):
    """A filled line of the snippet, and the blank lines above it."""

    text: str
    blanks: int


class _File(NamedTuple):
    """The lines of a file without blanks behind them, the numbers of the filled ones, and all of them as sets."""

    lines: list[str]
    filled: list[int]
    exact: frozenset[str]
    stripped: frozenset[str]

    def text(self, place: int) -> str:
        """A filled line by its place among these."""
        return self.lines[self.filled[place]]


class _Way(NamedTuple):
    """New rows between filled lines of the file: below the line at ``above``, above the one at ``below``; one may be hidden."""

    new: Sequence[_Row]
    above: int
    below: int
    shown_above: bool
    shown_below: bool
    blanks_below: int


class _Tried(NamedTuple):
    """A way to read the group of a number, with the places that its lines of the file take."""

    group: int
    first: int
    end: int
    way: _Way


def added_lines(source: bytes, edit: str, wanted: Wanted) -> Span | None:
    """The one span that puts the new lines of a snippet into the file; None where there is none, or more than one.

    Args:
        wanted: what new lines beside a marker have to be.
    """
    if b"\r" in source or not source.endswith(b"\n") or len(edit) > 1 << 18:
        return None
    lines = source.decode("utf-8", "replace").removesuffix("\n").split("\n")
    if len(lines) > _MOST_LINES:
        return None
    lines = [line.rstrip() for line in lines]
    file = _File(lines, [n for n, line in enumerate(lines) if line], frozenset(lines), frozenset(map(str.strip, lines)))
    for reading in readings(edit):
        groups = _groups(reading, lines)
        ways = _ways(file, groups, wanted) if groups else []
        if ways is None:
            return None
        if ways:
            fewest = min(len(way.new) for way, _ in ways)
            least = [(way, is_new) for way, is_new in ways if len(way.new) == fewest]
            if not all(is_new for _, is_new in least):
                return None
            return _only_one(source, lines, [_placed(file, way) for way, _ in least])
    return None


def _only_one(source: bytes, lines: list[str], places: Sequence[tuple[int, list[str]]]) -> Span | None:
    """The span for new lines above a line, if all of some places make the same text."""
    if len({"\n".join([*lines[:at], *text, *lines[at:]]) for at, text in places}) != 1:
        return None
    at, text = places[0]
    offset = sum(len(line) + 1 for line in source.split(b"\n")[:at])
    return Span(offset, offset, "".join(f"{line}\n" for line in text).encode())


def _groups(reading: Sequence[str], lines: Sequence[str]) -> list[list[_Row]]:
    """The shown rows between markers; an empty group at an end that is a marker. Nothing where there is no marker or too much."""
    if len(reading) > _MOST_ROWS:
        return []
    rows = rows_of([*reading], frozenset(), frozenset(map(str.strip, lines)))
    groups, blanks = [list[_Row]()], 0
    for row, line in zip(rows, reading, strict=True):
        if row.kind is RowKind.REMOVAL:
            return []
        if row.kind is RowKind.MARKER:
            groups.append([])
        elif row.kind is RowKind.CODE:
            groups[-1].append(_Row(line.rstrip(), blanks))
        blanks = blanks + 1 if row.kind is RowKind.BLANK else 0
    return groups if len(groups) > 1 else []


def _tried(file: _File, groups: Sequence[Sequence[_Row]], places: Sequence[Sequence[tuple[int, int]]]) -> Iterator[_Tried]:
    """All ways to read one group as lines of the file with one run of new ones, where the others are lines of the file."""
    missing = [n for n, found in enumerate(places) if not found]
    for index in missing or range(len(groups)):
        if len(missing) < 2:
            for first, end, way in _inside(file, groups[index], index, len(groups)):
                yield _Tried(index, first, end, way)
    at_end = _at_end(file, groups) if missing == [len(groups) - 1] else None
    if at_end is not None:
        yield _Tried(len(groups) - 1, at_end, at_end, _Way(groups[-1], at_end - 1, at_end, False, False, 0))


def _ways(file: _File, groups: Sequence[Sequence[_Row]], wanted: Wanted) -> list[tuple[_Way, bool]] | None:
    """The ways that make sense, each with whether its new lines can be nothing but new; None where there are too many to try."""
    places = [_places(file, group) for group in groups]
    tried = [*islice(_tried(file, groups, places), _MOST_TRIED)]
    found: list[tuple[_Way, bool]] = []
    for each in tried:
        known = [*places[: each.group], *places[each.group + 1 :]]
        if _is_sound(file, each.way) and _stand_around(known, each, len(file.filled)):
            found.append((each.way, _is_new(file, each, known, wanted)))
    return found if len(tried) < _MOST_TRIED and len(found) < _MOST_WAYS else None


def _places(file: _File, group: Sequence[_Row]) -> list[tuple[int, int]]:
    """Where a group stands, as places of filled lines. A marker at an end of the snippet has an empty group beyond it."""
    if not group:
        return [(-1, -1)]
    starts = [n for n in range(len(file.filled) - len(group) + 1) if file.text(n) == group[0].text]
    found = [n for n in starts if all(file.text(n + k) == row.text for k, row in enumerate(group))]
    return [(n, n + len(group)) for n in found[: _MOST_PLACES + 1]]


def _stand_around(known: Sequence[Sequence[tuple[int, int]]], tried: _Tried, count: int) -> bool:
    """Whether the other groups stand in order around one, each marker with a line to hide.

    The places of a group are equally long. So the nearest of them leaves the most room for the groups beyond.
    """
    edge = tried.first
    for places in reversed(known[: tried.group]):
        if (-1, -1) in places:
            if edge <= 0:
                return False
            break
        starts = [first for first, end in places if end < edge]
        if not starts:
            return False
        edge = max(starts)
    edge = tried.end
    for places in known[tried.group :]:
        if (-1, -1) in places:
            return edge < count
        ends = [end for first, end in places if first > edge]
        if not ends:
            return False
        edge = min(ends)
    return True


def _inside(file: _File, group: Sequence[_Row], index: int, count: int) -> Iterator[tuple[int, int, _Way]]:
    """Ways to read a group as lines of the file around a run of new ones, with the places that the lines of the file take."""
    size, total = len(group), len(file.filled)
    heads = [n for n in range(total) if file.text(n) == group[0].text][:_MOST_PLACES] if group else []
    tails = [n for n in range(total) if file.text(n) == group[-1].text][:_MOST_PLACES] if group else []
    ahead = {n: _same(file, group, n, 1) for n in heads}
    behind = {n: _same(file, group, n, -1) for n in tails}
    for first in heads:
        for last in tails:
            length = last - first + 1
            for top in range(max(1, length - behind[last]), min(ahead[first], length - 1) + 1):
                low = length - top
                if length < size and low >= 1:
                    new = group[top : size - low]
                    yield first, last + 1, _Way(new, first + top - 1, first + top, True, True, group[size - low].blanks)
    if index > 0:
        for last in tails:
            for low in range(1, min(behind[last], size - 1) + 1):
                start = last - low + 1
                yield start, last + 1, _Way(group[: size - low], start - 1, start, False, True, group[size - low].blanks)
    if index < count - 1:
        for first in heads:
            for top in range(1, min(ahead[first], size - 1) + 1):
                yield first, first + top, _Way(group[top:], first + top - 1, first + top, True, False, 0)


def _at_end(file: _File, groups: Sequence[Sequence[_Row]]) -> int | None:
    """The place above which the last group comes, of which no line is the file's, and below which there is no marker.

    It stands at the end of the file, or at the end of the block whose head is the last line above its marker, below a block that
    has a name too.
    """
    *_, above, group = groups
    if not group or any(row.text in file.exact for row in group[:1]):
        return None
    depth = columns(group[0].text)
    if depth == 0:
        return len(file.filled) if ends_with_name([file.text(n) for n in range(len(file.filled))], 0) else None
    if not above or columns(above[-1].text) >= depth or len(heads := _places(file, above)) != 1:
        return None
    head = heads[0][1] - 1
    end = next(
        (n for n in range(head + 1, len(file.filled)) if columns(file.text(n)) <= columns(above[-1].text)), len(file.filled)
    )
    inside = [file.text(n) for n in range(head + 1, end)]
    return end if inside and columns(inside[0]) == depth and ends_with_name(inside, depth) else None


def _same(file: _File, group: Sequence[_Row], place: int, step: int) -> int:
    """How many rows from one end of a group are the lines of the file from a place on."""
    rows = group if step > 0 else [*reversed(group)]
    count = 0
    while count < len(rows) and 0 <= place < len(file.filled) and file.text(place) == rows[count].text:
        count, place = count + 1, place + step
    return count


def _is_sound(file: _File, way: _Way) -> bool:
    """Whether the new rows are whole by their brackets, as deep as their neighbour, and begin with what the file has not."""
    texts = [row.text for row in way.new]
    if not texts or not _pairs(texts) or texts[0].strip().startswith(CLOSERS) or is_comment(texts[-1].strip()):
        return False
    depth = columns(texts[0])
    if any(columns(text) < depth for text in texts) or not 0 <= way.above < way.below <= len(file.filled):
        return False
    if not way.shown_above and not way.shown_below:
        return True
    if way.below == len(file.filled):
        return False
    if _is_cut(file, way, depth):
        return False
    near = [columns(file.text(n)) for n, shown in ((way.above, way.shown_above), (way.below, way.shown_below)) if shown]
    if depth not in near and depth <= min(near):
        return False
    above = file.text(way.above).strip()
    steals = not way.shown_above and file.filled[way.below] == file.filled[way.above] + 1
    if steals and (is_comment(above) or above.startswith(("@", "[", "#["))):
        return False
    key = next((text.strip() for text in texts if is_telling(text.strip())), "")
    return bool(key) and key not in file.stripped


def _is_cut(file: _File, way: _Way, depth: int) -> bool:
    """Whether the line that is shown below the new ones is the `end` of a definition that begins with the first of them."""
    if not way.shown_below or way.below == len(file.filled):
        return False
    below = file.text(way.below)
    ends = closer_of(below.strip()).isalpha() and columns(below) == depth
    heads = [row.text.strip() for row in way.new if columns(row.text) == depth]
    return ends and bool(heads) and closer_of(heads[-1]) == "" and name_of(heads[-1]) != ""


def _pairs(texts: Sequence[str]) -> bool:
    """Whether brackets close after they open, and all that open."""
    for opens, closes in _PAIRS:
        deep = 0
        for text in texts:
            deep += text.count(opens) - text.count(closes)
            if deep < 0:
                return False
        if deep:
            return False
    return True


def _is_new(file: _File, tried: _Tried, known: Sequence[Sequence[tuple[int, int]]], wanted: Wanted) -> bool:
    """Whether the new rows are no version of what a marker beside them hides."""
    way = tried.way
    if way.shown_above and way.shown_below:
        return True
    if wanted == "all that it can be" and _is_only_reading(file, way, known, tried.group):
        return True
    return are_new_blocks([row.text for row in way.new], [file.lines[n] for n in file.filled])


def _is_only_reading(file: _File, way: _Way, known: Sequence[Sequence[tuple[int, int]]], index: int) -> bool:
    """Whether the marker beside the new rows would have nothing to hide, if they were another version of what stands there."""
    depth = columns(way.new[0].text)
    if not way.shown_above and not way.shown_below:
        return False
    if not way.shown_above:
        tops = [max(0, end) for _, end in known[index - 1] if end <= way.above]
        starts = [n for n in range(max(tops, default=0), way.below) if _begins(file.text(n), depth)]
        return len(tops) == 1 and len(starts) == 1 and starts[0] == tops[0]
    if not way.shown_below:
        ends = [first if first >= 0 else len(file.filled) for first, _ in known[index] if first < 0 or first > way.below]
        hidden = [n for n in range(way.below, min(ends, default=0)) if columns(file.text(n)) <= depth]
        starts = [n for n in hidden if _begins(file.text(n), depth)]
        return len(ends) == 1 and starts == [way.below]
    return False


def _begins(line: str, depth: int) -> bool:
    """Whether a line stands at a depth and closes nothing, or opens something as well."""
    return columns(line) == depth and (not line.strip().startswith(CLOSERS) or any(sign in line for sign in "{[("))


def _placed(file: _File, way: _Way) -> tuple[int, list[str]]:
    """The line of the file above which the new lines come, and these, with the blank lines that the snippet shows beside them."""
    new = [text for row in way.new for text in (*[""] * row.blanks, row.text)][way.new[0].blanks :]
    above = file.filled[way.above]
    if not way.shown_above and not way.shown_below:
        return above + 1, [*[""] * way.new[0].blanks, *new]
    below = file.filled[way.below]
    there = below - above - 1
    if not way.shown_above or (way.shown_below and way.new[0].blanks == there):
        lead = [""] * (0 if there else way.new[0].blanks)
        return below, [*lead, *new, *[""] * way.blanks_below]
    return above + 1, [*[""] * way.new[0].blanks, *new]
