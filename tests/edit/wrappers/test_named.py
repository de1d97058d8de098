"""An edit that names another file than the one at hand is refused, in each form in which it can name one."""

import json

import pytest

from kaptar.edit.account.quoting.reading.parts import names_file
from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Refused
from kaptar.edit.wrappers.named import named_elsewhere

SOURCE = "import os\n\n\ndef f():\n    return os\n"
CHANGED = SOURCE.replace("return os", "return 1")


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("util.py", "util.py"),
        ("./util.py", "util.py"),
        ("util.py", "src/util.py"),
        ("src/util.py", "src/util.py"),
        ("a/src/util.py", "src/util.py"),
        ("/repo/src/util.py", "src/util.py"),
        ("C:\\repo\\src\\util.py", "src/util.py"),
        ("src/util.py", "/home/me/src/util.py"),
        ("app/src/util.py", "src/util.py"),
    ],
)
def test_a_name_may_be_that_of_the_file(name: str, path: str) -> None:
    assert names_file(name, path)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("tests/util.py", "util.py"),
        ("src/tests/util.py", "util.py"),
        ("../util.py", "util.py"),
        ("tests/util.py", "src/util.py"),
        ("src/tests/util.py", "src/util.py"),
        ("/repo/src/tests/util.py", "src/util.py"),
        ("b/c/util.py", "util.py"),
        ("util.pyi", "util.py"),
        ("", "util.py"),
    ],
)
def test_a_name_is_that_of_another_file(name: str, path: str) -> None:
    assert not names_file(name, path)


EDITS = {
    "replace": lambda name: json.dumps({"file_path": name, "old_string": "return os", "new_string": "return 1"}),
    "write": lambda name: json.dumps({"file_path": name, "content": CHANGED}),
    "list": lambda name: json.dumps([{"path": name, "edits": [{"oldText": "return os", "newText": "return 1"}]}]),
    "blocks": lambda name: f"{name}\n<<<<<<< SEARCH\n    return os\n=======\n    return 1\n>>>>>>> REPLACE\n",
    "diff": lambda name: f"--- a/{name}\n+++ b/{name}\n@@ -4,2 +4,2 @@\n def f():\n-    return os\n+    return 1\n",
    "patch": lambda name: f"*** Begin Patch\n*** Update File: {name}\n@@\n-    return os\n+    return 1\n*** End Patch\n",
    "comment": lambda name: f"# {name}\n{CHANGED}",
    "fence": lambda name: f'```python file="{name}"\n{CHANGED}```\n',
    "title": lambda name: f"```python title='{name}'\n{CHANGED}```\n",
    "colon": lambda name: f"```python:{name}\n{CHANGED}```\n",
    "fenced blocks": lambda name: (
        f"```python path={name}\n<<<<<<< SEARCH\n    return os\n=======\n    return 1\n>>>>>>> REPLACE\n```\n"
    ),
}


@pytest.mark.guest
@pytest.mark.parametrize("form", EDITS)
def test_an_edit_for_another_folder_is_refused(editor: Editor, form: str) -> None:
    outcome = editor.apply_edit(SOURCE.encode(), EDITS[form]("src/tests/util.py"), path="util.py")
    assert isinstance(outcome, Refused)


@pytest.mark.guest
@pytest.mark.parametrize("form", ["replace", "write", "list", "blocks", "diff", "patch", "comment"])
@pytest.mark.parametrize("path", ["src/util.py", "/home/me/src/util.py"])
def test_an_edit_for_the_file_is_applied(editor: Editor, form: str, path: str) -> None:
    outcome = editor.apply_edit(SOURCE.encode(), EDITS[form]("src/util.py"), path=path)
    assert not isinstance(outcome, Refused), outcome
    assert outcome.text.decode() == CHANGED


def test_a_name_of_this_file_system_is_compared_as_a_whole() -> None:
    assert named_elsewhere(EDITS["write"]("/repo/tests/util.py"), "util.py", "/repo") == "/repo/tests/util.py"
    assert named_elsewhere(EDITS["write"]("/repo/util.py"), "util.py", "/repo") is None
    assert named_elsewhere(EDITS["write"]("/other/util.py"), "util.py", "/repo") is None
    assert named_elsewhere(EDITS["write"]("app/src/util.py"), "src/util.py", "/repo") == "app/src/util.py"
    assert named_elsewhere(EDITS["write"]("app/src/util.py"), "src/util.py") is None


def test_calls_of_which_one_is_for_the_file_are_read_on() -> None:
    both = json.dumps([json.loads(EDITS["write"]("b.py")), json.loads(EDITS["write"]("util.py"))])
    assert named_elsewhere(both, "util.py") is None
    assert named_elsewhere(both, "c.py") == "b.py"
    assert named_elsewhere(both, "") is None
