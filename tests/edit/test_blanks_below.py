"""Blank lines between new lines and the marker below them: they are written."""

import pytest

from kaptar.edit.blanks_below import with_blanks_below
from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Applied, Plan, Span

METHODS = {
    "a.js": (
        "class M {",
        "  get(id) {\n    return repo.get(id);\n  }\n",
        "  count() {\n    return repo.count();\n  }\n",
        "  // ...",
        "}\n",
    ),
    "a.py": (
        "class M:",
        "    def get(self):\n        return repo.get()\n",
        "    def count(self):\n        return len(repo)\n",
        "    # ...",
        "",
    ),
    "a.ex": (
        "defmodule M do",
        "  def get(id) do\n    Repo.get(id)\n  end\n",
        "  def count do\n    Repo.count()\n  end\n",
        "  # ...",
        "end\n",
    ),
    "a.dart": (
        "class M {",
        "  int get(int id) {\n    return repo.get(id);\n  }\n",
        "  int count() {\n    return n;\n  }\n",
        "  // ...",
        "}\n",
    ),
}


@pytest.mark.guest
@pytest.mark.parametrize("path", METHODS)
@pytest.mark.parametrize("blanks", [0, 1, 2])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_blank_lines_of_the_edit_are_written(editor: Editor, path: str, blanks: int, end: str) -> None:
    head, there, new, marker, tail = METHODS[path]
    second = there.replace("get", "load")
    before = f"{head}\n{there}\n{second}{tail}"
    parted = "\n" * blanks
    edit = f"{head}\n{new}{parted}{marker} existing code ...\n{tail}"
    outcome = editor.apply_edit(before.replace("\n", end).encode(), edit.replace("\n", end), path=path)
    assert isinstance(outcome, Applied), outcome
    assert outcome.text.decode() == f"{head}\n{new}{parted}{there}\n{second}{tail}".replace("\n", end)


@pytest.mark.guest
def test_those_that_the_file_has_are_not_doubled(editor: Editor) -> None:
    before = "class M {\n\n  get() {\n    a();\n  }\n}\n"
    edit = "class M {\n  count() {\n    b();\n  }\n\n  // ... existing code ...\n}\n"
    outcome = editor.apply_edit(before.encode(), edit, path="a.js")
    assert isinstance(outcome, Applied), outcome
    assert "\n\n\n" not in outcome.text.decode()


@pytest.mark.guest
def test_above_the_end_of_a_block_there_are_none(editor: Editor) -> None:
    before = "class M {\n  get() {\n    a();\n  }\n}\n"
    edit = "class M {\n  // ... existing code ...\n\n  count() {\n    b();\n  }\n}\n"
    outcome = editor.apply_edit(before.encode(), edit, path="a.js")
    assert isinstance(outcome, Applied), outcome
    assert outcome.text.decode() == "class M {\n  get() {\n    a();\n  }\n\n  count() {\n    b();\n  }\n}\n"


def test_below_them_stands_a_marker() -> None:
    spans = (Span(4, 4, b"new();\n"),)
    plan = Plan("a.js", "lazy", "exact", spans, (), "", (), (), "guest", 0.0)
    for below, text in (("// ... existing code ...", b"new();\n\n"), ("b();", b"new();\n"), ("", b"new();\n")):
        (span,) = with_blanks_below(plan, b"();\nb();\n", f"a();\nnew();\n\n{below}").spans
        assert span.text == text
