"""Markdown that is no CommonMark: signs of MkDocs, Jekyll, Hugo, Pandoc, MyST, Docusaurus and the like.

Their readers give blanks and signs a meaning that CommonMark does not know: the indented text below ``!!! note`` is its content.
Rendered HTML cannot tell whether such a file still says the same. Pure.
"""

import re
from itertools import pairwise
from typing import NamedTuple


class Sign(NamedTuple):
    """``line``: from 1; ``text``: the sign as it stands there."""

    line: int
    text: str


_FENCE = re.compile(rb" {0,3}(`{3,}+|~{3,}+)([^\n]{0,1000}+)")
_AT_BEGINNING = re.compile(
    rb"[ \t>]{0,100}+(?:(?:!!!|\?\?\?\+?)[ \t]{1,9}+[\w\"]|===[!+]?[ \t]{1,9}+[\"']|:::|:[ \t]|\*\[[^\]\n]{1,80}+\]:"
    rb"|\+[-=]{3}[-=+:]{0,999}+[ \t\r]{0,9}+\Z|\([\w-]{1,80}+\)=[ \t\r]{0,9}+\Z|\$\$)"
)
"""Admonitions, tabs, containers, definitions, abbreviations, tables of Pandoc, labels of MyST, mathematics."""
_ANYWHERE = re.compile(rb"\{(?:[%{#.]|\+\+|--|~~|==|>>|::?[ \t\w.#/]|[ \t][#.][\w-])")
"""Templates, lists of attributes, editorial marks."""
_ALSO_OF_MARKDOWN = (b"*", b"_", b"\\")
_LONGEST_LINE = 20_000
_MOST_LINES = 50_000


def sign_of(source: bytes) -> Sign | None:
    """The first sign of a source outside of code, if there is one. Of a source with more than 50,000 lines: in those."""
    fence = b""
    held: list[tuple[int, bytes]] = []
    for number, line in enumerate(source.split(b"\n", _MOST_LINES)[:_MOST_LINES], 1):
        found = _FENCE.match(line)
        if fence:
            held.append((number, line))
            if found and found[1].startswith(fence) and not found[2].strip():
                fence, held = b"", []
        elif found and (found[1][:1] == b"~" or b"`" not in found[2]):
            fence = found[1]
        elif sign := _in(line):
            return Sign(number, sign)
    # A fence that nothing closes is code for CommonMark alone.
    return next((Sign(number, sign) for number, line in held if (sign := _in(line))), None)


def _in(line: bytes) -> str:
    found = _AT_BEGINNING.match(line)
    text = b"" if found else _outside_code(line)
    found = found or _ANYWHERE.search(text)
    return found[0].decode("utf-8", "replace").strip() if found else "$" if _is_mathematics(text) else ""


def _outside_code(line: bytes) -> bytes:
    """A line without what stands between as many backticks on both sides."""
    if b"`" not in line or len(line) > _LONGEST_LINE:
        return line
    kept, at = [], 0
    while (start := line.find(b"`", at)) >= 0:
        mark = _ticks(line, start)
        end = _same_ticks(line, mark, start + len(mark))
        kept.append(line[at : start if end >= 0 else start + len(mark)])
        at = end + len(mark) if end >= 0 else start + len(mark)
    return b"".join((*kept, line[at:]))


def _ticks(line: bytes, at: int) -> bytes:
    rest = line[at:]
    return rest[: len(rest) - len(rest.lstrip(b"`"))]


def _same_ticks(line: bytes, mark: bytes, at: int) -> int:
    """Where the next run of backticks begins that is as long; -1 where there is none."""
    while (start := line.find(b"`", at)) >= 0:
        found = _ticks(line, start)
        if found == mark:
            return start
        at = start + len(found)
    return -1


def _is_mathematics(line: bytes) -> bool:
    """Whether a line has a formula between dollars, with signs that Markdown gives a meaning of its own."""
    return any(
        inner and inner == inner.strip() and any(sign in inner for sign in _ALSO_OF_MARKDOWN) and not behind[:1].isalnum()
        for inner, behind in pairwise(line.split(b"$")[1:])
    )
