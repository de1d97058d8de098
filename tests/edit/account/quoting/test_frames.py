"""Where quoted lines are indented otherwise than the file, the new lines are moved with them, or the edit is refused."""

import pytest
from breaking import block, patch

from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Applied, Refused

PY = "class A:\n    def f(self):\n        x = 1\n        y = 2\n        return x\n\n    def g(self):\n        return 3\n"
LOOP = "class A:\n    def f(self):\n        for a in b:\n            go(a)\n            on(a)\n"
JS = "function f() {\n  if (a) {\n    one();\n    two();\n    three();\n  }\n}\n"
GO = "func f() {\n\tif ok {\n\t\ta := 1\n\t\tuse(a)\n\t}\n}\n"
YML = "jobs:\n  a:\n    run: x\n    if: y\n"
MD = "- a\n  - b\n  - c\n"


def diff(path: str, body: str) -> str:
    return f"--- a/{path}\n+++ b/{path}\n@@ -1,2 +1,3 @@\n{body}"


def v4a(path: str, body: str) -> str:
    return patch(f"*** Update File: {path}\n@@\n{body}")


MOVED = {
    "a changed line": (
        "a.py",
        PY,
        block("def f(self):\n    x = 1\n", "def f(self):\n    x = 5\n"),
        "        x = 5\n        y = 2\n",
    ),
    "a new head": ("a.py", PY, block("x = 1\ny = 2\n", "if a:\n    x = 1\n    y = 2\n"), "        if a:\n            x = 1\n"),
    "a kept head": (
        "a.py",
        LOOP,
        block("for a in b:\n    go(a)\n", "for a in b:\n    if a:\n        go(a)\n"),
        "            if a:\n                go(a)\n            on(a)\n",
    ),
    "less deep": ("a.py", LOOP, block("for a in b:\n    go(a)\n    on(a)\n", "go(a)\non(a)\n"), "        go(a)\n        on(a)\n"),
    "other lines": ("a.js", JS, block("one();\ntwo();\n", "four();\nfive();\n"), "    four();\n    five();\n    three();\n"),
    "blanks for tabs": ("a.go", GO, block("    a := 1\n    use(a)\n", "    a := 2\n    use(a)\n"), "\t\ta := 2\n\t\tuse(a)\n"),
    "quoted too deep": (
        "a.py",
        PY,
        block("            x = 1\n", "            x = 1\n            z = 3\n"),
        "        z = 3\n        y",
    ),
    "a diff": ("a.py", PY, diff("a.py", " def f(self):\n-    x = 1\n+    x = 5\n     y = 2\n"), "        x = 5\n        y = 2\n"),
    "a diff that adds": (
        "a.py",
        PY,
        diff("a.py", " def f(self):\n+    log()\n"),
        "    def f(self):\n        log()\n        x = 1\n",
    ),
    "half deeper": (
        "a.js",
        JS,
        block("if (a) {\n  one();\n  two();\n", "if (a) {\n  while (c) {\n    one();\n    two();\n  }\n"),
        "  if (a) {\n    while (c) {\n      one();\n      two();\n    }\n",
    ),
    "a blank behind each sign": (
        "a.go",
        GO,
        diff("a.go", "  \t\tuse(a)\n  \t}\n+ \tif bad {\n+ \t\t\t\tdeep()\n+ \t}\n  }\n"),
        "\t}\n\tif bad {\n\t\t\t\tdeep()\n\t}\n}\n",
    ),
    "a last line as deep as it is quoted": (
        "a.py",
        PY,
        diff("a.py", " x = 1\n y = 2\n+if y:\n+    go()\n return x\n"),
        "        if y:\n            go()\n        return x\n",
    ),
    "a new head as deep as the file": (
        "a.js",
        "function f() {\n  one();\n  two();\n}\n",
        block("one();\ntwo();\n", "if (x) {\n  one();\n  two();\n}\n"),
        "  if (x) {\n    one();\n    two();\n  }\n",
    ),
    "deeper lines alone": (
        "a.yml",
        "x:\n  a:\n    run: b\n    if: y\n",
        block("a:\n  run: b\n  if: y\n", "  run: b\n"),
        "x:\n    run: b\n",
    ),
    "a blank behind a sign, at a new depth": (
        "a.txt",
        "a\n  b\n    c\n",
        diff("a.txt", "    b\n+       d\n"),
        "  b\n      d\n    c\n",
    ),
    "a patch": ("a.py", PY, v4a("a.py", " x = 1\n-y = 2\n+y = 3\n return x\n"), "        y = 3\n        return x\n"),
    "one blank less": ("a.yml", YML, diff("a.yml", "    run: x\n+   env: z\n    if: y\n"), "    run: x\n    env: z\n    if: y\n"),
}


