"""Text that was escaped once too often is refused where the file has nothing of the kind in such a place."""

import json

import pytest

from kaptar.edit.double_escapes import escaped_twice
from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Refused


@pytest.mark.parametrize(
    ("path", "new", "what"),
    [
        ("Dockerfile", "FROM c\\nRUN b\\n", "\\n"),
        ("a.ex", "    x = 1\\n    x + 1", "\\n"),
        ("a.sh", "a\\nb\\nc", "\\n"),
        ("a.yaml", "a: 1\\n\\nb: 2", "\\n"),
    ],
)
def test_new_text_is_escaped_twice(path: str, new: str, what: str) -> None:
    assert escaped_twice("x", new, "x\n", path) == what


@pytest.mark.parametrize(
    ("path", "new"),
    [
        ("a.py", 'print("a\\n  b\\n")'),
        ("a.js", "f(`a\\n    b`)"),
        ("a.c", "  case '\\n':"),
        ("a.py", "# splits at \\n"),
        ("a.md", "Lines end with \\n"),
        ("a.tex", "\\newcommand{a}\\nabla \\noindent"),
        ("a.sh", "sed s/a/\\n/"),
        ("a.bat", "cd C:\\new"),
        ("a.sh", 'echo "a" \\"b\\"'),
    ],
)
def test_other_signs_are_meant(path: str, new: str) -> None:
    assert escaped_twice('echo "a"', new, "x\n", path) == ""


def test_quotes_with_backslashes_come_for_quotes_without() -> None:
    assert escaped_twice('echo "a"', 'echo \\"b\\"', 'echo "a"\n', "a.sh") == '\\"'
    assert escaped_twice('echo \\"a\\"', 'echo \\"b\\"', 'echo \\"a\\"\n', "a.sh") == ""
    assert escaped_twice("echo", 'echo \\"b\\"', "echo\n", "a.sh") == ""


def test_what_the_file_has_in_such_a_place_may_come() -> None:
    assert escaped_twice("x", "a\\n  b", "c\\n  d\n", "a.conf") == ""
    assert escaped_twice("x", "a\\n  b", 'c = "\\n"\n', "a.conf") == "\\n"


@pytest.mark.guest
@pytest.mark.parametrize("form", ["replace", "write"])
def test_a_whole_edit_is_refused(editor: Editor, form: str) -> None:
    edit = {
        "replace": {"file_path": "Dockerfile", "old_string": "RUN b", "new_string": "RUN c\\nRUN d"},
        "write": {"file_path": "Dockerfile", "content": "FROM a\\nRUN b\\n"},
    }[form]
    outcome = editor.apply_edit(b"FROM a\nRUN b\n", json.dumps(edit), path="Dockerfile")
    assert isinstance(outcome, Refused)
    assert outcome.reason == "ambiguous"
