"""The rules for whole files: the new text is the edit's text, and the edit is not the call of a tool that writes elsewhere."""

import json
import re
from collections.abc import Iterator

from kaptar.edit.account.facts.lines import Difference, columns
from kaptar.edit.account.facts.rows import readings
from kaptar.edit.account.findings import Reach
from kaptar.edit.outcome import Complaint
from kaptar.edit.texts import unfenced
from kaptar.edit.wrapper_lines import hands_over

_DATA = frozenset(("json", "jsonc", "json5", "jsonl", "ndjson", "ipynb", "geojson", "webmanifest", "map", "har", "yaml", "yml"))
"""Endings of files whose text may be one JSON value."""
_TEXT = frozenset(("content", "contents", "file_text", "text", "new_content", "file_content", "code"))
"""Keys of a call that hold the text of a file."""
_HARMLESS = frozenset((
    "file_path", "path", "target_file", "target_filepath", "filename", "filePath", "file", "relative_path", "absolute_path",
    "instructions", "instruction", "description", "explanation", "reason", "id", "call_id", "toolu_id", "requires_approval",
    "encoding", "security_risk", "task_progress",
))  # fmt: skip
"""Keys that do not say where in the file the text belongs."""
_AROUND = ("input", "arguments", "parameters", "args", "operation", "operations", "calls", "tool_calls", "function")
_ENVELOPE = frozenset((*_AROUND, "name", "type", "tool", "tool_name", "recipient_name", "id", "index", "call_id"))
WRITES = re.compile(
    r"(?:\w+[.:_])?(?:write|create|save|overwrite|replace|put|new|update)(?:[_-]?(?:to|new|the|text|whole|full)?[_-]?files?)?"
    r"|fs_write|str_replace(?:_based)?_(?:edit_tool|editor)|text_editor\w*|function|tool_use|tool_call",
    re.IGNORECASE,
)
"""Names of tools that write the whole of a file, and words for calls of any tool."""
_MAX_DEPTH = 6
_FENCES = ("```", "~~~")
_TAG = re.compile(
    r"<(?:function_calls|antml:\w+|invoke|tool_call|tool_use|tool|write_to_file|replace_in_file|apply_diff|insert_content|"
    r"search_and_replace|edit_file|append_to_file|execute_command|(?:old|new)_(?:text|string|str)|think(?:ing)?)(?:\s[^>]*)?>"
)
"""The first line of a call that is written in tags."""


def check_whole(difference: Difference, edit: str) -> Complaint | None:
    """The new text has all lines of the edit, or of the one fence in it, as deep as they are there; blank lines aside.

    A fence may be indented as a whole. A byte order mark is no part of the first line.
    """
    filled = [n for n, line in enumerate(difference.new) if line]
    if (fence := _open_fence(difference, filled)) is not None:
        return "malformed_edit", f"the fence {fence[:40]!r} around the text is not closed"
    wanted = [difference.new[n] for n in filled]
    for lines in readings(edit):
        shown = [line for line in lines if line.strip()]
        shown[:1] = [line.removeprefix("\ufeff") for line in shown[:1]]
        if [line.strip() for line in shown] == wanted:
            shifts = {difference.indent(n) - columns(line) for n, line in zip(filled, shown, strict=True)}
            return (
                None
                if len(shifts) <= 1
                else ("malformed_edit", "the new text is indented otherwise than the edit; nothing was changed")
            )
    return "malformed_edit", "the new text is not the edit's text line by line; nothing was changed"


def _open_fence(difference: Difference, filled: list[int]) -> str | None:
    """A new first line that opens a fence around the file's own first line; None for none."""
    first = next((line for line in difference.old if line), "")
    if not first or len(filled) < 2 or difference.new[filled[1]] != first:
        return None
    top = difference.new[filled[0]]
    is_new = top not in difference.old or first.startswith(_FENCES)
    return top if top.startswith(_FENCES) and is_new else None


def check_wrapped(difference: Difference, reach: Reach) -> Complaint | None:
    """The text of a file that was there has no wrapper: new lines around the file's own first and last lines.

    In code, new lines at both ends may be statements, unless they are alike.
    """
    old, new = ([line for line in lines if line] for lines in (difference.old, difference.new))
    if old and new and new[0] not in old and hands_over(new[0]):
        return "malformed_edit", f"the line {new[0][:80]!r} hands the file over, and would be written into it; leave it out"
    if len(old) < 2 or len(new) < 4:
        return None
    kept_first, kept_last = new[1] == old[0], new[-2] == old[-1]
    around = kept_first and kept_last and reach is not Reach.CODE
    paired = new[0] == new[-1] and (kept_first or kept_last)
    if new[0] not in old and new[-1] not in old and (around or paired):
        return "malformed_edit", (
            f"the lines {new[0][:60]!r} and {new[-1][:60]!r} stand around the whole file and may be a wrapper; "
            "leave them out, or say --format whole_file"
        )
    return None


def check_call(edit: str, path: str) -> Complaint | None:
    """A call that gives the text of a file says nothing of a place in it, and no other call is taken for the text of a file.

    Args:
        edit: what was taken for a whole file, or for a call that holds one.
        path: the file, whose ending tells whether its text can be JSON.
    """
    text = unfenced(edit)
    if _TAG.match(text.lstrip("\ufeff")):
        return "malformed_edit", "the edit is a call of a tool in tags; send what is in it, or say --format whole_file"
    if text[:1] not in ("{", "["):
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    calls = [call for call in _calls(value, 0) if not _TEXT.isdisjoint(call)]
    for call in calls:
        if place := next((key for key in call if key not in _TEXT and not says_no_place(key, call[key])), ""):
            return "malformed_edit", (
                f"the call has the key {place[:40]!r}, so its text may not be the whole file; quote the lines that it changes"
            )
    if calls:
        return None
    if path.rpartition(".")[2].lower() in _DATA:
        return None
    return (
        "malformed_edit",
        f"the edit is JSON, and {path or 'the file'} is not; if it is the text of the file, say --format whole_file",
    )


def says_no_place(key: str, value: object) -> bool:
    """Whether a key of a call says nothing of where in the file the text belongs."""
    if key in ("name", "type", "command", "tool", "tool_name"):
        return isinstance(value, str) and WRITES.fullmatch(value) is not None
    return key in _HARMLESS or key in _ENVELOPE


def _calls(value: object, depth: int) -> Iterator[dict[str, object]]:
    """The objects of a call, each with the fields of those around it."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for each in value:
            yield from _calls(each, depth + 1)
    elif isinstance(value, dict):
        inner = [value[key] for key in _AROUND if isinstance(value.get(key), dict | list | str)]
        yield value
        for each in inner:
            for call in _calls(_read(each), depth + 1):
                yield {**{key: each for key, each in value.items() if key not in _AROUND}, **call}


def _read(value: object) -> object:
    """Arguments that are JSON in a string."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None
