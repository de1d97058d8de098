"""Signs that a source is no text of its language alone: a template that parses all the same, or Markdown that is no CommonMark.

``replicas: {{ .x }}`` is a mapping in YAML, and text in HTML is no more than text: what parsers say is equal then, and the
template is broken. Pure.
"""

import re
from collections.abc import Callable, Iterator

from kaptar.ops import foreign_markdown
from kaptar.ops.foreign_markdown import Sign

_MOST_LINES = 50_000
_IN_HTML = re.compile(rb"\{[%#]|\{\{|\{!!|<%|<\?(?!xml)|^[ \t]{0,200}+@(?:if|for|foreach|extends|section|include|yield)\b")
_IN_YAML = re.compile(rb"(?:\A|[-:?,\[][ \t]|[\[,])[ \t]{0,200}+\{\{")
_IN_SCRIPT = re.compile(rb"[ \t]{0,200}+\{\{[-~#/>^!&]?[ \t]{0,9}+[.$\w]")
"""A block in a block, which nobody writes so."""


def sign_of(source: bytes, dialect: str) -> Sign | None:
    """The first sign in a source that may parse, if there is one. Of a source with more than 50,000 lines: in those."""
    if dialect == "markdown":
        return foreign_markdown.sign_of(source)
    find = _FINDERS.get(dialect)
    if find is None or (b"{{" not in source and dialect != "html"):
        return None
    return next((Sign(number, sign) for number, line in _lines(source) if (sign := find(line))), None)


def said_of(dialect: str) -> str:
    """A sign in words."""
    return "no CommonMark" if dialect == "markdown" else "a template"


def _lines(source: bytes) -> Iterator[tuple[int, bytes]]:
    return enumerate(source.split(b"\n", _MOST_LINES)[:_MOST_LINES], 1)


def _in_html(line: bytes) -> str:
    return _text(_IN_HTML.search(line))


def _in_yaml(line: bytes) -> str:
    if line.lstrip().startswith(b"#"):
        return ""
    found = _IN_YAML.search(line)
    before = line[: found.end()] if found else b""
    return "" if before.count(b'"') % 2 or before.count(b"'") % 2 else _text(found)


def _in_script(line: bytes) -> str:
    return _text(_IN_SCRIPT.match(line))


def _text(found: re.Match[bytes] | None) -> str:
    return found[0].decode("utf-8", "replace").strip() if found else ""


_FINDERS: dict[str, Callable[[bytes], str]] = {
    "html": _in_html,
    "yaml": _in_yaml,
    **dict.fromkeys(("cjs", "javascript", "mjs", "tsx", "typescript"), _in_script),
}
