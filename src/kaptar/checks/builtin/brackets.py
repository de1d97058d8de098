"""Brackets of a source, with and without a partner. Where they pair, errors of a grammar that is older than its language are no
errors of the source.

Strings and comments are passed over by a few rules that many languages share. Pure.
"""

import re
from typing import NamedTuple


class _Lexis(NamedTuple):
    """What a language has besides code.

    Attributes:
        line: what begins a comment to the end of the line.
        block: comments with a beginning and an end.
        quotes: what begins and ends strings; a backslash escapes.
        raw: the same, without escapes; over lines.
        characters: a single quotation mark holds one character, and stands alone otherwise.
        pairs: the brackets that are counted.
    """

    line: tuple[bytes, ...] = (b"//",)
    block: tuple[tuple[bytes, bytes], ...] = ((b"/*", b"*/"),)
    quotes: tuple[bytes, ...] = (b'"',)
    raw: tuple[bytes, ...] = ()
    characters: bool = True
    pairs: bytes = b"()[]{}"


_C = _Lexis()
_SCRIPT = _Lexis((b"#",), (), (b'"', b"'"), (), characters=False)
_BY_DIALECT = {
    "go": _Lexis(raw=(b"`",)),
    "kotlin": _Lexis(raw=(b'"""',)),
    "scala": _Lexis(raw=(b'"""',)),
    "java": _Lexis(quotes=(b'"""', b'"')),
    "swift": _Lexis(quotes=(b'"""', b'"'), characters=False),
    "csharp": _Lexis(raw=(b'"""',)),
    "php": _Lexis(line=(b"//", b"#"), quotes=(b'"', b"'"), characters=False),
    "css": _Lexis(line=(), quotes=(b'"', b"'"), characters=False),
    "lua": _Lexis(line=(b"--",), block=((b"--[[", b"]]"),), quotes=(b'"', b"'"), raw=(), characters=False),
    "ruby": _SCRIPT,
    "bash": _SCRIPT._replace(pairs=b"[]{}"),
}
_CHARACTER = re.compile(rb"'(?:[^'\\\n]{1,4}|\\[^\n]{1,9}?)'")
_DIRECTIVE = re.compile(rb"[ \t]*+#[ \t]*+(\w*+)")
_OPENING = {b")": b"(", b"]": b"[", b"}": b"{"}


def pair(source: bytes, dialect: str) -> bool:
    """Whether each bracket of a source has its partner, as far as a look without a grammar can tell."""
    lexis = _BY_DIALECT.get(dialect, _C)
    text = _first_branches(source) if dialect in ("c", "cpp", "csharp") else source
    beginnings = (*lexis.line, *(begin for begin, _ in lexis.block), *lexis.quotes, *lexis.raw)
    ordered = sorted({*beginnings, *((b"'",) if lexis.characters else ())}, key=len, reverse=True)
    marks = re.compile(b"|".join(map(re.escape, [*ordered, *(bytes([each]) for each in lexis.pairs)])))
    open_: list[bytes] = []
    found = marks.search(text)
    while found is not None:
        mark, at = found[0], found.end()
        if mark in beginnings or mark == b"'":
            at = _behind(text, mark, found.start(), lexis)
        elif mark not in _OPENING:
            open_.append(mark)
        elif not open_ or open_.pop() != _OPENING[mark]:
            return False
        found = marks.search(text, at)
    return not open_


def _behind(text: bytes, mark: bytes, start: int, lexis: _Lexis) -> int:
    """Where a string or a comment that begins at ``start`` ends."""
    if mark == b"'" and lexis.characters:
        character = _CHARACTER.match(text, start)
        return character.end() if character is not None else start + 1
    for begin, end in lexis.block:
        if mark == begin:
            return _after(text, end, start + len(begin))
    if mark in lexis.line:
        return _after(text, b"\n", start)
    if mark in lexis.raw:
        return _after(text, mark, start + len(mark))
    return _behind_string(text, mark, start + len(mark))


def _behind_string(text: bytes, mark: bytes, at: int) -> int:
    while (end := text.find(mark, at)) >= 0:
        before = end - 1
        while before >= at and text[before] == 0x5C:
            before -= 1
        if (end - before) % 2:
            return end + len(mark)
        at = end + 1
    return len(text)


def _after(text: bytes, end: bytes, at: int) -> int:
    found = text.find(end, at)
    return found + len(end) if found >= 0 else len(text)


class _Branches:
    """The branches around a line. ``hidden``: how many of them are not the first one of their ``#if``."""

    def __init__(self) -> None:
        self.hidden = 0
        self._later: list[bool] = []

    def at(self, directive: bytes) -> None:
        """Enter or leave a branch."""
        if directive.startswith(b"if"):
            self._later.append(False)
        elif directive.startswith(b"el") and self._later:
            self.hidden += not self._later[-1]
            self._later[-1] = True
        elif directive == b"endif" and self._later:
            self.hidden -= self._later.pop()


def _first_branches(source: bytes) -> bytes:
    """The source without directives, and with only the first branch of each ``#if``: others often close what that one opens."""
    kept: list[bytes] = []
    branches = _Branches()
    goes_on = False
    for line in source.split(b"\n"):
        found = None if goes_on else _DIRECTIVE.match(line)
        if found is not None:
            branches.at(found[1])
        elif not goes_on and not branches.hidden:
            kept.append(line)
        goes_on = (goes_on or found is not None) and line.rstrip(b"\r").endswith(b"\\")
    return b"\n".join(kept)
