"""Blocks that are written slightly wrong are applied where they can be read in one way, and refused otherwise."""

import pytest

from kaptar.edit.account.quoting.reading import NotRead
from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Applied, Refused
from kaptar.edit.wrappers.blocks import mended

SOURCE = "def f():\n    return 1\n\n\ndef g():\n    return 2\n"
NEW = SOURCE.replace("return 1", "return 10")
BOTH = NEW.replace("return 2", "return 20")
TITLE = "Title\n=====\n\ntext\n"
CONFLICT = "one\n<<<<<<< HEAD\nx\n=======\ny\n>>>>>>> main\ntwo\n"
END = ">>>>>>> REPLACE\n"


def block(old: str, new: str, end: str = END) -> str:
    return f"<<<<<<< SEARCH\n{old}=======\n{new}{end}"


FIRST, SECOND = block("    return 1\n", "    return 10\n"), block("    return 2\n", "    return 20\n")
HEADING = block("text\n", "Sub\n=====\n")
NUMBER = ":start_line:2\n-------\n"

MENDED = {
    "a mark in front": ("a.py", SOURCE, f"\ufeff{FIRST}", NEW),
    "no end above the next block": ("a.py", SOURCE, FIRST.replace(END, "") + SECOND, BOTH),
    "the end behind a line": ("a.py", SOURCE, FIRST.replace(f"\n{END}", END) + SECOND, BOTH),
    "the last end behind a line": ("a.py", SOURCE, FIRST + SECOND.replace(f"\n{END}", f" {END}"), BOTH),
    "a number in both halves": ("a.py", SOURCE, block(f"{NUMBER}    return 1\n", f"{NUMBER}    return 10\n"), NEW),
    "two numbers in both halves": (
        "a.py",
        SOURCE,
        block(":start_line:2\n:end_line:2\n-------\n    return 1\n", ":start_line:2\n:end_line:2\n-------\n    return 10\n"),
        NEW,
    ),
    "a heading in the new text": ("a.md", TITLE, block("text\n", "text\n\nSub\n=====\n"), f"{TITLE}\nSub\n=====\n"),
    "a heading in both": ("a.md", TITLE, block("Title\n=====\n", "Other\n=====\n"), TITLE.replace("Title", "Other")),
    "escaped borders": (
        "a.md",
        CONFLICT,
        block("\\<<<<<<< HEAD\nx\n\\=======\ny\n\\>>>>>>> main\n", "x\n"),
        "one\nx\ntwo\n",
    ),
}


@pytest.mark.guest
@pytest.mark.parametrize(("path", "source", "edit", "wanted"), MENDED.values(), ids=MENDED.keys())
def test_a_block_that_has_one_reading_is_applied(editor: Editor, path: str, source: str, edit: str, wanted: str) -> None:
    for text in (edit, f"{path}\n```\n{edit.removeprefix(chr(0xFEFF))}```\n", edit.replace("\n", "\r\n")):
        outcome = editor.apply_edit(source.encode(), text, path=path)
        assert isinstance(outcome, Applied), outcome
        assert outcome.text.decode() == wanted
        assert not {"account", "account_by_lines"}.isdisjoint(outcome.plan.checked)


OPEN = {
    "two borders of seven": ("a.rst", "text\n", block("text\n", "text\n\nSubject\n=======\n")),
    "no border of seven": ("a.md", TITLE, block("text\n", "Sub\n=====\n").replace("=======\n", "======\n")),
    "no end at the end": ("a.py", SOURCE, FIRST.replace(END, "")),
    "a blank line above the next block": ("a.py", SOURCE, FIRST.replace(END, "\n") + SECOND),
    "a path above the next block": ("a.py", SOURCE, FIRST.replace(END, "a.py\n") + SECOND),
    "a fence above the next block": ("a.py", SOURCE, FIRST.replace(END, "```\n```\n") + SECOND),
    "a sign in front of the end": ("a.py", SOURCE, FIRST.replace(f"\n{END}", f">{END}")),
    "two ends behind lines": ("a.py", SOURCE, block("    return 1\n", f"    return 10{END}    x{END}", "")),
    "a number in the new text alone": ("a.py", SOURCE, block("    return 1\n", f"{NUMBER}    return 10\n")),
    "code beside a heading": ("a.py", f'"""\n{TITLE}"""\n', f"```python\nx = 1\n```\n{HEADING}"),
    "another file": ("a.py", f'"""\n{TITLE}"""\n', f"b.py\n{HEADING}"),
    "escaped borders that are not there": ("a.md", TITLE, block("\\=======\n", "x\n")),
}  # fmt: skip


@pytest.mark.guest
@pytest.mark.parametrize(("path", "source", "edit"), OPEN.values(), ids=OPEN.keys())
def test_a_block_that_has_two_readings_is_refused(editor: Editor, path: str, source: str, edit: str) -> None:
    outcome = editor.apply_edit(source.encode(), edit, path=path)
    assert isinstance(outcome, Refused), outcome.text


@pytest.mark.parametrize("edit", [FIRST, FIRST + SECOND, "x = 1\n", "", f"words\n\na.py\n{FIRST}more words\n", "\ufeffx = 1\n"])
def test_what_needs_no_mending_stays(edit: str) -> None:
    assert mended(edit, "a.py", as_diff=True) == edit


def test_a_document_that_shows_blocks_stays() -> None:
    text = f"# How\n\nWrite it so:\n\n{FIRST.replace(END, '')}{SECOND}"
    assert mended(text, "README.md", as_diff=True) == text


def test_a_number_in_the_new_text_alone_is_named() -> None:
    with pytest.raises(NotRead, match="start_line"):
        mended(block("x\n", f"{NUMBER}y\n"), "a.py", as_diff=True)


def test_blocks_are_no_diff_where_the_caller_says_that_they_are_blocks() -> None:
    edit = block("text\n", "Sub\n=====\n")
    assert mended(edit, "a.md", as_diff=False) == edit
    assert mended(edit, "a.md", as_diff=True).startswith("@@ ... @@\n-text\n")
