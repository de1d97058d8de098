"""Texts of others: what could move a cursor, reorder or hide text is written as an escape."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaptar.escaping import escaped, escaped_html, escaped_json, escaped_lines

CASES = {
    "a\nb": "a\\nb", "a\r\tb": "a\\r\\tb", "\x1b]52;c;QQ==\x07": "\\x1b]52;c;QQ==\\x07", "\x1b[2J": "\\x1b[2J",
    "\x9b2J": "\\x9b2J", "\x7f\x00": "\\x7f\\x00", "x\u202etxt.exe": "x\\u202etxt.exe", "a\u200bb": "a\\u200bb",
    "\u2066a\u2069": "\\u2066a\\u2069", "\ufeffa": "\\ufeffa", "\u2028": "\\u2028", "\udcff": "\\udcff",
    "\U000e0041": "\\U000e0041", "für 漢字 😀": "für 漢字 😀", "plain/name.py": "plain/name.py",
}  # fmt: skip


@pytest.mark.parametrize(("text", "shown"), CASES.items())
def test_unsafe_characters_are_written_as_escapes(text: str, shown: str) -> None:
    assert escaped(text) == shown


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_what_is_escaped_can_be_shown_and_stays(text: str) -> None:
    shown = escaped(text)
    assert escaped(shown) == shown
    assert not any(ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 for c in shown)
    assert shown.encode().decode() == shown
    assert escaped(text) == "".join(map(escaped, text))
    assert escaped_lines(text).count("\n") == text.count("\n")


@given(st.text())
def test_json_keeps_its_values(text: str) -> None:
    written = json.dumps({"name": text}, ensure_ascii=False)
    assert json.loads(escaped_json(written)) == {"name": text}
    assert not set("\x1b\x9b\u202e\u200b") & set(escaped_json(written))


def test_a_page_shows_text() -> None:
    assert escaped_html("<script>\u202e\x1b") == "&lt;script&gt;\\u202e\\x1b"
