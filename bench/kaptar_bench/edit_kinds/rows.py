"""Definitions that stand next to each other, and classes that are short enough to be shown whole."""

import itertools
import random
from collections.abc import Iterator, Sequence

from kaptar_bench.edit_corpus.scopes import Scope
from kaptar_bench.edit_kinds.comments import lines_at
from kaptar_bench.edit_kinds.definitions import Definition, definitions, has_loose_comment, siblings
from kaptar_bench.edit_kinds.snippets import Piece
from kaptar_bench.edit_kinds.sources import Source

MAX_ROW, MAX_CLASS = 60, 110
"""Lines of the definitions of a row together; lines of a class that is shown whole."""


def rows(source: Source, size: int, rng: random.Random) -> list[list[Definition]]:
    """All rows of ``size`` definitions with nothing but the same number of blank lines between them, in a random order."""
    found = [
        group[n : n + size]
        for group in siblings(source, definitions(source))
        for n in range(len(group) - size + 1)
        if _is_row(source, group[n : n + size])
    ]
    rng.shuffle(found)
    return found


def _is_row(source: Source, row: Sequence[Definition]) -> bool:
    gaps = [range(a.end + 1, b.top) for a, b in itertools.pairwise(row)]
    return (
        all(not source.lines[i].strip() for gap in gaps for i in gap)
        and len({len(gap) for gap in gaps}) <= 1
        and row[-1].end - row[0].top < MAX_ROW
        and not has_loose_comment(source, row[0])
    )


def is_edge(source: Source, row: Sequence[Definition]) -> tuple[bool, bool]:
    """Whether a row is the first and the last thing of its container."""
    chain = row[0].chain
    first, last = (chain[-1].header_end + 1, chain[-1].end) if chain else (0, len(source.lines))
    behind = last if chain and chain[-1].closer is not None else last + 1
    above = any(ln.strip() for ln in source.lines[first : row[0].top])
    below = any(ln.strip() for ln in source.lines[row[-1].end + 1 : behind])
    return not above, not below


def text(source: Source, found: Definition) -> list[str]:
    """A definition with what stands above it."""
    return lines_at(source, range(found.top, found.end + 1))


def piece(source: Source, found: Definition, lines: Sequence[str] | None = None) -> Piece:
    return Piece(found.top, found.end, text(source, found) if lines is None else lines)


def classes(source: Source, rng: random.Random, *, at_least: int) -> Iterator[tuple[Definition, list[Definition]]]:
    """Classes short enough to be shown whole, with all their methods, if these are known by name and stand in one row."""
    every = definitions(source)
    found = [d for d in every if d.scope.kind == "class" and len(d.code) <= MAX_CLASS and not d.chain]
    rng.shuffle(found)
    for outer in found:
        inner = sorted((d for d in every if d.chain and d.chain[-1] == outer.scope), key=lambda d: d.top)
        if len(inner) >= at_least and _are_all(source, outer.scope, inner):
            yield outer, inner


def _are_all(source: Source, outer: Scope, inner: Sequence[Definition]) -> bool:
    """Whether a class has no other block of its own between or below these methods."""
    gaps = [range(a.end + 1, b.top) for a, b in itertools.pairwise(inner)]
    last = outer.closer if outer.closer is not None else outer.end + 1
    gaps.append(range(inner[-1].end + 1, last))
    blank = all(not source.lines[i].strip() for gap in gaps for i in gap)
    return blank and len({len(gap) for gap in gaps[:-1]}) == 1 and not has_loose_comment(source, inner[0])
