"""A new definition does not come between a quoted head and the decorator or comment above it."""

import json

import pytest
from breaking import Right, judge, patch
from laying import laid

from kaptar.edit.account.facts.comment_signs import signs_of
from kaptar.edit.account.quoting.above_heads import check_above_head
from kaptar.edit.account.quoting.laid import Laid
from kaptar.edit.outcome import Complaint

PY = "class A:\n    @property\n    def a(self):\n        return 1\n"
LONG = "@app.route(\n    '/a',\n)\ndef a():\n    return 1\n"
DOC = "/**\n * Does a.\n */\nfunction a() {\n  return 1;\n}\n"
GO = "package a\n\n// A does a.\nfunc A() {}\n"
CS = "class A\n{\n    [Fact]\n    public void A1()\n    {\n    }\n}\n"

PARTED = [
    ("a decorator", "a.py", PY, "    def a(self):", "    def c(self):\n        return 3\n\n    def a(self):"),
    ("a decorator over lines", "a.py", LONG, "def a():", "def c():\n    return 3\n\n\ndef a():"),
    ("a decorator of a field", "a.ts", "class A {\n  @Input()\n  a = 1;\n}\n", "  a = 1;", "  b = 2;\n  a = 1;"),
    ("an attribute", "a.rs", "#[test]\nfn a() {\n    x();\n}\n", "fn a() {", "fn c() {\n    y();\n}\n\nfn a() {"),
    ("an attribute of C#", "a.cs", CS, "    public void A1()", "    private void C()\n    {\n    }\n\n    public void A1()"),
    ("a template", "a.cpp", "template <typename T>\nT m(T a) {\n}\n", "T m(T a) {", "int n(int a) {\n}\n\nT m(T a) {"),
    ("words that go on", "a.c", "static inline\nint a(int x)\n{\n}\n", "int a(int x)", "int c(int x)\n{\n}\n\nint a(int x)"),
    ("a comment over lines", "a.js", DOC, "function a() {", "function c() {\n  return 3;\n}\n\nfunction a() {"),
    ("a comment", "a.go", GO, "func A() {}", "func C() {}\n\nfunc A() {}"),
    ("a comment of its own too", "a.go", GO, "func A() {}", "// C does c.\nfunc C() {}\n\nfunc A() {}"),
    ("a comment of a value", "a.py", "# the port\nPORT = 1\n", "PORT = 1", "def c():\n    pass\n\n\nPORT = 1"),
    ("a comment of SQL", "a.sql", "-- users\nCREATE TABLE users (\n  id int\n);\n", "CREATE TABLE users (",
     "CREATE TABLE roles (\n  id int\n);\n\nCREATE TABLE users ("),
    ("a comment of the shell", "a.sh", "# does a\na() {\n  x\n}\n", "a() {", "c() {\n  y\n}\n\na() {"),
]  # fmt: skip
TOGETHER = [
    ("one more decorator", "a.py", PY, "    def a(self):", "    @cached\n    def a(self):"),
    ("one more line of a comment", "a.go", GO, "func A() {}", "// It is slow.\nfunc A() {}"),
    ("the decorator again", "a.py", PY, "    def a(self):",
     "    def c(self):\n        return 3\n\n    @property\n    def a(self):"),
    ("a heading of several", "a.py", "# ---- helpers ----\ndef a():\n    pass\n", "def a():", "def c():\n    pass\n\n\ndef a():"),
    ("a comment in the block above", "a.py", "class B:\n    x = 1\n    # y = 2\ndef a():\n    pass\n", "def a():",
     "def c():\n    pass\n\n\ndef a():"),
    ("a comment put out of use", "a.py", "# one()\n# two()\ngo()\n", "# two()", "def c():\n    pass\n\n\n# two()"),
    ("a value below a comment", "a.py", "# ports\nPORT = 1\n", "PORT = 1", "HOST = 2\nPORT = 1"),
    ("a blank line between", "a.py", "# words\n\ndef a():\n    pass\n", "def a():", "def c():\n    pass\n\n\ndef a():"),
    ("an import", "a.py", "# standard library\nimport os\n", "import os", "import json\nimport os"),
    ("a section of settings", "a.ini", "[Service]\nStart=1\n", "Start=1", "After=2\nStart=1"),
    ("a directive of a template", "a.blade.php", "@endif\n<p>a</p>\n", "<p>a</p>", "<p>c</p>\n<p>a</p>"),
    ("a docstring", "a.py", 'def f():\n    """Words."""\n    def a():\n        pass\n', "    def a():",
     "    def c():\n        pass\n\n    def a():"),
    ("a quoted decorator", "a.py", PY, "    @property\n    def a(self):",
     "    @property\n    def c(self):\n        return 3\n\n    @property\n    def a(self):"),
    ("lines below the head", "a.py", PY, "    def a(self):", "    def a(self):\n        x = 1"),
    ("a member below private", "a.rb", "class A\n  private\n  def a\n  end\nend\n", "  def a", "  def c\n  end\n\n  def a"),
]  # fmt: skip


def asked(path: str, block: Laid) -> Complaint | None:
    return check_above_head(block, signs_of(path, texts=lambda: [map(str.strip, block.lines)]))


@pytest.mark.parametrize(("path", "source", "old", "new"), [each[1:] for each in PARTED], ids=[each[0] for each in PARTED])
def test_a_head_keeps_what_stands_above_it(path: str, source: str, old: str, new: str) -> None:
    complaint = asked(path, laid(source, old, new))
    assert complaint is not None
    assert complaint[0] == "ambiguous"
    assert "come between them" in complaint[1]


@pytest.mark.parametrize(("path", "source", "old", "new"), [each[1:] for each in TOGETHER], ids=[each[0] for each in TOGETHER])
def test_what_parts_nothing_comes(path: str, source: str, old: str, new: str) -> None:
    assert asked(path, laid(source, old, new)) is None


TEXT = PY.replace("    def a", "    def c(self):\n        return 3\n\n    def a")
ADDED = "    def c(self):\n        return 3\n\n"


@pytest.mark.parametrize(
    ("format", "edit"),
    [
        ("insert", json.dumps({"command": "insert", "path": "a.py", "insert_line": 2, "insert_text": ADDED})),
        (
            "v4a",
            patch("*** Update File: a.py\n@@\n+    def c(self):\n+        return 3\n+\n     def a(self):\n         return 1\n"),
        ),
        ("str_replace", json.dumps({"old_string": "    def a(", "new_string": f"{ADDED}    def a("})),
    ],
)
def test_it_is_seen_in_each_format(format: str, edit: str) -> None:
    complaint = judge(Right("", format, "exact", PY, edit, TEXT), TEXT).complaint
    assert complaint is not None
    assert "'@property'" in complaint[1]
