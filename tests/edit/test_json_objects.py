"""Files that are one value of JSON stay one."""

import pytest

from kaptar.edit.json_objects import loses_value

OWN = b'{"a": 1}\n'


@pytest.mark.parametrize("text", [b'{"a": 1}\n"Done"\n', b'{"a": 1}\n{"a": 2}\n', b'{"a": 1', b"", b"// x\n{}"])
def test_several_values_or_none_are_a_loss(text: bytes) -> None:
    assert loses_value(OWN, text, "a.json", 1 << 20)
    assert not loses_value(text, OWN, "a.json", 1 << 20)


@pytest.mark.parametrize("text", [b'{"a": 2}', b"[]", b"1", b'\xef\xbb\xbf{"a": 1}'])
def test_another_value_is_none(text: bytes) -> None:
    assert not loses_value(OWN, text, "a.json", 1 << 20)


def test_other_files_are_not_read() -> None:
    assert not loses_value(OWN, b"1 2", "a.jsonl", 1 << 20)
    assert not loses_value(OWN, b"1 2", "a.json", 4)
    assert not loses_value(b"1 2", b"3 4", "a.json", 1 << 20)
