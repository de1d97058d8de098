"""Blocks that an edit has twice are carried out once, where they can mean nothing else."""

import json

import pytest

from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Applied
from kaptar.edit.repeats import without_repeats

PY = "import os\n\n\ndef f():\n    return one\n\n\ndef g():\n    return two\n"
DONE = PY.replace("    return one\n", "    x = 1\n    return x\n")


def block(old: str, new: str) -> str:
    return f"<<<<<<< SEARCH\n{old}=======\n{new}>>>>>>> REPLACE\n"


def hunk(name: str = "a.py", line: int = 5) -> str:
    return f"--- a/{name}\n+++ b/{name}\n@@ -{line} +{line},2 @@\n-    return one\n+    x = 1\n+    return x\n"


def calls(*pairs: tuple[str, str]) -> str:
    return json.dumps({"file_path": "a.py", "edits": [{"old_string": old, "new_string": new} for old, new in pairs]})


ONE = block("    return one\n", "    x = 1\n    return x\n")
STEP = "@@\n-    return one\n+    x = 1\n+    return x\n"
CALL = ("    return one\n", "    x = 1\n    return x\n")
OTHER = block("    return two\n", "    return 2\n")
IMPORT = block("import os\n", "import os\nimport sys\n")
LIST = json.dumps([{"file_path": "a.py", "old_string": CALL[0], "new_string": CALL[1]}] * 2)


@pytest.mark.guest
@pytest.mark.parametrize(("edit", "after"), [
    (ONE + ONE, DONE), (ONE + "\n" + ONE + ONE, DONE), (ONE + OTHER + ONE, DONE.replace("two", "2")),
    (f"a.py\n```python\n{ONE}```\n\na.py\n```python\n{ONE}```\n", DONE), (hunk() + hunk(), DONE),
    (hunk() + hunk().partition("@@")[1] + hunk().partition("@@")[2], DONE),
    ("diff --git a/a.py b/a.py\n" + hunk() + hunk(), DONE),
    (f"*** Begin Patch\n*** Update File: a.py\n{STEP}{STEP}*** End Patch\n", DONE),
    (calls(CALL, CALL), DONE), (calls(CALL, ("two", "2"), CALL), DONE.replace("two", "2")), (LIST, DONE),
    ((ONE + ONE).replace("    return one", "return one").replace("    ", ""), DONE),
])  # fmt: skip
def test_a_repeated_block_is_carried_out_once(editor: Editor, edit: str, after: str) -> None:
    done = editor.apply_edit(PY.encode(), edit, path="a.py")
    assert isinstance(done, Applied), done.message
    assert done.text.decode() == after


@pytest.mark.parametrize(("before", "edit", "path"), [
    (PY, ONE + OTHER, "a.py"), (PY, ONE + ONE.replace("x = 1", "x = 2"), "a.py"), (PY, IMPORT + IMPORT, "a.py"),
    (PY + PY, ONE + ONE, "a.py"), (PY.replace("one", "x"), ONE + ONE, "a.py"),
    (PY, ONE + block("    x = 1\n    return x\n", "    return one\n") + ONE, "a.py"), (PY, ONE + ONE, "a.md"),
    (PY, f"a.py\n{ONE}\nb.py\n{ONE}", "a.py"), (PY, hunk() + hunk("b.py"), "a.py"), (PY, hunk() + hunk(line=9), "a.py"),
    (PY, calls(CALL, (CALL[0], "y\n")), "a.py"), (PY, calls(("one", "oneone"), ("one", "oneone")), "a.py"),
    (PY + PY, calls(CALL, CALL), "a.py"), (PY, calls(CALL, CALL), "b.py"), (PY, calls(CALL, (CALL[1], CALL[0]), CALL), "a.py"),
    (PY, f"*** Begin Patch\n*** Update File: a.py\n{STEP}*** Update File: b.py\n{STEP}*** End Patch\n", "a.py"),
    (PY, f"*** Begin Patch\n*** Update File: a.py\n{STEP}{STEP.replace('@@', '@@ def f():')}*** End Patch\n", "a.py"),
    (PY, PY + PY, "a.py"), (PY, "<<<<<<< SEARCH\n" * 3, "a.py"),
])  # fmt: skip
def test_what_may_mean_more_stays(before: str, edit: str, path: str) -> None:
    assert without_repeats(edit, before.encode(), path) == edit


@pytest.mark.guest
def test_the_text_of_a_file_keeps_what_it_has_twice(editor: Editor) -> None:
    done = editor.apply_edit(b"    return one\n", hunk() + hunk(), path="a.patch", format="whole_file")
    assert isinstance(done, Applied), done.message
    assert done.text.decode() == hunk() + hunk()


def test_the_names_above_other_hunks_stay() -> None:
    last = "@@ -9 +10 @@\n-    return two\n+    return 2\n"
    edit, head = hunk() + hunk("b.py") + hunk() + last, hunk().partition("@@")[0]
    assert without_repeats(edit, PY.encode(), "a.py") == hunk() + hunk("b.py") + head + last
