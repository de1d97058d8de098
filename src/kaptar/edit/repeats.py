"""Blocks that an edit has twice: the second one says nothing more, and is left out.

Models that stutter write a block again. It is the same block where it quotes and brings the same for the same file, its quotation
stands in the file once and goes, and no block of the edit brings those lines anew. Pure: texts in, a text out.
"""

import json
from collections.abc import Iterator, Sequence

from kaptar.edit.account.quoting.reading import NotRead
from kaptar.edit.account.quoting.reading.diffs import hunk_rows
from kaptar.edit.account.quoting.reading.parts import Quotation
from kaptar.edit.account.quoting.reading.patches import hunk_rows_of_patch, is_patch
from kaptar.edit.account.quoting.reading.search_replace import OPEN, block_rows
from kaptar.edit.edit_syntax import is_document
from kaptar.edit.wrappers.swaps import EVERYWHERE, NEW, OLD, Fields, read_value, swaps_in

_MOST_BLOCKS = 500
_MOST_WORK = 1 << 28
"""Repeated blocks times characters of the file, at most; beyond that the edit stays as it is."""
_MAX_DEPTH = 4
_HEADS = ("--- ", "+++ ", "diff --git ", "index ")
_NAMES = ("+++ ", "*** Update File:")
"""What begins a line that names the file of the hunks below it."""
_Block = tuple[str, range, Quotation]


def without_repeats(edit: str, source: bytes, path: str) -> str:
    """The edit with each of its blocks once; as it is where it has none twice.

    Args:
        path: the file; calls for others stay as they are, and a document may show blocks.
    """
    content = source.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n")
    if f'"{OLD}"' in edit and (value := read_value(edit)) is not None:
        return json.dumps(value, ensure_ascii=False) if _left_out(value, content, path) else edit
    if is_document(path) or not any(edit.count(sign) > 1 for sign in ("SEARCH", "ORIGINAL", "\n@@")):
        return edit
    lines = edit.replace("\r\n", "\n").split("\n")
    try:
        repeated = _repeated([*_blocks(lines)], content)
    except NotRead:
        return edit
    for rows in reversed(repeated):
        del lines[_with_head(lines, rows) : rows.stop]
    return "\n".join(lines) if repeated else edit


def _blocks(lines: Sequence[str]) -> Iterator[_Block]:
    """The blocks of an edit, each with the file that it names."""
    if not is_patch(lines) and any(OPEN.fullmatch(line) for line in lines if line[:1] in ("<", "-")):
        yield from ((path, rows, block) for path, rows, block in block_rows(lines) if isinstance(block, Quotation))
        return
    for _, rows, block in hunk_rows_of_patch(lines) if is_patch(lines) else hunk_rows(lines):
        yield next((lines[n] for n in range(rows.start, -1, -1) if lines[n].startswith(_NAMES)), ""), rows, block


def _repeated(blocks: Sequence[_Block], content: str) -> list[range]:
    """The rows of blocks that stand above as well, where their quotation stands in the file once and no block brings it."""
    seen, again = set[tuple[str, Quotation]](), list[tuple[range, str]]()
    for name, rows, block in blocks:
        if (name, block) in seen:
            again.append((rows, _stripped(block.old)))
        seen.add((name, block))
    if not again or len(blocks) > _MOST_BLOCKS or len(again) * len(content) > _MOST_WORK:
        return []
    there, brought = _stripped(content.split("\n")), [_stripped(block.new) for _, _, block in blocks]
    return [rows for rows, old in again if old.strip() and _count(there, old) == 1 and not any(old in new for new in brought)]


def _stripped(lines: Sequence[str]) -> str:
    return "\n".join(("", *map(str.strip, lines), ""))


def _count(text: str, part: str) -> int:
    """How often a part stands in a text, up to twice; also where the two overlap."""
    at = text.find(part)
    return 0 if at < 0 else 1 if text.find(part, at + 1) < 0 else 2


def _with_head(lines: Sequence[str], rows: range) -> int:
    """The first of the lines that go with a hunk: its file's header too, where no other hunk stands below it."""
    first = rows.start
    if rows.stop < len(lines) and lines[rows.stop].startswith("@@"):
        return first
    while first and lines[first - 1].startswith(_HEADS):
        first -= 1
    return first


def _left_out(value: object, content: str, path: str) -> bool:
    """Takes replacements that stand twice out of the lists of a value; says whether there were any."""
    calls = [*swaps_in(value, path)]
    seen, again = set[tuple[object, ...]](), list[Fields]()
    for call in calls:
        key = (call[OLD], call[NEW], call.get(EVERYWHERE))
        again += [call] if key in seen else []
        seen.add(key)
    if len(calls) > _MOST_BLOCKS or len(again) * len(content) > _MOST_WORK:
        return False
    brought = [str(call[NEW]) for call in calls]
    repeated = {id(call) for call in again if _goes(str(call[OLD]), content, brought)}
    for holder in _lists(value, 0):
        holder[:] = [each for each in holder if id(each) not in repeated]
    return bool(repeated)


def _goes(old: str, content: str, brought: Sequence[str]) -> bool:
    """Whether a text stands in the file once, and no replacement brings it."""
    old = old.replace("\r\n", "\n")
    return _count(content, old) == 1 and not any(old in new.replace("\r\n", "\n") for new in brought)


def _lists(value: object, depth: int) -> Iterator[list[Fields]]:
    """The lists that may hold replacements."""
    if isinstance(value, list) and depth < _MAX_DEPTH:
        yield value
        for each in value:
            yield from _lists(each, depth + 1)
    elif isinstance(value, dict) and isinstance(value.get("edits"), list):
        yield from _lists(value["edits"], depth + 1)
