# ruff: noqa: E501 - a case is read as one line
"""Old lines that stay below a new text which was to take their place are refused."""

import pytest
from breaking import Right, block, judge
from laying import laid

from kaptar.edit.account.facts.comment_signs import signs_of
from kaptar.edit.account.quoting.left_below import check_left_below
from kaptar.edit.outcome import Complaint

PY = "def f(x):\n    y = prepare(x)\n    return y\n\n\ndef g(x):\n    return x\n"
JS = "function f(x) {\n  const y = prepare(x);\n  return y;\n}\n"
GO = "func F(x int) int {\n\ty := prep(x)\n\treturn y\n}\n"
LONG = "def f(x):\n    one = load(x)\n    two = read(one)\n    save(two)\n    log(two)\n"
DOCKER = "FROM a\nRUN x && \\\n    y\nCMD z\n"
TESTS = "def test_a():\n    client = make()\n    check(client, 1)\n\n\ndef test_b():\n    client = make()\n    check(client, 2)\n"
SWITCH = "switch (x) {\n  case 1:\n    go();\n  case 2:\n    stop();\n}\n"

STALE = [
    ("python", "a.py", PY, "def f(x):", "def f(x, z=1):\n    y = prepare(x, z)\n    return y"),
    ("the first lines", "a.py", PY, "def f(x):\n    y = prepare(x)", "def f(x):\n    y = prepare(x, 2)\n    return y"),
    ("javascript", "a.js", JS, "function f(x) {", "function f(x, z) {\n  const y = prepare(x, z);\n  return y;"),
    ("go", "a.go", GO, "func F(x int) int {", "func F(x, z int) int {\n\ty := prep(x + z)\n\treturn y"),
    ("a raise", "a.py", PY, "    y = prepare(x)", "    raise NotImplementedError"),
    ("a statement over lines", "a.js", JS, "  const y = prepare(x);", "  return prepare(\n    x,\n  );"),
    ("an exit", "a.sh", "f() {\n  a\n  b\n}\n", "  a", "  a\n  exit 1"),
    ("lines again", "a.py", LONG, "def f(x):", "def f(x, z):\n    one = load(x)\n    two = read(one, z)\n    save(two)\n    log(two)"),
    ("half of the lines", "a.py", LONG, "def f(x):\n    one = load(x)", "def f(x):\n    one = load(x, 1)\n    two = read(one)\n    save(two)"),
    ("all lines, one as it is", "a.yml", "a:\n  image: old:1\n  port: 1\nb: 1\n", "a:", "a:\n  image: old:2\n  port: 1"),
    ("versions of all lines", "a.js", "run({\n  serve: 'tool serve ./public --local',\n  build: 'tool build',\n});\n", "run({", "run({\n  serve: 'tool serve ./public',\n  build: 'tool build',"),
    ("a line that went on", "Dockerfile", DOCKER, "RUN x && \\", "RUN x2 && \\\n    y2"),
]  # fmt: skip
FRESH = [
    ("a test beside another", "a.py", TESTS, "    check(client, 1)", "    check(client, 1)\n\n\ndef test_c():\n    client = make()\n    check(client, 2)"),
    ("a new head", "a.py", PY, "def f(x):", "def f(x, z):"),
    ("a check at the top", "a.py", PY, "def f(x):", "def f(x):\n    if not x:\n        return None"),
    ("another branch", "a.js", SWITCH, "    go();", "    go();\n    break;"),
    ("a condition", "a.rb", "def f(x)\n  y = a(x)\n  y\nend\n", "def f(x)", "def f(x)\n  return 1 if x.nil?"),
    ("words", "a.md", "# A\n\nold\nmore\n", "old", "return to the list"),
    ("a value that goes on", "a.js", "f(() => {\n  return a\n  .b();\n});\n", "  return a", "  return c"),
    ("one line again", "a.py", LONG, "    one = load(x)", "    one = load(x)\n    log(two)\n    check(one)"),
    ("what was left before", "a.py", "def f():\n    return 1\n    yield\n", "    return 1", "    return 2"),
    ("another value", "a.c", "#define A \\\n    b\n", "#define A \\", "#define A2 \\"),
    ("a label", "a.c", "  x = 1;\n  out:\n  y();\n", "  x = 1;", "  return 1;"),
    ("fewer than half of the lines", "a.py", LONG, "    one = load(x)", "    one = load(x)\n    two = read(one)\n    check1()\n    check2()\n    check3()\n    check4()\n    log(two)"),
    ("a comment again", "a.go", "a()\n\n// B does b.\n//\n// It is slow.\nfunc B() {}\n", "a()", "a()\n\n// C does c.\n//\n// It is slow.\nfunc C() {}\n"),
    ("a brace on a line of its own", "a.php", "class A extends B\n{\n    x();\n}\n", "class A extends B", "return new class extends B"),
    ("the end of what went on", "Makefile", "a:\n\tx && \\\n\ty\n", "a:\n\tx && \\", "a:"),
    ("a list of alike entries", "a.py", "X = [\n    go('a'),\n    go('b'),\n]\n", "X = [", "X = [\n    go('c'),\n    go('d'),"),
]  # fmt: skip


def asked(path: str, source: str, old: str, new: str) -> Complaint | None:
    return check_left_below(laid(source, old, new), signs_of(path))


@pytest.mark.parametrize(("path", "source", "old", "new"), [each[1:] for each in STALE], ids=[each[0] for each in STALE])
def test_an_old_body_does_not_stay_below_the_new_one(path: str, source: str, old: str, new: str) -> None:
    complaint = asked(path, source, old, new)
    assert complaint is not None
    assert complaint[0] == "ambiguous"
    assert "quote all lines" in complaint[1]


@pytest.mark.parametrize(("path", "source", "old", "new"), [each[1:] for each in FRESH], ids=[each[0] for each in FRESH])
def test_what_is_new_comes(path: str, source: str, old: str, new: str) -> None:
    assert asked(path, source, old, new) is None


def test_a_later_block_may_take_the_old_body_away() -> None:
    edit = block("def f(x):\n", "def f(x, z):\n    y = prepare(z)\n    return y\n")
    later = block("    y = prepare(x)\n    return y\n", "")
    text = PY.replace("(x):\n    y = prepare(x)", "(x, z):\n    y = prepare(z)", 1)
    assert judge(Right("", "search_replace", "exact", PY, edit + later, text), text).complaint is None
    stale = PY.replace("def f(x):\n", "def f(x, z):\n    y = prepare(z)\n    return y\n")
    assert judge(Right("", "search_replace", "exact", PY, edit, stale), stale).complaint is not None
