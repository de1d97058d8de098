"""The word of a call that failed is no text of a file."""

import pytest
from tests.edit.artefacts.bringing import brought

from kaptar.edit.artefacts.failed_calls import is_word_of_failure

WORDS = (
    "undefined", "null", "None", "NaN", "[object Object]", "[object Promise]", "Promise { <pending> }", "<no output>",
    "(no content)", "Error: ENOENT: no such file", "FileNotFoundError: [Errno 2] No such file: 'a'", "EACCES: permission denied",
)  # fmt: skip


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("path", ["a.yml", "a.sh", "a.go", "a.md", "a.json", "LICENSE"])
def test_it_is_not_all_of_a_file(path: str, word: str) -> None:
    assert brought(path, "one: 1\ntwo: 2\n", "", f"{word}\n") is not None


@pytest.mark.parametrize("word", WORDS)
def test_it_does_not_stand_for_several_lines(word: str) -> None:
    source = "func F() {\n\tx()\n}\n\nfunc G() {\n\treturn 3\n}\n"
    complaint = brought("a.go", source, "func G() {\n\treturn 3\n}\n", f"{word}\n")
    assert complaint is not None
    assert complaint[0] == "malformed_edit"
    assert word[:40] in complaint[1]


@pytest.mark.parametrize("path", ["a.yml", "a.sh", "Dockerfile", "a.php", "a.html", "a.sql"])
@pytest.mark.parametrize("said", ["I cannot do that.", "The file has been updated successfully."])
def test_a_sentence_is_not_all_of_a_file(path: str, said: str) -> None:
    assert brought(path, "one: 1\ntwo: 2\n", "", f"{said}\n") is not None
    assert brought("a.md", "one: 1\ntwo: 2\n", "", f"{said}\n") is None
    assert brought(path, "one\n", "", f"{said}\n") is None


@pytest.mark.parametrize(("path", "source", "old", "new"), [
    ("a.json", "1\n", "", "null\n"),
    ("new.json", "", "", "null\n"),
    ("VERSION", "1.2\n", "", "1.3\n"),
    ("a.json", '{\n  "a": [\n    1\n  ]\n}\n', "[\n    1\n  ]", "null"),
    ("a.json", "[\n  {\n    1\n  }\n]\n", "  {\n    1\n  }\n", "  null\n"),
    ("a.js", "const a = 1;\nlet b = f();\n", "f()", "undefined"),
    ("a.py", "a = 1\nx = f(\n  1,\n)\n", "f(\n  1,\n)", "None"),
    ("a.md", "a\n\nb\nc\n", "b\nc\n", "undefined\n"),
])  # fmt: skip
def test_a_value_may_become_such_a_word(path: str, source: str, old: str, new: str) -> None:
    assert brought(path, source, old, new) is None


def test_a_new_file_is_more_than_such_a_word() -> None:
    assert brought("a.py", "", "", "undefined\n") is not None
    assert brought("a.json", "", "", "[object Object]\n") is not None


@pytest.mark.parametrize("text", ["", "undefinedness", "x = null", "null\nnull", "Errors: see below", "error", "a: b"])
def test_other_texts_say_something(text: str) -> None:
    assert not is_word_of_failure(text)


@pytest.mark.parametrize("path", ["a.py", "a.md", "a.txt", "Dockerfile", "a.yml"])
def test_the_lines_of_a_diff_are_not_all_of_a_file(path: str) -> None:
    assert brought(path, "", "", "+one\n+two\n+three\n") is not None
    assert brought(path, "one\ntwo\n", "", "+one\n+two\n+three\n") is not None
    assert brought(path, "one\ntwo\n", "", " one\n-two\n+three\n") is not None


@pytest.mark.parametrize(("source", "new"), [
    ("", "+ one\n+ two\n"),
    ("+one\n+two\n", "+one b\n+two b\n"),
    ("one\n", "+one\ntwo\n"),
    ("one\ntwo\n", " one\n two\n"),
])  # fmt: skip
def test_items_and_other_lines_may_come(source: str, new: str) -> None:
    assert brought("a.txt", source, "", new) is None


WORDS = (
    "(empty)",
    "[deleted]",
    "(removed)",
    "(none)",
    "(nothing)",
    "<empty>",
    "(blank)",
    "(delete this)",
    "(Intentionally left blank)",
)


@pytest.mark.parametrize("word", [*WORDS, '""', "''", "null", "None"])
def test_a_word_for_no_text_does_not_come_for_several_lines(word: str) -> None:
    assert brought("a.md", "# A\n\nOld.\nText.\n\n## B\n", "Old.\nText.\n", f"{word}\n") is not None
    assert brought("a.py", "import os\n\na = 1\nb = 2\n\nf()\n", "a = 1\nb = 2\n", f"{word}\n") is not None


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("path", ["a.py", "a.js", "a.go", "a.yml"])
def test_such_a_word_in_brackets_does_not_come_for_a_line_of_code(path: str, word: str) -> None:
    assert brought(path, "a = 1\nb = 2\nc = 3\n", "b = 2\n", f"{word}\n") is not None


@pytest.mark.parametrize(("path", "source", "old", "new"), [
    ("a.md", "# A\n\nTBD\n\n# B\n", "TBD", "(none)"), ("a.md", "# A\n\nx\ny\n\n# B\n\n(none)\n", "x\ny\n", "(none)\n"),
    ("a.py", "x = 1\ny = 2\n", "x = 1", "x = None"), ("a.py", "def f():\n    x\n    y\n", "    x\n", '    ""\n'),
    ("a.clj", "(f)\n(g)\n", "(f)", "(empty)"), ("a.md", "a\nb\nc\n", "b", "null"),
    ("a.py", "f(\n  1,\n)\n", "  1,", "  [empty],"),
])  # fmt: skip
def test_a_value_or_a_remark_may_come(path: str, source: str, old: str, new: str) -> None:
    assert brought(path, source, old, new) is None
