"""Texts of others made harmless: names, messages and outputs that a terminal, a model or a page is about to show.

Such a text may move the cursor, set the clipboard, hide or reorder what stands beside it, or end its line and begin one that
looks like ours. Each character that could is written as an escape, the same everywhere, so that two names never look alike.
"""

import html
import re
from collections.abc import Callable
from unicodedata import category

_KINDS = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode's categories of what is unsafe: control and format characters, half characters, ends of lines and paragraphs."""

_IGNORED = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u3164\ufe00-\ufe0f\uffa0\ufff0-\uffff\U000e0000-\U000e0fff]"
)
"""Characters of other categories that Unicode has shown as nothing (`Other_Default_Ignorable_Code_Point`, variation
selectors), which Python does not tell; and the specials, which stand for what is no character."""
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def escaped(text: str) -> str:
    """One line: each unsafe character as ``\\n``, ``\\x1b`` or ``\\u202e``. A text that is escaped already stays as it is."""
    return text if text.isascii() and text.isprintable() else _written(text, _escape)


def escaped_lines(text: str) -> str:
    """As `escaped`, but lines and tabs stay: for a text that is made of lines, such as a diff."""
    return "\n".join("\t".join(map(escaped, line.split("\t"))) for line in text.split("\n"))


def escaped_html(text: str) -> str:
    """One line for a page."""
    return html.escape(escaped(text))


def escaped_json(text: str) -> str:
    """JSON with the unsafe characters in its texts as JSON's own escapes: a program reads the same values from it."""
    return _written(text, _json_escape)


def _written(text: str, escape: Callable[[str], str]) -> str:
    """The text with each unsafe character as its escape. Each character is judged once, however often it stands there."""
    unsafe = {ord(each): escape(each) for each in set(text) if category(each) in _KINDS or _IGNORED.match(each)}
    return text.translate(unsafe) if unsafe else text


def _escape(character: str) -> str:
    code = ord(character)
    named = _NAMED.get(character)
    return named or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}")


def _json_escape(character: str) -> str:
    code = ord(character)
    if code < 0x10000:
        return character if character == "\n" else f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
