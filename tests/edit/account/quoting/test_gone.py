"""A block is only taken for applied where the lines that it takes away are gone."""

import pytest
from breaking import Right, block, judge, patch

from kaptar.edit.outcome import Complaint


def asked(source: str, edit: str, format: str = "search_replace", path: str = "a.py") -> Complaint | None:
    return judge(Right("", format, "already_applied", source, edit, source, path), source).complaint


PY = "def old():\n    one()\n    two()\n\n\ndef new(x):\n    return x + 1\n"
LONG = PY.replace("    two()\n", "".join(f"    step_{n}()\n" for n in range(40)))
PHP = "interface A {\n    function w(string $p);\n\n    function update(string $p);\n}\n"
INI = "[pytest]\nmarkers =\n    serial: x\nmode = strict\nscope = function\n"
SQL = "-- AlterTable\nALTER TABLE a ADD x INT;\n\n-- CreateTable\nCREATE TABLE b (\n  id INT,\n"
GO = "func a() {\n\tx(2)\n}\n\nfunc old() {\n\tone()\n\ttwo()\n}\n"

STANDING = [
    (
        "a line is left out",
        PY,
        block("def old():\n    one()\n\n\ndef new(x):\n    return x\n", "def new(x):\n    return x + 1\n"),
    ),
    ("dots", PY, block("def old():\n...\ndef new(x):\n", "def new(x):\n    return x + 1\n")),
    ("dots for many lines", LONG, block("def old():\n...\ndef new(x):\n", "def new(x):\n    return x + 1\n")),
    (
        "another indentation",
        PHP,
        block("function w(string $p);\n\n    function update(string $p);\n", "    function w(string $p);\n"),
    ),
    ("the last line", INI, block("markers =\nmode = strict\nscope = function\n", "markers =\n    serial: x\nmode = strict\n")),
    ("dots for what comes", SQL, block("-- AlterTable\n...\n  id INT,\n", "-- CreateTable\nCREATE TABLE b (\n  id INT,\n")),
    ("below", GO, block("func a() {\n\tx()\n}\n\nfunc old() {\n\tone()\n}\n", "func a() {\n\tx(2)\n}\n")),
    ("one line", "first_key = 1\nsecond_key = 2\n", block("first_key = 1\\nsecond_key = 2\n", "first_key = 1\n")),
    (
        "the nearest of several",
        "return None\nb()\nreturn None\nkept_with_many_words(12345)\n",
        block("y()\nreturn None\nkept_with_many_words(1)\n", "kept_with_many_words(12345)\n"),
    ),
    (
        "one line of many",
        "social_auth_core_package==4.3.0\npackage_two==0.17.2\n",
        block("social_auth_core_package==4.3.0\\npackage_two==0.17.2\n", "social_auth_core_package==4.3.0\n"),
    ),
    (
        "a wrong line",
        PY,
        block("def old():\n    won()\n    two()\n\n\ndef new(x):\n    return x\n", "def new(x):\n    return x + 1\n"),
    ),
]


@pytest.mark.parametrize(("name", "source", "edit"), STANDING, ids=lambda value: value[:24] if isinstance(value, str) else None)
def test_what_goes_still_stands(name: str, source: str, edit: str) -> None:
    complaint = asked(source, edit)
    assert complaint is not None, name
    assert complaint[0] == "no_match"


def test_what_goes_still_stands_in_a_patch() -> None:
    hunk = "@@\n-def old():\n-    one()\n-\n-\n def new(x):\n-    return x\n+    return x + 1\n"
    assert asked(PY, patch("*** Update File: a.py\n" + hunk), "v4a") is not None


DONE = [
    (
        "# tidy\noption(A)\n\nif(B)\n  b()\nendif()\n",
        block("# tidy\nif(V)\n    option(A)\nendif()\n", "# tidy\noption(A)\n"),
    ),
    (
        "<div id=a>\n  <p>the very first words of it</p>\n</div>\n",
        block("  <div>\n    <p>the very first words of it</p>\n  </div>\n", "  <p>the very first words of it</p>\n"),
    ),
    ("start()\nhello(2)\nmore()\nreturn None\nreturn None\n", block("start()\nhello(1)\nreturn None\n", "start()\nhello(2)\n")),
    (
        "def new(x):\n    return x + 1\n",
        block("import a\nimport b\n\n\ndef new(x):\n    return x\n", "def new(x):\n    return x + 1\n"),
    ),
    ("def f():\n    return 0\n\n\ndef g():\n    return None\n", block("def f():\n    return None\n", "def f():\n    return 0\n")),
    ("start()\nfinish(7)\nmore()\nlog(1)\n", block("start()\nmiddle()\nlog(1)\nfinish()\n", "start()\nfinish(7)\n")),
    ("{\n  a: first,\n}\n\n{\n}\n", block("{\n  a: one,\n}\n", "{\n  a: first,\n}\n")),
    (PHP.replace("update", "w2"), block("function w(string $q);\n", "function w(string $p);\n")),
]


@pytest.mark.parametrize(("source", "edit"), DONE)
def test_what_was_applied_is_still_seen_as_applied(source: str, edit: str) -> None:
    assert asked(source, edit) is None


@pytest.mark.parametrize(
    ("source", "old", "new"),
    [
        ("a; // @ignore\n// @ignore\n// @ignore\n", "a; // @ignore\n// @ignore\n", "a; // @ignore\n// @ignore\n// @ignore\n"),
        (".a {\n  color: red;\n  color: red;\n}\n", ".a {\n  color: red;\n", ".a {\n  color: red;\n  color: red;\n"),
        ("- item\n- item\n- item\n", "- item\n- item\n- item\n", "- item\n- item\n- item\n- item\n"),
    ],
)
def test_one_more_of_equal_lines_is_not_there_yet(source: str, old: str, new: str) -> None:
    complaint = asked(source, block(old, new))
    assert complaint is not None
    assert complaint[0] in ("ambiguous", "malformed_edit")
