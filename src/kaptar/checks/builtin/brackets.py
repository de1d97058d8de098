"""Brackets of a source, with and without a partner. Where they pair, errors of a grammar that is older than its language are no
errors of the source.

Strings and comments are passed over by a few rules that many languages share. Pure.
"""

import re
from typing import NamedTuple

from kaptar.checks.builtin.c_branches import BEGINS, CHANGES, ENDS, is_fragment, with_signs
from kaptar.checks.builtin.here_documents import without_documents


class _Lexis(NamedTuple):
    """What a language has besides code.

    Attributes:
        line: what begins a comment to the end of the line.
        block: comments with a beginning and an end.
        quotes: what begins and ends strings; a backslash escapes.
        raw: the same, without escapes; over lines. Three quotation marks end with the last of those that stand there.
        counted: three quotation marks and more end with as many as they begin with.
        characters: a single quotation mark holds one character, and stands alone otherwise.
        pairs: the brackets that are counted.
        escape: what takes the meaning from the character behind it, outside of strings.
        in_words: what begins a comment may also stand inside of a word (``${#a[@]}``).
    """

    line: tuple[bytes, ...] = (b"//",)
    block: tuple[tuple[bytes, bytes], ...] = ((b"/*", b"*/"),)
    quotes: tuple[bytes, ...] = (b'"',)
    raw: tuple[bytes, ...] = ()
    counted: bool = False
    characters: bool = True
    pairs: bytes = b"()[]{}"
    escape: tuple[bytes, ...] = ()
    in_words: bool = False


_C = _Lexis()
_SCRIPT = _Lexis((b"#",), (), (b'"', b"'"), (), characters=False)
_BY_DIALECT = {
    "go": _Lexis(raw=(b"`",)),
    "kotlin": _Lexis(raw=(b'"""',)),
    "scala": _Lexis(raw=(b'"""',)),
    "java": _Lexis(quotes=(b'"""', b'"')),
    "swift": _Lexis(quotes=(b'"""', b'"'), characters=False),
    "csharp": _Lexis(raw=(b'"""',), counted=True),
    "php": _Lexis(line=(b"//", b"#"), quotes=(b'"', b"'"), characters=False),
    "css": _Lexis(line=(), quotes=(b'"', b"'"), characters=False, escape=(b"\\",)),
    "lua": _Lexis(line=(b"--",), block=((b"--[[", b"]]"),), quotes=(b'"', b"'"), raw=(), characters=False),
    "ruby": _SCRIPT,
    "bash": _SCRIPT._replace(quotes=(b'"',), raw=(b"'",), pairs=b"[]{}", escape=(b"\\",), in_words=True),
}
_CHARACTER = re.compile(rb"'(?:[^'\\\n]{1,4}|\\[^\n]{1,9}?)'")
_MARKS = re.compile(rb'"++')
_BEFORE_A_COMMENT = (b"", b" ", b"\t", b"\n", b"\r", b";", b"&", b"|", b"(", b")", b"`")
_OPENING = {b")": b"(", b"]": b"[", b"}": b"{"}


class _Brackets:
    """Brackets on their way. Of each branch of ``#if``: those that are open in it."""

    def __init__(self) -> None:
        self._open: list[list[bytes]] = [[]]

    def at(self, mark: bytes) -> bool | None:
        """Take a bracket or the sign of a branch; an answer where there is nothing more to see."""
        inner = self._open[-1]
        if mark == BEGINS:
            self._open.append([])
        elif mark in (CHANGES, ENDS):
            return self._end(mark)
        elif mark not in _OPENING:
            inner.append(mark)
        elif not inner:
            return len(self._open) > 1
        elif inner.pop() != _OPENING[mark]:
            return False
        return None

    def _end(self, mark: bytes) -> bool | None:
        """Where one branch does not pair for itself, another that is not known here may have its partners."""
        if len(self._open) == 1:
            return None
        if self._open[-1]:
            return True
        if mark == ENDS:
            self._open.pop()
        return None

    @property
    def closed(self) -> bool:
        return not self._open[0]


def pair(source: bytes, dialect: str) -> bool:
    """Whether each bracket of a source has its partner, as far as a look without a grammar can tell."""
    if dialect in ("c", "cpp") and is_fragment(source):
        return True
    lexis = _BY_DIALECT.get(dialect, _C)
    text = with_signs(source) if dialect in ("c", "cpp", "csharp") else without_documents(source, dialect)
    beginnings = (*lexis.line, *(begin for begin, _ in lexis.block), *lexis.quotes, *lexis.raw, *lexis.escape)
    ordered = sorted({*beginnings, *((b"'",) if lexis.characters else ())}, key=len, reverse=True)
    marks = re.compile(b"|".join(map(re.escape, [*ordered, *(bytes([each]) for each in lexis.pairs), BEGINS, CHANGES, ENDS])))
    brackets = _Brackets()
    found = marks.search(text)
    while found is not None:
        mark, at = found[0], found.end()
        if mark in beginnings or mark == b"'":
            at = _behind(text, mark, found.start(), lexis)
        elif (answer := brackets.at(mark)) is not None:
            return answer
        found = marks.search(text, at)
    return brackets.closed


def _behind(text: bytes, mark: bytes, start: int, lexis: _Lexis) -> int:
    """Where a string or a comment that begins at ``start`` ends."""
    if mark == b"'" and lexis.characters:
        character = _CHARACTER.match(text, start)
        return character.end() if character is not None else start + 1
    for begin, end in lexis.block:
        if mark == begin:
            return _after(text, end, start + len(begin))
    if mark in lexis.escape:
        return start + 2
    if mark in lexis.line and lexis.in_words and text[max(0, start - 1) : start] not in _BEFORE_A_COMMENT:
        return start + len(mark)
    if mark in lexis.line:
        return _after(text, b"\n", start)
    if mark in lexis.raw and mark == b'"""':
        return _behind_marks(text, start, lexis)
    if mark in lexis.raw:
        return _after(text, mark, start + len(mark))
    return _behind_string(text, mark, start + len(mark))


def _behind_marks(text: bytes, start: int, lexis: _Lexis) -> int:
    """Where a string behind three quotation marks ends: further marks belong to it (``\"\"\"a = "b\"\"\"\"``)."""
    marks = _MARKS.match(text, start)
    assert marks is not None
    begin = marks[0] if lexis.counted else marks[0][:3]
    end = _after(text, begin, start + len(begin))
    further = _MARKS.match(text, end)
    return further.end() if further is not None else end


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
