"""The order of the parts of an edit for one file, where they name or quote places that are not in the file's order.

A number that a part names is one of the file before the edit. In the file's order (blocks with a line of their own: from the last
one up) it is told by the parts above, whatever these add. Parts are put in order only where each is surely at its place.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from kaptar.edit.account.quoting.reading import NotRead
from kaptar.edit.account.quoting.reading.diffs import hunk_rows
from kaptar.edit.account.quoting.reading.parts import Quotation
from kaptar.edit.account.quoting.reading.patches import hunk_rows_of_patch, is_patch
from kaptar.edit.account.quoting.reading.search_replace import block_rows

_MOST_HUNKS = 500
_MOST_PLACES = 200


class _Part(NamedTuple):
    """The rows of an edit that a part stands in, the line of the file at which it belongs, and the lines that it quotes."""

    rows: range
    line: int
    block: Quotation


def in_order(edit: str, source: bytes) -> str:
    """The edit with the parts for each file in the order of the file, where the file shows that each stands at its place."""
    if all(edit.count(head) < 2 for head in ("\n@@", ":start_line:")):
        return edit
    lines = edit.replace("\r\n", "\n").split("\n")
    content = source.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n")
    there = [line.rstrip() for line in content.split("\n")]
    try:
        for parts, from_below in _groups(lines, there):
            lines = _sorted(lines, parts, from_below=from_below)
    except NotRead:
        return edit
    text = "\n".join(lines)
    return edit if text == edit.replace("\r\n", "\n") else text


def _groups(lines: Sequence[str], there: Sequence[str]) -> Iterator[tuple[list[_Part], bool]]:
    """The parts for each file that all stand at their places, and whether they are applied from the last one up."""
    if is_patch(lines):
        for blocks in _by_file(hunk_rows_of_patch(lines)):
            yield _quoted_once(blocks, there), False
        return
    is_blocks = any(line.startswith(":start_line:") for line in lines)
    rows = ((path, rows, each) for path, rows, each in block_rows(lines) if isinstance(each, Quotation))
    for blocks in _by_file(rows if is_blocks else hunk_rows(lines)):
        yield _numbered(blocks, there), is_blocks


def _by_file(rows: Iterator[tuple[object, range, Quotation]]) -> list[list[tuple[range, Quotation]]]:
    found: dict[object, list[tuple[range, Quotation]]] = {}
    for file, at, block in rows:
        found.setdefault(file, []).append((at, block))
    return [*found.values()]


def _numbered(blocks: Sequence[tuple[range, Quotation]], there: Sequence[str]) -> list[_Part]:
    """Parts by the lines that they name; none where one names a wrong line, or none."""
    parts = [_Part(rows, block.line, block) for rows, block in blocks if block.line is not None and block.old]
    holds = all([*there[p.line : p.line + len(p.block.old)]] == [line.rstrip() for line in p.block.old] for p in parts)
    return parts if holds and len(parts) == len(blocks) else []


def _quoted_once(blocks: Sequence[tuple[range, Quotation]], there: Sequence[str]) -> list[_Part]:
    """Parts by the only place of what they quote; none where one has another place, or is made by a part above it."""
    if not 2 <= len(blocks) <= _MOST_HUNKS or any(block.at_end for _, block in blocks):
        return []
    index: dict[str, list[int]] = {}
    for n, line in enumerate(there):
        index.setdefault(line, []).append(n)
    parts: list[_Part] = []
    for rows, block in blocks:
        places = _places(there, index, block.old)
        if len(places) != 1:
            return []
        parts.append(_Part(rows, places[0], block))
    in_file = all(above.line <= below.line for above, below in pairwise(parts))
    return [] if in_file or _is_one_made(parts) else parts


def _is_one_made(parts: Sequence[_Part]) -> bool:
    """Whether a part quotes what a part above it makes."""
    made: set[str] = set()
    for number, part in enumerate(parts):
        old = [line.rstrip() for line in part.block.old]
        if made.issuperset(old) and any(_holds(above.block.new, old) for above in parts[:number]):
            return True
        made.update(line.rstrip() for line in part.block.new)
    return False


def _holds(new: Sequence[str], old: list[str]) -> bool:
    lines = [line.rstrip() for line in new]
    return any(lines[n : n + len(old)] == old for n in range(len(lines) - len(old) + 1))


def _places(lines: Sequence[str], index: Mapping[str, Sequence[int]], quoted: Sequence[str]) -> list[int]:
    """The lines at which a quotation stands to the letter, blanks at the ends of lines aside; none where it may have too many."""
    old = [line.rstrip() for line in quoted]
    if not any(old):
        return []
    rarest = min(range(len(old)), key=lambda k: len(index.get(old[k], ())))
    starts = [n - rarest for n in index.get(old[rarest], ())]
    return [n for n in starts if n >= 0 and [*lines[n : n + len(old)]] == old] if len(starts) <= _MOST_PLACES else []


def _sorted(lines: list[str], parts: Sequence[_Part], *, from_below: bool) -> list[str]:
    """The lines with the parts in order. What stands between them stays where it is."""
    wanted = sorted(parts, key=lambda part: part.line, reverse=from_below)
    if wanted == [*parts]:
        return lines
    out, at = list[str](), 0
    for slot, part in zip(parts, wanted, strict=True):
        out += [*lines[at : slot.rows.start], *lines[part.rows.start : part.rows.stop]]
        at = slot.rows.stop
    return [*out, *lines[at:]]
