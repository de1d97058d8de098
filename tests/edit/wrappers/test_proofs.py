"""What a call says of its place is proved: the count of its places, and the lines that hold it."""

import json

import pytest

from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Applied, Refused
from kaptar.edit.wrappers.proofs import with_places_proved

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


TWINS = b"def f():\n    return 1\n\n\ndef g():\n    return 1\n"


def lines(first: object, last: object, old: str = "return 1", new: str = "return 5") -> dict[str, object]:
    return {"path": "x.py", "old_string": old, "new_string": new, "start_line": first, "end_line": last}


@pytest.mark.guest
@pytest.mark.parametrize(("first", "last", "changed"), [(1, 3, 0), (2, 2, 0), (5, 6, 1), ("6", "6", 1)])
def test_lines_tell_one_of_several_places(editor: Editor, first: object, last: object, changed: int) -> None:
    outcome = editor.apply_edit(TWINS, json.dumps(lines(first, last)), path="x.py")
    assert isinstance(outcome, Applied), outcome
    wanted = [b"return 1", b"return 1"]
    wanted[changed] = b"return 5"
    assert outcome.text == b"def f():\n    %b\n\n\ndef g():\n    %b\n" % tuple(wanted)


@pytest.mark.guest
@pytest.mark.parametrize(("first", "last"), [(3, 4), (1, 6), (7, 9), (6, 5)])
def test_lines_that_do_not_hold_one_place_are_refused(editor: Editor, first: int, last: int) -> None:
    outcome = editor.apply_edit(TWINS, json.dumps(lines(first, last)), path="x.py")
    assert isinstance(outcome, Refused)
    assert f"lines {first} to {last}" in outcome.message


@pytest.mark.guest
def test_lines_of_the_only_place_are_proved_too(editor: Editor) -> None:
    source = b"a = 1\nb = 2\n"
    assert isinstance(editor.apply_edit(source, json.dumps(lines(2, 2, "b = 2", "b = 3")), path="x.py"), Applied)
    assert isinstance(editor.apply_edit(source, json.dumps(lines(1, 1, "b = 2", "b = 3")), path="x.py"), Refused)


@pytest.mark.guest
def test_lines_that_name_two_places_before_and_after_the_call_above_are_refused(editor: Editor) -> None:
    """The first call adds two lines, so that the number means one place in the old file and another in the new one."""
    source = b"top\nx\nx\nx\nx\nend\n"
    first = {"path": "x.txt", "old_string": "top\n", "new_string": "top\n1\n2\n"}
    second = {"path": "x.txt", "old_string": "x\n", "new_string": "y\n", "start_line": 5, "end_line": 5}
    outcome = editor.apply_edit(source, json.dumps([first, second]), path="x.txt")
    assert isinstance(outcome, Refused)
    assert outcome.reason == "ambiguous"
    alone = editor.apply_edit(source, json.dumps(second), path="x.txt")
    assert isinstance(alone, Applied)
    assert alone.text == b"top\nx\nx\nx\ny\nend\n"


def test_calls_for_other_files_keep_what_they_say() -> None:
    other = {**lines(7, 9), "path": "y.py"}
    found = with_places_proved(json.dumps([lines(2, 2), other]), TWINS, "x.py")
    assert isinstance(found, str)
    mine, kept = json.loads(found)
    assert kept == other
    assert "start_line" not in mine


@pytest.mark.parametrize("key", ["replace_all", "expected_replacements"])
def test_lines_and_all_places_are_refused(key: str) -> None:
    call = {**lines(1, 9), key: True if key == "replace_all" else 2}
    assert isinstance(with_places_proved(json.dumps(call), TWINS, "x.py"), Refused)


def test_the_text_around_a_place_is_bounded() -> None:
    """In a file of equal lines no text around a place is the only one."""
    found = with_places_proved(json.dumps(lines(400, 400, "x", "y")), b"x\n" * 900, "x.py")
    assert isinstance(found, str)
    assert json.loads(found)["old_string"].count("x") > 400
