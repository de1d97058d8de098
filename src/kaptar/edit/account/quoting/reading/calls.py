"""Calls of edit tools, as JSON."""

import json
from collections.abc import Iterator, Sequence

from kaptar.edit.account.quoting.reading.keys import COMMANDS, EVERYWHERE, MOVES, NEW, OLD, PATHS, PROVED, require_known
from kaptar.edit.account.quoting.reading.parts import Change, FileChanges, Insertion, NotRead, Swap
from kaptar.edit.account.quoting.reading.patches import created, read_hunks

AROUND = ("input", "arguments", "parameters", "args", "operation", "operations", "calls", "tool_calls", "function")
_OPERATIONS = ("create_file", "update_file", "delete_file")
_COMMANDS = ("str_replace", "insert", "create")
_MAX_DEPTH = 5

Fields = dict[str, object]


def read_calls(text: str, lines: Sequence[str]) -> list[FileChanges]:
    """The parts of one call or several. Replacements in one file are one part."""
    try:
        value = json.loads(_without_fence(text, lines))
    except (ValueError, RecursionError):
        raise NotRead("the call is not JSON") from None
    parts: dict[str, FileChanges] = {}
    for fields in _calls(value, 0):
        path = _one_path(fields)
        names = tuple(filter(None, (path, _text(fields, MOVES))))
        parts.setdefault(path, FileChanges(names, [])).changes.extend(_changes(fields))
    return list(parts.values())


def _without_fence(text: str, lines: Sequence[str]) -> str:
    text = text.strip()
    fences = [n for n, line in enumerate(lines) if line.startswith("```")]
    if text[:1] in ("{", "[") or len(fences) != 2:
        return text
    return "\n".join(lines[fences[0] + 1 : fences[1]])


def _calls(value: object, depth: int) -> Iterator[Fields]:
    if isinstance(value, list) and depth < _MAX_DEPTH:
        for each in value:
            yield from _calls(each, depth + 1)
        return
    if not isinstance(value, dict):
        raise NotRead("the JSON is no call of an edit tool")
    fields: Fields = value
    inner = [fields[key] for key in AROUND if fields.get(key)]
    if inner and not _is_call(fields) and depth < _MAX_DEPTH:
        if len(inner) > 1 or _text(fields, PATHS):
            raise NotRead("the object around the calls names a file, or has calls under several keys")
        yield from _calls(inner[0], depth + 1)
    else:
        yield fields


def _one_path(fields: Fields) -> str:
    """The only path of a call and of its edits; empty where it has none."""
    edits = fields.get("edits")
    objects = [fields, *(each for each in (edits if isinstance(edits, list) else ()) if isinstance(each, dict))]
    paths = {str(each[key]) for each in objects for key in PATHS if isinstance(each.get(key), str)}
    if len(paths) > 1:
        raise NotRead("the call names several files")
    return next(iter(paths), "")


def _is_call(fields: Fields) -> bool:
    """Whether an object is a call itself, and no envelope with a name and a type of its own."""
    if _text(fields, OLD) is not None or any(key in fields for key in ("edits", "code_edit", "content")):
        return True
    return _text(fields, ("type",)) in _OPERATIONS or _text(fields, ("command",)) in _COMMANDS


def _changes(fields: Fields) -> Iterator[Change]:
    match _text(fields, ("type", "command")):
        case "create_file":
            require_known(fields, (*PATHS, *COMMANDS, "diff"))
            yield created((_text(fields, ("diff",)) or "").replace("\r\n", "\n").split("\n"))
        case "update_file":
            require_known(fields, (*PATHS, *COMMANDS, *MOVES, "diff"))
            yield from read_hunks((_text(fields, ("diff",)) or "").replace("\r\n", "\n").split("\n"))
        case "delete_file":
            return
        case "insert":
            yield _insertion(fields)
        case _:
            edits = fields.get("edits")
            if isinstance(edits, list):
                require_known(fields, (*PATHS, *COMMANDS, "edits"))
            for each in edits if isinstance(edits, list) else [fields]:
                yield _swap(each)


def _insertion(fields: Fields) -> Insertion:
    require_known(fields, (*PATHS, *COMMANDS, "insert_line", "insert_text", "new_str"))
    after, text = fields.get("insert_line"), _text(fields, ("insert_text", "new_str"))
    if not isinstance(after, int) or isinstance(after, bool) or after < 0 or text is None:
        raise NotRead("the call names no line or no text to insert")
    return Insertion(after, tuple(text.replace("\r\n", "\n").removesuffix("\n").split("\n")))


def _swap(fields: object) -> Swap:
    old, new = (_text(fields, OLD), _text(fields, NEW)) if isinstance(fields, dict) else (None, None)
    if not isinstance(fields, dict) or not old or new is None:
        raise NotRead("the call has no old and new text that the account knows")
    require_known(fields, (*PATHS, *COMMANDS, *OLD, *NEW, *EVERYWHERE, *PROVED))
    everywhere = any(fields.get(key) is True for key in EVERYWHERE)
    return Swap(old.replace("\r\n", "\n"), new.replace("\r\n", "\n"), everywhere)


def _text(fields: Fields, keys: Sequence[str]) -> str | None:
    """The first of some fields that is text."""
    return next((found for key in keys if isinstance(found := fields.get(key), str)), None)
