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
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence

from kaptar.edit.account.quoting.reading import NotRead
from kaptar.edit.account.quoting.reading.calls import AROUND
from kaptar.edit.account.quoting.reading.keys import NEW, OLD, PATHS, listed
from kaptar.edit.account.whole import says_no_place
from kaptar.edit.json_objects import DECODER, twice_in
from kaptar.edit.wrappers.commands import patch_in
from kaptar.edit.wrappers.messages import check_message, check_words, is_message, parts_of, without_words
from kaptar.edit.wrappers.spellings import ALL_PATHS, CALLS, canonical, form_of, path_of
from kaptar.edit.wrappers.states import check_state
from kaptar.edit.wrappers.tool_names import check_name

_AROUND = (*AROUND, "functionCall", "function_call", "toolUse", "tool_use", "toolCall", "tool_call")
_PATCHES = ("input", "patch", "command", "cmd", "script")
"""Keys that may hold a patch, or the command that applies one."""
_HOLD = (*_AROUND, "patch", "cmd", "script")
"""Keys of an envelope that hold what is to be done: one of them in each."""
_ENVELOPE = frozenset((
    *_AROUND, *_PATCHES, "name", "type", "toolUseId", "tool", "tool_name", "recipient_name", "id", "index", "call_id", "status",
    "justification", "description", "explanation", "timeout", "timeout_ms", "with_escalated_permissions", "sandbox_permissions",
    "role", "caller", "cache_control", "tool_use_id",
))  # fmt: skip
"""Keys of an envelope that do not say what the call does, or where."""
_PLACED = frozenset({"str_replace", "insert", "create"})
"""Commands of the text editor tool, which name a path."""
_NAMES = ("type", "name", "tool", "tool_name", "recipient_name", "command")
_MAX_DEPTH = 6
_MOST = 10_000
"""Calls of one edit, at most."""
_NOWHERE = 1 << 62
"""A line below all lines of a file."""

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
    try:
        return _read(values, path)
    except RecursionError:
        return None


def _read(values: Sequence[object], path: str | None) -> tuple[str, ...] | None:
    calls = [*_calls([*values] if len(values) > 1 else values[0], 0)]
    if not calls or None in calls:
        _check_meant(values, path)
        return None
    patches = [call for call in calls if isinstance(call, str)]
    if patches:
        if len(calls) > 1:
            raise NotRead("several calls, one of them with a patch; put all files into one patch")
        return (patches[0],)
    return _as_edits([call for call in calls if isinstance(call, Mapping)], values, path)


def _check_meant(values: Sequence[object], path: str | None) -> None:
    """One object that names a file, for a file that is no data, is no text of that file. Raises NotRead."""
    only = values[0] if len(values) == 1 else None
    if path is None or not isinstance(only, dict) or any(key in only for key in _AROUND):
        return
    if any(_text(only, key) for key in ALL_PATHS):
        keys = listed(tuple(key[:40] for key in only if key not in ALL_PATHS)[:8] or ("path",))
        raise NotRead(f"the JSON names a file, but with {keys} it is no call that is read here; a call has {CALLS}")


def holds_calls(text: str) -> bool:
    """Whether JSON on lines is calls and nothing else. Raises NotRead."""
    values = _values(text)
    calls = [*_calls([*values] if len(values) > 1 else values[0], 0)] if values else []
    return bool(calls) and None not in calls


def has_words(edit: str) -> bool:
    """Whether words stand around the fence with the calls: a document may show them."""
    text = edit.removeprefix("\ufeff").strip()
    return not text.startswith(("{", "[", "```"))


def _in_fence(text: str) -> str:
    """The content of the only fence in a text."""
    lines = text.split("\n") if text.count("```") in range(2, 5) else []
    fences = [n for n, line in enumerate(lines) if line.startswith("```")]
    inner = "\n".join(lines[fences[0] + 1 : fences[1]]).strip() if len(fences) == 2 else ""
    return inner if inner.startswith(("{", "[")) else ""


def _values(text: str) -> list[object]:
    """The values of a text, which follow each other on lines; none where it is anything else."""
    at, found = 0, list[object]()
    while at < len(text) and len(found) < _MOST:
        try:
            value, end = DECODER.raw_decode(text, at)
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
        calls = [call for each in without_words(value) for call in _calls(each, depth + 1)]
        if None not in calls:
            check_words(value)
        yield from calls
    elif isinstance(value, dict) and is_message(value) and depth < _MAX_DEPTH:
        calls = [call for each in parts_of(value) for call in _calls(each, depth + 1)]
        if calls and None not in calls:
            check_message(value)
            check_state(value)
        yield from calls or [None]
    elif isinstance(value, dict) and form_of(value):
        _check_alone(value, depth)
        check_state(value)
        yield from canonical(value)
    elif isinstance(value, dict) and depth < _MAX_DEPTH:
        yield from _inside(value, depth)
    else:
        yield None