@pytest.mark.guest
@pytest.mark.parametrize("name", MOVED)
def test_new_lines_that_are_written_like_the_quoted_ones_are_moved(editor: Editor, name: str) -> None:
    path, source, edit, part = MOVED[name]
    outcome = editor.apply_edit(source.encode(), edit, path=path)
    assert isinstance(outcome, Applied), outcome
    assert part in outcome.text.decode()


REFUSED = {
    "as the file": ("a.js", JS, block("one();\ntwo();\n", "    one(1);\n    two();\n")),
    "in blocks": ("a.py", PY, block("x = 1\ny = 2\nreturn x\n", "        x = 3\n        y = 2\n        return x\n")),
    "only new lines": ("a.js", JS, block("one();\ntwo();\n", "    four();\n    five();\n")),
    "tabs": ("a.go", GO, block("a := 1\nuse(a)\n", "\t\ta := 2\n\t\tuse(a)\n")),
    "half of it": ("a.yml", YML, block("  run: x\n  if: y\n", "    run: x\n    if: z\n")),
    "items": ("a.md", MD, block("- b\n- c\n", "  - b\n  - x\n  - c\n")),
    "too deep": ("a.yml", "a:\n  b: 1\n  c: 2\n", block("    b: 1\n    c: 2\n", "  b: 1\n  c: 3\n")),
    "all but the first": ("a.js", JS, block("one();\ntwo();\nthree();\n", "uno();\n    two();\n    three();\n")),
    "no column": ("a.yml", YML, diff("a.yml", "    run: x\n+    env: z\n    if: y\n")),
    "no column in a list": ("a.md", MD, diff("a.md", "  - b\n+  - d\n  - c\n")),
    "no column in a patch": ("a.md", MD, v4a("a.md", "  - b\n+  - d\n  - c\n")),
    "no column above a block": ("a.js", JS, diff("a.js", "    one();\n+    if (b) {\n+      go();\n+    }\n    two();\n")),
    "three columns": ("a.md", "- a\n    - b\n    - c\n", diff("a.md", "  - b\n+    - z\n  - c\n")),
    "two columns": (
        "a.rb",
        "class A\n  def f\n    1\n  end\nend\n",
        diff("a.rb", " def f\n   1\n end\n+\n+  def g\n+    2\n+  end\n"),
    ),
    "mixed depths in a diff": ("a.md", MD, diff("a.md", "  - b\n+  - d\n+    - e\n  - c\n")),
    "a new depth": ("a.yml", YML, diff("a.yml", "    run: x\n+    env:\n+        z: 1\n    if: y\n")),
    "an odd depth": ("a.rst", "a\n\n   b\n   c\n", diff("a.rst", "   b\n+       d\n   c\n")),
    "other lines between": ("a.js", JS, block("one();\ntwo();\nthree();\n", "      zero();\n    two();\n    three();\n")),
    "deeper lines of the file": ("a.yml", YML, block("a:\n  run: x\n  if: y\n", "    run: z\n    if: y\n")),
    "no column beside another depth": (
        "a.py",
        "x = [\n    1,\n    2,\n    [\n        3,\n    ],\n]\n",
        diff("a.py", "    1,\n+        4,\n    2,\n"),
    ),
    "a diff that replaces": ("a.yml", YML, diff("a.yml", "-run: x\n+    run: z\n if: y\n")),
}


@pytest.mark.guest
@pytest.mark.parametrize("name", REFUSED)
def test_new_lines_that_are_written_like_the_file_are_not_moved_twice(editor: Editor, name: str) -> None:
    path, source, edit = REFUSED[name]
    outcome = editor.apply_edit(source.encode(), edit, path=path)
    assert isinstance(outcome, Refused), outcome.text.decode()
    assert (outcome.reason, outcome.rule) == ("ambiguous", "replay")
