"""Several new lines for a quotation without its indentation: as deep as written, deeper by it, or refused."""

import json

import pytest

from kaptar.edit.account.quoting.joints import Piece
from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Refused
from kaptar.edit.wrappers.depths import with_depth

CLASS = "class A:\n    def f(self):\n        return 1\n\n    def g(self):\n        return 2\n"
JS = "function f() {\n    one();\n    two();\n}\n"
LIST = "- a\n  - b\n  - c\n"


def meant(source: str, old: str, new: str) -> str | None:
    found = with_depth(Piece(source, source.index(old), old, new))
    return found if isinstance(found, str) else None


@pytest.mark.parametrize(
    ("source", "old", "new"),
    [
        (CLASS, "return 1", "return 1\n\n    def h(self):\n        return 3"),
        (CLASS, "return 1", "x = 1\n        return x"),
        (CLASS, "        return 1", "        return 1\n\ndef h():\n    pass"),
        (JS, "one();", "one();\n}\n\nfunction g() {\n    zero();"),
        (JS, "one();", "if (a) {\n        one();\n    }"),
        (JS, "one();", "one();\n    // words\n    three();"),
        (JS, "one();", "#ifdef A\n    one();\n#endif"),
        (JS, "one();", "one();\n\n"),
        (JS, "function f() {\n    one();", "function f() {\nzero();\n    one();"),
        ("def f():\n    return 1\n\n\nx = 1\n", "return 1", "return 1\n\n\ndef g():\n    return 2"),
        ("def a\n  b\nend\n", "b", "b\nend\n\ndef c\n  d"),
    ],
)
def test_what_is_written_as_deep_as_it_is_stays(source: str, old: str, new: str) -> None:
    assert meant(source, old, new) == new


@pytest.mark.parametrize(
    ("source", "old", "new", "moved"),
    [
        (JS, "one();", "one();\nthree();", "one();\n    three();"),
        (JS, "two();", "two();\nthree();", "two();\n    three();"),
        (JS, "one();", "if (a) {\n    one();\n}", "if (a) {\n        one();\n    }"),
        (JS, "one();", "// why\none();", "// why\n    one();"),
        (LIST, "- b", "- b\n- b2", "- b\n  - b2"),
        (CLASS, "return 1", "if x:\n    y()\nreturn 1", "if x:\n            y()\n        return 1"),
        ("\tone\n\ttwo\n", "one", "one\n\nmore", "one\n\n\tmore"),
    ],
)
def test_what_can_only_be_deeper_is_moved(source: str, old: str, new: str, moved: str) -> None:
    assert meant(source, old, new) == moved


@pytest.mark.parametrize(
    ("source", "old", "new"),
    [
        (CLASS, "return 1", "return 1\n\ndef h(self):\n    return 3"),
        ("def f(xs):\n    return xs\n", "return xs", "xs = [*xs]\nreturn xs"),
        ("a:\n  b:\nc: 1\n", "b:", "b:\n  d: 1"),
    ],
)
def test_two_readings_are_refused(source: str, old: str, new: str) -> None:
    assert meant(source, old, new) is None


@pytest.mark.guest
@pytest.mark.parametrize("made", ["call", "zed"])
def test_a_whole_edit_is_moved(editor: Editor, made: str) -> None:
    edit = {
        "call": json.dumps({"file_path": "a.js", "old_string": "one();", "new_string": "one();\nthree();"}),
        "zed": "<edits>\n<old_text line=2>\none();\n</old_text>\n<new_text>\none();\nthree();\n</new_text>\n</edits>",
    }[made]
    outcome = editor.apply_edit(JS.encode(), edit, path="a.js")
    assert not isinstance(outcome, Refused), outcome
    assert outcome.text.decode() == JS.replace("one();\n", "one();\n    three();\n")


@pytest.mark.parametrize(
    ("source", "old", "new"),
    [
        (JS, "one();", "    three();"),
        (JS, "one();\n    two();", "    one();\n    three();"),
        (CLASS, "return 1", "        return 3"),
        (LIST, "- b", "  - x\n  - y"),
        ("\tone\n\ttwo\n", "one", "\tthree"),
        ('{\n  "a": {\n    "b": 1\n  }\n}\n', '"b": 1', '    "b": 2'),
    ],
)
def test_a_line_is_not_indented_twice(source: str, old: str, new: str) -> None:
    assert meant(source, old, new) is None


@pytest.mark.parametrize(
    ("source", "old", "new"), [(JS, "one();", "    one();"), (JS, "one();", "  three();"), (JS, "  one();", "  three();")]
)
def test_a_line_may_be_moved_alone(source: str, old: str, new: str) -> None:
    assert meant(source, old, new) == new


SQL = "class A:\n    def f(self):\n        q = 1\n        return q\n"


@pytest.mark.parametrize(
    ("source", "old", "new"),
    [
        (JS, "one();", "const a = `x\ny\nz`;"),
        (SQL, "q = 1", 'q = """SELECT a\nFROM b\nWHERE c"""'),
        ('resource "a" "b" {\n  c = "x"\n}\n', 'c = "x"', "c = <<EOT\n#!/bin/sh\necho hi\nEOT"),
        ("func f() {\n\tq := 1\n\tuse(q)\n}\n", "q := 1", "q := `SELECT a\nFROM b`"),
        ("<div>\n  <pre>x</pre>\n</div>\n", "<pre>x</pre>", "<pre>a\nb</pre>"),
    ],
)
def test_lines_within_a_string_are_not_moved(source: str, old: str, new: str) -> None:
    assert meant(source, old, new) == new


@pytest.mark.parametrize(
    ("source", "old", "new"),
    [
        (JS, "one();", "const a = `x\ny`;\nthree();"),
        (SQL, "q = 1", 'q = """SELECT a\nFROM b"""\nq += 1'),
        ("def f do\n    q = 1\n    q\nend\n", "q = 1", 'q = "a\nb"'),
        ("f() {\n    q='x'\n    g\n}\n", "q='x'", "q='a\nb'\nh"),
    ],
)
def test_strings_and_code_together_are_refused(source: str, old: str, new: str) -> None:
    assert meant(source, old, new) is None
    complaint = with_depth(Piece(source, source.index(old), old, new))
    assert "a string over several lines" in complaint[1]


@pytest.mark.parametrize("new", ["one(`x`);\nthree(`y`);", "one('\"');\nthree('\"');", "// don't\none();\n// won't\nthree();"])
def test_strings_of_one_line_move_with_their_lines(new: str) -> None:
    assert meant(JS, "one();", new) == new.replace("\n", "\n    ")
