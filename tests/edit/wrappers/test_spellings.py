"""Calls of many clients are read in one spelling, and refused where they say what the readers would drop."""

import json

import pytest

from kaptar.edit.account.quoting.reading import NotRead, read_parts
from kaptar.edit.wrappers.json_calls import read_json

OLD, NEW = "return 2", "return 3"
SWAP = {"path": "a.py", "old_string": OLD, "new_string": NEW}
LIST = {"path": "a.py", "edits": [{"old_string": OLD, "new_string": NEW}]}
INSERT = {"command": "insert", "path": "a.py", "insert_line": 1, "insert_text": "x"}
SNIPPET = {"path": "a.py", "code_edit": "x"}
WITH_ID = {"id": "t", "type": "tool_use"}

CLIENTS = {
    "claude code": ({"file_path": "a.py", "old_string": OLD, "new_string": NEW, "replace_all": False}, SWAP),
    "text editor": ({"command": "str_replace", "path": "a.py", "old_str": OLD, "new_str": NEW}, SWAP),
    "mcp filesystem": (
        {
            "name": "mcp__fs__edit_file",
            "arguments": {"path": "a.py", "edits": [{"oldText": OLD, "newText": NEW}], "dryRun": False},
        },
        LIST,
    ),
    "windsurf": (
        {
            "TargetFile": "a.py",
            "CodeMarkdownLanguage": "python",
            "Instruction": "i",
            "ReplacementChunks": [{"AllowMultiple": False, "TargetContent": OLD, "ReplacementContent": NEW}],
        },
        LIST,
    ),
    "antigravity": (
        {
            "TargetFile": "a.py",
            "StartLine": 3,
            "EndLine": "4",
            "TargetContent": OLD,
            "ReplacementContent": NEW,
            "AllowMultiple": False,
            "toolSummary": "s",
        },
        {**SWAP, "start_line": 3, "end_line": 4},
    ),
    "antigravity file": (
        {"TargetFile": "a.py", "Overwrite": True, "EmptyFile": False, "CodeContent": "x"},
        {"path": "a.py", "content": "x"},
    ),
    "antigravity new file": (
        {"TargetFile": "a.py", "CodeContent": "x", "Complexity": 1},
        {"command": "create", "path": "a.py", "file_text": "x"},
    ),
    "copilot": ({"replacements": [{"filePath": "a.py", "oldString": OLD, "newString": NEW}], "explanation": "e"}, SWAP),
    "copilot snippet": ({"filePath": "a.py", "explanation": "e", "code": "x"}, SNIPPET),
    "cursor": ({"target_file": "a.py", "instructions": "i", "code_edit": "x"}, SNIPPET),
    "windsurf snippet": ({"TargetFile": "a.py", "CodeEdit": "x", "Blocking": True}, SNIPPET),
    "continue": ({"filepath": "a.py", "edits": [{"old_string": OLD, "new_string": NEW, "replace_all": "false"}]}, LIST),
    "continue snippet": ({"filepath": "a.py", "changes": "x"}, SNIPPET),
    "serena": (
        {"relative_path": "a.py", "needle": OLD, "repl": NEW, "mode": "literal", "allow_multiple_occurrences": True},
        {**SWAP, "replace_all": True},
    ),
    "augment": (
        {"command": "str_replace", "path": "a.py", "old_str_1": OLD, "new_str_1": NEW, "instruction_reminder": "r"},
        LIST,
    ),
    "augment lists": (
        {"command": "str_replace", "path": "a.py", "str_replace_entries": [{"old_str": OLD, "new_str": NEW}]},
        LIST,
    ),
    "augment insert": ({"command": "insert", "path": "a.py", "insert_line_1": "1", "new_str_1": "x"}, INSERT),
    "kiro": ({"path": "a.py", "oldStr": OLD, "newStr": NEW}, SWAP),
    "codebuff": ({"path": "a.py", "replacements": [{"old": OLD, "new": NEW, "allowMultiple": False}]}, LIST),
    "roo": (
        {"path": "a.py", "search": OLD, "replace": NEW, "use_regex": "false", "start_line": None, "end_line": "4"},
        {**SWAP, "end_line": 4},
    ),
    "gemini": ({"functionCall": {"name": "replace", "args": {"file_path": "a.py", "old_string": OLD, "new_string": NEW}}}, SWAP),
    "gemini message": (
        {"role": "model", "parts": [{"text": "I do it."}, {"functionCall": {"name": "replace", "args": SWAP}}]},
        SWAP,
    ),
    "anthropic message": (
        {"role": "assistant", "content": [{"type": "text", "text": "I do it."}, {**WITH_ID, "name": "Edit", "input": SWAP}]},
        SWAP,
    ),
    "anthropic parts": ([{"type": "text", "text": "I do it."}, {**WITH_ID, "name": "MultiEdit", "input": SWAP}], SWAP),
    "openai message": (
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"id": "c", "type": "function", "function": {"name": "edit", "arguments": json.dumps(SWAP)}}],
        },
        SWAP,
    ),
    "bedrock": ({"toolUse": {"toolUseId": "x", "name": "edit", "input": SWAP}}, SWAP),
    "list as text": ({"path": "a.py", "edits": json.dumps(LIST["edits"])}, LIST),
    "number as text": ({**INSERT, "insert_line": "1"}, INSERT),
    "truth as text": ({**SWAP, "replace_all": "true"}, {**SWAP, "replace_all": True}),
}


