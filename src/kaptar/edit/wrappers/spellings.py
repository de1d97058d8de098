"""Calls of the edit tools of many clients, in the one spelling that the readers know.

```text
swap     := {path, old_string, new_string [, replace_all] [, expected_replacements] [, start_line, end_line]}
list     := {path, edits: [swap…]}
insert   := {command: "insert", path, insert_line, insert_text}        create := {command: "create", path, file_text}
snippet  := {path, code_edit}        operation := {type, path, diff [, move_to]}        content := {path, content, …}
```

Sources, by what they call the two texts: Claude Code, Gemini CLI, Continue (`filepath`), Kilo (`old_string`); Anthropic's text
editor, OpenHands, Augment (`old_str`, `old_str_1`, `str_replace_entries`); MCP's filesystem server (`oldText`); Zed, Cline
(`old_text`); Copilot, opencode (`oldString`, `replacements`); Roo Code (`search`); Windsurf, Antigravity (`TargetContent`,
`ReplacementChunks`); Serena's replace_content (`needle`, `repl`, `mode`); Kiro (`oldStr`); Codebuff (`old`). Snippets: Cursor,
Morph (`code_edit`), Windsurf (`CodeEdit`), Copilot's insert_edit_into_file (`code`), Continue's edit_existing_file (`changes`).
"""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence

from kaptar.edit.account.quoting.reading import NotRead
from kaptar.edit.account.quoting.reading.keys import COMMANDS, EVERYWHERE, MOVES, NEW, OLD, PATHS, is_void, listed, require_known
from kaptar.edit.json_objects import DECODER, twice_in
from kaptar.edit.wrappers.tool_names import check_name
from kaptar.edit.wrappers.values import flag, number, without_idle

Fields = Mapping[str, object]

ALL_PATHS = (*PATHS, "filepath", "TargetFile", "relative_path", "absolute_path")
_OWN_OLD, _OWN_NEW = ("TargetContent",), ("ReplacementContent",)
_WITH_PATH_OLD, _WITH_PATH_NEW = ("needle", "oldStr", "old"), ("repl", "newStr", "new")
"""Spellings of the two texts that are those of a call only beside the name of a file."""
_ALL_OLD, _ALL_NEW = (*OLD, *_OWN_OLD, *_WITH_PATH_OLD), (*NEW, *_OWN_NEW, *_WITH_PATH_NEW)
_ALL_EVERYWHERE = (*EVERYWHERE, "AllowMultiple", "allowMultiple", "allow_multiple_occurrences")
_OWN_LISTS = ("ReplacementChunks", "str_replace_entries")
_LISTS = ("edits", "replacements", "ReplacementChunks", "str_replace_entries")
_COUNT = ("expected_replacements",)
_FIRST = ("start_line", "StartLine", "startLine", "old_str_start_line_number")
_LAST = ("end_line", "EndLine", "endLine", "old_str_end_line_number")
_SNIPPETS = ("code_edit", "CodeEdit")
_BESIDE_PATH = {"code": "filePath", "changes": "filepath"}
"""Keys that hold a snippet only beside the file in the spelling of the same client: Copilot, Continue."""
_OPERATIONS = frozenset({"create_file", "update_file", "delete_file"})
_SWAP = (*_ALL_OLD, *_ALL_NEW, *_ALL_EVERYWHERE, *_COUNT, *_FIRST, *_LAST)
_NUMBERED = re.compile(r"(old_str|new_str|old_str_start_line_number|old_str_end_line_number|insert_line)_(\d{1,3})")
CALLS = "'old_string' and 'new_string', 'edits', 'code_edit', 'content', or 'insert_line' and 'insert_text'"
"""The keys of calls, for messages."""
_NAMES = (*COMMANDS, "action", "operation", "mode")
"""Keys that may name the tool, or what it is to do."""


def canonical(call: Fields) -> list[Fields]:
    """The calls that a call stands for, in one spelling. Raises NotRead where it says more than these would."""
    for each in (call, *_items(call)):
        if (key := twice_in(each)) != "":
            raise NotRead(f"the call has the key {key[:40]!r} twice, with two values; send one call for each")
    form = form_of(call)
    if form == "content":
        return [_content(call)]
    _check_names(call, form or "")
    rest = without_idle({key: value for key, value in call.items() if key not in _NAMES or form == "operation"})
    return [*_FORMS[form or "swap"](rest)]


def path_of(fields: Fields) -> str | None:
    """The one file that an object names; None for none. Raises NotRead where it names several."""
    named = {key: fields[key] for key in ALL_PATHS if not is_void(fields.get(key))}
    if any(not isinstance(path, str) for path in named.values()):
        raise NotRead(f"the value of {next(iter(named))!r} in a call is no name of a file")
    paths = dict.fromkeys(posixpath.normpath(str(path)) for path in named.values())
    if len(paths) > 1:
        raise NotRead(f"the call names {listed(tuple(path[:200] for path in paths))}; name one file in each call")
    return str(next(iter(named.values()))) if named else None


