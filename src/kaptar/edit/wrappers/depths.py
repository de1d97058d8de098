"""A quotation within one line, without the indentation of that line, and several new lines: how deep are the others meant?

```text
file         "        return 1"          literal     the lines below the first one stand as deep as the edit says
old          "return 1"                  relative    they get the indentation that the quotation leaves out
```

Both readings are laid out and looked at for rows that do not stand where the row above lets them. The relative one is taken where
it alone has none, and lines of the literal one stand less deep than the quoted one. The literal one is taken where it has none,
or has no more than the other and its lines stand no less deep. Else the edit is refused. Pure: texts in, a text or a complaint
out.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from kaptar.edit.account.facts.lines import columns
from kaptar.edit.account.facts.open_strings import content_over_lines, open_quotes, values_over_lines
from kaptar.edit.account.quoting.joints import Piece
from kaptar.edit.account.quoting.shifts import DIRECTIVES
from kaptar.edit.outcome import Complaint

_OPENS = ("{", "(", "[", ":", "=>", "->", " do", " then", " begin", "|")
"""What a line ends with below which a block stands."""
_OPENING = frozenset({"do", "then", "else", "try", "begin", "repeat", "ensure", "rescue"})
"""Lines of one word below which a block stands."""
_GOES_ON = (",", "\\", "=", "+", "-", "*", "/", "%", "&", "?", "<", ">", ".", " and", " or", " not", " in", "return")
"""What a line ends with that goes on below."""
_CONTINUES = (".", "?", ":", "&", "+", "*", "/", "%", ",", "=", "<", ">", "and ", "or ")
"""What a line begins with that goes on with the one above."""
_CLOSES = frozenset((
    "end", "fi", "done", "esac", "else", "elif", "elsif", "except", "catch", "finally", "rescue", "ensure", "case", "when",
))  # fmt: skip
"""Words that a line begins with which ends a block, or goes on with the next part of it."""
_HEADS = _CLOSES | {"def", "class", "module", "if", "unless", "while", "until", "for", "function", "loop"}
"""Words that a line begins with below which deeper lines may stand without any other sign."""
_LEAVES = frozenset({"return", "raise", "throw", "break", "continue", "exit"})
"""Words that a line begins with behind which no line of its block is reached."""
_COMMENT = ("#", "//", "/*", "*", "--", "<!--")
_NEAR = 20_000
"""Characters behind the quotation in which the next filled line is looked for."""


class _Row(NamedTuple):
    """A filled line: its depth in columns, and its text."""

    depth: int
    text: str


def with_depth(piece: Piece) -> str | Complaint:
    """The new text with its lines below the first as deep as they are meant."""
    missing, lines = piece.before, piece.new.split("\n")
    if _is_indented_twice(piece):
        return "ambiguous", (
            f"the old text leaves out the indentation of {piece.old.strip()[:60]!r}, and the new text has it: the line would be "
            "indented twice; quote the line with its indentation"
        )
    if not missing or missing.strip() or "\n" in piece.old.removesuffix("\n") or not any(map(str.strip, lines[1:])):
        return piece.new
    moved = [lines[0], *(missing + line if line.strip() else line for line in lines[1:])]
    follow = _below(piece)
    literal, relative = ([*_rows([missing + each[0], *each[1:]])] for each in (lines, moved))
    less_deep = min((row.depth for row in literal), default=0) < columns(missing)
    broken, broken_if_moved = _breaks(literal, follow), _breaks(relative, follow)
    if less_deep and broken and not broken_if_moved:
        return _moved(piece, lines, moved)
    if (broken > broken_if_moved) if not less_deep else (broken or not broken_if_moved):
        return "ambiguous", (
            f"the old text leaves out the indentation of {piece.old.strip()[:60]!r}, and the new lines could stand as deep as "
            "they are written or deeper by it; quote the line with its indentation"
        )
    return piece.new


def _moved(piece: Piece, lines: Sequence[str], moved: Sequence[str]) -> str | Complaint:
    """The lines as they are moved, but for those that lie in strings: these are all as written, or the edit is refused."""
    surely = _inside(*values_over_lines(lines, _is_comment), *content_over_lines(lines))
    below = {n for n, line in enumerate(lines) if n and line.strip()}
    if below <= surely:
        return piece.new
    if below.isdisjoint(surely | _inside(*open_quotes(lines, _is_comment))):
        return "\n".join(moved)
    return "ambiguous", (
        f"the old text leaves out the indentation of {piece.old.strip()[:60]!r}, and the new lines have a string over several "
        "lines, which would be moved with them; quote the line with its indentation"
    )


def _inside(*strings: tuple[int, int]) -> set[int]:
    """The lines that begin within strings, from the first and last line of each."""
    return {n for first, last in strings for n in range(first + 1, last + 1)}


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith(_COMMENT)


def _is_indented_twice(piece: Piece) -> bool:
    """Whether the new text, and not the old one, has the indentation of the line; to move the line alone may be meant."""
    first = piece.new.partition("\n")[0]
    indent = first[: len(first) - len(first.lstrip())]
    if not piece.before or piece.before.strip() or piece.old[:1].isspace() or indent != piece.before:
        return False
    return first.strip() != piece.old.partition("\n")[0].strip() or "\n" in piece.old


def _below(piece: Piece) -> _Row | None:
    """The filled line below the quoted one; None at the end of the file."""
    at = piece.content.find("\n", max(piece.end - 1, piece.at))
    rest = piece.content[at + 1 : at + 1 + _NEAR].split("\n") if at >= 0 else []
    return next(_rows(rest), None)


def _rows(lines: Sequence[str]) -> Iterator[_Row]:
    return (_Row(columns(line), line.strip()) for line in lines if line.strip() and not line.startswith(DIRECTIVES))


def _breaks(rows: Sequence[_Row], follow: _Row | None) -> int:
    """How many rows do not stand where the rows above let them."""
    rows = [*rows, *([follow] if follow else [])]
    count = sum(_sticks_out(rows, n) for n, row in enumerate(rows[1:-1], 1) if row.text.startswith(_COMMENT))
    open_now = _Open(rows[0].depth if rows else 0, [], [])
    return count + sum(open_now.breaks(*pair) for pair in pairwise(row for row in rows if not row.text.startswith(_COMMENT)))


def _sticks_out(rows: Sequence[_Row], at: int) -> bool:
    """Whether a comment stands less deep than the lines around it."""
    return rows[at].depth < min(rows[at - 1].depth, rows[at + 1].depth)


class _Open(NamedTuple):
    """What the rows so far leave open.

    Attributes:
        first: the depth of the first row: what is closed and was opened above it began less deep.
        brackets: the depth of its row for each open bracket.
        heads: the depths of rows with deeper ones below.
    """

    first: int
    brackets: list[int]
    heads: list[int]

    def breaks(self, above: _Row, row: _Row) -> bool:
        """Whether a row does not stand where the ones above it let it. It counts as one of them from now on."""
        self.brackets.extend([above.depth] * _opened(above.text))
        if row.depth > above.depth or _opens(above.text):
            self.heads.append(above.depth)
        while self.heads and self.heads[-1] > row.depth:
            self.heads.pop()
        broken = self._is_broken(above, row)
        del self.brackets[len(self.brackets) - min(_closed(row.text), len(self.brackets)) :]
        return broken

    def _is_broken(self, above: _Row, row: _Row) -> bool:
        if row.text[0] in ")]}" and self.brackets:
            return row.depth != self.brackets[-min(_closed(row.text), len(self.brackets))]
        if row.text.startswith((")", "]", "}", "</")) or _word(row.text) in _CLOSES:
            return row.depth >= min(self.first, above.depth) and self.heads[-1:] != [row.depth]
        if _opens(above.text):
            return row.depth <= above.depth
        if row.depth > above.depth:
            goes_on = above.text.endswith(_GOES_ON) or row.text.startswith(_CONTINUES)
            return not (self.brackets or goes_on or _word(above.text) in _HEADS)
        return row.depth == above.depth and _word(above.text) in _LEAVES and not above.text.endswith(_GOES_ON)


def _opens(text: str) -> bool:
    return text.endswith(_OPENS) or text in _OPENING


def _word(text: str) -> str:
    """The letters that a line begins with."""
    return text[: next((n for n, sign in enumerate(text) if not (sign.isalnum() or sign == "_")), len(text))]


def _opened(text: str) -> int:
    """The brackets that a row leaves open."""
    return max(sum(text.count(sign) for sign in "([{") - sum(text.count(sign) for sign in ")]}") + _closed(text), 0)


def _closed(text: str) -> int:
    """The brackets that a row closes before it says anything else."""
    return len(text) - len(text.lstrip(")]}"))
