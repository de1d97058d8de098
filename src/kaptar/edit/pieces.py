"""The text of each part of an edit that names its files: what belongs to one file is read and planned by itself."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from kaptar.edit.account.quoting.reading import FileChanges, NotRead, read_parts
from kaptar.edit.account.quoting.reading.search_replace import CLOSE, OPEN
from kaptar.edit.engine import Editor
from kaptar.edit.guest_plan import FilePart


class Pieces:
    """The text of each part of an edit."""

    def __init__(self, edit: str, parts: Sequence[FilePart]) -> None:
        self._edit = edit
        text = edit.lstrip("\ufeff").replace("\r\n", "\n")
        self._is_json = text.lstrip()[:1] in ("{", "[")
        self._pieces = _cut(text, parts, is_json=self._is_json) if len(parts) > 1 else []
        self._whole: list[FileChanges] | None = None
        if len(self._pieces) == len(parts):
            self._whole = _read(edit, self._reader(parts[0]))

    def of(self, part: FilePart, editor: Editor) -> tuple[str, int]:
        """A text, and the number of the part in it: the part's piece, or the whole edit where the piece is not proved."""
        if part.part < len(self._pieces) and self._is_proved(self._pieces[part.part], part, editor):
            return self._pieces[part.part], 0
        return self._edit, part.part

    def _is_proved(self, piece: str, part: FilePart, editor: Editor) -> bool:
        """Whether the piece says what the part says: by the host's readers; of calls that these do not know, by the guest's."""
        if self._whole is not None:
            return _read(piece, self._reader(part)) == self._whole[part.part : part.part + 1]
        alone = editor.parts_of(piece, part.format) if self._is_json else []
        return alone == [msgspec.structs.replace(part, part=0)]

    def _reader(self, part: FilePart) -> str:
        return "str_replace" if self._is_json else part.format


def _read(edit: str, format: str) -> list[FileChanges] | None:
    try:
        return read_parts(edit, format)
    except NotRead:
        return None


_PATCH_FILE = re.compile(r"\s*\*\*\* (?:Add|Update|Delete) File: ")
_LISTS = ("operations", "calls", "tool_calls")


def _cut(text: str, parts: Sequence[FilePart], *, is_json: bool) -> list[str]:
    """A piece for each part, in their order. Some or none where the text is not cut in this simple way."""
    if is_json:
        return _cut_calls(text, parts)
    lines = text.removesuffix("\n").split("\n")
    match parts[0].format:
        case "v4a":
            return _cut_patch(lines)
        case "udiff":
            return _cut_diff(lines)
        case "search_replace":
            return _cut_blocks(lines)
    return []


def _cut_patch(lines: Sequence[str]) -> list[str]:
    begin = next((n for n, line in enumerate(lines) if line.strip() == "*** Begin Patch"), len(lines))
    end = next((n for n in range(begin, len(lines)) if lines[n].strip() == "*** End Patch"), len(lines))
    heads = [n for n in range(begin, end) if _PATCH_FILE.match(lines[n])]
    return [_joined([lines[begin], *lines[a:b], *lines[end : end + 1]]) for a, b in _between(heads, end)]


def _cut_diff(lines: Sequence[str]) -> list[str]:
    heads: list[int] = []
    in_header = False
    for number, (line, below) in enumerate(zip(lines, [*lines[1:], ""], strict=True)):
        is_git = line.startswith("diff --git ")
        if is_git or (not in_header and line.startswith("--- ") and below.startswith("+++ ")):
            heads.append(number)
        in_header = is_git or (in_header and not line.startswith("@@"))
    return [_joined(lines[a:b]) for a, b in _between(heads, len(lines))]


def _cut_blocks(lines: Sequence[str]) -> list[str]:
    """Blocks by their paths; one that creates a file is a piece of its own."""
    pieces: list[list[str]] = []
    updates: dict[str, list[str]] = {}
    path, floor = "", 0
    openers = [n for n, line in enumerate(lines) if line[:1] in ("<", "-") and OPEN.fullmatch(line)]
    for opener in openers:
        close = next((n for n in range(opener, len(lines)) if CLOSE.fullmatch(lines[n])), len(lines) - 1)
        (read,) = _read(_joined(lines[floor : close + 1]), "search_replace") or [FileChanges((), [])]
        path, floor = (*read.names, path)[0], close + 1
        block = [path, *lines[opener : close + 1]]
        creates = not any(line.strip() for line in _quoted(lines[opener + 1 : close]))
        if not creates and path in updates:
            updates[path] += block
            continue
        pieces.append(block)
        if not creates:
            updates[path] = block
    return [_joined(piece) for piece in pieces]


def _quoted(block: Sequence[str]) -> Iterator[str]:
    """The lines above the middle of a block."""
    for line in block:
        if line.startswith("====="):
            return
        yield line


def _cut_calls(text: str, parts: Sequence[FilePart]) -> list[str]:
    """Calls by the path that they name."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return []
    if isinstance(value, dict):
        value = next((value[key] for key in _LISTS if key in value), None)
    pieces: dict[str, list[object]] = {part.path: [] for part in parts}
    for call in value if isinstance(value, list) else []:
        named = [path for path in _texts(call) if path in pieces]
        if not named:
            return []
        pieces[named[0]].append(call)
    return [json.dumps(calls, ensure_ascii=False) for calls in pieces.values()]


def _texts(call: object) -> Iterator[str]:
    """The texts in a call, and in a call that another one holds."""
    for value in call.values() if isinstance(call, Mapping) else ():
        if isinstance(value, str):
            yield value
        elif isinstance(value, Mapping):
            yield from (inner for inner in value.values() if isinstance(inner, str))


def _between(heads: Sequence[int], end: int) -> Iterator[tuple[int, int]]:
    return zip(heads, [*heads[1:], end], strict=True) if heads else iter(())


def _joined(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
