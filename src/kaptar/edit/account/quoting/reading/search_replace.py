"""SEARCH/REPLACE blocks, grouped by the paths above them."""

import re
from collections.abc import Iterator, Sequence

from kaptar.edit.account.quoting.reading.parts import Content, FileChanges, NotRead, Quotation

OPEN = re.compile(r"(?:<{5,9} ?(?:SEARCH|ORIGINAL)|-{5,9} ?SEARCH)>*\s*")
MIDDLE = re.compile(r"={5,9}\s*")
CLOSE = re.compile(r"(?:>{5,9} ?(?:REPLACE|UPDATED)|\+{5,9} ?REPLACE)>*\s*")
_START = re.compile(r":start_line:\s*(\d{1,9})\s*")
_RULE = re.compile(r"-{5,}")
_NEAR = 3
"""Filled lines above a block that may be its path."""


def read_search_replace(lines: Sequence[str]) -> list[FileChanges]:
    """The parts of an edit. A block without a path is for the file of the block above."""
    parts: list[FileChanges] = []
    updates: dict[str, FileChanges] = {}
    for path, _, change in block_rows(lines):
        _add(parts, updates, path, change)
    if not parts:
        raise NotRead("the edit has no SEARCH/REPLACE block")
    return parts


def block_rows(lines: Sequence[str]) -> Iterator[tuple[str, range, Quotation | Content]]:
    """For each block the path that it is for, its rows, and what it says."""
    path, floor = "", 0
    at = _next(lines, 0)
    while at < len(lines):
        path = _path_above(lines[floor:at]) or path
        middle = _next(lines, at + 1)
        close = _next(lines, middle + 1)
        if not (OPEN.fullmatch(lines[at]) and _is(MIDDLE, lines, middle) and _is(CLOSE, lines, close)):
            raise NotRead(f"the SEARCH/REPLACE block in line {at + 1} of the edit is not complete")
        floor = close + 1
        yield path, range(at, floor), _block(lines[at + 1 : middle], lines[middle + 1 : close])
        at = _next(lines, floor, OPEN)


def _is(rule: re.Pattern[str], lines: Sequence[str], at: int) -> bool:
    return at < len(lines) and rule.fullmatch(lines[at]) is not None


def _next(lines: Sequence[str], at: int, only: re.Pattern[str] | None = None) -> int:
    """The next line that is a border of a block; the number of lines where there is none."""
    for number in range(at, len(lines)):
        line = lines[number]
        if line[:1] in ("<", "=", ">", "-", "+") and any(
            rule.fullmatch(line) for rule in ((only,) if only else (OPEN, MIDDLE, CLOSE))
        ):
            return number
    return len(lines)


def _block(old: Sequence[str], new: Sequence[str]) -> Quotation | Content:
    start = _START.fullmatch(old[0]) if old else None
    if start is not None:
        old = old[1:]
        old = old[1:] if old and old[0].startswith(":end_line:") else old
        old = old[1:] if old and _RULE.fullmatch(old[0]) else old
    if not any(map(str.strip, old)):
        return Content(tuple(new))
    return Quotation(tuple(old), tuple(new), line=max(int(start[1]) - 1, 0) if start else None)


def _add(parts: list[FileChanges], updates: dict[str, FileChanges], path: str, change: Quotation | Content) -> None:
    """A block that creates a file is a part of its own."""
    if isinstance(change, Quotation) and path in updates:
        updates[path].changes.append(change)
        return
    parts.append(FileChanges((path,) if path else (), [change]))
    if isinstance(change, Quotation):
        updates[path] = parts[-1]


def _path_above(lines: Sequence[str]) -> str:
    near = [line for line in lines if line.strip()][-_NEAR:]
    return next((path for line in reversed(near) if (path := as_path(line))), "")


def as_path(line: str) -> str:
    """A line as a path, without signs around it; "" where it has blanks in it or looks like no path."""
    line = line.strip()
    if line.startswith("```"):
        line = line[3:].partition(" ")[2].strip()
    line = line.lstrip("#*`/").strip().removeprefix("File:").strip("*`: \"'")
    return line if not re.search(r"\s", line) and ("." in line or "/" in line) else ""
