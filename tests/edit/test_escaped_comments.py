"""A comment that holds line ends as two characters is refused where the lines behind them would be lost in it."""

import json

import pytest

from kaptar.edit.engine import Editor
from kaptar.edit.escaped_comments import has_joined_lines, has_lost_lines
from kaptar.edit.outcome import Refused

KNOWN = ("x = 1", "select b from d", "$x = old();", "FROM a")


@pytest.mark.parametrize(
    "new",
    [
        "#!/bin/sh\\nset -e",
        "    # check all\\n    check(1)",
        "// Package a\\npackage a\\n\\nfunc F() {\\n",
        "// one\\n// two",
        "-- a\\nselect b from c",
        "# a\\n\tb",
        "# now\\nx = 2",
        "// Load.\\n$x = load();",
        "y = 1\n# z\\n  z = 2\nw = 3",
        "# a: b\\nc: 1\\nd: 2\\n",
        "y = 1  # note\\n    z = 2",
        "f(y); // one\\n// two",
        "     * @param a b\\n     * @param c",
    ],
)
def test_the_lines_behind_a_comment_would_be_lost(new: str) -> None:
    assert has_lost_lines(new, KNOWN)


@pytest.mark.parametrize(
    "new",
    [
        "# splits at \\n and \\r\\n",
        "// see C:\\new\\notes, or D:\\x\\names",
        "# matches [\\n\\r]+ or (\\n  x)",
        '// ends with "\\n" always',
        "// e.g. \\n\\n parts paragraphs",
        "# foo\\nbar is one",
        "/* prints foo\\n */",
        "print('a # b\\n    c')",
        "s = `a // b\\n    c`",
        "# it is foo\\n FROM a",
        'print("a\\n    b")',
        "x = 1  # \\n   is the end",
    ],
)
def test_a_comment_may_speak_of_line_ends(new: str) -> None:
    assert not has_lost_lines(new, KNOWN)


PAGE = ("# Title", "", "The first line.", "| a | b |")


@pytest.mark.parametrize(
    "new",
    ["# Title\\n\\nThe first line.\\n| a | c |", "- x\n  The first line.\\n| a | b |\\n\\n", "| a | b |\\n\\n\\n# Title"],
)
def test_a_line_of_a_document_does_not_hold_several_that_go(new: str) -> None:
    assert has_joined_lines(new, PAGE)


@pytest.mark.parametrize(
    "new", ["Lines end with \\n, or \\r\\n.", "# Title\\n is a line, and so is \\n", "# Title\n\nThe first line.\n"]
)
def test_a_document_may_speak_of_line_ends(new: str) -> None:
    assert not has_joined_lines(new, PAGE)


def test_a_new_document_is_not_one_line() -> None:
    assert has_joined_lines("# Title\\n\\nThe first line.\\n", [""])
    assert not has_joined_lines("# Title\\n\\nThe first line.\\n", ["Another."])
    assert not has_joined_lines("It ends with \\n or \\r\\n.\n", [])


EDITS = {
    "a.md": ("# T\n\nOne.\n\nTwo.\n", {"old_string": "# T\n\nOne.\n", "new_string": "# T\\n\\nOne.\\nMore.\n"}),
    "new.md": ("", {"content": "# T\\n\\nOne.\\n"}),
    "a.py": ("def f():\n    check()\n", {"old_string": "    check()", "new_string": "    # all\\n    check(1)"}),
    "a.ts": ("// A.\nexport const a = 1;\n", {"content": "// A.\\nexport const a = 2;\\n"}),
    "Dockerfile": ("FROM a\nRUN b\n", {"old_string": "RUN b", "new_string": "# build\\nRUN d\\nRUN e"}),
    "a.yml": ("# x\na: 1\nb: 2\n", {"content": "# x\\na: 1\\nb: 3\\n"}),
    "new.go": ("", {"content": "// Package a\\npackage a\\n\\nfunc F() {}\\n"}),
}


@pytest.mark.guest
@pytest.mark.parametrize("path", EDITS)
def test_such_an_edit_is_refused(editor: Editor, path: str) -> None:
    source, call = EDITS[path]
    outcome = editor.apply_edit(source.encode(), json.dumps({"file_path": path, **call}), path=path)
    assert isinstance(outcome, Refused)
    assert outcome.reason == "ambiguous"


@pytest.mark.guest
def test_what_the_file_has_may_come_again(editor: Editor) -> None:
    call = {"file_path": "a.sh", "old_string": "b", "new_string": "# say it\\n  twice\nc"}
    outcome = editor.apply_edit(b"# a\\n  a\nb\n", json.dumps(call), path="a.sh")
    assert not isinstance(outcome, Refused)
