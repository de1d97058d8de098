"""New lines of diffs and patches that all have a blank behind their sign."""

import pytest

from kaptar.edit.account.quoting.blank_signs import check_blank_signs
from kaptar.edit.account.quoting.reading.parts import Content, block_of
from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Refused

TERRAFORM = "terraform {\n  aws = {\n    source = 1\n    version = 2\n  }\n}\n"
GO = "func f() {\n\ta()\n\tb()\n}\n"
CLOJURE = "(def a\n  [1])\n"


def shifted(source: str, rows: str, path: str = "a.js") -> bool:
    steps = [(row[:1] or " ", row[1:]) for row in rows.split("\n")]
    return check_blank_signs([block_of(steps)], source, path) is not None


@pytest.mark.parametrize(("source", "rows"), [
    ("a\nb\n", " a\n b\n+ c"),
    ("all:\n\tcc a.c\n", " all:\n \tcc a.c\n+ \tcc b.c"),
    ("# A\n\n- x\n- y\n", " - x\n - y\n+ - z"),
    ("a();\nb();\n", " a();\n+ c();\n+ d();\n b();"),
    (TERRAFORM, "     source = 1\n-    version = 2\n+     version = 3\n   }"),
    (TERRAFORM, "-    version = 2\n+     version = 3\n+\n+     other = 4"),
    (GO, " func f() {\n-\ta()\n+ \tx := a()\n+ \tif x {\n+ \t\tgo c()\n+ \t}\n \tb()"),
    ("/**\n * A.\n */\nf();\n", "  */\n-f();\n+ g();"),
    ("a\nb\nc\nd\n", "-a\n+ x\n b\n c\n+ y\n d"),
])  # fmt: skip
def test_a_blank_in_front_of_all_new_lines_is_refused(source: str, rows: str) -> None:
    assert shifted(source, rows)


@pytest.mark.parametrize(("source", "rows"), [
    ("a();\nb();\n", " a();\n+  c();\n b();"),
    ("a();\nb();\n", " a();\n+c();\n b();"),
    ("a:\n b: 1\n", " a:\n  b: 1\n+ c: 2"),
    ("/**\n * A.\n */\n", " /**\n  * A.\n+ * B.\n  */"),
    ("f(a,\n  b)\n", " f(a,\n+     c,\n   b)"),
    (CLOJURE, " [1\n+ 2"),
    ("a:\n", " a:\n+ b: 1"),
    ("1. one\n", " 1. one\n+   more"),
    ("a\nb\nc\nd\n", "-a\n+x\n b\n c\n+ y\n d"),
    (GO, " \ta()\n+\tc()\n \tb()"),
])  # fmt: skip
def test_other_new_lines_come(source: str, rows: str) -> None:
    assert not shifted(source, rows)


def test_a_patch_file_has_such_lines() -> None:
    assert not shifted("a\nb\n", " a\n+ c\n b", "x.patch")


@pytest.mark.parametrize(("lines", "is_refused"), [
    ((" node_modules", " dist"), True), ((" #!/bin/bash", "", "   echo a"), True), ((" all:", " \tcc a.c"), True),
    (("a:", " b: 1"), False), (("  a", "  b"), False), ((" * a", " * b"), False), (("",), False),
])  # fmt: skip
def test_not_all_lines_of_a_new_file_begin_with_a_blank(lines: tuple[str, ...], is_refused: bool) -> None:
    assert (check_blank_signs([Content(lines)], "", "a") is not None) == is_refused


@pytest.mark.guest
@pytest.mark.parametrize(("path", "before", "edit"), [
    (".gitignore", b"", "*** Begin Patch\n*** Add File: .gitignore\n+ node_modules\n+ dist\n*** End Patch\n"),
    (".gitignore", b"a\nb\n", "*** Begin Patch\n*** Update File: .gitignore\n@@\n a\n b\n+ c\n*** End Patch\n"),
    ("r.txt", b"a==1\nb==2\n", "--- a/r.txt\n+++ b/r.txt\n@@ -1,2 +1,3 @@\n a==1\n b==2\n+ c==3\n"),
])  # fmt: skip
def test_such_an_edit_is_refused(editor: Editor, path: str, before: bytes, edit: str) -> None:
    refused = editor.apply_edit(before, edit, path=path)
    assert isinstance(refused, Refused)
    assert refused.reason == "malformed_edit"
