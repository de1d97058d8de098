"""Calls in tags whose fields are those of calls as JSON. They become calls as JSON.

```text
calls := "<tool_call>" JSON "</tool_call>"                                                      (Qwen, Hermes)
       | "<tool_call>" "<function=NAME>" ("<parameter=KEY>" value "</parameter>")+ "</function>" "</tool_call>"   (Qwen Coder)
       | "<tool_call>" NAME ("<arg_key>" KEY "</arg_key>" "<arg_value>" value "</arg_value>")+ "</tool_call>"     (GLM)
       | ["<function_calls>"] ("<invoke name=NAME>" ("<parameter name=KEY>" value "</parameter>")+ "</invoke>")+  (Claude)
       | "<|tool_call_begin|>" NAME "<|tool_call_argument_begin|>" JSON "<|tool_call_end|>"                       (Kimi)
       | "<TOOL>" ("<KEY>" value "</KEY>")+ "</TOOL>"                                                     (Roo Code, Cursor)
       | ["<edits>"] ("<old_text [line=N]>" value "</old_text>" "<new_text>" value "</new_text>")+ ["</edits>"]   (Zed)
```

Sources: the chat templates of Qwen 2.5 and 3 Coder, Hermes, GLM 4.5 and Kimi K2; Anthropic's prompts for calls in tags; Roo
Code's prompts of search_and_replace and insert_content; Zed's `edit_file_prompt_xml`.
"""

import json
import re
from collections.abc import Callable, Iterator

from kaptar.edit.account.quoting.reading import NotRead
from kaptar.edit.leftovers import code_beside
from kaptar.edit.wrappers.spellings import ALL_PATHS
from kaptar.edit.wrappers.tags import ESCAPED, OTHER_EDIT, TAG

_TOOLS = ("edit_file", "search_and_replace", "str_replace", "str_replace_editor", "insert_content")
_OPEN = re.compile(
    rf"^[ \t]*<(?:(?P<kind>tool_call|(?:antml:)?function_calls|(?:antml:)?invoke|edits|old_text|{'|'.join(_TOOLS)})(?=[ >])"
    r"|\|(?P<kimi>tool_calls_section_begin|tool_call_begin)\|>)",
    re.MULTILINE,
)
_PARAMETER = re.compile(r"<(?:antml:)?parameter name=\"(?P<key>\w{1,60})\"(?: string=\"(?:true|false)\")?>")
_INVOKE = re.compile(r"\s*<(?P<prefix>antml:)?invoke name=\"(?P<name>[\w.:-]{1,100})\">")
_FUNCTION = re.compile(r"\s*<function=(?P<name>[\w.:-]{1,100})>")
_ASSIGNED = re.compile(r"<parameter=(?P<key>\w{1,60})>")
_FIELD = re.compile(r"<(?P<key>\w{1,60})>")
_OLD_TEXT = re.compile(r"\s*<old_text(?: line=\"?(?P<line>\d{1,9})\"?)?>")
_NAME = re.compile(r"\s*(?P<name>[\w.:-]{1,100})\s*(?=<arg_key>)")
_KIMI = re.compile(
    r"\s*<\|tool_call_begin\|>\s*(?:functions\.)?(?P<name>[\w-]{1,100})(?::\d{1,6})?\s*<\|tool_call_argument_begin\|>"
)
_MARKUP = (".xml", ".svg", ".html", ".htm", ".xhtml", ".vue", ".plist", ".xaml", ".resx", ".rss", ".csproj", ".props", ".targets")
"""Endings of files that may have CDATA of their own."""
_WHOLE = ("content", "file_text", "CodeContent")
"""Fields that hold the text of a file, whose last line keeps its end."""

Call = dict[str, object]
_Read = tuple[list[str | Call], int]
"""Calls as JSON or as fields, and where their tags end."""


def from_tags(edit: str, *, alone: bool) -> str | None:
    """The calls in tags as JSON on lines; None where there are none. Raises NotRead.

    Args:
        alone: words around a call may be text of the file, so that only calls by themselves are some.
    """
    text = edit.removeprefix("\ufeff").replace("\r\n", "\n")
    first = _OPEN.search(text)
    if first is None or OTHER_EDIT.search(text, 0, first.start()) or (alone and text[: first.start()].strip()):
        return None
    calls, at, words = list[str](), 0, list[str]()
    while (opened := _OPEN.search(text, at)) is not None:
        words.append(text[at : opened.start()])
        reader = _READERS.get((opened["kind"] or opened["kimi"]).removeprefix("antml:"), _tool)
        found, at = reader(text, opened.start())
        calls += (each if isinstance(each, str) else json.dumps(each, ensure_ascii=False) for each in found)
    words.append(text[at:])
    if alone and "".join(words).strip():
        return None
    _check_words(words)
    return "\n".join(calls)


