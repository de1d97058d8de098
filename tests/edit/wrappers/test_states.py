"""Answers that were cut off, refused or failed, and messages of tools and users, are no edits."""

import json

import pytest

from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Refused

CALL = {"file_path": "a.py", "old_string": "x = 1", "new_string": "x = 2"}


def message(**more: object) -> str:
    part = {"type": "tool_use", "id": "t", "name": "Edit", "input": CALL}
    return json.dumps({"role": "assistant", "content": [part], **more})


@pytest.mark.guest
@pytest.mark.parametrize(
    "edit",
    [message(), message(stop_reason="tool_use"), message(stop_reason=None), json.dumps({**CALL, "status": "completed"}),
     json.dumps({"name": "Edit", "status": "in_progress", "input": CALL})],
)  # fmt: skip
def test_a_whole_answer_is_applied(editor: Editor, edit: str) -> None:
    outcome = editor.apply_edit(b"x = 1\n", edit, path="a.py")
    assert not isinstance(outcome, Refused), outcome


@pytest.mark.guest
@pytest.mark.parametrize(
    "edit",
    [message(stop_reason="max_tokens"), message(stop_reason="refusal"), message(role="tool"), message(role="user"),
     json.dumps({**CALL, "status": "error"}), json.dumps({**CALL, "role": "tool"}),
     json.dumps({"name": "Edit", "status": "incomplete", "input": CALL})],
)  # fmt: skip
def test_an_answer_that_is_not_whole_is_refused(editor: Editor, edit: str) -> None:
    outcome = editor.apply_edit(b"x = 1\n", edit, path="a.py")
    assert isinstance(outcome, Refused)


SOURCE = b"def f():\n    return 1\n\n\ndef g():\n    return 2\n"
HUNK = " def f():\n-    return 1\n+    x = 1\n"


@pytest.mark.guest
@pytest.mark.parametrize(
    ("numbers", "is_whole"), [("-1,6 +1,8", False), ("-1,4 +1,4", True), ("-1,5 +1,4", True), ("-1,2 +1,2", True)]
)
@pytest.mark.parametrize("behind", ["", "```\n"])
def test_a_hunk_with_less_than_half_of_its_lines_was_cut_off(editor: Editor, numbers: str, is_whole: bool, behind: str) -> None:
    fence = "```diff\n" if behind else ""
    outcome = editor.apply_edit(SOURCE, f"{fence}--- a/a.py\n+++ b/a.py\n@@ {numbers} @@\n{HUNK}{behind}", path="a.py")
    assert isinstance(outcome, Refused) is not is_whole, outcome


@pytest.mark.guest
@pytest.mark.parametrize(
    ("count", "lines", "is_whole"),
    [(10, 2, False), (4, 2, False), (6, 4, False), (30, 20, False), (3, 2, True), (2, 2, True), (7, 5, True), (30, 27, True)],
)
def test_a_new_file_that_lacks_a_third_of_its_lines_was_cut_off(editor: Editor, count: int, lines: int, is_whole: bool) -> None:
    edit = f"--- /dev/null\n+++ b/n.txt\n@@ -0,0 +1,{count} @@\n" + "".join(f"+line {n}\n" for n in range(lines))
    assert isinstance(editor.apply_edit(b"", edit, path="n.txt"), Refused) is not is_whole


@pytest.mark.guest
@pytest.mark.parametrize(
    ("numbers", "is_whole"),
    [
        ("-1,1 +1,9", False),
        ("-1,2 +1,9", False),
        ("-1,7 +1,9", False),
        ("-1,1 +1,8", True),
        ("-1,1 +1,5", True),
        ("-1,4 +1,3", True),
    ],
)
@pytest.mark.parametrize("path", ["a.yml", "a.toml"])
def test_a_hunk_that_lacks_a_third_of_the_lines_of_one_side_was_cut_off(
    editor: Editor, path: str, numbers: str, is_whole: bool
) -> None:
    sign = ": " if path == "a.yml" else " = "
    added = "".join(f"+{name}{sign}2\n" for name in "bcde")
    edit = f"--- a/{path}\n+++ b/{path}\n@@ {numbers} @@\n a{sign}1\n{added}"
    assert isinstance(editor.apply_edit(f"a{sign}1\n".encode(), edit, path=path), Refused) is not is_whole
