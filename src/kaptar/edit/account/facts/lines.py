"""Lines that a plan takes away and lines that it brings, from its ranges alone. Lines count from 0."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from kaptar.edit.account.facts.comment_signs import CommentSigns, signs_of
from kaptar.edit.outcome import Span

_MAX_CELLS = 40_000
"""Lines times lines that are compared one by one: that takes more than their product where lines repeat."""

_FEW = 16
"""Lines that are counted one by one in a text, before all of it is counted."""


class Zone(NamedTuple):
    """Lines of the old text that ranges touch, and what they became in the new one. Half open."""

    old: int
    old_end: int
    new: int
    new_end: int


class _Place(NamedTuple):
    """A zone; the bytes of the new text that it is, and those of the old one that it was."""

    zone: Zone
    start: int
    end: int
    old_start: int
    old_end: int


class Exchange(NamedTuple):
    """Lines ``old..old_end`` are gone; ``new..new_end`` came in their place. Either may be empty."""

    old: int
    old_end: int
    new: int
    new_end: int


class _Links:
    """Which old line each new one is, and the other way round, -1 for none. ``numbers`` counts all lines of either text."""

    def __init__(self, old: int, new: int) -> None:
        self.origin, self.target = [-1] * new, [-1] * old
        self.numbers = list(range(max(old, new)))

    def join(self, old: int, new: int, count: int) -> None:
        """Some lines that follow each other are the same in both texts."""
        if count > 0:
            self.origin[new : new + count] = self.numbers[old : old + count]
            self.target[old : old + count] = self.numbers[new : new + count]


class _Indents(dict[int, int]):
    """Columns of the indentation of lines; those that are not known yet are measured when they are asked for."""

    def __init__(self, raw: list[str], origin: Sequence[int]) -> None:
        self._raw, self._origin = raw, origin

    def __missing__(self, line: int) -> int:
        raw = self._raw[self._origin[line]]
        found = self[line] = columns(raw) if "\t" in raw else len(raw) - len(raw.lstrip())
        return found


class _Counts(dict[str, int]):
    """How often lines stand in a text: the first few are counted when they are asked for, then all of them at once."""

    def __init__(self, lines: list[str]) -> None:
        self._lines, self._left = lines, _FEW

    def __missing__(self, line: str) -> int:
        self._left -= 1
        if self._left == 0:
            self.update(Counter(self._lines))
        found = self[line] = self.get(line, 0) if self._left <= 0 else self._lines.count(line)
        return found


class _Places:
    """Where lines stand in a text. All are noted when the first one is asked for."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._places: dict[str, list[int]] = {}

    def of(self, line: str) -> Sequence[int]:
        if not self._places:
            for at, text in enumerate(self._lines):
                self._places.setdefault(text, []).append(at)
        return self._places.get(line, ())


class Difference(NamedTuple):
    """Both texts by lines.

    Attributes:
        raw: the old lines as they are.
        old, new: the lines, stripped.
        zones: what the ranges touch, in order.
        origin: for each new line the old line that it is, or -1.
        target: for each old line the new line that it became, or -1.
        runs: where lines go or come, in order.
        moved: new lines that are old ones with other blanks before or behind.
        indent: gives the columns of the indentation of a new line; each line is measured once.
        old_indent: the same for an old line.
        count: gives how often the old text has a line, its indentation aside; each line is counted once.
        places: gives where the old text has a line, its indentation aside, in order.
        signs: tell which lines are comments in a file of this kind; ``is_comment`` is their wide reading.
    """

    raw: list[str]
    old: list[str]
    new: list[str]
    zones: list[Zone]
    origin: list[int]
    target: list[int]
    runs: list[Exchange]
    moved: list[int]
    indent: Callable[[int], int]
    old_indent: Callable[[int], int]
    count: Callable[[str], int]
    places: Callable[[str], Sequence[int]]
    signs: CommentSigns
    is_comment: Callable[[str], bool]


def compare(source: bytes, text: bytes, spans: Sequence[Span], path: str = "", dialect: int = 0) -> Difference:
    """Compare a source with what the spans make of it. Indentation aside, an equal line is the same line.

    Args:
        path, dialect: the file's name, and the number of its table's dialect, 0 for none: they tell its comments.
    """
    raw = source.decode("utf-8", "replace").lstrip("\ufeff").split("\n")
    old = list(map(str.strip, raw))
    places = _places(source, spans)
    new = _new_lines(old, text, places)
    zones = [place.zone for place in places]
    links, runs = _Links(len(old), len(new)), list[Exchange]()
    at_old = at_new = 0
    for zone in [*zones, Zone(len(old), len(old), len(new), len(new))]:
        links.join(at_old, at_new, zone.old - at_old)
        runs += _runs(old, new, zone, links)
        at_old, at_new = zone.old_end, zone.new_end
    indents, old_indents = _Indents(raw, links.origin), _Indents(raw, links.numbers)
    moved = _measure(source, text, places, indents, links.origin)
    asked = indents.__getitem__, old_indents.__getitem__, _Counts(old).__getitem__, _Places(old).of
    signs = signs_of(path, dialect, lambda: (old, new))
    return Difference(raw, old, new, zones, links.origin, links.target, runs, moved, *asked, signs, signs.is_comment)


