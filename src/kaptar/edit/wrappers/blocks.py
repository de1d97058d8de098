"""SEARCH/REPLACE blocks that are written slightly wrong, or that hold lines which look like their own borders.

- A byte order mark in front of the first block.
- `>>>>>>> REPLACE` behind the last line instead of below it, or left out above the next block.
- `:start_line:` and its rule in both halves (Roo Code). Those of the second half say nothing more.
- Borders that are content: escaped with a backslash (Roo Code's `unescapeMarkers`), or a line of `=` that is no border because it
  has another length than the one line of seven. Such blocks become hunks of a diff, whose lines have signs.

A block that could be read in two ways stays as it is.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kaptar.edit.account.quoting.reading import NotRead
from kaptar.edit.account.quoting.reading.parts import Quotation
from kaptar.edit.account.quoting.reading.search_replace import CLOSE, MIDDLE, OPEN, as_path, block_rows
from kaptar.edit.edit_syntax import is_document
from kaptar.edit.leftovers import beside_blocks, code_beside, other_path

_GLUED = ">>>>>>> REPLACE"
_SEVEN = "======="
_ESCAPED = re.compile(r"\\(?:<{7}(?: .*)?|={7}|>{7}(?: .*)?|-{7}|:(?:start|end)_line:.*)")
_START = re.compile(r":start_line:\s*\d+\s*")
_END = re.compile(r":end_line:\s*\d+\s*")
_RULE = re.compile(r"-{5,}+")
_STANDS_FOR = "="
"""Stands for a line that looks like a border, while the paths are read."""
_LONGEST = 2000


class _Block(NamedTuple):
    """A block's rows in the edit, its lines, and whether some of these look like a border."""

    rows: range
    old: list[str]
    new: list[str]
    borders: bool


def mended(edit: str, path: str, *, as_diff: bool) -> str:
    """The edit with its blocks as the readers know them. Raises NotRead for a line number in the second half alone.

    Args:
        path: the file that the caller names; "" for none. A document may show blocks: it is mended where it is nothing else.
        as_diff: blocks that hold borders may become a diff.
    """
    text = edit.removeprefix("\ufeff").replace("\r\n", "\n")
    lines = text.split("\n")
    if not any(line[:1] in ("<", "-") and OPEN.fullmatch(line) for line in lines if len(line) <= _LONGEST):
        return edit
    blocks = [*_blocks(lines)]
    if None in blocks:
        return text if edit.startswith("\ufeff") else edit
    read = [block for block in blocks if block is not None]
    if is_document(path) and not all(map(_is_beside, _outside(lines, read))):
        return edit
    if not any(block.borders for block in read):
        written = "\n".join(_written(lines, read))
        return edit if written == edit.replace("\r\n", "\n") else written
    return (_as_diff(lines, read, path) if as_diff else None) or edit


def _outside(lines: Sequence[str], blocks: Sequence[_Block]) -> Iterator[str]:
    inside = {row for block in blocks for row in block.rows}
    return (line for number, line in enumerate(lines) if number not in inside)


def _is_beside(line: str) -> bool:
    """Whether a line beside blocks is blank, a fence, or a path."""
    return not line.strip() or line.lstrip().startswith("```") or bool(as_path(line))


def _blocks(lines: Sequence[str]) -> Iterator[_Block | None]:
    """All blocks; None for one that could be read in two ways."""
    at = 0
    while (opener := _next(lines, at, OPEN)) < len(lines):
        block = _read(lines, opener)
        yield block
        if block is None:
            return
        at = block.rows.stop


def _next(lines: Sequence[str], at: int, rule: re.Pattern[str]) -> int:
    return next((n for n in range(at, len(lines)) if len(lines[n]) <= _LONGEST and rule.fullmatch(lines[n])), len(lines))


def _read(lines: Sequence[str], opener: int) -> _Block | None:
    close, below = _next(lines, opener + 1, CLOSE), _next(lines, opener + 1, OPEN)
    inner, stop = [*lines[opener + 1 : min(close, below)]], close + 1
    if close > below or close == len(lines):
        ended = _ended(inner, is_last=below == len(lines))
        if ended is None:
            return None
        inner, stop = ended, opener + 1 + len(ended)
    middle = _middle(inner, plain=lines[opener].startswith("<<<<<<< "))
    if middle is None:
        return None
    old, new = inner[:middle], _without_number(inner[:middle], inner[middle + 1 :])
    borders = any(MIDDLE.fullmatch(line) or _ESCAPED.fullmatch(line) for line in (*old, *new) if len(line) <= _LONGEST)
    return _Block(range(opener, stop), old, new, borders)


