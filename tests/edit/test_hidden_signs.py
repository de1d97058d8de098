"""Signs that nobody sees: they come into strings, comments and texts, and not into code."""

import pytest

from kaptar.edit.engine import Editor
from kaptar.edit.hidden_signs import File, hidden_sign
from kaptar.edit.outcome import Applied, Refused, Span

IN_CODE = [
    ("a.js", "const a = 1;", "const\u200b a = 2;", "U+200B (ZERO WIDTH SPACE)"),
    ("a.ts", "const a = 1;", "const a\u00a0= 2;", "U+00A0 (NO-BREAK SPACE)"),
    ("a.js", "f();", "\u00a0\u00a0f(1);", "U+00A0 (NO-BREAK SPACE)"),
    ("a.py", "a = 1", "a\u200d = 2", "U+200D (ZERO WIDTH JOINER)"),
    ("a.rb", "a = 1", "a\u2060 = 2", "U+2060 (WORD JOINER)"),
    ("a.php", "<?php $a = 1;", "<?php $a\u200b = 2;", "U+200B (ZERO WIDTH SPACE)"),
    ("a.kt", "val a = 1", "val a\u00ad = 2", "U+00AD (SOFT HYPHEN)"),
    ("a.lua", "local a = 1", "local a\u202e = 2", "U+202E (RIGHT-TO-LEFT OVERRIDE)"),
    ("a.sh", "echo 1", "echo\u00a02", "U+00A0 (NO-BREAK SPACE)"),
    ("a.yml", "name: x", "na\u200bme: x", "U+200B (ZERO WIDTH SPACE)"),
    ("Makefile", "a: b", "a: b\u200bc", "U+200B (ZERO WIDTH SPACE)"),
]
IN_TEXT = [
    ("a.js", "f(1);", 'f("10\u00a0EUR"); // a\u200bb'),
    ("a.ts", "f(1);", "f(`a\u200bb`);"),
    ("a.jsx", "const a = <p>1</p>;", "const a = <p>10\u00a0EUR Donau\u00addampf</p>;"),
    ("a.py", "a = 1", 'a = "\U0001f468\u200d\U0001f469"  # \u0645\u06cc\u200c\u062e\u0648'),
    ("a.js", "const a = 1;", "const \u0645\u06cc\u200c\u062e\u0648 = 1;"),
    ("a.py", "a = 1", '"""\na\u00a0b\n"""'),
    ("a.json", '{"a": 1}', '{"a": "10\u00a0EUR\u200b"}'),
    ("a.toml", "a = 1", 'a = "x\u00a0y"'),
    ("a.yml", "a: 1", "a: \u0645\u06cc\u200c\u062e\u0648 10\u00a0EUR Donau\u00addampf"),
    ("a.sh", "echo 1", 'echo "a\u00a0b" # a\u200bb'),
    ("a.sh", "cat <<EOF\na\nEOF", "cat <<EOF\na\u00a0b\nEOF"),
    ("a.md", "a", "a\u200bb\u00a0c"),
    ("a.html", "<p>a</p>", "<p>a\u200bb\u00a0c</p>"),
    ("a.vue", "<p>a</p>", "<p>10\u00a0EUR</p>"),
]


def block(old: str, new: str) -> str:
    return f"<<<<<<< SEARCH\n{old}\n=======\n{new}\n>>>>>>> REPLACE\n"


@pytest.mark.guest
@pytest.mark.parametrize(("path", "old", "new", "called"), IN_CODE)
def test_a_hidden_sign_does_not_come_into_code(editor: Editor, path: str, old: str, new: str, called: str) -> None:
    outcome = editor.apply_edit(f"{old}\n".encode(), block(old, new), path=path)
    assert isinstance(outcome, Refused)
    assert outcome.reason == "would_break_syntax"
    assert f"has {called} outside" in outcome.message
    assert outcome.message.startswith("line 1, column ")


@pytest.mark.guest
@pytest.mark.parametrize(("path", "old", "new"), IN_TEXT)
def test_a_text_may_have_any_sign(editor: Editor, path: str, old: str, new: str) -> None:
    outcome = editor.apply_edit(f"{old}\n".encode(), block(old, new), path=path)
    assert isinstance(outcome, Applied), outcome
    assert outcome.text.decode() == f"{new}\n"


@pytest.mark.guest
@pytest.mark.parametrize("new", ["const\u00a0a = 2;", "const\u00a0a = 1;\nconst\u00a0b = 1;"])
def test_a_sign_that_the_code_of_the_file_has_may_come(editor: Editor, new: str) -> None:
    old = "const\u00a0a = 1;"
    assert isinstance(editor.apply_edit(f"{old}\n".encode(), block(old, new), path="a.js"), Applied)
    text = 'const a = "x\u00a0y";'
    assert isinstance(editor.apply_edit(f"{text}\n".encode(), block(text, new), path="a.js"), Refused)


def verdict(path: str, dialect: str, new: str, errors: int | None) -> str:
    return hidden_sign(b"a\n", f"{new}\n".encode(), [Span(0, 1, new.encode())], File(path, dialect), lambda text: errors)


def created(text: str) -> str:
    """The verdict on a new file of Python, whose parser objects to the sign that stands for a hidden one."""
    new = text.encode()
    return hidden_sign(b"", new, [Span(0, 0, new)], File("a.py", "python"), lambda asked: b"b\x01" in asked or b"c\x01" in asked)


def test_the_first_sign_to_which_the_parser_objects_is_named() -> None:
    assert created('a = "\u00a0"\nb\u200b\nc\u2060\n').startswith("line 2, column 2 of the new text has U+200B")
    assert created('a = "\u00a0"\nb\nc\u2060\n').startswith("line 3, column 2 of the new text has U+2060")
    assert created('a = "\u00a0"\nb\n') == ""


def test_without_a_parser_only_a_sign_inside_of_a_word_is_wrong() -> None:
    assert verdict("a.sql", "", "sel\u200bect", None) != ""
    assert verdict("a.py", "python", "sel\u200bect", 1) != ""
    assert verdict("a.sql", "", "select\u200b x", None) == ""
    assert verdict("a.sql", "", "select\u00a0x", None) == ""
    assert verdict("a.sql", "", "'sel\u200bect'", None) == ""
    assert verdict("a.txt", "", "sel\u200bect", None) == ""
    assert verdict("a.html", "html", "sel\u200bect", 1) == ""
    assert verdict("a.diff", "", "sel\u200bect", None) == ""


def test_a_mark_at_the_beginning_of_a_file_is_none_of_them() -> None:
    text = b"\xef\xbb\xbfa\n"
    assert hidden_sign(b"", text, [Span(0, 0, text)], File("a.py", "python"), lambda asked: b"\x01" in asked) == ""
