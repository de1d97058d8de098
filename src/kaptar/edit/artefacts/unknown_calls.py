"""Calls of tools that nobody knows, as all of a file's text: by what they say of the file, and not by their names. Pure."""

import json
import re
from json import JSONDecodeError

_TAG = re.compile(r"<(?P<name>[A-Za-z][\w:.-]{0,60}+=?)(?:[^\w<>\n][^<>\n]{0,200}+|[^\s<>]{0,60}+)?>")
_ARGUMENTS = ("arguments", "input", "parameters", "args", "params", "kwargs")
_MARKUP = frozenset(("xml", "html", "htm", "xhtml", "svg", "vue", "plist", "csproj", "props", "targets", "xaml", "rss"))
"""Endings of files that are made of tags, whose names are words."""
_DATA = frozenset(("json", "jsonc", "json5", "jsonl", "ndjson", "ipynb", "yaml", "yml", "har", "log"))
"""Endings of files that may hold calls as their data."""
_LONGEST = 100_000
_BEFORE = 60
"""Signs in front of a call as JSON, at most: ``[TOOL_CALLS] [``."""


def is_call(text: str, path: str) -> bool:
    """Whether a text is a call of some tool and nothing else.

    In tags it says the file's own path as the value of a tag. As JSON it has a name and arguments.
    """
    text, ending = text.strip(), path.lower().rpartition(".")[2]
    if len(text) > _LONGEST or ending in _DATA:
        return False
    if text.startswith("```tool_c") and text.endswith("```"):
        return True
    opened = _TAG.match(text)
    if opened is not None and text.endswith(">") and (ending not in _MARKUP or not opened["name"].isalnum()):
        return _says_path(text, path)
    return _is_json(text)


def _says_path(text: str, path: str) -> bool:
    name = path.replace("\\", "/")
    own = {name, f"./{name}", name.rpartition("/")[2]}
    values = (piece.partition(">")[2].strip() for piece in text.split("<"))
    return any(value in own for value in values)


def _is_json(text: str) -> bool:
    at = text.find("{", 0, _BEFORE)
    if at < 0 or any(sign != "[" for sign in text[:at].rpartition("]")[2].strip()):
        return False
    try:
        call, end = json.JSONDecoder().raw_decode(text, at)
    except (JSONDecodeError, RecursionError):
        return False
    behind = text[end:].strip(" \n]")
    return not behind and isinstance(call, dict) and "name" in call and any(isinstance(call.get(key), dict) for key in _ARGUMENTS)