def _ended(inner: list[str], *, is_last: bool) -> list[str] | None:
    """The lines of a block without a closing line of its own: the mark is behind a line, or left out above the next block."""
    glued = [n for n, line in enumerate(inner) if line.rstrip().endswith(_GLUED)]
    if glued:
        line = inner[glued[0]].rstrip().removesuffix(_GLUED).rstrip()
        return [*inner[: glued[0]], line] if line and line[-1] != ">" and len(glued) == 1 else None
    last = inner[-1] if inner else ""
    sure = bool(last.strip()) and not last.lstrip().startswith("```") and not as_path(last) and not MIDDLE.fullmatch(last)
    return inner if sure and not is_last else None


def _middle(inner: Sequence[str], *, plain: bool) -> int | None:
    """Where the border between the halves is: the only one, or the only one of seven signs."""
    borders = [n for n, line in enumerate(inner) if len(line) <= _LONGEST and MIDDLE.fullmatch(line)]
    seven = [n for n in borders if inner[n].rstrip() == _SEVEN]
    if len(borders) == 1:
        return borders[0]
    return seven[0] if plain and len(seven) == 1 else None


def _without_number(old: Sequence[str], new: list[str]) -> list[str]:
    if not new or not _START.fullmatch(new[0][:_LONGEST]):
        return new
    if not old or not _START.fullmatch(old[0][:_LONGEST]):
        raise NotRead(f"the line {new[0].strip()[:60]!r} stands in the new text alone; it belongs above the old one")
    rest = new[1:]
    rest = rest[1:] if rest and _END.fullmatch(rest[0][:_LONGEST]) else rest
    return rest[1:] if rest and _RULE.fullmatch(rest[0][:_LONGEST]) else rest


def _written(lines: Sequence[str], blocks: Sequence[_Block], *, stands_for: bool = False) -> Iterator[str]:
    """The lines of the edit, with each block in full."""
    at = 0
    for block in blocks:
        yield from lines[at : block.rows.start]
        yield lines[block.rows.start]
        yield from (_hidden(line) if stands_for else line for line in block.old)
        yield _SEVEN
        yield from (_hidden(line) if stands_for else line for line in block.new)
        closed = CLOSE.fullmatch(lines[block.rows.stop - 1]) if block.rows.stop <= len(lines) else None
        yield lines[block.rows.stop - 1] if closed else ">>>>>>> REPLACE"
        at = block.rows.stop
    yield from lines[at:]


def _hidden(line: str) -> str:
    return _STANDS_FOR if len(line) <= _LONGEST and (MIDDLE.fullmatch(line) or _ESCAPED.fullmatch(line)) else line


def _as_diff(lines: Sequence[str], blocks: Sequence[_Block], path: str) -> str | None:
    """The blocks as hunks; None where the edit says more than they do."""
    plain = [*_written(lines, blocks, stands_for=True)]
    text = "\n".join(plain)
    if code_beside("\n".join(beside_blocks(text))) is not None or other_path(text, path) is not None:
        return None
    read = [*block_rows(plain)]
    if len(read) != len(blocks):
        return None
    out, last = list[str](), None
    for (named, _, change), block in zip(read, blocks, strict=True):
        if not isinstance(change, Quotation):
            return None
        if named != last and named:
            out += [f"--- a/{named}", f"+++ b/{named}"]
        last = named
        old = block.old[len(block.old) - len(change.old) :]
        steps = Quotation(tuple(map(_unescaped, old)), tuple(map(_unescaped, block.new))).steps
        out += [_head(change, steps, alone=len(blocks) == 1), *(f"{sign}{line}" for sign, line in steps)]
    return "\n".join([*out, ""])


def _head(change: Quotation, steps: Sequence[tuple[str, str]], *, alone: bool) -> str:
    """The head of a hunk. With several hunks the numbers in the new file are not known."""
    if change.line is None or not alone:
        return "@@ ... @@"
    was, now = (sum(sign in signs for sign, _ in steps) for signs in (" -", " +"))
    return f"@@ -{change.line + 1},{was} +{change.line + 1},{now} @@"


def _unescaped(line: str) -> str:
    return line[1:] if len(line) <= _LONGEST and _ESCAPED.fullmatch(line) else line
