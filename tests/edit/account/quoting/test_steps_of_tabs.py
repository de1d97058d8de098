"""Blanks for tabs, and tabs for blanks: quoted lines of one depth do not say what a step is in the file."""

import pytest
from breaking import block, patch

from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Applied, Refused

pytestmark = pytest.mark.guest

GO = "package a\n\nfunc f() {\n\tif x {\n\t\ta()\n\t\tb()\n\t}\n}\n"
DEEP = "package a\n\nfunc f() {\n\tif x {\n\t\tif y {\n\t\t\tif z {\n\t\t\t\ta()\n\t\t\t}\n\t\t}\n\t}\n}\n"
PY = "class A:\n    def f(self):\n        x = 1\n        return x\n"
TABS = "class A:\n\tdef f(self):\n\t\tx = 1\n\t\treturn x\n"
JS = "function f() {\n  if (a) {\n    one();\n    two();\n  }\n}\n"


@pytest.mark.parametrize(("path", "before", "edit"), [
    ("a.go", GO, block("    a()\n    b()\n", "    a()\n    if y {\n        c()\n    }\n    b()\n")),
    ("a.go", GO, block("    b()\n", "    for {\n        b()\n    }\n")),
    ("a.go", DEEP, block("        a()\n", "        if q {\n            a()\n        }\n")),
    ("a.go", GO, "--- a/a.go\n+++ b/a.go\n@@ -5 +5,3 @@\n-    a()\n+    if y {\n+        a()\n+    }\n"),
    ("a.go", GO, patch("*** Update File: a.go\n@@\n-    a()\n+    if y {\n+        a()\n+    }\n")),
    ("a.py", TABS, block("    x = 1\n    return x\n", "    x = 1\n    if x:\n        x = 2\n    return x\n")),
    ("a.py", TABS, block("    x = 1\n", "    with y:\n        x = 1\n")),
    ("a.py", PY, block("\tx = 1\n", "\tif y:\n\t\tx = 1\n")),
    ("a.js", JS, block("\tone();\n", "\tif (b) {\n\t\tone();\n\t}\n")),
])  # fmt: skip
def test_a_step_that_would_be_two_of_the_file_is_refused(editor: Editor, path: str, before: str, edit: str) -> None:
    refused = editor.apply_edit(before.encode(), edit, path=path)
    assert isinstance(refused, Refused)
    assert refused.reason == "ambiguous"


@pytest.mark.parametrize(("path", "before", "edit", "there"), [
    ("a.go", GO, block("        a()\n        b()\n", "        if y {\n            a()\n        }\n"),
     "\t\tif y {\n\t\t\ta()\n\t\t}\n\t}"),
    ("a.go", GO, block("    a()\n    b()\n", "    c()\n    b()\n"), "\t\tc()\n\t\tb()\n"),
    ("a.go", GO, block("    if x {\n        a()\n",
     "    if x {\n        if y {\n            a()\n        }\n"), "\t\tif y {\n\t\t\ta()\n\t\t}\n\t\tb()"),
    ("a.go", GO, block("    if x {\n", "    if x {\n        c()\n"), "\tif x {\n\t\tc()\n\t\ta()\n"),
    ("a.go", GO, block("  if x {\n", "  if x {\n    c()\n"), "\tif x {\n\t\tc()\n\t\ta()\n"),
    ("a.go", GO, block("    a()\n    b()\n", "    a()\n      + c()\n    b()\n"), "\t\ta()\n\t\t\t+ c()\n"),
    ("a.go", GO, block("        a()\n", "        a(\n                c)\n"), "\t\ta(\n\t\t\t\tc)\n"),
    ("a.py", TABS, block("        x = 1\n", "        if y:\n            x = 1\n"), "\t\tif y:\n\t\t\tx = 1\n"),
    ("a.py", PY, block("\t\tx = 1\n", "\t\tif y:\n\t\t\tx = 1\n"), "        if y:\n            x = 1\n"),
    ("a.py", PY, block("\tdef f(self):\n", "\tdef f(self):\n\t\ty = 1\n"), "    def f(self):\n        y = 1\n        x"),
    ("a.py", PY, block("\t\treturn x\n", "\t\tif y:\n\t\t\treturn x\n\t\treturn 0\n"), "        if y:\n            return x\n"),
    ("a.conf", "f a,\n        b\n    c\n", block("\t\tb\n\tc\n", "\t\tb\n\tc\n\t\t\td\n"), "    c\n            d\n"),
    ("a.js", JS, block("\t\tone();\n", "\t\tif (b) {\n\t\t\tone();\n\t\t}\n"), "    if (b) {\n      one();\n    }\n"),
])  # fmt: skip
def test_a_step_of_the_edit_is_one_of_the_file(editor: Editor, path: str, before: str, edit: str, there: str) -> None:
    done = editor.apply_edit(before.encode(), edit, path=path)
    assert isinstance(done, Applied), done.message
    assert there in done.text.decode()
