"""Which lines a plan takes away and which it brings, from its ranges alone. Lines count from 0."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from kaptar.edit.outcome import Span

_MAX_CELLS = 4_000_000
"""Lines times lines that are compared one by one; what differs in a larger zone counts as replaced."""


class Zone(NamedTuple):
    """Lines of the old text that ranges touch, and what they became in the new one. Half open."""

    old: int
    old_end: int
    new: int
    new_end: int


class Run(NamedTuple):
    """Lines ``old..old_end`` are gone; ``new..new_end`` came in their place. Either may be empty."""

    old: int
    old_end: int
    new: int
    new_end: int


class Difference(NamedTuple):
    """Both texts by lines.

    Attributes:
        old, new: the lines, stripped.
        zones: what the ranges touch, in order.
        origin: for each new line the old line that it is, or -1.
        target: for each old line the new line that it became, or -1.
        runs: where lines go or come, in order.
    """

    old: list[str]
    new: list[str]
    zones: list[Zone]
    origin: list[int]
    target: list[int]
    runs: list[Run]


def compare(source: bytes, text: bytes, spans: Sequence[Span]) -> Difference:
    """Compare a source with what the spans make of it. Indentation aside, an equal line is the same line."""
    old = [line.strip() for line in source.decode("utf-8", "replace").lstrip("\ufeff").split("\n")]
    new = [line.strip() for line in text.decode("utf-8", "replace").lstrip("\ufeff").split("\n")]
    zones = _zones(source, spans)
    origin, target, runs = [-1] * len(new), [-1] * len(old), []
    at_old = at_new = 0
    for zone in [*zones, Zone(len(old), len(old), len(new), len(new))]:
        _link(origin, target, at_old, at_new, zone.old - at_old)
        for run in _runs(old, new, zone, origin, target):
            runs.append(run)
        at_old, at_new = zone.old_end, zone.new_end
    return Difference(old, new, zones, origin, target, runs)


def _zones(source: bytes, spans: Sequence[Span]) -> list[Zone]:
    zones: list[Zone] = []
    line = counted = shift = 0
    for span in spans:
        line += source.count(b"\n", counted, span.start)
        first, counted = line, span.start
        whole_start = span.start == 0 or source[span.start - 1] == 10
        inside = source.count(b"\n", span.start, span.end)
        ends_line = whole_start and (source[span.end - 1] == 10 if span.end > span.start else True)
        brought = span.text.count(b"\n")
        whole = ends_line and (not span.text or span.text.endswith(b"\n"))
        old_end = first + inside + (0 if whole else 1)
        new_first, new_end = first + shift, first + shift + brought + (0 if whole else 1)
        shift += brought - inside
        if zones and zones[-1].old_end > first:
            last = zones.pop()
            zones.append(Zone(last.old, max(last.old_end, old_end), last.new, max(last.new_end, new_end)))
        else:
            zones.append(Zone(first, old_end, new_first, new_end))
    return zones


def _link(origin: list[int], target: list[int], old: int, new: int, count: int) -> None:
    if count > 0:
        origin[new : new + count] = range(old, old + count)
        target[old : old + count] = range(new, new + count)


def _runs(old: list[str], new: list[str], zone: Zone, origin: list[int], target: list[int]) -> list[Run]:
    a, b, c, d = zone
    while a < b and c < d and old[a] == new[c]:
        _link(origin, target, a, c, 1)
        a, c = a + 1, c + 1
    while a < b and c < d and old[b - 1] == new[d - 1]:
        _link(origin, target, b - 1, d - 1, 1)
        b, d = b - 1, d - 1
    if a == b or c == d or (b - a) * (d - c) > _MAX_CELLS:
        return [Run(a, b, c, d)] if a < b or c < d else []
    found = SequenceMatcher(None, old[a:b], new[c:d], autojunk=False)
    runs = []
    for kind, i, j, m, n in found.get_opcodes():
        if kind == "equal":
            _link(origin, target, a + i, c + m, j - i)
        else:
            runs.append(Run(a + i, a + j, c + m, c + n))
    return runs
