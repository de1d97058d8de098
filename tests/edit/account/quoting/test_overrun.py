"""New lines that run over their quotation are refused; what a text has several times in a row is not taken for that."""

import json

import pytest
from breaking import Right, block, judge, patch
from laying import laid

from kaptar.edit.account.quoting.overrun import check_overrun
from kaptar.edit.outcome import Complaint

PY = "import os\nimport re\n\n\ndef f():\n    a()\n    b()\n    c()\n"
SH = "if a; then\n  b\nfi\n"
RB = "class A\n  def f\n    a\n  end\nend\n"
CSS = ".a {\n  color: red;\n}\n\n.b {\n  color: blue;\n}\n"
MD = "# A\n\nold words\n\n## B\n\ntext\n"
JAVA = "class A {\n    @Override\n    void f() {\n        a();\n    }\n}\n"

OVER = [
    ("the next line", PY, "import os", "import json\nimport re", "import re"),
    ("the next line below more new ones", PY, "    a()", "    a()\n    x()\n    b()", "b()"),
    ("two lines", PY, "    a()", "    a(1)\n    b()\n    c()", "b()"),
    ("a heading behind a blank line", MD, "old words", "new words\n\n## B", "## B"),
    ("a whole block", CSS, ".a {\n  color: red;\n}", ".a {\n  color: green;\n}\n\n.b {\n  color: blue;\n}", ".b {"),
    ("a word that ends a block", SH, "  b", "  c\nfi", "fi"),
    ("an end", RB, "    a", "    b\n  end", "end"),
    ("a brace", JAVA, "        a();", "        b();\n    }", "}"),
    ("a closing tag", "<a>\n  <b>1</b>\n</a>\n", "  <b>1</b>", "  <b>2</b>\n</a>", "</a>"),
    ("the line above", PY, "    b()", "    a()\n    b(1)", "a()"),
    ("a decorator above", JAVA, "    void f() {\n        a();", "    @Override\n    void f() {\n        b();", "@Override"),
    ("an end behind a new block", RB, "    a", "    b\n  end\n\n  def g\n    c\n  end", "end"),
    ("the end of a quoted block", JAVA, "    void f() {\n        a();", "    void f() {\n        b();\n    }", "}"),
    ("a closing tag beside text", "<p>\nold\n</p>\n", "old", "new\n</p>", "</p>"),
    ("a fence", "text\n```\nold\n```\n", "old", "new\n```", "```"),
    ("a line of a comment", "/**\n * old\n *\n * b\n */\n", " * old", " * new\n *", "*"),
    ("signs above", "try:\n{}\ncatch (a)\n", "catch (a)", "{}\ncatch (b)", "{}"),
    ("as many lines", PY, "    a()", "    b()", "b()"),
]
NOT_OVER = [
    ("a block in a block", JAVA, "        a();", "        if (x) {\n            a();\n        }"),
    ("a block in a flat block", "f {\na();\n}\n", "a();", "if (x) {\na();\n}"),
    ("a line that is quoted", PY, "    a()\n    b()", "    a(1)\n    b()\n    b()"),
    ("the same end as before", RB, "    a\n  end", "    b\n  end"),
    ("one of several in a row", "x\nrow 0\nrow 0\nrow 0\n", "x", "x\nrow 0"),
    ("one of several in a row above", "row 0\nrow 0\nx\n", "x", "row 0\nx"),
    ("the same line as before", "go()\nstop()\nstop()\nlast()\n", "go()\nstop()", "run()\nstop()"),
    ("a flat tag", "<div>\nold\n</div>\n", "old", "<div class='a'>\nnew\n</div>"),
    ("a flat block of the shell", "if a; then\nb\nfi\n", "b", "if c; then\nd\nfi"),
    ("a block of tags", "<div>\n<p>\nold\n</p>\n</div>\n", "old", "new\n</p>\n<p>\nmore"),
    ("a brace that opens", "f()\n{\n  a\n}\n", "  a", "  {\n    b\n  }"),
    ("another depth", PY, "    a()", "    if x:\n        b()"),
    ("a fence", "text\n```\ncode\n```\n", "text", "```\nother\n```"),
    ("a line that stands further on", PY, "    a()", "    a(1)\n    c()"),
]


@pytest.mark.parametrize(("source", "old", "new", "line"), [each[1:] for each in OVER], ids=[each[0] for each in OVER])
def test_a_line_beside_the_quotation_does_not_come_again(source: str, old: str, new: str, line: str) -> None:
    complaint = check_overrun(laid(source, old, new))
    assert complaint is not None
    assert complaint[0] == "ambiguous"
    assert repr(line) in complaint[1]


@pytest.mark.parametrize(("source", "old", "new"), [each[1:] for each in NOT_OVER], ids=[each[0] for each in NOT_OVER])
def test_what_may_stand_there_twice_comes(source: str, old: str, new: str) -> None:
    assert check_overrun(laid(source, old, new)) is None


def asked(format: str, edit: str, text: str, source: str = PY) -> Complaint | None:
    return judge(Right("", format, "exact", source, edit, text), text).complaint


TWICE = PY.replace("    a()\n", "    a(1)\n    b()\n")
FORMATS = [
    ("search_replace", block("    a()\n", "    a(1)\n    b()\n")),
    ("v4a", patch("*** Update File: a.py\n@@ def f():\n-    a()\n+    a(1)\n+    b()\n")),
    ("udiff", "--- a/a.py\n+++ b/a.py\n@@ -6,1 +6,2 @@\n-    a()\n+    a(1)\n+    b()\n"),
    ("str_replace", json.dumps({"old_string": "a()", "new_string": "a(1)\n    b()"})),
    ("str_replace", json.dumps({"old_string": "    a()\n", "new_string": "    a(1)\n    b()\n"})),
]


@pytest.mark.parametrize(("format", "edit"), FORMATS)
def test_it_is_seen_in_each_format(format: str, edit: str) -> None:
    complaint = asked(format, edit, TWICE)
    assert complaint is not None
    assert "'b()'" in complaint[1]


def test_an_insertion_runs_over_too() -> None:
    edit = json.dumps({"command": "insert", "path": "a.py", "insert_line": 5, "insert_text": "    x()\n    a()\n"})
    complaint = asked("insert", edit, PY.replace("    a()\n", "    x()\n    a()\n    a()\n"))
    assert complaint is not None
    assert "'a()'" in complaint[1]


def test_a_block_above_moves_the_line_that_a_block_below_changes() -> None:
    above = block("import os\n", "import io\nimport ast\nimport os\n")
    edit = block("    a()\n", "    a(1)\n    b()\n") + above + block("    b()\n    c()\n", "    c()\n")
    text = PY.replace("    a()\n", "    a(1)\n").replace("import os", "import io\nimport ast\nimport os")
    assert asked("search_replace", edit, text) is None


def test_a_block_below_may_change_the_line() -> None:
    edit = block("    a()\n", "    a(1)\n    b()\n") + block("    b()\n    c()\n", "    c()\n")
    assert asked("search_replace", edit, PY.replace("    a()\n", "    a(1)\n")) is None