def form_of(fields: Fields) -> str | None:
    """What kind of call an object is; None for none."""
    has_path = _has_path(fields)
    command = fields.get("command")
    if fields.get("type") in ("create_file", "update_file", "delete_file"):
        return "operation"
    if command == "insert" and any(key.startswith("insert_line") for key in fields):
        return "insert"
    if command == "create" and "file_text" in fields:
        return "create"
    if any(_NUMBERED.fullmatch(key) for key in fields) and any(key.startswith("old_str_") for key in fields):
        return "numbered"
    if _texts_of(fields, has_path):
        return "swap"
    if any(_is_list(fields, key, has_path) for key in _LISTS):
        return "list"
    if any(key in fields for key in _SNIPPETS) or any(
        isinstance(fields.get(key), str) and isinstance(fields.get(path), str) for key, path in _BESIDE_PATH.items()
    ):
        return "snippet"
    return "content" if has_path and ("content" in fields or "CodeContent" in fields) else None


def _texts_of(fields: Fields, has_path: bool) -> bool:
    """Whether an object has an old and a new text."""
    old, new = (_ALL_OLD, _ALL_NEW) if has_path else ((*OLD, *_OWN_OLD), (*NEW, *_OWN_NEW))
    return all(any(isinstance(fields.get(key), str) for key in keys) for keys in (old, new))


def _is_list(fields: Fields, key: str, has_path: bool) -> bool:
    items = _listed_in(fields.get(key))
    if key == "edits" and has_path:
        return "edits" in fields
    objects = [item for item in items if isinstance(item, Mapping)]
    is_named = has_path or key in _OWN_LISTS or any(map(_has_path, objects))
    return is_named and 0 < len(items) == len(objects) and all(_texts_of(item, True) for item in objects)


def _has_path(fields: Fields) -> bool:
    return any(isinstance(fields.get(key), str) and fields[key] for key in ALL_PATHS)


def _listed_in(value: object) -> Sequence[object]:
    """The items of a list, which may be JSON in a text."""
    if isinstance(value, str):
        try:
            value = DECODER.decode(value)
        except (ValueError, RecursionError):
            return ()
    return value if isinstance(value, list) else ()


def _items(call: Fields) -> Iterator[Fields]:
    for key in _LISTS:
        yield from (item for item in _listed_in(call.get(key)) if isinstance(item, Mapping))


def _check_names(call: Fields, form: str) -> None:
    for key in _NAMES:
        if form == "operation" and key == "type":
            continue
        check_name(key, call.get(key), form)


def _swap(fields: Fields) -> Iterator[Fields]:
    yield {**_place(fields), **_texts(fields, (*ALL_PATHS, *_SWAP))}


def _texts(fields: Fields, known: tuple[str, ...]) -> dict[str, object]:
    """The two texts of a replacement, and what it says of its place."""
    fields = without_idle(fields)
    require_known(fields, known)
    old, new = _one(fields, _ALL_OLD), _one(fields, _ALL_NEW)
    if not isinstance(old, str) or not isinstance(new, str):
        raise NotRead("a replacement needs old_string and new_string, as texts")
    found: dict[str, object] = {"old_string": old, "new_string": new}
    if flag("replace_all", _one(fields, _ALL_EVERYWHERE)):
        found["replace_all"] = True
    for name, keys in (("expected_replacements", _COUNT), ("start_line", _FIRST), ("end_line", _LAST)):
        if (value := _one(fields, keys)) is not None:
            found[name] = number(name, value)
    return found


def _list(fields: Fields) -> Iterator[Fields]:
    """Replacements in one file, or each with the name of its own."""
    keys = [key for key in _LISTS if key in fields and not is_void(fields[key])]
    require_known(fields, (*ALL_PATHS, *keys[:1], *_ALL_EVERYWHERE, "StartLine", "EndLine"))
    items = _listed_in(fields.get(keys[0])) if keys else ()
    if not items:
        raise NotRead("the call has no list of replacements")
    if not all(isinstance(item, Mapping) for item in items):
        raise NotRead(f"an item of {keys[0]!r} is no object with old_string and new_string")
    if any(key in fields for key in ("StartLine", "EndLine")) or flag("replace_all", _one(fields, _ALL_EVERYWHERE)):
        raise NotRead(f"say the lines and replace_all in each item of {keys[0]!r}")
    swaps = [_texts(item, (*ALL_PATHS, *_SWAP)) for item in items if isinstance(item, Mapping)]
    place, named = _place(fields), [_place(item) for item in items if isinstance(item, Mapping)]
    for each in named:
        path_of({**place, **({"file": each["path"]} if each else {})})
    if not place and any(named) and not all(named):
        raise NotRead("some replacements of the call name a file and some do not; name it once, for all of them")
    if place or not all(named):
        yield {**place, "edits": swaps}
        return
    for each, swap in zip(named, swaps, strict=True):
        yield {**each, **swap}


