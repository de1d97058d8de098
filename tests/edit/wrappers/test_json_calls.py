"""Calls as JSON: alone, on lines, in envelopes, around a patch."""

import json
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kaptar.edit.account.quoting.reading import NotRead
from kaptar.edit.wrappers.json_calls import read_json

PATCH = "*** Begin Patch\n*** Update File: a.py\n@@\n-x = 1\n+x = 2\n*** End Patch\n"
SCRIPT = f"apply_patch <<'EOF'\n{PATCH}EOF\n"
SWAP = {"path": "a.py", "old_string": "x = 1", "new_string": "x = 2"}
OTHER = {"path": "a.py", "old_string": "y = 1", "new_string": "y = 2"}


def insert(line: int, text: str = "z") -> dict[str, object]:
    return {"command": "insert", "path": "a.py", "insert_line": line, "insert_text": text}


def calls(*values: object, path: str | None = None) -> list[object]:
    """The calls of values that stand on lines, as one list."""
    found = read_json("\n".join(map(json.dumps, values)), path)
    assert found is not None
    (edit,) = found
    read = json.loads(edit)
    return read if isinstance(read, list) else [read]


PATCHES = {
    "input": {"input": PATCH},
    "name and input": {"name": "apply_patch", "input": PATCH},
    "arguments": {"name": "apply_patch", "arguments": {"input": PATCH}},
    "arguments as text": {
        "type": "function_call",
        "name": "apply_patch",
        "arguments": json.dumps({"input": PATCH}),
        "call_id": "1",
    },
    "function": {"id": "c", "type": "function", "function": {"name": "apply_patch", "arguments": json.dumps({"input": PATCH})}},
    "command": {"command": ["apply_patch", PATCH]},
}


@pytest.mark.parametrize("value", PATCHES.values(), ids=PATCHES.keys())
def test_a_patch_in_a_call_is_the_patch(value: object) -> None:
    assert read_json(json.dumps(value), None) == (PATCH,)


@pytest.mark.parametrize("value", [{"command": ["bash", "-lc", SCRIPT]}, {"cmd": SCRIPT}, {"command": SCRIPT, "timeout_ms": 5}])
def test_a_command_with_a_patch_is_the_command(value: object) -> None:
    assert read_json(json.dumps(value), None) == (SCRIPT,)


@pytest.mark.parametrize(
    "value",
    [
        {"input": PATCH, "workdir": "sub"},
        {"command": SCRIPT, "workdir": "/x"},
        [{"input": PATCH}, SWAP],
        [{"input": PATCH}, {"input": PATCH}],
        {"path": "b.py", "arguments": {"input": PATCH}},
    ],
)
def test_a_patch_with_more_beside_it_is_refused(value: object) -> None:
    with pytest.raises(NotRead):
        read_json(json.dumps(value), None)


@pytest.mark.parametrize("script", [SCRIPT + "rm x\n", f"ls && {SCRIPT}", SCRIPT.replace("*** End Patch\n", "")])
def test_a_command_that_does_more_is_no_edit(script: str) -> None:
    assert read_json(json.dumps({"command": ["bash", "-lc", script]}), None) is None


def test_calls_on_lines_are_a_list() -> None:
    assert calls(SWAP, OTHER) == [SWAP, OTHER]
    assert read_json(f"Here:\n```json\n{json.dumps(SWAP)}\n{json.dumps(OTHER)}\n```\n", None) is not None


def test_calls_in_envelopes_are_a_list() -> None:
    assert calls({"name": "edit", "arguments": json.dumps(SWAP)}, {"type": "tool_use", "input": OTHER}) == [SWAP, OTHER]


def test_the_path_of_an_envelope_is_that_of_its_calls() -> None:
    bare = {"old_string": "x", "new_string": "y"}
    assert calls({"path": "a.py", "operations": [bare, SWAP]}) == [{"path": "a.py", **bare}, SWAP]


@pytest.mark.parametrize(
    "value",
    [
        {"tool_calls": [SWAP], "calls": [OTHER]},
        {"input": SWAP, "arguments": OTHER},
        {"input": PATCH, "arguments": SWAP},
        {"command": "rm a.py", "arguments": SWAP},
        {"name": "edit", "arguments": SWAP, "delete_lines": [2, 3]},
        {"path": "b.py", "arguments": SWAP},
        {"path": "b.py", "edits": [SWAP]},
        {**SWAP, "file": "b.py"},
        {**SWAP, "calls": [OTHER]},
    ],
    ids=str,
)
def test_what_would_be_dropped_is_refused(value: object) -> None:
    with pytest.raises(NotRead):
        read_json(json.dumps(value), "a.py")


KEYS = st.sampled_from(
    ["type", "command", "path", "input", "arguments", "function", "edits", "insert_line", "old_string", "new_string", "content"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["insert", "create_file", PATCH]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=20,
)


@given(VALUES, st.none() | st.just("a.py"))
@example({"type": ["object", "null"], "title": "y"}, None)
@example([{"command": {"a": 1}, "old_string": "x", "new_string": "y"}], "a.py")
def test_any_json_is_read_or_refused(value: object, path: str | None) -> None:
    with suppress(NotRead):
        read_json(json.dumps(value), path)


def test_many_lines_are_checked_in_one_pass() -> None:
    """Ten thousand calls in pairs would be fifty million checks."""
    many = [insert(30_000 - n) for n in range(9_999)]
    assert read_json(json.dumps(many), None) is not None


@pytest.mark.parametrize("value", [SWAP, [SWAP, OTHER], insert(1), {"path": "a.py", "content": "x"}])
def test_what_is_read_as_it_is_stays(value: object) -> None:
    assert read_json(json.dumps(value), "a.py") is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x = 1",
        "{",
        "{}",
        "[]",
        '{"a": 1}',
        f'{json.dumps(SWAP)}\n{{"a": 1}}',
        f"{json.dumps(SWAP)} {json.dumps(OTHER)}",
        "[1]",
    ],
)
def test_what_is_no_call_in_some_part_is_none(text: str) -> None:
    assert read_json(text, "a.py") is None


@pytest.mark.parametrize(
    "around", [{"name": "append_to_file"}, {"name": "write_file", "line": 3}, {"name": "write_file", "mode": "a"}]
)
def test_a_text_for_a_place_is_not_the_whole_file(around: dict[str, object]) -> None:
    assert read_json(json.dumps({**around, "arguments": json.dumps({"path": "a.py", "content": "x"})}), None) is None


def test_calls_without_a_path_are_for_the_file_that_the_caller_names() -> None:
    bare = {"command": "insert", "insert_line": 1, "insert_text": "z"}
    assert calls(bare, path="a.py") == [{"path": "a.py", **bare}]
    assert read_json(json.dumps(bare), None) is None


def test_two_ways_to_change_a_file_are_edits_that_follow_each_other() -> None:
    found = read_json(json.dumps([insert(1), SWAP]), None)
    assert found is not None
    assert [json.loads(each) for each in found] == [insert(1), SWAP]


@pytest.mark.parametrize("order", [[insert(3), insert(1)], [SWAP, insert(3)], [{**SWAP, "new_string": "a\nb"}, insert(0)]])
def test_a_line_that_no_call_above_moves_is_told(order: list[object]) -> None:
    assert read_json(json.dumps(order), None) is not None


@pytest.mark.parametrize("order", [[insert(1), insert(3)], [insert(1), insert(1)], [{**SWAP, "new_string": "a\nb"}, insert(3)]])
def test_a_line_that_calls_above_may_move_is_refused(order: list[object]) -> None:
    with pytest.raises(NotRead):
        read_json(json.dumps(order), None)
