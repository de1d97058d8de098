"""Calls of edit tools as JSON: one, several in a list or on lines, in envelopes, or around a patch.

```text
edit     := value+                                                        (a fence and words may stand around it)
value    := [value…] | call | envelope
envelope := {name, type, id, input | arguments | parameters | args | function | operations | calls: value, or its text}
          | {input | patch: patch} | {command | cmd: ["apply_patch", patch] | [shell, "-lc", script] | script}
```

What comes out is the patch, or the calls alone, each with the path of the envelope it stood in.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from kaptar.edit.account.quoting.reading import NotRead
from kaptar.edit.account.quoting.reading.calls import AROUND, NEW, OLD, PATHS
from kaptar.edit.account.whole import says_no_place
from kaptar.edit.wrappers.commands import patch_in

_PATCHES = ("input", "patch", "command", "cmd", "script")
"""Keys that may hold a patch, or the command that applies one."""
_AROUND = (*AROUND, "function")
_ENVELOPE = frozenset((
    *_AROUND, *_PATCHES, "name", "type", "tool", "tool_name", "recipient_name", "id", "index", "call_id", "status",
    "justification", "description", "explanation", "timeout", "timeout_ms", "with_escalated_permissions", "sandbox_permissions",
))  # fmt: skip
"""Keys of an envelope that do not say what the call does, or where."""
_PLACED = frozenset({"str_replace", "insert", "create"})
"""Commands of the text editor tool, which name a path."""
_OPERATIONS = frozenset({"create_file", "update_file", "delete_file"})
_MAX_DEPTH = 6
_MOST = 10_000
"""Calls of one edit, at most."""

Fields = Mapping[str, object]


def read_json(edit: str, path: str | None) -> tuple[str, ...] | None:
    """The patch, or the calls, of an edit that is JSON; None where it is none, or is read as it is. Raises NotRead.

    Calls that follow each other in one file, in two ways, are edits of their own.

    Args:
        path: the file that calls without a path are for; None where they cannot be for any.
    """
    text = edit.removeprefix("\ufeff").strip()
    if not text.startswith(("{", "[")):
        text = _in_fence(text)
    values = _values(text)
    if not values:
        return None
    calls = [*_calls(values if len(values) > 1 else values[0], 0)]
    if not calls or None in calls:
        return None
    patches = [call for call in calls if isinstance(call, str)]
    if patches:
        if len(calls) > 1:
            raise NotRead("several calls, one of them with a patch; put all files into one patch")
        return (patches[0],)
    return _as_edits([call for call in calls if isinstance(call, Mapping)], values, path)


def _in_fence(text: str) -> str:
    """The content of the only fence in a text."""
    lines = text.split("\n") if text.count("```") in range(2, 5) else []
    fences = [n for n, line in enumerate(lines) if line.startswith("```")]
    inner = "\n".join(lines[fences[0] + 1 : fences[1]]).strip() if len(fences) == 2 else ""
    return inner if inner.startswith(("{", "[")) else ""


def _values(text: str) -> list[object]:
    """The values of a text, which follow each other on lines; none where it is anything else."""
    decoder, at, found = json.JSONDecoder(), 0, list[object]()
    while at < len(text) and len(found) < _MOST:
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return []
        if not isinstance(value, dict | list):
            return []
        found.append(value)
        at = next((n for n in range(end, len(text)) if not text[n].isspace()), len(text))
        if at < len(text) and "\n" not in text[end:at]:
            return []
    return found if at == len(text) else []


def _calls(value: object, depth: int) -> Iterator[Fields | str | None]:
    """The calls of a value: a patch is a text, None something else."""
    if isinstance(value, list) and value and depth < _MAX_DEPTH:
        for each in value:
            yield from _calls(each, depth + 1)
    elif isinstance(value, dict) and is_call(value):
        yield value
    elif isinstance(value, dict) and depth < _MAX_DEPTH:
        yield from _inside(value, depth)
    else:
        yield None


def is_call(fields: Fields) -> bool:
    """Whether an object is the call of an edit tool itself, and not one around it."""
    has_path = any(isinstance(fields.get(key), str) for key in PATHS)
    swaps = any(isinstance(fields.get(key), str) for key in OLD) and any(isinstance(fields.get(key), str) for key in NEW)
    return (
        swaps
        or "code_edit" in fields
        or fields.get("type") in _OPERATIONS
        or (fields.get("command") == "insert" and "insert_line" in fields)
        or (fields.get("command") == "create" and "file_text" in fields)
        or (has_path and ("edits" in fields or "content" in fields))
    )


def _inside(fields: Fields, depth: int) -> Iterator[Fields | str | None]:
    """The calls in an envelope."""
    if (patch := _patch(fields)) is not None:
        if other := next((key for key in fields if key not in _ENVELOPE), ""):
            raise NotRead(f"the call with the patch has the key {other[:40]!r}, which is not known; send the patch alone")
        yield patch
        return
    inner = next((fields[key] for key in _AROUND if isinstance(fields.get(key), dict | list | str)), None)
    if inner is None:
        yield None
        return
    path = next((fields[key] for key in PATHS if isinstance(fields.get(key), str)), None)
    for call in _calls(_parsed(inner), depth + 1):
        if isinstance(call, Mapping) and "content" in call and not _writes_whole(fields):
            yield None
        elif path is None or call is None:
            yield call
        elif isinstance(call, str):
            raise NotRead("the call around the patch names a file of its own; send the patch alone")
        else:
            named = any(key in call for key in PATHS)
            yield call if named else {"path": path, **call}


def _writes_whole(fields: Fields) -> bool:
    """Whether an envelope says nothing but that a text is the whole of a file."""
    return all(key in PATHS or key in _AROUND or says_no_place(key, value) for key, value in fields.items())


def _parsed(inner: object) -> object:
    """Arguments that are JSON in a text."""
    if not isinstance(inner, str):
        return inner
    values = _values(inner.strip())
    return values[0] if len(values) == 1 else None


def _patch(fields: Fields) -> str | None:
    """The patch that a call hands over, or the command with it."""
    for key in _PATCHES:
        match fields.get(key):
            case str() as script:
                found = patch_in(script)
            case ["apply_patch" | "applypatch", str() as script]:
                found = patch_in(script)
            case [str() as shell, "-lc" | "-c", str() as script] if re.fullmatch(r"(?:/\w+)*/?(?:ba|z|da)?sh", shell):
                found = patch_in(script)
            case _:
                found = None
        if found is not None:
            return found
    return None


def _as_edits(calls: Sequence[Fields], values: Sequence[object], path: str | None) -> tuple[str, ...] | None:
    named = [_named(call, path) for call in calls]
    ways: dict[object, list[bool]] = {}
    for call in named:
        ways.setdefault(_path_of(call), []).append(_is_swap(call))
    if any(len(each) > 1 and not all(each) for each in ways.values()):
        _check_lines(named)
        return tuple(json.dumps(call, ensure_ascii=False) for call in named)
    is_plain = len(values) == 1 and (values == named or values[0] == named)
    return None if is_plain else (json.dumps(named, ensure_ascii=False),)


def _named(call: Fields, path: str | None) -> Fields:
    if path is None or _path_of(call) is not None or call.get("command") not in _PLACED:
        return call
    return {"path": path, **call}


def _path_of(call: Fields) -> object:
    return next((call[key] for key in PATHS if isinstance(call.get(key), str)), None)


def _is_swap(call: Fields) -> bool:
    return call.get("command") not in ("insert", "create") and (any(key in call for key in OLD) or "edits" in call)


def _check_lines(calls: Sequence[Fields]) -> None:
    """A line that a call names is the same in the file before and after the calls above it. Raises NotRead."""
    for number, call in enumerate(calls):
        line = call.get("insert_line")
        if not isinstance(line, int):
            continue
        for above in calls[:number]:
            if _path_of(above) == _path_of(call) and not _keeps(above, line):
                raise NotRead(f"insert_line {line} may count lines before or after the calls above it; send this call first")


def _keeps(call: Fields, line: int) -> bool:
    """Whether the lines up to a line keep their numbers in a call, and the place below it is told."""
    other = call.get("insert_line")
    if isinstance(other, int):
        return other > line
    old, new = ([call[key] for key in keys if isinstance(call.get(key), str)] for keys in (OLD, NEW))
    return line == 0 or (bool(old and new) and str(old[0]).count("\n") == str(new[0]).count("\n"))
