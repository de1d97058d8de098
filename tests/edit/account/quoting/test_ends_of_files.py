"""Hunks that say that they end the file: `*** End of File` stands below the last line, or the patch is for another file."""

import json

import pytest

from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Applied, Refused

pytestmark = pytest.mark.guest

TEXT = "one\ntwo\nthree\n"
CODE = "def a():\n    return 1\n\n\ndef b():\n    return 1\n"


def patch(*hunks: str) -> str:
    return "*** Begin Patch\n*** Update File: a.py\n" + "".join(hunks) + "*** End Patch\n"


def ended(hunk: str) -> str:
    return f"@@\n{hunk}*** End of File\n"


def operation(hunk: str) -> str:
    return json.dumps({"type": "update_file", "path": "a.py", "diff": ended(hunk)})


@pytest.mark.parametrize(("before", "edit", "below"), [
    (TEXT, patch(ended("-two\n+TWO\n")), "three"), (TEXT, patch(ended(" one\n-two\n")), "three"),
    (TEXT, patch(ended("-one\n-two\n+x\n")), "three"), (TEXT, patch(ended(" two\n+x\n")), "three"),
    (CODE, patch("@@ def a():\n-    return 1\n+    return 2\n*** End of File\n"), "def b():"),
    (CODE, patch("@@\n-def b():\n+def c():\n*** End of File\n"), "return 1"),
    (CODE, patch("@@ def b():\n+    x = 1\n     return 1\n", ended("-def a():\n+def c():\n")), ""),
    (TEXT, operation("-two\n+TWO\n"), "three"), (TEXT.replace("\n", "\r\n"), patch(ended("-two\n+TWO\n")), "three"),
    (TEXT.rstrip(), patch(ended("-two\n+TWO\n")), "three"), (CODE, patch("@@\n- def a():\n+ def c():\n*** End of File\n"), ""),
])  # fmt: skip
def test_a_hunk_that_does_not_end_the_file_is_refused(editor: Editor, before: str, edit: str, below: str) -> None:
    refused = editor.apply_edit(before.encode(), edit, path="a.py")
    assert isinstance(refused, Refused)
    if below:
        assert refused.reason == "stale"
        assert f"'{below}'" in refused.message


@pytest.mark.parametrize(("before", "edit", "after"), [
    (TEXT, patch(ended(" two\n-three\n+x\n")), "one\ntwo\nx\n"), (TEXT, patch(ended("+x\n")), TEXT + "x\n"),
    (TEXT, patch(ended(" three\n+x\n")), TEXT + "x\n"), ("a\n" * 2, patch(ended("-a\n+b\n")), "a\nb\n"),
    (TEXT + "\n\n", patch(ended("-three\n+x\n")), "one\ntwo\nx\n\n\n"), (TEXT, patch(ended("-three\n")), "one\ntwo\n"),
    (TEXT, patch("@@\n-one\n+ONE\n", ended("-three\n+x\n")), "ONE\ntwo\nx\n"), (TEXT, operation("-three\n+x\n"), "one\ntwo\nx\n"),
    (TEXT.rstrip(), patch(ended("-three\n+x\n")), "one\ntwo\nx"),
    (CODE, patch("@@\n-    return 1\n+    return 2\n*** End of File\n"), CODE[:-2] + "2\n"),
    (CODE, patch("@@ def b():\n-    return 1\n+    return 2\n*** End of File\n"), CODE[:-2] + "2\n"),
])  # fmt: skip
def test_a_hunk_that_ends_the_file_is_applied(editor: Editor, before: str, edit: str, after: str) -> None:
    done = editor.apply_edit(before.encode(), edit, path="a.py")
    assert isinstance(done, Applied), done.message
    assert done.text.decode() == after
