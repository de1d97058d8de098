"""Calls in tags, as Cline and its relatives write them.

```text
call := "<replace_in_file>" path diff "</replace_in_file>"     (`apply_diff` is the same; `diff` holds SEARCH/REPLACE blocks)
      | "<write_to_file>" path content "</write_to_file>"      (`content` is the whole file)
```

`task_progress` and `line_count` may stand in a call, words around it. Calls become blocks below their path, or calls as JSON. A
content that has fewer lines than its `line_count` says was cut off.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kaptar.edit.account.quoting.reading import NotRead
from kaptar.edit.leftovers import beside_blocks, code_beside

_TOOLS = {"replace_in_file": "diff", "apply_diff": "diff", "write_to_file": "content"}
"""Tools, and the field of each that holds the edit."""
_FIELDS = frozenset({"path", "diff", "content", "task_progress", "line_count"})
_OPEN = re.compile(rf"^[ \t]*<({'|'.join(_TOOLS)})>", re.MULTILINE)
_FIELD = re.compile(r"\s*<(\w{1,40})>")
TAG = re.compile(r"^[ \t]*</?(?!thinking>)[a-z][\w:]*(?:[ \t][^>\n]{0,80})?>", re.MULTILINE)
"""A tag of another call, or one that a call has too much."""
OTHER_EDIT = re.compile(r"^(?:<{5,9} ?SEARCH|-{5,9} ?SEARCH|\*\*\* Begin Patch|diff --git |[{\[])", re.MULTILINE)
"""What an edit in another format begins with: tags inside of it are lines of a file."""
_PATH = re.compile(r"(?:[\w@.+~()\[\]-]|(?<!^)[/\\])+|/[\w@.+~()\[\]/-]+")
ESCAPED = re.compile(r"&(?:lt|gt|amp|quot|apos|#39);")
_BORDER = re.compile(r"^(?:<{5,9} ?SEARCH|-{5,9} ?SEARCH|>{5,9} ?REPLACE|\+{5,9} ?REPLACE)>*[ \t]*$", re.MULTILINE)


_NUMBER = re.compile(r"\s*(\d{1,9})\b")
_MISCOUNTED = 20
"""One line of so many may be counted too much: models count long texts by guess."""


class _Call(NamedTuple):
    """A call. ``lines``: how many lines its content has, as far as it says so."""

    tool: str
    path: str
    text: str
    lines: int = 0


def untagged(edit: str, *, alone: bool) -> str | None:
    """The edit without its tags; None where it is no call in tags. Raises NotRead.

    Args:
        alone: words around a call may be text of the file, so that only a call by itself is one.
    """
    text = edit.removeprefix("\ufeff").replace("\r\n", "\n")
    first = _OPEN.search(text)
    if first is None or OTHER_EDIT.search(text, 0, first.start()) or (alone and text[: first.start()].strip()):
        return None
    pieces = [*_pieces(text, first.start())]
    calls = [piece for piece in pieces if isinstance(piece, _Call)]
    talk = [piece for piece in pieces if isinstance(piece, str)]
    if alone and any(map(str.strip, talk)):
        return None
    if tag := next((found[0].strip() for each in talk if (found := TAG.search(each))), ""):
        raise NotRead(f"the tag {tag[:60]} beside the call is not read; send one kind of calls")
    for call in calls:
        _check(call)
    kinds = {_TOOLS[call.tool] for call in calls}
    if len(kinds) > 1:
        raise NotRead("the edit holds calls of two kinds; send one kind of calls")
    return _as_blocks(pieces) if kinds == {"diff"} else _as_json(calls, talk)


def _pieces(text: str, at: int) -> Iterator[str | _Call]:
    """Calls, and the text between them."""
    last = 0
    while (found := _OPEN.search(text, at)) is not None:
        yield text[last : found.start()]
        call, last = _read(text, found)
        yield call
        at = last
    yield text[last:]


def _read(text: str, opened: re.Match[str]) -> tuple[_Call, int]:
    tool, fields, at = opened[1], dict[str, str](), opened.end()
    while (field := _FIELD.match(text, at)) is not None:
        name = field[1]
        end = text.find(f"</{name}>", field.end())
        if name not in _FIELDS or name in fields or end < 0:
            raise NotRead(f"the field <{name}> of <{tool}> is not known, stands there twice, or has no end")
        fields[name], at = text[field.end() : end], end + len(name) + 3
    while at < len(text) and text[at].isspace():
        at += 1
    if not text.startswith(f"</{tool}>", at):
        raise NotRead(f"<{tool}> has no end, or text between its fields")
    path, held = fields.pop("path", "").strip(), fields.pop(_TOOLS[tool], None)
    if held is None or not {"diff", "content"}.isdisjoint(fields):
        raise NotRead(f"<{tool}> needs a path and <{_TOOLS[tool]}>")
    count = _NUMBER.match(fields.pop("line_count", ""))
    return _Call(tool, path, held, int(count[1]) if count else 0), at + len(tool) + 3


def _check(call: _Call) -> None:
    if not _PATH.fullmatch(call.path):
        raise NotRead(f"the path {call.path[:80]!r} in tags is none that can be read; send the edit without tags")
    if call.text.lstrip().startswith("<![CDATA["):
        raise NotRead("the text stands in CDATA; send it as it is")
    held = len(_content(call.text).splitlines())
    if call.tool == "write_to_file" and call.lines - held > max(1, call.lines // _MISCOUNTED):
        raise NotRead(f"<line_count> says {call.lines:,} lines, but <content> has {held:,}: it was cut off; send all of it")
    shown = _BORDER.sub("", call.text)
    if ESCAPED.search(shown) and "<" not in shown and ">" not in shown:
        raise NotRead("signs of the text seem to be written as entities such as &lt;; send the text as it is")


def _as_blocks(pieces: Sequence[str | _Call]) -> str:
    """Each call as its path and the blocks below it, with the words around it."""
    out = []
    for piece in pieces:
        if isinstance(piece, str):
            out.append(piece)
            continue
        if line := next((line for line in beside_blocks(piece.text) if line.strip()), ""):
            raise NotRead(f"the line {line.strip()[:80]!r} of a diff belongs to no block")
        path = piece.path if re.search(r"[./]", piece.path) else f"./{piece.path}"
        blocks = piece.text.strip("\n").rstrip(" \t")
        out.append(f"\n{path}\n{blocks}\n")
    return "".join(out)


def _as_json(calls: Sequence[_Call], talk: Sequence[str]) -> str:
    """Each call as JSON. Words around it are dropped, which hold no code."""
    if line := next((line for each in talk if (line := code_beside(each)) is not None), None):
        raise NotRead(f"the line {line[:80]!r} beside the call may be code; send the call alone")
    writes = [{"path": call.path, "content": _content(call.text)} for call in calls]
    if len({write["path"] for write in writes}) < len(writes):
        raise NotRead("one file is written twice")
    return json.dumps(writes if len(writes) > 1 else writes[0], ensure_ascii=False)


def _content(text: str) -> str:
    """The text of a file between its tags, which may stand on lines of their own."""
    return re.sub(r"\n[ \t]*\Z", "\n", text.removeprefix("\n"))