def _check_words(words: list[str]) -> None:
    for each in words:
        if tag := TAG.search(each):
            raise NotRead(f"the tag {tag[0].strip()[:60]} beside the call is not read; send one kind of calls")
        if (line := code_beside(each)) is not None:
            raise NotRead(f"the line {line[:80]!r} beside the call may be code; send the call alone")


def _tool_call(text: str, at: int) -> _Read:
    """Qwen's, Hermes' and GLM's calls."""
    at = _past(text, at, "<tool_call>")
    if (function := _FUNCTION.match(text, at)) is not None:
        fields, at = _fields(text, function.end(), _ASSIGNED, "</parameter>", _on_lines)
        call: str | Call = {"name": function["name"], "arguments": fields}
        at = _past(text, at, "</function>")
    elif (name := _NAME.match(text, at)) is not None:
        arguments, at = _pairs(text, name.end())
        call = {"name": name["name"], "arguments": _on_own_lines(arguments)}
    else:
        inner, at = _until(text, at, "</tool_call>")
        return [_json(inner)], at
    return [call], _past(text, at, "</tool_call>")


def _invokes(text: str, at: int) -> _Read:
    """Claude's calls, with the tag around them or without."""
    around = next((tag for tag in ("function_calls", "antml:function_calls") if _follows(text, at, f"<{tag}>")), "")
    at = _past(text, at, f"<{around}>") if around else at
    calls = list[str | Call]()
    while (invoke := _INVOKE.match(text, at)) is not None:
        prefix = invoke["prefix"] or ""
        fields, at = _fields(text, invoke.end(), _PARAMETER, f"</{prefix}parameter>", _as_it_is)
        calls.append({"name": invoke["name"], "arguments": _on_own_lines(fields)})
        at = _past(text, at, f"</{prefix}invoke>")
    if not calls:
        raise NotRead("the tag of the call holds no call that is read here")
    return calls, _past(text, at, f"</{around}>") if around else at


def _kimi(text: str, at: int) -> _Read:
    begin, end = "<|tool_calls_section_begin|>", "<|tool_calls_section_end|>"
    in_section = _follows(text, at, begin)
    at = _past(text, at, begin) if in_section else at
    calls = list[str | Call]()
    while (opened := _KIMI.match(text, at)) is not None:
        inner, at = _until(text, opened.end(), "<|tool_call_end|>")
        calls.append(f'{{"name": "{opened["name"]}", "arguments": {_json(inner)}}}')
    if not calls:
        raise NotRead("the section of calls holds no call that is read here")
    return calls, _past(text, at, end) if in_section else at


def _zed(text: str, at: int) -> _Read:
    """Pairs of an old and a new text. The number is that of the first line of the old one."""
    inside = _follows(text, at, "<edits>")
    at = _past(text, at, "<edits>") if inside else at
    swaps = list[str | Call]()
    while (old := _OLD_TEXT.match(text, at)) is not None:
        was, at = _until(text, old.end(), "</old_text>")
        now, at = _until(text, _past(text, at, "<new_text>"), "</new_text>")
        swap: Call = {"old_string": _on_lines("", was), "new_string": _on_lines("", now)}
        if old["line"]:
            first = int(old["line"])
            swap |= {"start_line": first, "end_line": first + str(swap["old_string"]).count("\n")}
        swaps.append(swap)
    if not swaps:
        raise NotRead("<edits> holds no <old_text> with a <new_text>")
    return swaps, _past(text, at, "</edits>") if inside else at


def _tool(text: str, at: int) -> _Read:
    """A tool as a tag, with a tag for each field."""
    opened = _FIELD.match(text, _filled(text, at))
    if opened is None or (name := opened["key"]) not in _TOOLS:
        raise NotRead("the tag of a call has more in it than its name")
    fields, at = _fields(text, _past(text, at, f"<{name}>"), _FIELD, "", _on_lines)
    fields, at = _without_cdata(fields), _past(text, at, f"</{name}>")
    if name == "insert_content":
        return [_insertion(fields)], at
    if isinstance(operations := fields.pop("operations", None), str):
        fields["edits"] = _operations(operations, str(fields.get("path", "")))
    return [fields], at


def _operations(text: str, path: str) -> str | list[Call]:
    """Roo Code's list of replacements, as JSON or in tags."""
    if text.strip().startswith("["):
        return _json(text)
    swaps, at = list[Call](), 0
    while text[at:].strip():
        fields, at = _fields(text, _past(text, at, "<operation>"), _FIELD, "", _on_lines)
        at = _past(text, at, "</operation>")
        swaps.append(_without_cdata(fields, path))
    return swaps


