"""Comparison of sources of Go and Rust by their tokens, where no parser here knows the language.

Of Go all tokens are compared in their order: words, operators, strings and the ends of statements. The lines of an import block
are sorted, and commas and semicolons before a closing bracket say nothing. Of Rust words, operators and strings are compared in
their order; parentheses, braces, commas, semicolons and bars are not, because rustfmt adds and drops them. What ``use``, ``extern
crate`` and ``derive`` name is compared without order. Of comments the words alone are compared.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import zip_longest
from typing import NamedTuple

from kaptar.ops.twins.same import Discrepancy

_SHOWN = 60
_WORD = re.compile(r"\w+")
_NOTE = r"(?P<space>\s++)|(?P<note>//[^\n]*+|/\*.*?\*/)"
_GO = re.compile(
    _NOTE + r"""|`[^`]*+`|"(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+'|\w++"""
    r"""|<<=|>>=|&\^=|\.\.\.|&&|\|\||<-|\+\+|--|:=|[-+*/%&|^=!<>]=|<<|>>|&\^|.""",
    re.DOTALL,
)
_RUST = re.compile(
    _NOTE + r"""|(?P<raw>(?:br|cr|r)(?P<hashes>#*+)")|[bc]?"(?:[^"\\]|\\.)*+"|b?'(?:\\[^'\n]++|\\'|[^'\\\n])'|'?\w++|.""",
    re.DOTALL,
)
_GOES_ON = frozenset({
    "case", "chan", "const", "default", "defer", "else", "for", "func", "go", "goto", "if", "import", "interface", "map",
    "package", "range", "select", "struct", "switch", "type", "var",
})  # fmt: skip
"""Words of Go that end no statement at the end of a line."""
_CLOSERS = frozenset(")]}")
_SAYS_NOTHING = frozenset("(){},;|")
"""Signs that rustfmt adds and drops."""


class _Token(NamedTuple):
    line: int
    text: str


class _Read(NamedTuple):
    """The tokens of a source in their order, and words of which the order says nothing."""

    tokens: list[_Token]
    words: Counter[str]


def _found(text: str, dialect: str) -> Iterator[tuple[int, str, str]]:
    """The line, the kind and the text of each token; blanks and comments too."""
    at, line = 0, 1
    while at < len(text):
        found = _GO.match(text, at) if dialect == "go" else _RUST.match(text, at)
        assert found is not None, "any character is a token"
        end = found.end()
        kind = found.lastgroup or ""
        if kind == "raw":
            closed = text.find('"' + found["hashes"], end)
            end = closed + 1 + len(found["hashes"]) if closed >= 0 else len(text)
        yield line, kind, text[at:end]
        line += text.count("\n", at, end)
        at = end


def _go(text: str) -> _Read:
    tokens, words = list[_Token](), Counter[str]()
    for line, kind, token in _found(text, "go"):
        words.update(_WORD.findall(token) if kind == "note" else ())
        if kind == "":
            _add(tokens, _Token(line, token.lower() if token[0].isdigit() else token))
        elif "\n" in token and tokens and _ends(tokens[-1].text):
            _add(tokens, _Token(line, ";"))
    return _Read(_imports_sorted(tokens), words)


def _ends(token: str) -> bool:
    """Whether a line that ends with a token ends a statement of Go."""
    return token in {")", "]", "}", "++", "--"} or ((token[0] in "\"'`_" or token[0].isalnum()) and token not in _GOES_ON)


def _add(tokens: list[_Token], token: _Token) -> None:
    """Add a token, without what says nothing before it."""
    if token.text == ";" and (not tokens or tokens[-1].text in {";", "{", "(", ":"}):
        return
    while token.text in _CLOSERS and tokens and tokens[-1].text in {",", ";"}:
        tokens.pop()
    tokens.append(token)


def _imports_sorted(tokens: list[_Token]) -> list[_Token]:
    out = list[_Token]()
    at = 0
    while at < len(tokens):
        out.append(tokens[at])
        at += 1
        if [each.text for each in tokens[at - 1 : at + 1]] != ["import", "("]:
            continue
        end = next((n for n in range(at, len(tokens)) if tokens[n].text == ")"), len(tokens))
        lines = " ".join(each.text for each in tokens[at + 1 : end]).split(" ; ")
        out += [_Token(tokens[at].line, each) for each in sorted(set(lines))]
        at = end
    return out


def _rust(text: str) -> _Read:
    tokens, words = list[_Token](), Counter[str]()
    apart, until = list[str](), ""
    for line, kind, token in _found(text, "rust"):
        if kind in ("space", "note"):
            words.update(_WORD.findall(token) if kind == "note" else ())
            continue
        until = until or _end_of_names(token, tokens)
        if until:
            apart += _WORD.findall(token)
            until = "" if token == until else until
        elif token not in _SAYS_NOTHING:
            tokens.append(_Token(line, token))
    return _Read(tokens, words + Counter(set(apart)))


def _end_of_names(token: str, before: list[_Token]) -> str:
    """The sign that ends names of which the order says nothing, where a token begins these; else ""."""
    if token == "derive" and [each.text for each in before[-2:]] == ["#", "["]:
        del before[-2:]
        return "]"
    return ";" if token == "use" or (token == "crate" and before and before[-1].text == "extern") else ""


_READERS: Mapping[str, Callable[[str], _Read]] = {"go": _go, "rust": _rust}
BY_TOKENS = frozenset(_READERS)
"""Dialects that are compared here."""


def by_tokens(before: bytes, after: bytes, dialect: str) -> Discrepancy | None:
    """The first place in which two sources differ by what the module's head names; None where there is none."""
    old, new = (_READERS[dialect](text.decode("utf-8", "replace").replace("\r\n", "\n")) for text in (before, after))
    for was, now in zip_longest(old.tokens, new.tokens):
        if was is None or now is None or was.text != now.text:
            last = [_Token(1, "")]
            places = (was or (old.tokens or last)[-1]).line, (now or (new.tokens or last)[-1]).line
            return Discrepancy(*places, was.text[:_SHOWN] if was else "", now.text[:_SHOWN] if now else "")
    lost, more = (next(iter(one - other), "") for one, other in ((old.words, new.words), (new.words, old.words)))
    if not lost and not more:
        return None
    return Discrepancy(_line(before, lost), _line(after, more), lost, more)


def _line(text: bytes, word: str) -> int:
    at = text.find(word.encode()) if word else 0
    return 1 + text[: max(at, 0)].count(b"\n")
