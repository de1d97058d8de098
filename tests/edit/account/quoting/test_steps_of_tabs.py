"""Blanks for tabs, and tabs for blanks: a step of the edit is one of the file, whatever the quoted lines are in the file."""

import json

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
IN_GO = "\t\tif y {\n\t\t\ta()\n\t\t}\n"


def call(old: str, new: str) -> str:
    return json.dumps({"file_path": "a.go", "old_string": old, "new_string": new})


@pytest.mark.parametrize(("path", "before", "edit", "there"), [
    ("a.go", GO, block("    a()\n    b()\n", "    a()\n    if y {\n        c()\n    }\n    b()\n"),
     "\t\tif y {\n\t\t\tc()\n\t\t}\n\t\tb()"),
    ("a.go", GO, block("    b()\n", "    for {\n        b()\n    }\n"), "\t\tfor {\n\t\t\tb()\n\t\t}\n\t}\n"),
    ("a.go", GO.replace("a()\n", "a()\n\n\t\tc()\n"), block("    a()\n    c()\n    b()\n",
     "    a()\n    c()\n    if y {\n        b()\n    }\n"),
     "\t\ta()\n\n\t\tc()\n\t\tif y {\n\t\t\tb()\n\t\t}\n"),
    ("a.c", "void f() {\n    g {\n        a();\n        b();\n    }\n}\n",
     block("\t\ta();\n\t\tb();\n", "#ifdef X\n\t\ta();\n#endif\n\t\tb();\n"), "#ifdef X\n        a();\n#endif\n        b();\n"),
    ("a.c", "void f() {\n    a();\n    b();\n}\n", block("\t\ta();\n\t\tb();\n", "#if X\n\t\ta();\n#endif\n\t\tb();\n"),
     "#if X\n    a();\n#endif\n    b();\n"),
    ("a.go", DEEP, block("        a()\n", "        if q {\n            a()\n        }\n"),
     "\t\t\t\tif q {\n\t\t\t\t\ta()\n\t\t\t\t}\n"),
    ("a.go", GO, "--- a/a.go\n+++ b/a.go\n@@ -5 +5,3 @@\n-    a()\n+    if y {\n+        a()\n+    }\n", IN_GO),
    ("a.go", GO, patch("*** Update File: a.go\n@@\n-    a()\n+    if y {\n+        a()\n+    }\n"), IN_GO),
    ("a.go", GO, call("    a()\n    b()", "    if y {\n        a()\n    }\n    b()"), IN_GO),
    ("a.go", GO, block("    a()\n", "    if y {\n        a()\n    }\n") + block("    b()\n", "    c()\n"), IN_GO + "\t\tc()\n"),
    ("a.py", TABS, block("    x = 1\n    return x\n", "    x = 1\n    if x:\n        x = 2\n    return x\n"),
     "\t\tif x:\n\t\t\tx = 2\n"),
    ("a.py", TABS, block("    x = 1\n", "    with y:\n        x = 1\n"), "\t\twith y:\n\t\t\tx = 1\n\t\treturn"),
    ("a.py", PY, block("\tx = 1\n", "\tif y:\n\t\tx = 1\n"), "        if y:\n            x = 1\n        return"),
    ("a.py", PY, block("\treturn x\n", "\tif y:\n\t\treturn x\n\treturn 0\n"),
     "        if y:\n            return x\n        return 0"),
    ("a.js", JS, block("\tone();\n", "\tif (b) {\n\t\tone();\n\t}\n"), "    if (b) {\n      one();\n    }\n    two"),
])  # fmt: skip
def test_lines_deeper_than_the_quoted_ones_are_moved_by_steps(
    editor: Editor, path: str, before: str, edit: str, there: str
) -> None:
    done = editor.apply_edit(before.encode(), edit, path=path)
    assert isinstance(done, Applied), done.message
    assert there in done.text.decode()
    crlf = editor.apply_edit(before.replace("\n", "\r\n").encode(), edit, path=path)
    assert isinstance(crlf, Applied)
    assert crlf.text == done.text.replace(b"\n", b"\r\n")
    assert done.plan.grade in ("reindent", "blank_lines")


@pytest.mark.parametrize(("path", "before", "edit"), [
    ("a.py", TABS, block("    x = 1\n", "    with y:\n        x = 1\nz = 1\n")),
    ("a.py", TABS, block("    x = 1\n", "    with y:\n        x = 1\n   \tx = 2\n")),
])  # fmt: skip
def test_where_steps_tell_no_depth_the_edit_is_refused(editor: Editor, path: str, before: str, edit: str) -> None:
    assert isinstance(editor.apply_edit(before.encode(), edit, path=path), Refused)


@pytest.mark.parametrize(("path", "before", "edit", "there"), [
    ("a.go", GO, block("        a()\n        b()\n", "        if y {\n            a()\n        }\n"),
     "\t\tif y {\n\t\t\ta()\n\t\t}\n\t}"),
    ("a.go", GO, block("    a()\n    b()\n", "    c()\n    b()\n"), "\t\tc()\n\t\tb()\n"),
    ("a.go", GO, block("    if x {\n        a()\n", "    if x {\n        if y {\n            a()\n        }\n"),
     "\t\tif y {\n\t\t\ta()\n\t\t}\n\t\tb()"),
    ("a.go", GO, block("    if x {\n", "    if x {\n        c()\n"), "\tif x {\n\t\tc()\n\t\ta()\n"),
    ("a.go", GO, block("  if x {\n", "  if x {\n    c()\n"), "\tif x {\n\t\tc()\n\t\ta()\n"),
    ("a.go", GO, block("    a()\n    b()\n", "    a()\n      + c()\n    b()\n"), "\t\ta()\n\t\t\t+ c()\n"),
    ("a.go", GO, block("        a()\n", "        a(\n                c)\n"), "\t\ta(\n\t\t\t\tc)\n"),
    ("a.py", TABS, block("        x = 1\n", "        if y:\n            x = 1\n"), "\t\tif y:\n\t\t\tx = 1\n"),
    ("a.py", PY, block("\t\tx = 1\n", "\t\tif y:\n\t\t\tx = 1\n"), "        if y:\n            x = 1\n"),
    ("a.py", PY, block("\tdef f(self):\n", "\tdef f(self):\n\t\ty = 1\n"), "    def f(self):\n        y = 1\n        x"),
    ("a.py", PY, block("\t\treturn x\n", "\t\tif y:\n\t\t\treturn x\n\t\treturn 0\n"),
     "        if y:\n            return x\n"),
    ("a.conf", "f a,\n        b\n    c\n", block("\t\tb\n\tc\n", "\t\tb\n\tc\n\t\t\td\n"), "    c\n            d\n"),
    ("a.js", JS, block("\t\tone();\n", "\t\tif (b) {\n\t\t\tone();\n\t\t}\n"), "    if (b) {\n      one();\n    }\n"),
])  # fmt: skip
def test_a_plain_step_is_one_of_the_file(editor: Editor, path: str, before: str, edit: str, there: str) -> None:
    done = editor.apply_edit(before.encode(), edit, path=path)
    assert isinstance(done, Applied), done.message
    assert there in done.text.decode()
