"""The rest of an edit beside the blocks of its format: talk may stand there, a second edit may not be dropped without a word."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from kaptar.edit.account.quoting.reading.diffs import read_diff
from kaptar.edit.account.quoting.reading.parts import FileChanges, NotRead
from kaptar.edit.account.quoting.reading.search_replace import CLOSE, OPEN, block_rows
from kaptar.languages import language_of

_BEGIN, _END = re.compile(r"\*\*\* Begin Patch\s*"), re.compile(r"\*\*\* End Patch\s*")
_BORDERS = {"search_replace": (OPEN, CLOSE), "v4a": (_BEGIN, _END)}
"""The lines around a block, by format."""
_OTHER = re.compile(
    r"@@ .*@@.*|\*\*\* (?:Begin Patch|Update File: .*)|--- [ab]/.*"
    r"|(?:def|class|function|const|let|var|public|private|fn|func|return|export|async)\s.*[:{};)]"
)
"""Lines of a diff or a patch, and lines that are surely code."""
_FENCE = re.compile(r"\s*(`{3,}|~{3,})\s*([\w+-]*).*")
_NAMES_FILE = re.compile(r"(?:.*\s)?[`*\"'(]*(?P<path>[\w@./\\-]*\w\.\w{1,6})[`*\"')]*\s*[:.]?\s*")
"""A line that ends with the name of a file."""
_TALK = frozenset({"", "text", "sh", "bash", "shell", "console", "output", "diff"})
"""Kinds of fences beside an edit that may show commands or output."""
_LONGEST = 400
"""Characters of a line that can be a border or a fence, at most."""
_BLOCK = "\0"
"""Stands for a block: a fence that holds one is the block's own."""


def left_over(edit: str, format: str) -> str | None:
    """The first line beside the blocks or the patch that belongs to another edit; None where there is none."""
    if format not in _BORDERS and format != "udiff":
        return None
    if format == "udiff" and (line := _behind_hunk(edit)) is not None:
        return line
    if format == "search_replace" and (border := _odd_border(edit)) is not None:
        return border
    return _code_in(_beside_hunks(edit) if format == "udiff" else _beside(edit, *_BORDERS[format]))


def _odd_border(edit: str) -> str | None:
    """A border of a block that does not begin its line: the block would not be read. None for none."""
    beside = (line.strip().removeprefix(">").strip() for line in beside_blocks(edit) if len(line) <= _LONGEST)
    return next((line for line in beside if OPEN.fullmatch(line) or CLOSE.fullmatch(line)), None)


def wrapping_fence(edit: str, source: str, text: str) -> str:
    """The fence with the name of a language that a snippet begins with, where it comes into the file; "" for none.

    Nobody closed it, or its content would have been read. A document that begins with a fence may get another name there, unless
    the snippet has the document's own first line below it.
    """
    first, below = _first_lines(edit)
    match = _FENCE.fullmatch(first) if len(first) <= _LONGEST else None
    if match is None or not match[2] or _has(source, first) or not _has(text, first):
        return ""
    top, _ = _first_lines(source)
    return "" if _FENCE.match(top[:_LONGEST]) and below != top else first


def _has(text: str, line: str) -> bool:
    return line in map(str.strip, text.split("\n"))


def _first_lines(text: str) -> tuple[str, str]:
    """The first two lines of a text that are not blank, stripped; "" for one that is not there."""
    filled = (line.strip() for line in text.removeprefix("\ufeff").split("\n") if line.strip())
    return next(filled, ""), next(filled, "")


def other_path(edit: str, path: str) -> str | None:
    """A file that the words directly above a SEARCH/REPLACE block name, where the block is read as one of another; None for none.

    Args:
        path: the file that blocks without a path are for; "" for none.
    """
    lines = edit.replace("\r\n", "\n").split("\n")
    floor = 0
    try:
        for named, rows, _ in block_rows(lines):
            near = [line for line in lines[floor : rows.start] if line.strip() and not _FENCE.match(line[:_LONGEST])]
            floor = rows.stop
            found = _NAMES_FILE.fullmatch(near[-1]) if near and len(near[-1]) <= _LONGEST else None
            own = FileChanges(tuple(filter(None, (named or path,))), [])
            if found and _is_file(found["path"]) and not own.fits(found["path"]):
                return found["path"]
    except NotRead:
        return None
    return None


def _is_file(name: str) -> bool:
    return "/" in name or language_of(name) is not None


def code_beside(talk: str) -> str | None:
    """The first line of words beside an edit that may be code, or a part of another edit."""
    return _code_in(talk.split("\n"))


def beside_blocks(text: str) -> Iterator[str]:
    """The lines outside of all SEARCH/REPLACE blocks. A border of a block begins its line."""
    return (line for line in _beside(text, OPEN, CLOSE) if line != _BLOCK)


def _code_in(rest: Iterable[str]) -> str | None:
    fences: list[list[str]] = []
    for above, line in pairwise(["", *_without_fences(rest, fences)]):
        if _OTHER.fullmatch(line.strip()) or (above.startswith("-") and line.startswith("+")):
            return line.strip()
    return next((line.strip() for lines in fences if _BLOCK not in lines for line in lines if line.strip()), None)


def _beside(edit: str, opener: re.Pattern[str], closer: re.Pattern[str]) -> Iterator[str]:
    """The lines outside of all blocks, with `_BLOCK` for each of these."""
    inside = False
    for line in edit.replace("\r\n", "\n").split("\n"):
        if len(line) > _LONGEST:
            yield from () if inside else (line,)
        elif opener.fullmatch(line):
            inside = True
            yield _BLOCK
        elif inside:
            inside = closer.fullmatch(line) is None
        else:
            yield line


def _behind_hunk(edit: str) -> str | None:
    """A line that may be one of the hunk above it, but has no sign; None for none."""
    lines = edit.replace("\r\n", "\n").split("\n")
    try:
        behind = read_diff(lines).behind
    except NotRead:
        return None
    return lines[behind[0]].strip() if behind else None


def _beside_hunks(edit: str) -> Iterator[str]:
    """The lines outside of all headers and hunks of a diff, with `_BLOCK` for each of the others."""
    lines = edit.replace("\r\n", "\n").split("\n")
    try:
        beside = set(read_diff(lines).beside)
    except NotRead:
        return
    for number, line in enumerate(lines):
        yield line if number in beside else _BLOCK


def _without_fences(lines: Iterable[str], fences: list[list[str]]) -> Iterator[str]:
    """The lines outside of fences. ``fences`` takes the contents of those that hold code."""
    fence, holds_code = "", False
    for line in lines:
        match = _FENCE.fullmatch(line) if len(line) <= _LONGEST else None
        if match and not fence:
            fence, holds_code = match[1], match[2].lower() not in _TALK
            if holds_code:
                fences.append([])
        elif fence and line.strip() == fence:
            fence = ""
        elif not fence:
            yield line
        elif holds_code:
            fences[-1].append(line)