def _inside(fields: Fields, depth: int) -> Iterator[Fields | str | None]:
    """The calls in an envelope."""
    if (patch := _patch(fields)) is not None:
        if other := next((key for key in fields if key not in _ENVELOPE), ""):
            raise NotRead(f"the call with the patch has the key {other[:40]!r}, which is not known; send the patch alone")
        if len(_holders(fields)) > 1:
            raise NotRead(f"the call with the patch has the keys {listed(tuple(_holders(fields)))}; send the patch alone")
        yield patch
        return
    calls = _held(fields, depth)
    if all(call is None for call in calls):
        yield None
        return
    path = path_of(fields)
    check_state(fields)
    _check_around(fields, [call for call in calls if isinstance(call, Mapping)])
    for call in calls:
        if isinstance(call, Mapping) and "content" in call and not _writes_whole(fields):
            yield None
        elif path is None or call is None:
            yield call
        elif isinstance(call, str):
            raise NotRead("the call around the patch names a file of its own; send the patch alone")
        else:
            _check_one_file((fields, call))
            yield call if path_of(call) else {"path": path, **call}
    if not any(isinstance(call, Mapping) and "content" in call for call in calls):
        _check_known(fields)


def _check_around(fields: Fields, calls: Sequence[Fields]) -> None:
    """An envelope has no key twice, and names a tool that does what its calls say. Raises NotRead."""
    if (key := twice_in(fields)) != "":
        raise NotRead(f"the object around the call has the key {key[:40]!r} twice, with two values")
    for form in {form_of(call) or "" for call in calls} - {"content"}:
        for name in _NAMES:
            check_name(name, fields.get(name), form)


def _held(fields: Fields, depth: int) -> list[Fields | str | None]:
    """The calls in the one key of an envelope that holds any. Raises NotRead for several keys, where one of them holds a call."""
    holders = _holders(fields)
    calls = [call for key in holders if key in _AROUND for call in _calls(_parsed(fields[key]), depth + 1)]
    if len(holders) > 1 and any(call is not None for call in calls):
        raise NotRead(
            f"the call has the keys {listed(tuple(holders))}, and only one can say what to change; send one call for each"
        )
    return calls


def _holders(fields: Fields) -> list[str]:
    """The keys of an object that hold something to do."""
    found = [key for key in _HOLD if isinstance(fields.get(key), dict | list | str) and fields[key]]
    command = fields.get("command")
    is_name = command is None or (isinstance(command, str) and re.fullmatch(r"\w*", command) is not None)
    return found if is_name else [*found, "command"]


def _check_known(fields: Fields) -> None:
    """An envelope has no key that may say more of what to do. Raises NotRead."""
    for key, value in fields.items():
        is_word = key == "content" and isinstance(fields.get("role"), str) and isinstance(value, str)
        if value and not is_word and key not in _ENVELOPE and key not in ALL_PATHS and not says_no_place(key, value):
            raise NotRead(f"the object around the call has the key {key[:40]!r}, which is not known; send the call alone")


def _check_alone(call: Fields, depth: int) -> None:
    """A call names one file, with all of its edits, and holds no other call. Raises NotRead."""
    edits = call.get("edits")
    path_of(call)
    _check_one_file((call, *(each for each in (edits if isinstance(edits, list) else ()) if isinstance(each, Mapping))))
    for key in _AROUND if depth < _MAX_DEPTH else ():
        if isinstance(call.get(key), dict | list | str) and any(_calls(_parsed(call[key]), depth + 1)):
            raise NotRead(f"the call holds another call in {key!r}; send one call for each change")


def _check_one_file(objects: Sequence[Fields]) -> None:
    paths = dict.fromkeys(posixpath.normpath(str(each[key])) for each in objects for key in ALL_PATHS if _text(each, key))
    if len(paths) > 1:
        raise NotRead(f"the call names {listed(tuple(path[:200] for path in paths))}; name one file in each call")


def _text(fields: Fields, key: str) -> str:
    """The text of a field; empty where it is missing or anything else."""
    found = fields.get(key)
    return found if isinstance(found, str) else ""


def _writes_whole(fields: Fields) -> bool:
    """Whether an envelope says nothing but that a text is the whole of a file."""
    return all(key in ALL_PATHS or key in _AROUND or says_no_place(key, value) for key, value in fields.items())


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
    return None if is_plain else (json.dumps(named[0] if len(named) == 1 else named, ensure_ascii=False),)


def _named(call: Fields, path: str | None) -> Fields:
    if path is None or _path_of(call) is not None or _text(call, "command") not in _PLACED:
        return call
    return {"path": path, **call}


def _path_of(call: Fields) -> object:
    return next((call[key] for key in PATHS if isinstance(call.get(key), str)), None)


def _is_swap(call: Fields) -> bool:
    return call.get("command") not in ("insert", "create") and (any(key in call for key in OLD) or "edits" in call)


def _check_lines(calls: Sequence[Fields]) -> None:
    """A line that a call names is the same in the file before and after the calls above it. Raises NotRead."""
    lowest: dict[object, int] = {}
    for call in calls:
        path, line = _path_of(call), call.get("insert_line")
        if isinstance(line, int) and line >= lowest.get(path, line + 1):
            raise NotRead(f"insert_line {line} may count lines before or after the calls above it; send this call first")
        lowest[path] = min(_moved(call), lowest.get(path, _NOWHERE))


def _moved(call: Fields) -> int:
    """The first line below which a place may have another number after a call."""
    line = call.get("insert_line")
    if isinstance(line, int):
        return line
    old, new = ([call[key] for key in keys if isinstance(call.get(key), str)] for keys in (OLD, NEW))
    return _NOWHERE if old and new and str(old[0]).count("\n") == str(new[0]).count("\n") else 1
