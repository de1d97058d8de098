"""The indentation that new lines are written with, where the quoted ones are indented otherwise than the file.

A block that stands in the file with one change of indentation has new lines that are written like its quoted ones, or like the
file's. The change is made to new lines of the first kind. Those of the second kind would be moved twice: such a block is refused.
In formats with signs the quoted lines may also have lost the column of the sign, which new lines have.

Where tabs stand for blanks, quoted lines of one depth say what that depth is in the file, and not what a step is.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from math import gcd
from typing import NamedTuple

from kaptar.edit.account.facts.lines import columns
from kaptar.edit.account.quoting.reading.parts import Quotation
from kaptar.edit.account.quoting.standing import Lines, Place
from kaptar.edit.outcome import Complaint

_STEP = 4
"""Blanks of a step, at most, in most edits; lines that stand deeper by more than that may go on with the line above."""


class _Quoted(NamedTuple):
    """A quoted line: its text, its depth in the edit, and that of the file's line."""

    text: str
    given: int
    there: int


class _Came(NamedTuple):
    """The depth of a line that comes, as it is given and as it is moved."""

    given: int
    moved: int


class _Group(NamedTuple):
    """Lines that come together, and the row of the file that they stand above."""

    came: list[_Came]
    at: int


def check_frame(lines: Lines, block: Quotation, place: Place) -> Complaint | None:
    """New lines are indented like the quoted ones of their block, and not like the file's lines.

    Args:
        place: where the block stands with a change of indentation.
    """
    if place.shift.width or not any(map(str.strip, block.new)):
        return None
    quoted = [*_quoted(lines, block.old, place)]
    by = quoted[0].there - quoted[0].given
    doubtful = _in_file_frame(block, quoted) if block.given is None else _is_off(lines, block, place, by)
    if not by or not doubtful:
        return None
    new = next((text for sign, text in block.steps if sign == "+" and text.strip()), block.new[0])
    return "ambiguous", (
        f"the quoted lines are indented otherwise than in the file (line {place.first + 1}), and the new line "
        f"{new.strip()[:60]!r} may be indented as the file is; quote the lines with their own indentation"
    )


def with_steps(lines: Lines, block: Quotation, place: Place) -> Place:
    """A place with a shift by steps, where a step of the edit would not be one of the file.

    Lines of one depth say what that depth is in the file. What a step is, the depths of the edit's other lines say, or the line
    that the file has above.
    """
    quoted = [(text, row) for text, row in zip(block.old, place.rows, strict=True) if row >= 0 and text.strip()]
    given = {_depth(text) for text, _ in quoted}
    others = [_depth(text) for text in block.new if text.strip() and _depth(text) not in given]
    if not place.shift.width or len(given) != 1 or not others:
        return place
    depth, row = next(iter(given)), quoted[0][1]
    base = (depth, lines.all[row][: _depth(lines.all[row])])
    if place.shift.width > 0:
        step = _step_at(lines, row)
        return place if step == place.shift.width else place._replace(shift=place.shift._replace(base=base, step=(1, " " * step)))
    long = gcd(depth, *others)
    if not -place.shift.width < long <= _STEP:
        return place
    return place._replace(shift=place.shift._replace(base=base, step=(long, "\t")))


def _depth(text: str) -> int:
    return len(text) - len(text.lstrip())


def _step_at(lines: Lines, row: int) -> int:
    """The columns by which a line stands deeper than the next line above it that is less deep."""
    depth = columns(lines.all[row])
    above = (columns(lines.all[n]) for n in range(row - 1, -1, -1) if lines.stripped[n])
    return depth - next((each for each in above if each < depth), 0)


def _quoted(lines: Lines, old: Sequence[str], place: Place) -> Iterator[_Quoted]:
    for text, row in zip(old, place.rows, strict=True):
        if row >= 0 and text.strip():
            yield _Quoted(text.strip(), columns(text), columns(lines.all[row]))


def _in_file_frame(block: Quotation, quoted: Sequence[_Quoted]) -> bool:
    """Whether the new lines of a block without signs may be indented as in the file, by the lines that it has in both halves.

    A line that is as deep as it is quoted says that they are not. Without one the least deep line tells: a new head above kept
    lines that stand deeper than they are quoted.
    """
    new = [(text.strip(), columns(text)) for text in block.new if text.strip()]
    pairs = [(quoted[was], new[now][1]) for was, now in _same([each.text for each in quoted], [text for text, _ in new])]
    telling = [(was, depth) for was, depth in pairs if any(map(str.isalnum, was.text))] or pairs
    if any(depth == was.given for was, depth in telling):
        return False
    moved = any(depth == was.there for was, depth in telling)
    given, there = min(each.given for each in quoted), min(each.there for each in quoted)
    least = min(depth for _, depth in new)
    if least == given:
        return moved and len(new) == len(quoted) and all(depth >= there for _, depth in new[1:])
    return moved or least == there


def _same(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The numbers of lines that are the same in both halves of a block."""
    for match in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        yield from ((match.a + n, match.b + n) for n in range(match.size))


def _is_off(lines: Lines, block: Quotation, place: Place, by: int) -> bool:
    """Whether a group of new lines of a block with signs may be indented as in the file, or not like anything in it."""
    groups = [*_groups(block, place)]
    if by % 2 and not any(sign == "-" and text.strip() for sign, text in block.steps):
        known = {columns(lines.all[row]) for row in lines.filled}
        came = [each for group in groups for each in group.came]
        moved, as_given = sum(each.moved in known for each in came), sum(each.given in known for each in came)
        if moved < as_given or (moved == as_given and by > 0):
            return bool(came)
    return any(_is_moved_twice(lines, group) for group in groups)


def _is_moved_twice(lines: Lines, group: _Group) -> bool:
    """Whether the least deep line of a group is as deep as a line of the file beside it, and no longer so when it is moved."""
    if not group.came:
        return False
    least, at = min(group.came), bisect_left(lines.filled, group.at)
    beside = {columns(lines.all[row]) for row in lines.filled[max(at - 1, 0) : at + 1]}
    return least.given in beside and least.moved not in beside


def _groups(block: Quotation, place: Place) -> Iterator[_Group]:
    """The groups of filled lines that come together, below a line that stays and those that go."""
    rows, at = iter(place.rows), place.first
    group = _Group([], at)
    for sign, text in block.steps:
        row = next(rows) if sign != "+" else -1
        at = row + 1 if row >= 0 else at
        if not text.strip():
            continue
        if sign == " ":
            yield group
            group = _Group([], at)
        elif sign == "+":
            moved = place.shift.line(text)
            group.came.append(_Came(columns(text), columns(text if moved is None else moved)))
        else:
            group = group._replace(at=at)
    yield group
