"""Texts of others: what could move a cursor, reorder or hide text is written as an escape."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaptar import escaping
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


def characters() -> list[str]:
    return list(map(chr, range(0x110000)))


def test_no_character_of_control_format_or_direction_is_shown() -> None:
    """By Unicode's categories, so that those that a later version of it brings count too."""
    shown = {each for each in characters() if escaped(each) == each}
    assert not [hex(ord(each)) for each in shown if unicodedata.category(each) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
    assert not [
        each for each in shown if unicodedata.name(each, "").startswith(("VARIATION SELECTOR", "MONGOLIAN FREE VARIATION"))
    ]
    assert not shown & set(map(chr, (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2065, 0x3164, 0xFFA0, *range(0xE0000, 0xE1000))))


def test_other_characters_are_shown_as_they_are() -> None:
    kept = [each for each in characters() if unicodedata.category(each)[0] in "LNPS" and not "\ufff0" <= each <= "\uffff"]
    assert {each for each in kept if escaped(each) != each} == set("\u115f\u1160\u3164\uffa0")


@pytest.mark.parametrize("code", [0x1BCA0, 0x1BCA3, 0x1D173, 0x1D17A, 0x13430, 0x110BD, 0x00AD, 0x061C, 0x0600, 0xFFF9])
def test_two_names_with_and_without_a_format_character_differ(code: int) -> None:
    name = f"in{chr(code)}vis.py"
    assert escaped(name) == "in" + chr(code).encode("unicode_escape").decode() + "vis.py"
    assert json.loads(escaped_json(json.dumps(name, ensure_ascii=False))) == name
    assert chr(code) not in escaped_html(name) + escaped_json(name) + escaped_lines(f"a\n{name}")


def test_a_long_text_is_judged_by_its_different_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(escaping, "category", lambda each: asked.append(each) or unicodedata.category(each))
    assert escaped("漢字\u202e" * 100_000) == "漢字\\u202e" * 100_000
    assert len(asked) == 3