def _measure(source: bytes, text: bytes, places: list["_Place"], indents: _Indents, origin: list[int]) -> list[int]:
    """Measure the new lines of some places; those of them that are old lines with other blanks."""
    moved = []
    for place in places:
        was = source[place.old_start : place.old_end].split(b"\n")
        now = text[place.start : place.end].split(b"\n")
        for line in range(place.zone.new, place.zone.new_end):
            raw = now[line - place.zone.new].rstrip(b"\r")
            indents[line] = columns(raw.decode("utf-8", "replace"))
            if origin[line] >= 0 and raw != was[origin[line] - place.zone.old].rstrip(b"\r"):
                moved.append(line)
    return moved


def columns(line: str) -> int:
    """Columns of a line's indentation, a tab being four."""
    lead = len(line) - len(line.lstrip())
    return len(line[:lead].expandtabs(4)) if "\t" in line else lead


def _stripped(text: bytes) -> list[str]:
    return list(map(str.strip, text.decode("utf-8", "replace").lstrip("\ufeff").split("\n")))


def _new_lines(old: list[str], text: bytes, zones: list[_Place]) -> list[str]:
    """The lines of the new text: the old ones, but for the zones."""
    if not zones:
        return old
    out: list[str] = []
    at = 0
    for place in zones:
        out += old[at : place.zone.old]
        part = text[place.start : place.end]
        lines = _stripped(part)
        if len(lines) > place.zone.new_end - place.zone.new:
            lines.pop()
        out += lines
        at = place.zone.old_end
    return out + old[at:]


def _places(source: bytes, spans: Sequence[Span]) -> list[_Place]:
    """Whole lines around each span; spans that share a line are one place."""
    out: list[_Place] = []
    line = counted = shift = moved = 0
    for span in spans:
        line += source.count(b"\n", counted, span.start)
        counted = span.start
        inside, brought = source.count(b"\n", span.start, span.end), span.text.count(b"\n")
        start = source.rfind(b"\n", 0, span.start) + 1
        ends_line = source[span.end - 1] == 10 if span.end > span.start else start == span.start
        whole = start == span.start and ends_line and (not span.text or span.text.endswith(b"\n"))
        end = span.end if whole else source.find(b"\n", span.end) + 1 or len(source)
        zone = Zone(line, line + inside + (not whole), line + shift, line + shift + brought + (not whole))
        grown = len(span.text) - (span.end - span.start)
        place = _Place(zone, start + moved, end + moved + grown, start, end)
        shift, moved = shift + brought - inside, moved + grown
        if out and out[-1].zone.old_end > line:
            last = out.pop()
            zone = Zone(last.zone.old, max(last.zone.old_end, zone.old_end), last.zone.new, max(last.zone.new_end, zone.new_end))
            place = _Place(zone, last.start, max(last.end + grown, place.end), last.old_start, max(last.old_end, end))
        out.append(place)
    return out


def _runs(old: list[str], new: list[str], zone: Zone, links: _Links) -> list[Exchange]:
    a, b, c, d = zone
    while a < b and c < d and old[a] == new[c]:
        links.join(a, c, 1)
        a, c = a + 1, c + 1
    while a < b and c < d and old[b - 1] == new[d - 1]:
        links.join(b - 1, d - 1, 1)
        b, d = b - 1, d - 1
    if a == b or c == d:
        return [Exchange(a, b, c, d)] if a < b or c < d else []
    if (b - a) * (d - c) > _MAX_CELLS:
        return _parted_runs(old, new, Zone(a, b, c, d), links)
    found = SequenceMatcher(None, old[a:b], new[c:d], autojunk=False)
    runs = []
    for kind, i, j, m, n in found.get_opcodes():
        if kind == "equal":
            links.join(a + i, c + m, j - i)
        else:
            runs.append(Exchange(a + i, a + j, c + m, c + n))
    return runs


def _parted_runs(old: list[str], new: list[str], zone: Zone, links: _Links) -> list[Exchange]:
    """The runs of a large zone, parted at lines that both texts have once, in one order. Without such a line it is one run."""
    here, there = Counter(old[zone.old : zone.old_end]), Counter(new[zone.new : zone.new_end])
    place = {new[n]: n for n in range(zone.new, zone.new_end) if there[new[n]] == 1}
    anchors = [(n, place[old[n]]) for n in range(zone.old, zone.old_end) if here[old[n]] == 1 and old[n] in place]
    rising = _rising(anchors)
    if not rising:
        return [Exchange(*zone)]
    runs: list[Exchange] = []
    at_old, at_new = zone.old, zone.new
    for one, other in rising:
        runs += _runs(old, new, Zone(at_old, one, at_new, other), links)
        links.join(one, other, 1)
        at_old, at_new = one + 1, other + 1
    return runs + _runs(old, new, Zone(at_old, zone.old_end, at_new, zone.new_end), links)


def _rising(anchors: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of pairs, in the order of their first numbers, in which the second ones rise too."""
    ends: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for number, (_, there) in enumerate(anchors):
        length = bisect_left(ends, there)
        before.append(at[length - 1] if length else -1)
        ends[length : length + 1], at[length : length + 1] = [there], [number]
    found, number = list[tuple[int, int]](), at[-1] if at else -1
    while number >= 0:
        found.append(anchors[number])
        number = before[number]
    return found[::-1]
