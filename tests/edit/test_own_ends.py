"""Line ends that a text says by itself: those of a created file, and the end of the last line of a text in a call."""

import json

import pytest

from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Refused


def call(content: str) -> str:
    return json.dumps({"file_path": "a.bat", "content": content})


CREATED = {
    "call with CRLF": (call("echo 1\r\necho 2\r\n"), "echo 1\r\necho 2\r\n"),
    "call with both": (call("echo 1\r\necho 2\n"), "echo 1\necho 2\n"),
    "call without an end": (call("echo 1"), "echo 1"),
    "call with CRLF and no end": (call("echo 1\r\necho 2"), "echo 1\r\necho 2"),
    "call with an end": (call("echo 1\n"), "echo 1\n"),
    "create": (json.dumps({"command": "create", "path": "a.bat", "file_text": "a\r\nb\r\n"}), "a\r\nb\r\n"),
    "diff": ("--- /dev/null\n+++ b/a.bat\n@@ -0,0 +1,2 @@\n+a\r\n+b\r\n", "a\r\nb\r\n"),
    "diff in CRLF": ("--- /dev/null\r\n+++ b/a.bat\r\n@@ -0,0 +1,2 @@\r\n+a\r\n+b\r\n", "a\nb\n"),
    "patch": ("*** Begin Patch\n*** Add File: a.bat\n+a\r\n+b\r\n*** End Patch\n", "a\r\nb\r\n"),
    "patch with both": ("*** Begin Patch\n*** Add File: a.bat\n+a\r\n+b\n*** End Patch\n", "a\nb\n"),
}


@pytest.mark.guest
@pytest.mark.parametrize("name", CREATED)
def test_a_created_file_has_the_line_ends_of_its_text(editor: Editor, name: str) -> None:
    edit, text = CREATED[name]
    outcome = editor.apply_edit(b"", edit, path="a.bat")
    assert not isinstance(outcome, Refused), outcome
    assert outcome.text == text.encode()


@pytest.mark.guest
@pytest.mark.parametrize(
    ("source", "content", "text"),
    [
        ("abc\ndef\n", "abc\ndef2", "abc\ndef2"),
        ("abc\ndef\n", "abc2\ndef", "abc2\ndef"),
        ("abc\r\ndef\r\n", "abc2\ndef", "abc2\r\ndef"),
        ("abc\r\ndef\r\n", "abc2\ndef\n", "abc2\r\ndef\r\n"),
        ("abc\ndef\n", "abc2\r\ndef\r\n", "abc2\ndef\n"),
        ("abc\ndef\n", "abc\ndef", "abc\ndef\n"),
    ],
)
def test_a_text_in_a_call_says_its_own_end(editor: Editor, source: str, content: str, text: str) -> None:
    outcome = editor.apply_edit(source.encode(), call(content), path="a.bat")
    assert not isinstance(outcome, Refused), outcome
    assert outcome.text == text.encode()


@pytest.mark.guest
def test_a_bare_text_without_an_end_keeps_that_of_the_file(editor: Editor) -> None:
    outcome = editor.apply_edit(b"abc\ndef\n", "abc\ndef2", path="a.txt", format="whole_file")
    assert not isinstance(outcome, Refused), outcome
    assert outcome.text == b"abc\ndef2\n"