@pytest.mark.parametrize(("call", "wanted"), CLIENTS.values(), ids=CLIENTS.keys())
def test_a_call_is_read_in_one_spelling(call: object, wanted: object) -> None:
    found = read_json(json.dumps(call), "a.py")
    assert (call if found is None else json.loads(found[0])) in (wanted, [wanted])


def test_replacements_in_several_files_are_calls_of_their_own() -> None:
    one, two = ({"filePath": name, "oldString": OLD, "newString": NEW} for name in ("a.py", "b.py"))
    found = read_json(json.dumps({"replacements": [one, two]}), None)
    assert found is not None
    assert json.loads(found[0]) == [SWAP, {**SWAP, "path": "b.py"}]


def test_several_insertions_are_done_from_the_end_on() -> None:
    call = {
        "command": "insert",
        "path": "a.py",
        "insert_line_1": 1,
        "new_str_1": "x",
        "insert_line_2": 5,
        "new_str_2": "y",
    }
    found = read_json(json.dumps(call), None)
    assert found is not None
    assert [json.loads(each)["insert_line"] for each in found] == [5, 1]


KEYS = {
    "use_regex": True, "regex": "true", "is_regex": 1, "ignore_case": True, "case_sensitive": False, "dryRun": True,
    "dry_run": "true", "preview": True, "occurrence": 2, "count": 1, "position": "after", "mode": "regex", "line": 9,
    "delete": True, "encoding": "latin-1", "prepend": True,
    "anchor": "z", "after": "z", "before": "q", "content": "z", "insert_line": 2,
    "insert_text": "z", "action": "insert_before", "type": "insert_after", "operation": "insert_before", "command": "view",
    "name": "undo", "move_to": "b.py", "code_edit": "z", "diff": "z", "old_str_2": "z", "edits": [{"old_string": "a"}],
    "anything": {"a": 1}, "zero": 0, "no": False,
}  # fmt: skip
"""Keys with values that say more than a replacement of one text by another."""


@pytest.mark.parametrize(("key", "value"), KEYS.items(), ids=KEYS.keys())
@pytest.mark.parametrize("around", ["call", "item"])
def test_a_key_that_would_be_dropped_is_refused_by_name(key: str, value: object, around: str) -> None:
    fields = {"old_string": OLD, "new_string": NEW, key: value}
    call = {"path": "a.py", **fields} if around == "call" else {"path": "a.py", "edits": [fields]}
    with pytest.raises(NotRead) as refused:
        read_json(json.dumps(call), "a.py")
    assert key.removesuffix("_2") in str(refused.value)


@pytest.mark.parametrize("call", [INSERT, SNIPPET, LIST, {"command": "create", "path": "a.py", "file_text": "x"},
                                  {"type": "update_file", "path": "a.py", "diff": "@@\n-a\n+b\n"}])  # fmt: skip
@pytest.mark.parametrize("key", ["column", "where", "old_str", "dryRun", "replace"])
def test_every_form_has_a_closed_set_of_keys(call: dict[str, object], key: str) -> None:
    with pytest.raises(NotRead):
        read_json(json.dumps({**call, key: "after"}), "a.py")


@pytest.mark.parametrize("key", ["use_regex", "ignore_case", "dryRun", "preview", "delete"])
def test_a_key_that_says_what_is_so_anyway_is_read(key: str) -> None:
    for value in (False, "false", None):
        found = read_json(json.dumps({**SWAP, key: value}), "a.py")
        assert found is not None
        assert json.loads(found[0]) == SWAP


