"""The host's own plan of a replacement finds a wrong one of the guest."""

import json

import pytest

from kaptar.edit.twin.opinion import second_opinion

SOURCE = b"a = 1\nb = 2\nb = 2\n"


def call(old: str, new: str, **more: object) -> str:
    return json.dumps({"old_string": old, "new_string": new, **more})


def test_the_right_text_is_agreed_to() -> None:
    assert second_opinion(SOURCE, call("a = 1", "a = 3"), b"a = 3\nb = 2\nb = 2\n") is True


@pytest.mark.parametrize("text", [b"evil\n", b"a = 3\nb = 2\n", b"a = 33\nb = 2\nb = 2\n", SOURCE])
def test_any_other_text_is_refused(text: bytes) -> None:
    found = second_opinion(SOURCE, call("a = 1", "a = 3"), text)
    assert isinstance(found, tuple)
    assert found[0] == "malformed_edit"


@pytest.mark.parametrize("old", ["b = 2", "b = 2\n"])
def test_a_text_that_is_there_twice_is_ambiguous(old: str) -> None:
    found = second_opinion(SOURCE, call(old, "c"), b"a = 1\nc\nb = 2\n")
    assert isinstance(found, tuple)
    assert found[0] == "ambiguous"


def test_places_that_overlap_count() -> None:
    found = second_opinion(b"x\nx\nx\n", call("x\nx\n", "y\n"), b"y\nx\n")
    assert isinstance(found, tuple)
    assert found[0] == "ambiguous"


def test_what_the_host_cannot_read_is_no_opinion() -> None:
    assert second_opinion(b"a\r\n", call("a", "b"), b"b\r\n") is False