def _insertion(fields: Call) -> Call:
    """Roo Code's insert_content: in front of a line, counted from 1; 0 is the end of the file."""
    line = str(fields.pop("line", "")).strip()
    content = fields.pop("content", None)
    if not line.isascii() or not line.isdigit() or int(line) < 1 or not isinstance(content, str):
        raise NotRead("<insert_content> needs a line from 1 on and a content; to add lines at the end, quote the last line")
    return {**fields, "command": "insert", "insert_line": int(line) - 1, "insert_text": content}


def _pairs(text: str, at: int) -> tuple[Call, int]:
    """GLM's keys and values."""
    fields: Call = {}
    while _follows(text, at, "<arg_key>"):
        key, at = _until(text, _past(text, at, "<arg_key>"), "</arg_key>")
        value, at = _until(text, _past(text, at, "<arg_value>"), "</arg_value>")
        _put(fields, key.strip(), value)
    return fields, at


def _fields(text: str, at: int, opener: re.Pattern[str], closer: str, value: Callable[[str, str], str]) -> tuple[Call, int]:
    """The fields of a call. ``closer``: the tag behind each; "" for the tag of its name."""
    fields: Call = {}
    while (field := opener.match(text, _filled(text, at))) is not None:
        inner, at = _until(text, field.end(), closer or f"</{field['key']}>")
        _put(fields, field["key"], value(field["key"], inner))
    return fields, at


def _put(fields: Call, key: str, value: str) -> None:
    if key in fields:
        raise NotRead(f"the call has the field {key[:40]!r} twice; send one call for each")
    if ESCAPED.search(value) and "<" not in value and ">" not in value:
        raise NotRead("signs of the text seem to be written as entities such as &lt;; send the text as it is")
    fields[key] = value


def _on_lines(key: str, value: str) -> str:
    """A value whose tags may stand on lines of their own."""
    if key in _WHOLE:
        return re.sub(r"\n[ \t]*\Z", "\n", value.removeprefix("\n"))
    return value[1:-1] if value.startswith("\n") and value.endswith("\n") and len(value) > 1 else value.removeprefix("\n")


def _on_own_lines(fields: Call) -> Call:
    """The fields of a call whose tags stand on lines of their own: its path does, and no path has a line end."""
    paths = [value for key, value in fields.items() if key in ALL_PATHS]
    if not any(isinstance(path, str) and path[:1] == path[-1:] == "\n" for path in paths):
        return fields
    values = ((key, _on_lines(key, value) if isinstance(value, str) else value) for key, value in fields.items())
    return {key: value.strip() if key in ALL_PATHS and isinstance(value, str) else value for key, value in values}


def _without_cdata(fields: Call, path: str = "") -> Call:
    """The fields of a call without the signs of CDATA around a text, where its file is none that has such signs itself."""
    path = path or next((str(value) for key, value in fields.items() if key in ALL_PATHS), "")
    if not path or path.lower().endswith(_MARKUP):
        return fields
    return {key: _bare(value) if isinstance(value, str) else value for key, value in fields.items()}


def _bare(value: str) -> str:
    text = value.strip()
    is_one = text.startswith("<![CDATA[") and text.endswith("]]>") and text.count("]]>") == 1
    return text.removeprefix("<![CDATA[").removesuffix("]]>") if is_one else value


def _as_it_is(key: str, value: str) -> str:
    return value.removeprefix("\n") if key in _WHOLE else value


def _json(text: str) -> str:
    """The JSON of a call, as it is, so that its readers see a key that stands there twice."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        raise NotRead("the call in tags is no JSON; send it again in full") from None
    return text.strip()


def _follows(text: str, at: int, tag: str) -> bool:
    """Whether a tag comes next."""
    return text.startswith(tag, _filled(text, at))


def _filled(text: str, at: int) -> int:
    """Where the blanks end."""
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _past(text: str, at: int, tag: str) -> int:
    """Where a tag ends that comes next."""
    at = _filled(text, at)
    if not text.startswith(tag, at):
        raise NotRead(f"the call in tags has {text[at : at + 40]!r} where {tag} is to stand")
    return at + len(tag)


def _until(text: str, at: int, closer: str) -> tuple[str, int]:
    """The text in front of a closing tag, and where that ends."""
    end = text.find(closer, at)
    if end < 0:
        raise NotRead(f"the call in tags has no {closer}; was it cut off?")
    return text[at:end], end + len(closer)


def _sections() -> Iterator[tuple[str, Callable[[str, int], _Read]]]:
    yield "tool_call", _tool_call
    yield from ((name, _invokes) for name in ("function_calls", "invoke"))
    yield from ((name, _zed) for name in ("edits", "old_text"))
    yield from ((name, _kimi) for name in ("tool_calls_section_begin", "tool_call_begin"))


_READERS = dict(_sections())
