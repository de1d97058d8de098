"""The lines of a snippet as the account reads them, by rules of its own.

The guest that made the plan has its own reader. This one is smaller and stricter: whatever it can't classify counts as a marker
and never as a neighbour that tells what goes.
"""

import re
from collections.abc import Collection, Iterator
from enum import IntEnum
from typing import NamedTuple

from kaptar.edit.account.facts.comments import words_of_comment
from kaptar.edit.account.facts.lines import columns
from kaptar.edit.texts import strings_of


class RowKind(IntEnum):
    CODE = 0
    BLANK = 1
    MARKER = 2
    REMOVAL = 3


CODE, BLANK, MARKER, REMOVAL = RowKind
"""Kinds of rows. The rules ask for them row by row, and a name is read faster than a member of an enum."""


class SnippetRow(NamedTuple):
    """One line of the snippet: its text without blanks around it, and the columns of its indentation."""

    text: str
    indent: int
    kind: RowKind


CLOSERS = ("}", ")", "]", "</", "end")
"""What a line begins with that ends a block."""
_BLANK = SnippetRow("", 0, BLANK)
_FIRSTS = frozenset("{/<-#;%('*.\u2026[")
"""Signs that a marker can begin with."""
_DOTS = re.compile(r"^[\s()\[\]{}]*(?:\.{3,}|\u2026)[\s()\[\]{}]*$")
_EDGE = re.compile(r"^[\s(\[]*(?:\.\.\.|\u2026)|(?:\.\.\.|\u2026)[\s)\]]*$")
_STAYS = re.compile(
    r"\b(?:existing|unchanged|rest of|remain(?:s|ing|der)?|stays?|same|as before|as is|as-is|previous|omitted|keep(?:ing)?|"
    r"no changes|not changed|above|below|others?|etc)\b",
    re.IGNORECASE,
)
_NOUN = (
    r"(?:code|contents?|file|functions?|methods?|class(?:es)?|components?|implementation|module|imports?|logic|script|page|"
    r"document|tests?|fields?|props?|styles?|body|definitions?|handlers?|routes?|members?|configuration|config|section|block)"
)
_STILL = (
    r"(?:remains?|stays?|is|are|goes?|continues?|unchanged|the|same|as|before|here|above|below|omitted|for|brevity|it|was|were)"
)
_ALL_STAYS = re.compile(
    rf"\W*(?:(?:keep|keeping|all|the|leave|your|and|with)\W+)*(?:"
    rf"rest(?:\W+of(?:\W+(?:the|your|this|that|its))*(?:\W+\w+)?\W+{_NOUN})?|"
    rf"(?:existing|remaining|unchanged|other|previous)(?:\W+\w+)?\W+{_NOUN}|"
    rf"unchanged|same|same as before|no changes(?:\W+(?:here|below|above))?|omitted for brevity|"
    rf"{_NOUN}\W+(?:above|below|omitted|unchanged)|"
    rf"rest|everything(?:\W+else)?)(?:\W+{_STILL})*\W*",
    re.IGNORECASE,
)
"""A comment without dots that says that code stays, and nothing more."""
_REMOVAL = re.compile(r"^[\s.\u2026]*(?:removed?|removing|deleted?|deleting|drop(?:ped)?)\b[:\s]*(?P<what>.*)$", re.IGNORECASE)
_LONGEST = 400
"""Characters of a line that is matched with a pattern that goes back, at most."""
_THREE = re.compile(r"(?:[^\W_][\W_]*){3}")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")


def is_telling(text: str) -> bool:
    """Whether a line says enough to be known again: it has three letters or digits, and does not only close something."""
    return says_something(text) and not text.startswith(CLOSERS)


def says_something(text: str) -> bool:
    """Whether a line has three letters or digits."""
    return _THREE.search(text) is not None


def is_marker(text: str) -> bool:
    """Whether a stripped line can stand for code that is left out: bare dots, or a comment with dots at an edge."""
    if "..." not in text and "\u2026" not in text:
        return False
    if _DOTS.match(text):
        return True
    words = words_of_comment(text)
    return words is not None and bool(words) and (bool(_DOTS.match(words)) or bool(_EDGE.search(words)))


