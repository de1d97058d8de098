"""The words of a line without the signs around them, whatever these are.

No list has the comment signs of all languages: ``{{-- existing code --}}``, ``-# existing code``, ``<existing code>``. So a line
is taken apart by its shape alone: signs, then a sentence of plain words, then signs. Pure: a line in, its words out.
"""

import re
from enum import IntEnum
from typing import NamedTuple

LONGEST = 160
"""Characters of a line that is taken apart, at most."""
_MOST_SIGNS = 12


class Form(IntEnum):
    """The kind of signs around the words."""

    BARE = 0
    """None: the line is a sentence."""
    ENCLOSED = 1
    """Brackets or emphasis."""
    COMMENT = 2
    """Two signs or more that no language has around code: they begin a comment somewhere."""
    ENTRY = 3
    """Those of an entry of a list: ``- x``, ``"x",``."""
    STRING = 4
    """Those of a string that stands alone."""


class Saying(NamedTuple):
    """The words of a line, and the form that they stand in."""

    words: str
    form: Form


_COMMENT_TAG = re.compile(r"\{%-?+\s*+(?:end)?comment\b[^%\n]{0,40}+%\}")
_LINE = re.compile(rf"([\W_]{{0,{_MOST_SIGNS}}})([^\W_](?:.*[^\W_])?)([\W_]{{0,{_MOST_SIGNS}}})")
_SENTENCE = re.compile(
    r"[^\W_]++(?>(?:(?:[,.:;\u2026]{0,3}+ ++(?>(?:(?:[-\u2013\u2014&\u2026]|\.\.\.) ++)?)|['\u2019-])[^\W_]++)*)"
)
"""Words that blanks part, with marks of a sentence between them."""
_PLACE = re.compile(r"[A-Z]{2,20}+(?>(?:_[A-Z]{2,20}+){1,6})")
"""``EXISTING_CODE``, as templates name what is to be filled in."""
_LEAD = re.compile(r"(?:comment|rem|dnl|note|todo)[:\s]\s*+", re.IGNORECASE)
_SIGILS = frozenset("$@&:~=|?\\")
"""What stands directly in front of a name in some language."""
_GOES_ON = frozenset("([{<=:\\&|$@")
"""What a line of code ends with that goes on below."""
_QUOTES = frozenset("\"'`")
_BRACKETS = str.maketrans("", "", "[](){}<>")
_ENDS = {"--": "--", "#--": "--", "!--": "--", "%!--": "--%", "%--": "--%", "*": "*", "/*": "*/", "-/*": "*/-", "/+": "+/",
         "#": "#", "#*": "*#", "##": "##"}  # fmt: skip
"""Signs of comments, brackets aside: those that begin one, and those that end it."""
_FLIPPED = str.maketrans("([{<)]}>", ")]}>([{<")
_DOT_SIGNS = frozenset("()[]{}<>.\u2026\u22ee\u22ef \t*_`\"'/;,|-")
_DOT_RUN = re.compile(r"\.{3}|\u2026|\u22ee|\u22ef|\.[ \t]\.[ \t]\.")
_ONLY_DOTS = re.compile(r"(?:\.{3}|\u2026)[;,]?+")
_DOT_KEY = re.compile(r"([\"'`])[\s/#*\[(]{0,4}+(?:\.{3,8}+|\u2026)[\s\])]{0,3}+[\"'`]\s*+:")


def said(line: str) -> Saying | None:
    """The words of a stripped line that is one sentence and signs around it; None for any other line."""
    if len(line) > LONGEST:
        return None
    found = _LINE.fullmatch(_COMMENT_TAG.sub("%%", line).strip())
    if found is None:
        return None
    before, words, behind = found.groups()
    if _PLACE.fullmatch(words) and (before or behind):
        words = words.replace("_", " ")
    lead = _LEAD.match(words)
    words = words[lead.end() :] if lead else words
    if not _SENTENCE.fullmatch(words):
        return None
    form = _form(before, behind, is_led=lead is not None)
    if form is None or (form is Form.COMMENT and " " not in words and not is_mirrored(before, behind)):
        return None
    return Saying(words, form)


def is_mirrored(before: str, behind: str) -> bool:
    """Whether signs in front of words and behind them are those of a comment: ``{{--`` and ``--}}``, ``/+`` and ``+/``."""
    first, last = before.strip().lstrip("@"), behind.strip()
    return _ENDS.get(first.translate(_BRACKETS)) == last.translate(_BRACKETS) and first.translate(_FLIPPED)[::-1].endswith(
        last[-1:]
    )


def _form(before: str, behind: str, *, is_led: bool) -> Form | None:
    """What the signs on both sides are; None where they are code."""
    signs = before.strip()
    if signs[-1:] in _QUOTES and signs:
        return Form.ENTRY if behind.rstrip().endswith(",") or signs[0] in "-*+" else Form.STRING
    if not _GOES_ON.isdisjoint(behind) and signs[:1] not in tuple("{<([@"):
        return None
    if before[-1:] in _SIGILS and before:
        return None
    if before in ("- ", "* ", "+ ", "| ") or (not signs and behind.startswith(",")):
        return Form.ENTRY
    if len(signs) >= 2 and any(sign in "-#*+%/!." for sign in signs):
        return Form.COMMENT
    return Form.ENCLOSED if signs or is_led else Form.BARE


def dots(line: str) -> Form | None:
    """The form of a stripped line that has dots and no word, in any brackets, or a key of dots; None for any other line.

    Three dots without anything around them are a statement, or the end of a document, in some languages: None.
    """
    if len(line) > LONGEST:
        return None
    if _DOT_KEY.match(line):
        return Form.ENCLOSED
    if not _DOT_SIGNS.issuperset(line) or _ONLY_DOTS.fullmatch(line) or _DOT_RUN.search(line) is None:
        return None
    inner = line.strip(" \t,;")
    if not _is_paired(inner):
        return None
    if inner[:1] in _QUOTES or inner.startswith("- "):
        return Form.ENTRY
    return Form.BARE if set(inner) <= set(". \t\u2026\u22ee\u22ef") else Form.ENCLOSED


def _is_paired(text: str) -> bool:
    """Whether the brackets of a text of dots pair: an example in a text may end with ``...)``."""
    return all(text.count(opener) == text.count(closer) for opener, closer in ("()", "[]", "{}", "<>"))
