"""Lines that end an answer and no file: tags of calls, tokens of chat templates, words behind a text in a shell.

A model that goes on behind the text of a call writes ``</content>``, ``<|im_end|>`` or ``EOF`` into it. Such a line is known by
what is missing: a tag that is closed was never opened, a word that ends a text in a shell never began one. Pure.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

_TAG = re.compile(rb"(?<!L)</([A-Za-z](?:[\w:.-]{0,59}\w)?)>\s*+$")
"""A closing tag at the end of a line."""
_OPENER = re.compile(rb"<([A-Za-z][\w:.-]{0,60})")
_TOKEN = re.compile(
    r"(?:<[|\uff5c][\w \u2581.-]{1,40}[|\uff5c]>|\[/?INST\]|<(?:start|end)_of_turn>|<(?:eos|bos|ctrl\d{1,3})>|<<<?END>>>?"
    r"|---END---|<</?SYS>>)$"
)
"""A token of a chat template, or its like, at the end of a text."""
_TOKENS = ("<|", "<\uff5c", "INST]", "_of_turn>", "<eos>", "<bos>", "<ctrl", "END>>", "---END", "SYS>>")
_WORD = re.compile(
    r"(?P<sign>(?:#|//|--|;)\s*)?(?:<<[-~]?['\"]?)?(?P<word>EOF|EOT|EOL|EOS|END[_ ]OF[_ ](?:FILE|TEXT)|HEREDOC)['\"]?",
    re.IGNORECASE,
)
_HEREDOC = re.compile(rb"<<[-~<]?[ \t]*+['\"\\]?(\w{1,40})")
_FENCE = re.compile(rb"^[ \t]*+```", re.MULTILINE)
_QUOTES = ('"""', "'''")
_CALLS = frozenset({"output", "s"})
"""Names of HTML that are those of wrappers more often, where nothing has opened them."""
_HTML = frozenset((
    "a", "abbr", "address", "article", "aside", "audio", "b", "bdi", "bdo", "blockquote", "body", "br", "button", "canvas",
    "caption", "center", "cite", "code", "colgroup", "data", "datalist", "dd", "del", "details", "dfn", "dialog", "div",
    "dl", "dt", "em", "fieldset", "figcaption", "figure", "font", "footer", "form", "g", "h1", "h2", "h3", "h4", "h5", "h6",
    "head", "header", "hgroup", "html", "i", "iframe", "ins", "kbd", "label", "legend", "li", "main", "map", "mark", "menu",
    "meter", "nav", "noscript", "object", "ol", "optgroup", "option", "p", "picture", "pre", "progress", "q", "rp", "rt",
    "ruby", "samp", "script", "search", "section", "select", "slot", "small", "span", "strong", "style", "sub", "summary",
    "sup", "svg", "table", "tbody", "td", "template", "textarea", "tfoot", "th", "thead", "time", "title", "tr", "tt", "u",
    "ul", "var", "video",
))  # fmt: skip
"""Elements that a part of a page may close without opening them."""
_LONGEST = 400
"""Bytes of a line that can be such an end, from its last one on."""


class End(NamedTuple):
    """A line that ends an answer: where it begins in bytes, and its text."""

    start: int
    line: str


def answer_ends(source: bytes, text: bytes, touched: Sequence[tuple[int, int]]) -> Iterator[End]:
    """The lines of the new text that end an answer. What the source has somewhere may come again.

    Args:
        touched: the byte ranges of `text` that are new, each from the start to the end of a line.
    """
    opened = _Opened(text)
    for start, end in touched:
        at = start
        for raw in text[start:end].split(b"\n"):
            tag = _TAG.search(raw[-_LONGEST:]) if b"</" in raw else None
            if tag is not None and not opened.has(tag[1]) and tag[0].rstrip() not in source:
                yield End(at, _shown(raw))
            at += len(raw) + 1
        if (found := _last(source, text, start, end)) is not None:
            yield found


def _last(source: bytes, text: bytes, start: int, end: int) -> End | None:
    """The last filled line of a range, where it ends an answer."""
    body = text[start:end].rstrip()
    at = start + body.rfind(b"\n") + 1
    if (quote := _lone_quote(body)) >= 0 and body.count(b'"') % 2 and not source.count(b'"') % 2:
        return End(start + quote, body[quote:].decode())
    line = text[at : start + len(body)].decode("utf-8", "replace").strip()[-_LONGEST:]
    if line and line.encode() not in source and _ends_answer(line, source, text, at):
        return End(at, line[:120])
    return None


def _lone_quote(body: bytes) -> int:
    """Where the end of a call as JSON begins: a quote at the beginning of a line, and brackets; -1 for none."""
    quote = len(body[-_LONGEST:].rstrip(b" \t\r\n,]})")) - 1 + max(len(body) - _LONGEST, 0)
    return quote if body[quote : quote + 1] == b'"' and not body[body.rfind(b"\n", 0, quote) + 1 : quote].strip() else -1


def _ends_answer(line: str, source: bytes, text: bytes, at: int) -> bool:
    if line == "@@":
        return True
    if _TOKEN.search(line) is not None:
        return not any(token.encode() in each for token in _TOKENS for each in (source, text[:at]))
    if (word := _WORD.fullmatch(line)) is not None:
        begins = any(word["word"].encode() in found for found in _HEREDOC.findall(text[:at]))
        return not begins and not (word["sign"] and not source.strip())
    if line.startswith("```") and not line.strip("`"):
        return len(_FENCE.findall(text)) % 2 == 1
    return line in _QUOTES and text.count(line.encode()) % 2 == 1


class _Opened:
    """The tags that a text opens, looked for when somebody asks."""

    def __init__(self, text: bytes) -> None:
        self._text = text

    @cached_property
    def _names(self) -> frozenset[bytes]:
        return frozenset(found[1].lower() for found in _OPENER.finditer(self._text))

    def has(self, name: bytes) -> bool:
        """Whether a tag of this name is opened, or may be closed without."""
        lowered = name.lower()
        return (lowered.decode() in _HTML - _CALLS) or lowered in self._names


def _shown(raw: bytes) -> str:
    return raw.decode("utf-8", "replace").strip()[-120:]
