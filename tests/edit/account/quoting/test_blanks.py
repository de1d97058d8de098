"""Blank lines that a quotation leaves out or quotes alone: none is lost, doubled or written because of it."""

import pytest
from breaking import block, patch

from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Applied, Refused

TOML = "[a]\nx = 1\n\n[b]\ny = 1\n\n[c]\nz = 1\n"
SHELL = "f() {\n  a\n\n  b\n}\n"


@pytest.mark.guest
@pytest.mark.parametrize(
    ("path", "source", "edit"),
    [
        ("a.py", "a = 1\n\nb = 2\nc = 3\n", block("a = 1\nb = 2\n\nc = 3\n", "a = 1\nb = 20\n\nc = 3\n")),
        ("a.py", "a()\n\nb()\n\nc()\nd()\n", block("b()\nc()\nd()\n", "d()\n")),
        ("a.md", "# T\n\nOne.\n\n- a\n- b\n", block("# T\nOne.\n- a\n", "# T\nTwo.\nMore.\n- a\n")),
    ],
)
def test_a_quotation_may_leave_out_blank_lines_that_stay_or_go_with_it(editor: Editor, path: str, source: str, edit: str) -> None:
    outcome = editor.apply_edit(source.encode(), edit, path=path)
    assert isinstance(outcome, Applied), outcome
    assert outcome.plan.grade == "blank_lines"


@pytest.mark.guest
@pytest.mark.parametrize(
    ("path", "source", "old", "new"),
    [
        ("a.md", "# T\n\nOne.\n\n|a|\n|-|\n", "# T\nOne.\n|a|\n|-|\n", "# T\nTwo.\n|b|\n|-|\n"),
        ("a.md", "One.\n\nTwo.\n\nThree.\n", "One.\nTwo.\n", "1.\n2.\n"),
        ("a.md", "In:\n\n- a\n- b\n\nOut.\n", "In:\n- a\n- b\nOut.\n", "Into:\n- a\n- c\nOut of.\n"),
        ("a.sql", "select 1;\n\nselect 2;\n", "select 1;\nselect 2;\n", "select 3;\nselect 4;\n"),
        ("a.py", "import a\n\nx = 1\ny = 2\n", "import a\nx = 1\ny = 2\n", "import b\ny = 2\n"),
        ("a.js", "f();\n\ng();\nh();\n", "f();\ng();\nh();\n", "f();\n\nif (x) {\n  g();\n}\nh();\n"),
        ("a.js", "f();\ng();\n\nh();\n", "f();\ng();\nh();\n", "f();\nif (x) {\n  g();\n}\n\nh();\n"),
    ],
)
def test_a_blank_line_between_lines_that_change_is_neither_lost_nor_doubled(
    editor: Editor, path: str, source: str, old: str, new: str
) -> None:
    outcome = editor.apply_edit(source.encode(), block(old, new), path=path)
    assert isinstance(outcome, Refused), outcome.text.decode()
    assert outcome.reason in ("ambiguous", "no_match")


@pytest.mark.guest
@pytest.mark.parametrize(
    ("path", "source", "hunk"),
    [
        ("a.toml", TOML, "@@ [b]\n+w = 2\n \n"),
        ("a.toml", TOML, "@@ [b]\n \n+w = 2\n"),
        ("a.toml", TOML, "@@ [b]\n+w = 2\n-\n"),
        ("a.toml", TOML, "@@\n \n+[d]\n+q = 1\n*** End of File\n"),
        ("a.sh", SHELL, "@@ f() {\n+  c\n \n"),
        ("a.go", "func f() {\n\ta()\n\n\tb()\n}\n", "@@ func f() {\n \n+\tz()\n"),
        ("a.yml", "a:\n  x: 1\n\nb:\n  y: 1\n", "@@ a:\n+  w: 2\n \n"),
    ],
)
def test_a_blank_line_that_is_quoted_alone_tells_no_place(editor: Editor, path: str, source: str, hunk: str) -> None:
    outcome = editor.apply_edit(source.encode(), patch(f"*** Update File: {path}\n{hunk}"), path=path)
    assert isinstance(outcome, Refused), outcome.text.decode()
    assert outcome.reason == "no_match"


@pytest.mark.guest
def test_lines_below_a_head_and_an_empty_line_behind_them_come(editor: Editor) -> None:
    outcome = editor.apply_edit(TOML.encode(), patch("*** Update File: a.toml\n@@ [b]\n+w = 2\n\n"), path="a.toml")
    assert isinstance(outcome, Applied)
    assert outcome.text.decode() == TOML.replace("[b]\n", "[b]\nw = 2\n")
