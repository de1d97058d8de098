"""Sources of templates as they might be once a program has filled them in. Pure.

A place is what template languages write: ``{{ … }}``, ``{% … %}``, ``{# … #}``, ``<% … %>``, ``${NAME}``, ``@name@``. Where a
source has fewer parse errors with its places filled, they are what its parser did not know: it is a template.
"""

import re
from typing import NamedTuple

from kaptar.checks.check import JAVASCRIPT

_INNER = rb"(?>(?:[^{}\"'`\n]++|\"[^\"\n]{0,300}+\"|'[^'\n]{0,300}+'|`[^`\n]{0,300}+`){1,60})"
_PLACE = re.compile(
    rb"\{\{\{" + _INNER + rb"\}\}\}|\{\{" + _INNER + rb"\}\}"
    rb"|\{%(?>(?:[^%{]|%(?!\})|\{(?!%)){0,1000})%\}|\{#[^#]{0,1000}+#\}|<%(?>(?:[^%<]|%(?!>)|<(?!%)){0,1000})%>"
    rb"|(?<![\w@])@[A-Za-z_][\w.\-]{0,80}+@(?![\w@])"
)
_PLACE_IN_CODE = re.compile(_PLACE.pattern + rb"|(?<!\$)\$\{[A-Z][A-Z0-9_]{1,80}+\}")
"""``${NAME}`` too, which shells and ``envsubst`` fill in: in languages that have no such name outside of strings."""
_WITHOUT_DOLLAR = frozenset({*JAVASCRIPT, "python"})
_STRING = re.compile(rb"\"[^\"]*+\"|'[^']*+'|`[^`]*+`")
_COMMAND = re.compile(rb"[-~]?[ \t]*+(?:[#/^!>&]|\$\w{1,80}+[ \t]*+:?=|(?:if|else|end|range|with|define|block|for)\b)")
_VALUE = {"json": b"1", "toml": b"1"}
"""A number may stand for a value there, a word may not."""
_NO_LINE_END = re.compile(rb"[^\r\n]")


class Filled(NamedTuple):
    """A source with each place filled, at its length, so that lines and columns stay; and the first place."""

    source: bytes
    sign: str


def fill(source: bytes, dialect: str) -> Filled | None:
    """None where there is no place to fill in."""
    sign = b""

    def _fill(found: re.Match[bytes]) -> bytes:
        nonlocal sign
        filled = _filled(found[0], _VALUE.get(dialect, b"_"))
        if filled is None:
            return found[0]
        sign = sign or found[0]
        return filled

    place = _PLACE_IN_CODE if dialect in _WITHOUT_DOLLAR else _PLACE
    text = place.sub(_fill, source)
    return Filled(text, sign[:60].decode("utf-8", "replace")) if sign else None


def _filled(place: bytes, value: bytes) -> bytes | None:
    """A value for an expression, blanks for a command; None for what may be no place: braces around data are often doubled."""
    inner = place[2:-2].strip(b"{}")
    if place[:1] in (b"@", b"$") or place[:3] == b"<%=":
        return value * len(place)
    if place[:2] != b"{{" or _COMMAND.match(inner):
        return _NO_LINE_END.sub(b" ", place)
    return value * len(place) if _is_expression(inner) else None


def _is_expression(inner: bytes) -> bool:
    """Whether it is one of a template: no pairs and no list, as data have between braces, but behind a bar."""
    head = _STRING.sub(b"", inner).partition(b"|")[0]
    pairs = b":" in head and b"?" not in head
    listed = b"," in head and b"(" not in head
    return bool(inner.strip()) and not (pairs or listed or b";" in head or b"=>" in head)
