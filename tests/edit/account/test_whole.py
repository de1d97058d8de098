"""Calls of tools that hold a text, and wrappers around it: taken for the whole file only if they say nothing else."""

import json

import pytest

from kaptar.edit.account.whole import check_call
from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Applied, Refused

WHOLE = [
    {"path": "a.md", "content": "x\n"},
    {"name": "write_file", "arguments": {"file_path": "a.md", "content": "x\n"}},
    {"name": "Write", "input": {"file_path": "a.md", "content": "x\n"}},
    {"command": "create", "path": "a.md", "file_text": "x\n"},
    {
        "tool_calls": [
            {"id": "1", "type": "function", "function": {"name": "write", "arguments": '{"path": "a.md", "content": "x"}'}}
        ]
    },
]
ELSEWHERE = [
    {"path": "a.md", "line": 3, "content": "x\n"},
    {"path": "a.md", "content": "x\n", "mode": "append"},
    {"name": "append_to_file", "input": {"path": "a.md", "content": "x\n"}},
    {"path": "a.md", "content": "x\n", "start_line": 1, "end_line": 2},
    {"command": "append", "path": "a.md", "content": "x\n"},
    [{"path": "a.md", "content": "x\n"}, {"path": "a.md", "content": "y\n", "after": "x"}],
]


@pytest.mark.parametrize("call", WHOLE)
@pytest.mark.parametrize("around", ["{}", "```json\n{}\n```"])
def test_a_call_that_writes_the_file_is_taken(call: object, around: str) -> None:
    assert check_call(around.replace("{}", json.dumps(call)), "a.md") is None


@pytest.mark.parametrize("call", ELSEWHERE)
def test_a_call_that_names_a_place_is_refused(call: object) -> None:
    complaint = check_call(json.dumps(call), "a.md")
    assert complaint is not None
    assert "has the key" in complaint[1]


@pytest.mark.parametrize(
    "edit",
    ['{"name": "insert_after_symbol", "arguments": {"body": "x"}}', '{"input": "*** Begin Patch"}', "[1]", "<tool_call>\nx"],
)
def test_an_unknown_call_is_not_the_text_of_a_document(edit: str) -> None:
    assert check_call(edit, "a.md") is not None


@pytest.mark.parametrize(
    ("edit", "path"), [('{"line": 3}', "a.json"), ("[a](b)\n", "a.md"), ("{% if x %}", "a.txt"), ("<p>", "a.html")]
)
def test_other_texts_are_texts(edit: str, path: str) -> None:
    assert check_call(edit, path) is None


OWN = "A=1\nB=2\n"


@pytest.mark.guest
@pytest.mark.parametrize("path", [".env", "a.md", "a.txt", "a.ini", "requirements.txt"])
@pytest.mark.parametrize(
    ("top", "end"), [(">>> begin", "<<< done"), ("{{file}}", "{{/file}}"), ('"""', '"""'), ("Here is the updated file:", "")]
)
def test_new_lines_around_the_whole_file_are_a_wrapper(editor: Editor, path: str, top: str, end: str) -> None:
    for text in (OWN, OWN.replace("A=1\n", "A=1\nC=3\n")):
        outcome = editor.apply_edit(OWN.encode(), f"{top}\n{text}{end}\n", path=path)
        assert isinstance(outcome, Refused), outcome.text


@pytest.mark.guest
@pytest.mark.parametrize("edit", ["C=3\nA=1\nB=2\n", "A=1\nB=2\nC=3\n"])
def test_a_new_line_at_one_end_is_none(editor: Editor, edit: str) -> None:
    assert isinstance(editor.apply_edit(OWN.encode(), edit, path=".env"), Applied)


@pytest.mark.guest
def test_new_statements_at_both_ends_of_code_are_none(editor: Editor) -> None:
    source, edit = "def f():\n    return 1\n", "import os\n\n\ndef f():\n    return 1\n\n\nf()\n"
    outcome = editor.apply_edit(source.encode(), edit, path="a.py")
    assert isinstance(outcome, Applied)
    assert outcome.text.decode() == edit
