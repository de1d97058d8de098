"""Calls that say how often the old text stands in the file are for all of these places, if they are as many."""

import json

import pytest

from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Applied, Refused

TWICE = b"a = 1\nb = a = 1\n"


def call(count: int) -> dict[str, object]:
    return {"file_path": "x.py", "old_string": "a = 1", "new_string": "a = 5", "expected_replacements": count}


@pytest.mark.guest
@pytest.mark.parametrize("around", [lambda c: c, lambda c: {"name": "replace", "args": c}], ids=["bare", "in an envelope"])
@pytest.mark.parametrize("fence", ["%s", "```json\n%s\n```"], ids=["plain", "fenced"])
def test_all_places_change_where_they_are_as_many(editor: Editor, around: object, fence: str) -> None:
    assert callable(around)
    outcome = editor.apply_edit(TWICE, fence % json.dumps(around(call(2))), path="x.py")
    assert isinstance(outcome, Applied), outcome
    assert outcome.text == b"a = 5\nb = a = 5\n"


@pytest.mark.guest
@pytest.mark.parametrize(("source", "count"), [(TWICE, 1), (TWICE, 3), (b"a = 1\n", 2)])
def test_a_wrong_count_is_refused(editor: Editor, source: bytes, count: int) -> None:
    outcome = editor.apply_edit(source, json.dumps(call(count)), path="x.py")
    assert isinstance(outcome, Refused)
    assert "times" in outcome.message


@pytest.mark.guest
def test_one_place_is_counted_too(editor: Editor) -> None:
    outcome = editor.apply_edit(b"a = 1\n", json.dumps(call(1)), path="x.py")
    assert isinstance(outcome, Applied)
    assert outcome.text == b"a = 5\n"


@pytest.mark.guest
def test_calls_in_a_list_are_not_counted_by_the_file_before(editor: Editor) -> None:
    second = {"file_path": "x.py", "old_string": "a = 5", "new_string": "a = 6", "expected_replacements": 1}
    outcome = editor.apply_edit(b"a = 1\n", json.dumps([call(1), second]), path="x.py")
    assert isinstance(outcome, Applied)
    assert outcome.text == b"a = 6\n"
