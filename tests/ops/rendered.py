"""What other readers make of Markdown, HTML and CSS: values that are equal where a browser shows the same.

The parsers are not those of the guests: markdown-it, Python's `html.parser`, tinycss2.
"""

import re
from html.parser import HTMLParser
from typing import Any

import tinycss2
from markdown_it import MarkdownIt

_EXACT = {"pre", "textarea", "script", "style"}
_EMPTY = {"br", "hr", "img", "input", "link", "meta", "wbr"}
_BLOCKS = {
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "table", "thead", "tbody", "tr", "td", "th", "pre",
    "blockquote", "hr", "br", "div",
}  # fmt: skip
_LISTS = {"class", "style"}
_DECLARING = {"font-face", "page"}
_BLANKS = re.compile(r"[ \t\n\r\f]+")
Said = tuple[Any, ...]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[Said] = []
        self.comments: list[Said] = []
        self.open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.open and self.open[-1][0] == "textarea":
            self.handle_data(self.get_starttag_text() or "")
            return
        kept = [(key, " ".join((value or "").split()) if key in _LISTS else value) for key, value in attrs]
        self.said.append(("<", tag, tuple(sorted(kept, key=str))))
        style = (dict(attrs).get("style") or "").replace(" ", "")
        if tag not in _EMPTY:
            self.open.append((tag, tag in _EXACT or "white-space:pre" in style))

    def handle_endtag(self, tag: str) -> None:
        self.said.append((">", tag))
        names = [name for name, _ in self.open]
        if tag in names:
            del self.open[len(names) - 1 - names[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        exact = any(each for _, each in self.open)
        self.said.append(("exact" if exact else "text", data))

    def handle_comment(self, data: str) -> None:
        self.comments.append(("comment", data.strip()))


def html(text: str) -> list[Said]:
    """Tags, attributes and text of HTML, then its comments. White space not kept is one blank, none beside a block."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return [*_collapsed(_joined(reader.said)), *reader.comments]


def _joined(said: list[Said]) -> list[Said]:
    found: list[Said] = []
    for each in said:
        if found and each[0] in ("text", "exact") and found[-1][0] == each[0]:
            found[-1] = (each[0], found[-1][1] + each[1])
        else:
            found.append(each)
    return found


def _collapsed(said: list[Said]) -> list[Said]:
    found: list[Said] = []
    for at, each in enumerate(said):
        if each[0] != "text":
            found.append(each)
            continue
        words = _BLANKS.sub(" ", each[1])
        before, behind = (said[at - 1] if at else None), (said[at + 1] if at + 1 < len(said) else None)
        words = words.lstrip(" ") if _is_block(before) else words
        words = words.rstrip(" ") if _is_block(behind) else words
        found.extend([("text", words)] if words else [])
    return found


def _is_block(said: Said | None) -> bool:
    return said is None or (said[0] in "<>" and said[1] in _BLOCKS)


_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def markdown(text: str) -> list[Said]:
    """The page that Markdown becomes. White space at its end, and a last line without an end, say nothing."""
    return html(_MARKDOWN.render(text.rstrip(" \n") + "\n").rstrip())


def css(text: str) -> list[Said]:
    """The rules and declarations of a style sheet. What a browser drops is not there."""
    return _rules(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True))


def _rules(nodes: list[Any]) -> list[Said]:
    found: list[Said] = []
    for node in nodes:
        match node.type:
            case "qualified-rule":
                selector = _selector(node.prelude)
                found.extend([] if ";" in selector or ("error", "}") in selector else [("rule", selector, _body(node.content))])
            case "at-rule":
                found.append(("at", node.lower_at_keyword, _prelude(node.prelude), _of_rule(node)))
            case "declaration":
                found.append(
                    ("is", node.name if node.name.startswith("--") else node.lower_name, _value(node.value), node.important)
                )
    return found


def _of_rule(node: Any) -> Any:
    if node.content is None:
        return None
    if node.lower_at_keyword in _DECLARING:
        return _body(node.content)
    return _rules(tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True))


def _body(content: list[Any]) -> list[Said]:
    return _rules(tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True))


def _selector(nodes: list[Any]) -> Said:
    return _without_blanks(_words(nodes), {">", "~", "+", ","})


def _prelude(nodes: list[Any]) -> Said:
    selecting = any(node.type == "function" and node.lower_name == "selector" for node in nodes)
    return _without_blanks(_words(nodes, looser=not selecting), {","})


def _value(nodes: list[Any]) -> Said:
    return _without_blanks(_words(nodes), {",", "/"})


def _words(nodes: list[Any], looser: bool = False) -> list[Any]:
    found: list[Any] = []
    for node in nodes:
        match node.type:
            case "comment":
                continue
            case "whitespace":
                found.append(" ")
            case "() block" | "[] block" | "{} block" | "function":
                inner = node.arguments if node.type == "function" else node.content
                loose = {",", ":", "<", ">", "=", "<=", ">="} if looser or node.type == "[] block" else {",", ">", "~"}
                loose |= {"=", "|=", "~=", "^=", "$=", "*="} if node.type == "[] block" else set()
                name = node.name if node.type == "function" else node.type[0]
                words = _without_blanks(_words(inner, looser), loose)
                found.append((name, _as_strings(words, loose) if name == "[" else words))
            case "number" | "percentage" | "dimension":
                sign = node.representation[:1] == "+"
                found.append((node.type, sign, node.value, getattr(node, "lower_unit", "")))
            case "string":
                found.append(("string", node.value))
            case "url":
                found.append(("url", node.value))
            case "hash":
                found.append(("#", node.value.lower()))
            case "error":
                found.append(("error", node.kind))
            case _:
                found.append(node.serialize())
    return found


def _as_strings(words: Said, signs: set[str]) -> Said:
    """An attribute's value may stand without quotation marks."""
    behind = (at > 0 and words[at - 1] in signs and isinstance(word, str) for at, word in enumerate(words))
    return tuple(("string", word) if value else word for word, value in zip(words, behind, strict=True))


def _without_blanks(words: list[Any], loose: set[str]) -> Said:
    found: list[Any] = []
    for word in words:
        if word == " ":
            if found and found[-1] != " " and found[-1] not in loose:
                found.append(word)
            continue
        if word in loose and found and found[-1] == " ":
            found.pop()
        found.append(word)
    while found and found[-1] == " ":
        found.pop()
    return tuple(found)