def _numbered(fields: Fields) -> Iterator[Fields]:
    """Augment's replacements: ``old_str_1``, ``new_str_1``, ``old_str_2``…"""
    entries: dict[int, dict[str, object]] = {}
    for key, value in fields.items():
        if (found := _NUMBERED.fullmatch(key)) is not None:
            entries.setdefault(int(found[2]), {})[found[1]] = value
    require_known(fields, (*ALL_PATHS, *(key for key in fields if _NUMBERED.fullmatch(key))))
    yield {**_place(fields), "edits": [_texts(entries[number], _SWAP) for number in sorted(entries)]}


def _insert(fields: Fields) -> Iterator[Fields]:
    """One text, or Augment's numbered ones, of which each names a line of the file before all of them."""
    numbered: dict[int, dict[str, object]] = {}
    for key, value in fields.items():
        if (found := _NUMBERED.fullmatch(key)) is not None:
            numbered.setdefault(int(found[2]), {})[found[1]] = value
    if not numbered:
        require_known(fields, (*ALL_PATHS, "insert_line", "insert_text", "new_str"))
        yield {"command": "insert", **_place(fields), **_inserted(fields)}
        return
    require_known(fields, (*ALL_PATHS, *(key for key in fields if _NUMBERED.fullmatch(key))))
    found_lines = sorted((_inserted(each) for each in numbered.values()), key=lambda each: -int(str(each["insert_line"])))
    if len({each["insert_line"] for each in found_lines}) < len(found_lines):
        raise NotRead("two texts of the call come behind one line; send them as one")
    yield from ({"command": "insert", **_place(fields), **each} for each in found_lines)


def _inserted(fields: Fields) -> dict[str, object]:
    require_known(fields, (*ALL_PATHS, "insert_line", "insert_text", "new_str"))
    text = _one(fields, ("insert_text", "new_str"))
    if not isinstance(text, str) or is_void(fields.get("insert_line")):
        raise NotRead("insert needs insert_line and insert_text")
    return {"insert_line": number("insert_line", fields["insert_line"]), "insert_text": text}


def _create(fields: Fields) -> Iterator[Fields]:
    require_known(fields, (*ALL_PATHS, "file_text"))
    yield {"command": "create", **_place(fields), "file_text": fields["file_text"]}


def _snippet(fields: Fields) -> Iterator[Fields]:
    require_known(fields, (*ALL_PATHS, *_SNIPPETS, *_BESIDE_PATH))
    text = _one(fields, (*_SNIPPETS, *_BESIDE_PATH))
    if not isinstance(text, str):
        raise NotRead("the code of the call is no text")
    yield {**_place(fields), "code_edit": text}


def _operation(fields: Fields) -> Iterator[Fields]:
    require_known(fields, (*ALL_PATHS, *COMMANDS, "diff", *MOVES))
    if len({fields[key] for key in MOVES if isinstance(fields.get(key), str)}) > 1:
        raise NotRead("the call names two files to move to")
    yield {key: value for key, value in fields.items() if key in (*PATHS, "type", "diff", *MOVES)}


def _content(call: Fields) -> Fields:
    """A call that writes a file. What else it says is judged where the text is written."""
    if "CodeContent" not in call:
        return call
    fields = without_idle({key: value for key, value in call.items() if key not in _NAMES})
    require_known(fields, (*ALL_PATHS, "CodeContent", "Overwrite"))
    whole = flag("Overwrite", fields.get("Overwrite"))
    return {
        **_place(fields),
        **({} if whole else {"command": "create"}),
        "content" if whole else "file_text": fields["CodeContent"],
    }


def _place(fields: Fields) -> dict[str, object]:
    path = path_of(fields)
    return {} if path is None else {"path": path}


def _one(fields: Fields, keys: tuple[str, ...]) -> object:
    """The value of a field that may be spelled in several ways. Raises NotRead where two spellings have two values."""
    found = {key: fields[key] for key in keys if fields.get(key) is not None}
    first = next(iter(found.values()), None)
    if any(value != first for value in found.values()):
        raise NotRead(f"the call has {listed(tuple(found))} with different values; send one of them")
    return first


_FORMS = {
    "swap": _swap, "list": _list, "numbered": _numbered, "insert": _insert, "create": _create, "snippet": _snippet,
    "operation": _operation,
}  # fmt: skip
