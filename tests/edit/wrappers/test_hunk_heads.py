"""Diffs whose hunks have no head, or a heading without its end."""

import pytest

from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Applied, Refused

pytestmark = pytest.mark.guest

NUMBERS = "a = 1\nb = 2\nc = 3\nd = 4\n"
TWO = "class A:\n    tries = 3\n\n\nclass B:\n    tries = 5\n    name = 'b'\n"
CHANGED = TWO.replace("= 5", "= 2")


@pytest.mark.parametrize(("before", "edit", "after"), [
    (NUMBERS, "```diff\n a = 1\n-b = 2\n+b = 3\n c = 3\n```\n", NUMBERS.replace("b = 2", "b = 3")),
    (NUMBERS, "Change it:\n\n```diff\n-b = 2\n+b = 3\n```\n\nDone.\n", NUMBERS.replace("b = 2", "b = 3")),
    (NUMBERS, "```diff\n- b = 2\n+ b = 3\n```\n", NUMBERS.replace("b = 2", "b = 3")),
    (NUMBERS, "~~~diff\r\n a = 1\r\n+x = 2\r\n b = 2\r\n~~~\r\n", NUMBERS.replace("b = 2", "x = 2\nb = 2")),
    (TWO, "--- a.py\n+++ a.py\n-    tries = 5\n+    tries = 2\n", CHANGED),
    (TWO, "```diff\n--- a/a.py\n+++ b/a.py\n class B:\n-    tries = 5\n+    tries = 2\n     name = 'b'\n```", CHANGED),
    (TWO, "diff --git a/a.py b/a.py\n class B:\n-    tries = 5\n+    tries = 2\n", CHANGED),
    (TWO, "diff --git a/a.py b/a.py\nindex 1..2\n--- a/a.py\n+++ b/a.py\n class B:\n-    tries = 5\n+    tries = 2\n", CHANGED),
    (TWO, "--- a/a.py\n+++ b/a.py\n@@ class B:\n-    tries = 5\n+    tries = 2\n", CHANGED),
])  # fmt: skip
def test_a_hunk_without_its_head_is_read(editor: Editor, before: str, edit: str, after: str) -> None:
    outcome = editor.apply_edit(before.encode(), edit, path="a.py")
    assert isinstance(outcome, Applied), outcome
    assert outcome.text.decode() == after


@pytest.mark.parametrize(("before", "edit"), [
    ("x\na\nb\nx\na\n", "```diff\n x\n-a\n+c\n```\n"),
    (NUMBERS, "```diff\na = 1\n-b = 2\n+b = 3\n```\n"),
    (NUMBERS, "```diff\n a = 1\n b = 2\n```\n"),
    (NUMBERS, "```diff\n-b = 2\n+b = 3\n```\n\n```diff\n-d = 4\n+d = 5\n```\n"),
    (NUMBERS, "```diff\n-b = 2\n+b = 3\n```\n\n```python\nx = 1\n```\n"),
    (NUMBERS, "-b = 2\n+b = 3\n"),
    (NUMBERS, "```diff\n-e = 2\n+e = 3\n```\n"),
    (NUMBERS, "--- a/a.py\n+++ b/a.py\n-b = 2\n+b = 3\n--- a/b.py\n+++ b/b.py\n-d = 4\n+d = 5\n"),
])  # fmt: skip
def test_what_is_not_clear_stays_refused(editor: Editor, before: str, edit: str) -> None:
    assert isinstance(editor.apply_edit(before.encode(), edit, path="a.py"), Refused)


def test_a_document_may_show_such_a_fence(editor: Editor) -> None:
    text = "# A\n\n```diff\n-a\n+b\n```\n"
    outcome = editor.apply_edit(b"# A\n\nold\n", text, path="a.md", format="whole_file")
    assert isinstance(outcome, Applied)
    assert outcome.text.decode() == text
    assert isinstance(editor.apply_edit(b"# A\n\n-a\n", "```diff\n--a\n+-b\n```\n", path="a.md"), Refused)