TWO = {
    "two spellings": {**SWAP, "old_str": "other"},
    "two texts to insert": {**INSERT, "new_str": "other"},
    "two lists": {**LIST, "replacements": [{"old_string": "a", "new_string": "b"}]},
    "two files": {**SWAP, "TargetFile": "b.py"},
    "a text and a list": {**SWAP, "edits": [{"old_string": "a", "new_string": "b"}]},
    "lines around a list": {**LIST, "StartLine": 3},
    "two texts behind one line": {"command": "insert", "path": "a.py", **dict.fromkeys(("insert_line_1", "insert_line_2"), 1),
                                  "new_str_1": "x", "new_str_2": "y"},
    "no number": {**INSERT, "insert_line": "one"},
    "a truth as a number": {**INSERT, "insert_line": True},
    "no text": {**SWAP, "old_str": "return 2", "new_string": 5},
    "no truth": {**SWAP, "replace_all": "maybe"},
    "an item without texts": {"path": "a.py", "edits": [{"old_string": OLD, "new_string": NEW}, {"line": 2}]},
    "no item": {"path": "a.py", "edits": []},
    "one item without a file": {"replacements": [{"file": "a.py", "old_string": OLD, "new_string": NEW},
                                                 {"old_string": "a", "new_string": "b"}]},
}  # fmt: skip


@pytest.mark.parametrize("call", TWO.values(), ids=TWO.keys())
def test_a_call_that_says_two_things_is_refused(call: object) -> None:
    with pytest.raises(NotRead):
        read_json(json.dumps(call), "a.py")


TWICE = [
    '{"path": "a.py", "old_string": "x", "new_string": "y", "old_string": "z"}',
    '{"path": "a.py", "edits": [{"old_string": "x", "new_string": "y"}], "edits": [{"old_string": "z", "new_string": "y"}]}',
    '{"path": "a.py", "edits": [{"old_string": "x", "new_string": "y", "new_string": "z"}]}',
    '{"name": "edit", "input": {"path": "a.py", "old_string": "x", "new_string": "y"}, "name": "write"}',
    '{"path": "a.py", "content": "x", "content": "y"}',
]


@pytest.mark.parametrize("text", TWICE)
def test_a_key_that_stands_there_twice_is_refused(text: str) -> None:
    with pytest.raises(NotRead, match="twice"):
        read_json(text, "a.py")


@pytest.mark.parametrize("name", ["undo", "undo_edit", "view_diff", "insert_before", "bash", "delete_file", "preview_edit", "rm"])
def test_another_tool_is_refused_by_name(name: str) -> None:
    with pytest.raises(NotRead, match=name):
        read_json(json.dumps({"name": name, "input": SWAP}), "a.py")


@pytest.mark.parametrize(
    "name",
    ["Edit", "MultiEdit", "functions.edit", "default_api:replace_file_content", "str_replace_based_edit_tool", "strReplace"],
)
def test_a_tool_that_replaces_is_read(name: str) -> None:
    assert read_json(json.dumps({"name": name, "input": SWAP}), "a.py") is not None


def test_words_beside_a_call_hold_no_code() -> None:
    text = {"type": "text", "text": "```python\nx = 5\n```"}
    with pytest.raises(NotRead, match="x = 5"):
        read_json(json.dumps([text, {**WITH_ID, "input": SWAP}]), "a.py")


@pytest.mark.parametrize("value", [{"role": "user", "content": [{"type": "text", "text": "a"}]}, {"old": "a", "new": "b"},
                                   {"needle": "a", "repl": "b"}, {"code": "x"}, {"path": "/a", "code": "x"},
                                   {"replacements": [{"search": "a", "replace": "b"}]}, [{"path": "/a", "changes": "x"}],
                                   {"role": "user", "content": [{"type": "text", "text": "```\nx\n```"}, {"type": "a"}], "n": 1},
                                   {"role": "user", "content": ["a"], "parts": ["b"]}])  # fmt: skip
def test_data_that_only_looks_like_a_call_is_none(value: object) -> None:
    assert read_json(json.dumps(value), None) is None


def test_json_that_names_a_file_but_is_no_call_is_refused_with_the_keys_that_are_known() -> None:
    with pytest.raises(NotRead, match=r"'new_content'.*'old_string'"):
        read_json(json.dumps({"path": "a.py", "new_content": "x"}), "a.py")


@pytest.mark.parametrize("key", ["use_regex", "anything"])
@pytest.mark.parametrize("call", [SWAP, LIST, INSERT, {"type": "update_file", "path": "a.py", "diff": "@@\n-a\n+b\n"}])
def test_the_account_reads_no_call_with_another_key(call: dict[str, object], key: str) -> None:
    assert read_parts(json.dumps(call), "str_replace")
    with pytest.raises(NotRead, match=key):
        read_parts(json.dumps({**call, key: True}), "str_replace")
