"""Lines of blanks that a snippet shows as the file has them."""

import pytest

from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Plan, Refused, Span
from kaptar.edit.own_blanks import with_own_blanks

PYTHON = """class A:
    def a(self):
        one()
        return 1
    \n
    def b(self):
        two()
        return 2
    \n
class B:
    def c(self):
        return 3
"""
BRACES = "class A {\n  a() {\n    one();\n  }\n  \n\n  b() {\n    two();\n  }\n\t\n\n  c() {\n    four();\n  }\n}\n"
RUBY = "class A\n  def a\n    one\n  end\n  \n\n  def b\n    two\n  end\n    \n\n  def c\n    three\n  end\nend\n"
LIST = "m:\n  i:\n    - o: l\n      a: *c\n      \n    # Two\n    - o: k\n      a: *c\n            \n\nb:\n  - x\n"
MARK = "# ... existing code ...\n"
CASES = [
    ("a.py", PYTHON, "    def b", f"class A:\n    {MARK}", "two", "six"),
    ("a.js", BRACES, "  b()", "class A {\n  // ... existing code ...\n", "two", "six"),
    ("a.ts", BRACES, "  a()", "class A {\n", "one", "six"),
    ("a.rb", RUBY, "  def b", f"class A\n  {MARK}", "two", "six"),
    ("a.yml", LIST, "      a: *c", f"m:\n  i:\n    {MARK}", "", ""),
]  # fmt: skip


@pytest.mark.guest
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(("path", "source", "begin", "above", "old", "new"), CASES)
def test_a_line_of_blanks_that_is_shown_keeps_them(
    editor: Editor, path: str, source: str, begin: str, above: str, old: str, new: str, end: str
) -> None:
    wanted = source.replace(old, new) if old else source
    edit = above + wanted[wanted.index(begin) :]
    outcome = editor.apply_edit(source.replace("\n", end).encode(), edit, path=path)
    assert not isinstance(outcome, Refused), outcome
    assert outcome.text.decode() == wanted.replace("\n", end)


def plan(*spans: Span, format: str = "lazy") -> Plan:
    return Plan("a", format, "structure", spans, (), "", (), (), "host", 0.0)  # type: ignore[arg-type]


@pytest.mark.parametrize(("edit", "spans", "kept"), [
    ("a\n  \n\nb\n", [Span(2, 4, b"")], []),
    ("a\n\n\nb\n", [Span(2, 4, b"")], [Span(2, 4, b"")]),
    ("a\n \n\nb\n", [Span(2, 4, b"")], [Span(2, 4, b"")]),
    ("a\n  \n\nc\n", [Span(2, 7, b"\n\nc")], [Span(2, 7, b"  \n\nc")]),
    ("z\n  \n\nc\n", [Span(0, 7, b"z\n\n\nc")], [Span(0, 7, b"z\n  \n\nc")]),
    ("a\n  \n\nc\nx\na\n\n\nc\n", [Span(2, 7, b"\n\nc")], [Span(2, 7, b"\n\nc")]),
    ("a\n  \n\nb\nx\na\n\n\nc\n", [Span(2, 4, b"")], []),
])  # fmt: skip
def test_only_blanks_that_the_edit_shows_there_stay(edit: str, spans: list[Span], kept: list[Span]) -> None:
    assert [*with_own_blanks(plan(*spans), b"a\n  \n\nb\n", edit).spans] == kept


def test_a_quotation_takes_the_blanks_that_it_quotes() -> None:
    quoted = plan(Span(2, 4, b""), format="search_replace")
    assert with_own_blanks(quoted, b"a\n  \n\nb\n", "a\n  \n\nb\n") == quoted


def test_an_edit_that_changes_nothing_else_is_applied_already() -> None:
    assert with_own_blanks(plan(Span(2, 4, b"")), b"a\n  \n\nb\n", "a\n  \n\nb\n").grade == "already_applied"
