"""A call of a tool that nobody knows is no text of a file."""

import json

import pytest
from tests.edit.artefacts.bringing import brought

from kaptar.edit.artefacts.unknown_calls import is_call

NAMED = {"name": "foo_tool", "arguments": {"path": "{}", "text": "x = 1\n"}}
CALLS = [
    json.dumps(NAMED),
    json.dumps({"type": "tool_use", "name": "foo", "input": {"path": "{}", "body": "x"}}),
    f"[TOOL_CALLS] [{json.dumps(NAMED)}]",
    f"[{json.dumps(NAMED)}]",
    "<foo_tool>\n<path>{}</path>\n<text>\nx = 1\n</text>\n</foo_tool>",
    "<function=foo>\n<parameter=path>\n{}\n</parameter>\n</function>",
    '<invoke name="MakeFile">\n<parameter name="path">./{}</parameter>\n<parameter name="body">x</parameter>\n</invoke>',
    "```tool_code\nfoo(path='{}', body='x')\n```",
    "```tool_call\nfoo\n```",
]


@pytest.mark.parametrize("path", ["a.py", "a.md", "a.txt", "Makefile", "a.sh", "a.go", "LICENSE", "src/a.ts"])
@pytest.mark.parametrize("call", CALLS)
def test_a_call_is_not_all_of_a_file(path: str, call: str) -> None:
    text = f"{call.replace('{}', path)}\n"
    assert brought(path, "", "", text) is not None
    assert brought(path, "one\ntwo\n", "", text) is not None


def test_in_markup_the_name_of_the_tag_is_no_word() -> None:
    assert is_call("<foo_tool>\n<path>a.html</path>\n</foo_tool>\n", "a.html")
    assert is_call("<function=foo>\n<parameter=path>a.html</parameter>\n</function>\n", "a.html")
    assert not is_call("<div>\n<path>a.html</path>\n</div>\n", "a.html")


@pytest.mark.parametrize(("path", "text"), [
    ("a.xml", "<note>\n<path>a.xml</path>\n</note>\n"),
    ("a.json", '{"name": "x", "arguments": {"path": "a.json"}}\n'),
    ("a.html", "<div>\n<b>a.html</b>\n</div>\n"),
    ("a.md", "<details>\n<b>other</b>\n</details>\n"),
    ("a.md", 'A call:\n\n{"name": "x", "arguments": {}}\n'),
    ("a.js", '{"name": "x"}\n'),
    ("a.txt", "[x] {done}\n"),
    ("a.py", "f = {'name': 1}\n"),
])  # fmt: skip
def test_other_texts_are_none(path: str, text: str) -> None:
    assert not is_call(text, path)
    assert brought(path, "", "", text) is None


def test_a_file_that_is_a_call_may_change() -> None:
    call = json.dumps(NAMED)
    assert brought("call", f"{call}\n", "x = 1", "x = 2") is None
