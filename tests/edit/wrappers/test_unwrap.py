"""Edits in the wrappers of clients are applied as the edits inside of them, and refused where some part is not read."""

import json

import pytest

from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Applied, Refused

pytestmark = pytest.mark.guest

SOURCE = "def f():\n    return 1\n\n\ndef g():\n    return 2\n"
NEW = SOURCE.replace("1", "10")
BOTH = NEW.replace("2", "20")
BLOCK = "------- SEARCH\n    return 1\n=======\n    return 10\n+++++++ REPLACE\n"
PATCH = "*** Begin Patch\n*** Update File: src/a.py\n@@\n-    return 1\n+    return 10\n*** End Patch\n"
SWAPS = [{"old_string": "return 1", "new_string": "return 10"}, {"old_string": "return 2", "new_string": "return 20"}]

TOP = {"command": "insert", "path": "a.py", "insert_line": 0, "insert_text": "# top"}


def tags(tool: str, field: str, text: str, path: str = "src/a.py") -> str:
    return f"<{tool}>\n<path>{path}</path>\n<{field}>\n{text}</{field}>\n</{tool}>\n"


APPLIED = {
    "cline diff": (tags("replace_in_file", "diff", BLOCK), NEW),
    "cline file": (tags("write_to_file", "content", BOTH), BOTH),
    "words above": ("I do it.\n\n" + tags("replace_in_file", "diff", BLOCK), NEW),
    "patch in a call": (json.dumps({"input": PATCH}), NEW),
    "patch in a command": (json.dumps({"command": ["bash", "-lc", f"cd /r && apply_patch <<'EOF'\n{PATCH}EOF\n"]}), NEW),
    "heredoc": (f"apply_patch <<'EOF'\n{PATCH}EOF\n", NEW),
    "calls on lines": ("\n".join(json.dumps({"path": "src/a.py", **each}) for each in SWAPS), BOTH),
    "calls without a path": (json.dumps([{"command": "str_replace", **each} for each in SWAPS]), BOTH),
    "an insertion without a path": (
        json.dumps({"command": "insert", "insert_line": 0, "insert_text": "# top"}),
        f"# top\n{SOURCE}",
    ),
    "two kinds of calls": (
        json.dumps([TOP, {"path": "a.py", **SWAPS[0]}]),
        f"# top\n{NEW}",
    ),
    "names of windows": (
        "--- a\\src\\a.py\n+++ b\\src\\a.py\n@@ -1,2 +1,2 @@\n def f():\n-    return 1\n+    return 10\n",
        NEW,
    ),
}


@pytest.mark.parametrize(("edit", "wanted"), APPLIED.values(), ids=APPLIED.keys())
def test_the_edit_inside_of_a_wrapper_is_applied(editor: Editor, edit: str, wanted: str) -> None:
    outcome = editor.apply_edit(SOURCE.encode(), edit, path="src/a.py")
    assert isinstance(outcome, Applied), outcome
    assert outcome.text.decode() == wanted
    assert "account" in outcome.plan.checked
    (same,) = {bytes(part) for part in (outcome.text, _from_spans(outcome))}
    assert same == outcome.text


def _from_spans(outcome: Applied) -> bytes:
    text = SOURCE.encode()
    for span in reversed(outcome.plan.spans):
        text = text[: span.start] + span.text + text[span.end :]
    return text


REFUSED = {
    "another file": tags("replace_in_file", "diff", BLOCK, "src/b.py"),
    "another file as well": tags("replace_in_file", "diff", BLOCK) + tags("replace_in_file", "diff", BLOCK, "b.py"),
    "a part not read": tags("replace_in_file", "diff", BLOCK) + "<insert_content>\n<path>a.py</path>\n</insert_content>\n",
    "a call that is not read": json.dumps({"path": "src/a.py", **SWAPS[0]}) + "\n" + json.dumps({"path": "a.py", "delete": 3}),
    "a call for another file around": json.dumps({"path": "src/b.py", "operations": [SWAPS[0]]}),
    "one of two calls fails": json.dumps(
        [{"path": "a.py", **SWAPS[0]}, {"path": "a.py", "old_string": "no", "new_string": "yes"}]
    ),
    "the second way fails": json.dumps(
        [TOP, {"path": "a.py", "old_string": "no", "new_string": "yes"}]
    ),
    "a marker in a file": tags("write_to_file", "content", "def f():\n    return 10\n\n# ... rest of the file unchanged ...\n"),
}  # fmt: skip


@pytest.mark.parametrize("edit", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_not_read_or_not_for_this_file_is_refused(editor: Editor, edit: str) -> None:
    assert isinstance(editor.apply_edit(SOURCE.encode(), edit, path="src/a.py"), Refused)


def test_a_call_without_a_path_may_be_the_text_of_a_json_file(editor: Editor) -> None:
    call = {"command": "insert", "insert_line": 0, "insert_text": "x"}
    outcome = editor.apply_edit(b'{"command": "view"}\n', json.dumps(call), path="a.json", format="whole_file")
    assert isinstance(outcome, Applied)
    assert json.loads(outcome.text) == call
