"""JSON changed as text: what was there stays, byte by byte."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaptar.clients.install import json_text
from kaptar.errors import InputError

VALUE = {"matcher": "Edit", "hooks": [{"command": "x"}]}
TEXTS = {
    "empty": "{}",
    "empty with a line end": "{}\n",
    "two spaces": '{\n  "a": 1\n}\n',
    "four spaces": '{\n    "a": {\n        "b": []\n    }\n}',
    "tabs": '{\n\t"a": true\n}\n',
    "one line": '{"a": 1, "hooks": {"E": []}}',
    "carriage returns": '{\r\n  "a": 1\r\n}\r\n',
    "own hooks": '{\n  "hooks": {\n    "E": [\n      {"x": 1}\n    ]\n  },\n  "z": 0\n}\n',
    "comments": '{\n  // why\n  "a": 1, /* and */\n  "hooks": {}\n}\n',
    "trailing comma": '{\n  "a": [1, 2,],\n}\n',
    "a mark at the start": '\ufeff{"a": 1}',
    "odd text": '{"hooks": {"F": ["}", "\\"]", "//"]}, "\\u0068": "ö"}',
}


def plain(text: str) -> Any:
    """The value, read by what knows neither comments nor trailing commas."""
    text = text.removeprefix("\ufeff").replace("// why", "").replace("/* and */", "")
    return json.loads(text.replace(",]", "]").replace(",\n}", "\n}"))


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_an_element_is_added_and_all_else_stays(text: str) -> None:
    grown = json_text.add(text, ("hooks", "E"), VALUE)
    before, after = plain(text), plain(grown)
    added = after["hooks"]["E"].pop()
    assert added == VALUE
    before.setdefault("hooks", {}).setdefault("E", [])
    assert after == before


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_every_old_byte_is_there_in_order(text: str) -> None:
    rest = iter(json_text.add(text, ("hooks", "E"), VALUE))
    assert all(any(found == wanted for found in rest) for wanted in text)


def test_the_indentation_and_line_ends_of_the_text_are_used() -> None:
    assert '\n\t"hooks": {\n\t\t"E": [\n\t\t\t{' in json_text.add(TEXTS["tabs"], ("hooks", "E"), VALUE)
    grown = json_text.add(TEXTS["carriage returns"], ("hooks", "E"), VALUE)
    assert grown.count("\n") == grown.count("\r\n")


@pytest.mark.parametrize(
    "text", ["", "{", "[1,", '{"a"}', '{"a": }', "{} x", '{"a": nope}', '{"a": "\\x"}', '{"a": "b\n"}', "/*", "[" * 500]
)
def test_what_is_no_json_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(InputError, match=r"line \d+, column \d+"):
        json_text.parse(text)


@pytest.mark.parametrize("text", ['{"hooks": 1}', '{"hooks": []}', '{"hooks": {"E": {}}}', "[]"])
def test_what_stands_in_the_way_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        json_text.add(text, ("hooks", "E"), VALUE)


@pytest.mark.parametrize("doomed", [{0}, {1}, {2}, {0, 1}, {1, 2}, {0, 2}, {0, 1, 2}, set()])
@pytest.mark.parametrize("text", ["[1, 2, 3]", "[\n  1,\n  2,\n  3\n]", "[1,2,3,]"])
def test_elements_are_removed(text: str, doomed: set[int]) -> None:
    left = json_text.remove(text, json_text.parse(text), doomed)
    assert plain(left) == [n for i, n in enumerate([1, 2, 3]) if i not in doomed]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)


@given(JSON, st.sampled_from([None, 1, 2, "\t"]))
def test_any_json_is_read_to_its_end(value: Any, indent: Any) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    node = json_text.parse(text)
    assert (node.start, node.end) == (0, len(text))


@given(st.dictionaries(st.text().filter(lambda k: k != "hooks"), JSON), st.sampled_from([None, 2, "\t"]))
def test_adding_and_removing_gives_the_value_back(value: dict[str, Any], indent: Any) -> None:
    text = json.dumps(value, indent=indent)
    grown = json_text.add(text, ("hooks", "E"), VALUE)
    assert json.loads(grown) == value | {"hooks": {"E": [VALUE]}}
    root = json_text.parse(grown)
    left = json_text.remove(grown, root, {i for i, item in enumerate(root.items) if item.key == "hooks"})
    assert json.loads(left) == value


@pytest.mark.parametrize(
    ("text", "doomed", "left"),
    [
        ("[1, // a\n 2,\n /* b */ 3]", {1}, "[1 // a\n ,\n /* b */ 3]"),
        ("[1, // a\n 2,\n /* b */ 3]", {2}, "[1, // a\n 2\n /* b */ ]"),
        ("[1, // a\n 2,\n /* b */ 3]", {0}, "[ // a\n 2,\n /* b */ 3]"),
        ("[/* a, */ 1, // b\n 2, /* c */]", {0, 1}, "[/* a, */  // b\n  /* c */]"),
        ("[1, // a, b\n 2, 3]", {0, 1}, "[ // a, b\n 3]"),
    ],
)
def test_comments_between_removed_elements_stay(text: str, doomed: set[int], left: str) -> None:
    assert json_text.remove(text, json_text.parse(text), doomed) == left
    json_text.parse(left)


def test_an_entry_goes_below_a_comment_that_stands_alone() -> None:
    grown = json_text.add('{"hooks": {"E": [ // x\n ]}}', ("hooks", "E"), 1)
    assert "[ // x\n" in grown
    node = json_text.find(json_text.parse(grown), ("hooks", "E"))
    assert node is not None
    assert [grown[item.value.start : item.value.end] for item in node.items] == ["1"]


DOUBLED = {
    "hooks": ('{"hooks": {}, "hooks": {}}', "the key hooks stands twice, in line 1 and in line 1"),
    "hooks.PreToolUse": (
        '{"a": 1,\n"hooks": {"PreToolUse": [],\n"PreToolUse": []}}',
        "PreToolUse stands twice, in line 2 and in line 3",
    ),
    "an escaped key": ('{"hooks": 1, "\\u0068ooks": 2}', "the key hooks stands"),
    "in an array": ('{"a": [1, {"b": 1, "c": 2, "b": 3}]}', "the key a.1.b stands"),
    "among comments": ('{\n// "a": 1\n"a": 1, /* "a" */\n"a": 2,\n}', "the key a stands twice, in line 3 and in line 4"),
    "deep": ('{"x": ' * 150 + '{"y": [], "y": []}' + "}" * 150, "x.y stands twice"),
}


@pytest.mark.parametrize(("text", "said"), DOUBLED.values(), ids=DOUBLED)
def test_a_key_that_stands_twice_is_refused_by_name(text: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        json_text.refuse_doubled(text)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    "text", [*TEXTS.values(), '{"a": {"b": 1}, "b": {"a": 1}, "A": 2}', '[["a", "a"], 1, 1]', '{"a": "a", "": 0}']
)
def test_a_key_in_two_objects_stands_once_in_each(text: str) -> None:
    json_text.refuse_doubled(text)
