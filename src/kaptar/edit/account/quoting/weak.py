"""Quotations that say too little to be known where they stand: another place fits as well, or better, but for a blank line."""

import re
from collections.abc import Iterator, Sequence

from kaptar.edit.account.facts.rows import CLOSERS
from kaptar.edit.account.quoting.reading.parts import Quotation
from kaptar.edit.account.quoting.shifts import SAME
from kaptar.edit.account.quoting.standing import Lines, Place
from kaptar.edit.outcome import Complaint

_GUTTER = re.compile(r"\s*(\d{1,6})(?:\t|\u2192| *[|:] ?| {2})(.*)")
"""A number in front of a line, as tools show files, and the line behind it."""


def check_weak(lines: Lines, block: Quotation, place: Place, scope: range) -> Complaint | None:
    """A quotation does not stand at the same depth elsewhere, where only blank lines differ.

    At another depth it has a line that tells more than that a block ends. Lines that only end blocks tell nothing by the blank
    lines around them either: a blank line that is quoted below the last line of a file is not in the file.

    Args:
        place: the only place by the strictest grade that has any.
        scope: the lines in which the quotation may stand.
    """
    tells = _tells(block.old)
    moved = place.shift != SAME
    if moved and not tells:
        return "no_match", (
            f"the quoted lines only end blocks, and stand nowhere as deep as they are quoted (line {place.first + 1} is indented "
            "otherwise); quote a line of code too"
        )
    at_edge = not block.old[0].strip() or not block.old[-1].strip()
    if not moved and (tells or not at_edge or place.grade not in ("exact", "line_ends")):
        return None
    others = (each.first for each in lines.without_blanks(block.old) if each.shift == SAME and each.first != _first(block, place))
    other = next((line for line in others if scope.start <= line and (moved or line < scope.stop)), None)
    return None if other is None else _rivals(place.first, other)


def check_inside(content: str, old: str, at: int) -> Complaint | None:
    """A piece of several lines that only ends blocks does not begin behind the indentation of a line: that is another depth."""
    above = content[content.rfind("\n", 0, at) + 1 : at]
    if not above or above.strip() or "\n" not in old or _tells(old.split("\n")):
        return None
    line = content.count("\n", 0, at) + 1
    return "ambiguous", (
        f"the old text only ends blocks, and stands in line {line} deeper than it is quoted; quote a line of code too"
    )


def check_named(lines: Lines, block: Quotation, place: Place, line: int) -> Complaint | None:
    """The line that an edit names is not another one, at which all that is quoted stands but blank lines at the edges.

    Args:
        line: the named line, as it is by now.
    """
    if place.first == line:
        return None
    first, end = _edges(block.old)
    wanted = [text.rstrip() for text in block.old[first:end]]
    there = [text.rstrip() for text in lines.all[line + first : line + end]] if line >= 0 else []
    return _rivals(place.first, line) if wanted == there and line + first != place.first + first else None


def check_gutter(lines: Lines, block: Quotation, grade: str) -> Complaint | None:
    """A quotation that is not in the file is not there without the line numbers in front of its lines either."""
    rows = [*_without_numbers(block.old)]
    if not rows or len(rows) != len(block.old) or not lines.places(rows, grade, range(len(lines.all))):
        return None
    return "no_match", (
        f"the quoted lines have numbers in front ({block.old[0][:40]!r}), which the file does not have; quote the lines alone"
    )


def _without_numbers(old: Sequence[str]) -> Iterator[str]:
    """The lines behind their numbers, as far as each number is one more than the one above."""
    last: int | None = None
    for line in old:
        found = _GUTTER.fullmatch(line)
        number = int(found[1]) if found else int(line) if line.strip().isdecimal() and len(line.strip()) < 10 else -1
        if number < 0 or (last is not None and number != last + 1):
            return
        last = number
        yield found[2] if found else ""


def _tells(lines: Sequence[str]) -> bool:
    """Whether a line has a word or a number, and does more than end a block."""
    texts = (line.strip() for line in lines)
    return any(any(map(str.isalnum, text)) and not text.startswith(CLOSERS) for text in texts)


def _first(block: Quotation, place: Place) -> int:
    """The first filled line of a place."""
    return next(row for row, text in zip(place.rows, block.old, strict=True) if row >= 0 and text.strip())


def _edges(old: Sequence[str]) -> tuple[int, int]:
    filled = [n for n, text in enumerate(old) if text.strip()]
    return filled[0], filled[-1] + 1


def _rivals(one: int, other: int) -> Complaint:
    return "ambiguous", (
        f"the quotation could be lines {one + 1} or {other + 1} and those below, which differ from it in blank lines or in "
        "their depth; quote more lines around it, as they are"
    )
