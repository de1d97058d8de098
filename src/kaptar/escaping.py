"""Texts of others made harmless: names, messages and outputs that a terminal, a model or a page is about to show.

Such a text may move the cursor, set the clipboard, hide or reorder what stands beside it, or end its line and begin one that
looks like ours. Each character that could is written as an escape, the same everywhere, so that two names never look alike.
"""

import html
import re

_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # control characters: ESC, CR, the beginnings of CSI and OSC in one byte
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\uffff\ud800-\udfff\U000e0000-\U000e0fff]"  # without width, of direction, ends of lines, half characters
)
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def escaped(text: str) -> str:
    """One line: each unsafe character as ``\\n``, ``\\x1b`` or ``\\u202e``. A text that is escaped already stays as it is."""
    return text if text.isascii() and text.isprintable() else _UNSAFE.sub(_escape, text)


def escaped_lines(text: str) -> str:
    """As `escaped`, but lines and tabs stay: for a text that is made of lines, such as a diff."""
    return "\n".join("\t".join(map(escaped, line.split("\t"))) for line in text.split("\n"))


def escaped_html(text: str) -> str:
    """One line for a page."""
    return html.escape(escaped(text))


def escaped_json(text: str) -> str:
    """JSON with the unsafe characters in its texts as JSON's own escapes: a program reads the same values from it."""
    return _UNSAFE.sub(_json_escape, text)


def _escape(match: "re.Match[str]") -> str:
    character = match[0]
    code = ord(character)
    named = _NAMED.get(character)
    return named or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}")


def _json_escape(match: "re.Match[str]") -> str:
    code = ord(match[0])
    if code < 0x10000:
        return match[0] if match[0] == "\n" else f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