def may_be_marker(text: str) -> bool:
    """As `is_marker`, and comments without dots that speak of what stays."""
    if is_marker(text):
        return True
    words = words_of_comment(text)
    return words is not None and len(words.split()) <= 12 and bool(_STAYS.search(words))


def may_be_kept(text: str) -> bool:
    """Whether a line has a word of those that say that code stays."""
    return _STAYS.search(text) is not None


def says_stays(text: str) -> bool:
    """Whether a comment without dots says in so many words that code stays: the closed list of spellings that may be left out."""
    return _say_all_stays(words_of_comment(text) or "")


def _say_all_stays(words: str) -> bool:
    return 0 < len(words.split()) <= 12 and _ALL_STAYS.fullmatch(words) is not None


def removal(text: str) -> str | None:
    """What a comment that begins with "remove" names; None for any other line."""
    words = words_of_comment(text)
    found = _REMOVAL.match(words) if words else None
    return found["what"] if found else None


def readings(edit: str) -> list[list[str]]:
    """The lines of the snippet in an edit, once for each way to unwrap it, the likeliest first."""
    text = edit.lstrip("\ufeff").replace("\r\n", "\n")
    texts = [text]
    if text.lstrip()[:1] in ("{", "[", "`"):
        texts = [*sorted(strings_of(text), key=len, reverse=True)[:3], text]
    out: list[list[str]] = []
    for each in texts:
        lines = each.split("\n")
        for unwrapped in (*_fenced(lines), lines) if "```" in each or "~~~" in each else (lines,):
            if unwrapped not in out:
                out.append(unwrapped)
    return out


def _fenced(lines: list[str]) -> Iterator[list[str]]:
    """What stands in the only fence that is not blank, and what stands between the first and the last line of fences."""
    blocks: list[tuple[int, int]] = []
    opened, fence = -1, ""
    for at, line in enumerate(lines):
        found = _FENCE.match(line)
        if found is None:
            continue
        if opened < 0:
            opened, fence = at, found[1]
        elif found[1][0] == fence[0] and len(found[1]) >= len(fence) and not line.strip().strip(fence[0]):
            blocks.append((opened, at))
            opened = -1
    full = [lines[a + 1 : b] for a, b in blocks if any(line.strip() for line in lines[a + 1 : b])]
    if len(full) == 1:
        yield full[0]
    if len(blocks) > 1:
        yield lines[blocks[0][0] + 1 : blocks[-1][1]]


def rows_of(lines: list[str], after: Collection[str], before: Collection[str]) -> list[SnippetRow]:
    """Classify lines. ``after`` and ``before`` hold the stripped lines of the new and the old text.

    A line of the new text is code, unless it is spelled as a marker and the old text does not have it. A comment that the new
    text does not have is an instruction to remove something, or a marker.
    """
    kinds: dict[str, RowKind] = {}
    rows = []
    for line in lines:
        text = line.strip()
        if not text:
            rows.append(_BLANK)
            continue
        kind = CODE
        if text[0] in _FIRSTS:
            found = kinds.get(text)
            kind = kinds[text] = _kind(text, after, before) if found is None else found
        rows.append(SnippetRow(text, columns(line), kind))
    return rows


def _kind(text: str, after: Collection[str], before: Collection[str]) -> RowKind:
    if is_marker(text) and text not in before:
        return MARKER
    words = words_of_comment(text)
    if not words:
        return CODE
    stays, goes = _say_all_stays(words), _REMOVAL.match(words) is not None
    if not (stays or goes) or text in after:
        return CODE
    return REMOVAL if goes else MARKER


_SENTENCE = re.compile(r"^(?:[-*\d.]+ +)?[A-Z\u2019'][^;{}=<>()\[\]\"]*[.:!?]$")


def without_talk(lines: list[str], after: Collection[str]) -> list[str]:
    """Without the sentences above and below the code that the new text does not have."""
    first, end = 0, len(lines)
    while first < end and (not lines[first].strip() or _is_talk(lines[first], after)):
        first += 1
    while end > first and (not lines[end - 1].strip() or _is_talk(lines[end - 1], after)):
        end -= 1
    return lines[first:end]


def _is_talk(line: str, after: Collection[str]) -> bool:
    text = line.strip()
    plain = "".join(text.split("`")[::2])
    return len(text.split()) >= 3 and _SENTENCE.match(plain or "-") is not None and text not in after
