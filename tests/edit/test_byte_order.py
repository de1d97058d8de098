"""Byte order marks in edits: a file that has one keeps it, wherever the edit shows it."""

import json

import pytest

from kaptar.edit.byte_order import misplaced_mark, without_marks
from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Applied

MARK = "\ufeff"
BEFORE, AFTER = f"{MARK}using S;\nint x;\n", f"{MARK}using T;\nint x;\n"


def calls(old: str, new: str) -> dict[str, str]:
    """Edits of the first line in each format."""
    return {
        "whole": f"{new}\nint x;\n",
        "content": json.dumps({"file_path": "a.cs", "content": f"{new}\nint x;\n"}),
        "str_replace": json.dumps({"file_path": "a.cs", "old_string": old, "new_string": new}),
        "raw": json.dumps({"file_path": "a.cs", "old_string": old, "new_string": new}, ensure_ascii=False),
        "blocks": f"<<<<<<< SEARCH\n{old}\n=======\n{new}\n>>>>>>> REPLACE\n",
        "udiff": f"--- a/a.cs\n+++ b/a.cs\n@@ -1,2 +1,2 @@\n-{old}\n+{new}\n int x;\n",
        "context": f"--- a/a.cs\n+++ b/a.cs\n@@ -1,2 +1,2 @@\n-{old}\n+{new}\n int x;\n",
        "v4a": f"*** Begin Patch\n*** Update File: a.cs\n@@\n-{old}\n+{new}\n int x;\n*** End Patch\n",
        "invoke": f'<invoke name="Edit">\n<parameter name="file_path">a.cs</parameter>\n<parameter name="old_string">{old}'
        f'</parameter>\n<parameter name="new_string">{new}</parameter>\n</invoke>\n',
    }


@pytest.mark.guest
@pytest.mark.parametrize("marks", [(True, True), (False, True), (True, False)])
@pytest.mark.parametrize("form", calls("", ""))
def test_an_edit_may_show_the_files_own_mark(editor: Editor, form: str, marks: tuple[bool, bool]) -> None:
    old, new = (f"{MARK if marked else ''}{line}" for marked, line in zip(marks, ("using S;", "using T;"), strict=True))
    outcome = editor.apply_edit(BEFORE.encode(), calls(old, new)[form], path="a.cs")
    assert isinstance(outcome, Applied)
    assert outcome.text.decode() == AFTER


@pytest.mark.guest
def test_a_new_file_has_the_mark_of_its_text(editor: Editor) -> None:
    edit = json.dumps({"file_path": "a.cs", "content": f"{MARK}using S;\nint x;"})
    outcome = editor.apply_edit(b"", edit, path="a.cs")
    assert isinstance(outcome, Applied)
    assert outcome.text.decode() == f"{MARK}using S;\nint x;"


@pytest.mark.parametrize(("source", "edit"), [
    ("a\n", f"{MARK}a\n"),
    (f"{MARK}a\n{MARK}b\n", f"-{MARK}b\n"),
    (f"{MARK}a\n", f"strip('{MARK}')\n"),
    (f"{MARK}a\n", '{"new_string": "strip(\\"\\ufeff\\")"}'),
    (f"{MARK}a\n", '{"new_string": "\\ufeff"}'),
    (f"{MARK}a\n", f"b\n{MARK}a\n"),
    (f"{MARK}a\n", f"b\n\n{MARK}a\n"),
    (f"{MARK}a\n", f"<a>\n</a>\n{MARK}a\n"),
    (f"{MARK}a\n", 'x = "\\ufeffa"\n'),
])  # fmt: skip
def test_marks_that_are_signs_of_the_code_stay(source: str, edit: str) -> None:
    assert without_marks(edit, source.encode()) == edit


@pytest.mark.parametrize(("source", "text", "line"), [
    ("a\nb\n", f"a\n{MARK}b\n", 2),
    (f"{MARK}a\n", f"{MARK}{MARK}a\n", 1),
    ("a\n", f"{MARK}a\n", 0),
    ("a\n", f"a('{MARK}')\n", 0),
    (f"{MARK}a\n{MARK}b\n", f"{MARK}a\n{MARK}c\n", 0),
])  # fmt: skip
def test_a_mark_begins_no_other_line(source: str, text: str, line: int) -> None:
    assert misplaced_mark(source.encode(), text.encode()) == line
