"""Placeholders: lines that stand for code to come or to stay, without the dots of a marker. Pure: a line in, yes or no out."""

import re

from kaptar.edit.account.facts.comments import words_in_any, words_of_line
from kaptar.edit.account.facts.rows import says_stays
from kaptar.edit.account.facts.spoken_markers import says_left_out

_LONGEST = 400
"""Characters of a line that is looked at, at most: the patterns go back over what they have read."""
_LONGEST_SAYING = 100
"""Characters of a sentence that only says that text stays, at most."""
_HERE = re.compile(
    r"\W*(?:(?:the|your|add|put|insert|write|some|actual|real|more|own|rest|of)\W+)*"
    r"(?:code|implementation|logic|contents?|body|query|statements?)\W+(?:(?:goes|go|comes|is|to|be|continues)\W+)*here\W*",
    re.IGNORECASE,
)
"""The words of a comment that says where code is to be written, and nothing more."""
_INSIDE = re.compile(r"/\*\s*([^*]{1,80}?)\s*\*/")
"""A comment in a line that may hold code too."""
_BEHIND = re.compile(r"\S.*?\s(?:#|//)\s*([\w' ]{1,60})")
"""A comment behind code."""
_EMPTY_BODY = re.compile(r".*\bfn\b[^{}]*\{\s*\.\.\s*\}")
"""A Rust function with two dots for its body."""
_PROSE = re.compile(
    r"[(\[]?(?:the\s+)?(?:rest|remainder)\s+of\s+(?:(?:the|this|your)\s+)?[\w ]{1,30}?\s*"
    r"(?:(?:is|are|remains?|stays?|continues?)\s+)?(?:the\s+same|unchanged|as\s+(?:is|before))\s*[)\]]?\.?"
    r"|[(\[]?everything\s+else\s+(?:is|remains?|stays?)\s+(?:the\s+same|unchanged|as\s+(?:is|before))\s*[)\]]?\.?",
    re.IGNORECASE,
)
"""A sentence that says that the rest stays."""
_GOES_ON = re.compile(r"(?:#|//|--|;|%|\*).*\w\W+\w+\W+\w+,?")
"""A comment of three words or more that ends within a sentence."""
_SIGNS = {"tex": "%", "latex": "%", "rst": "..", "rest": "..", "org": "# ", "adoc": "//", "asciidoc": "//"}
"""What a comment of a document begins with."""
_REST_WORDS = (
    r"(?:the|all|and|your|of|this|that|rest|remainder|remaining|remains?|everything|else|others?|existing|previous|document|file|"
    r"page|sections?|chapters?|contents?|text|paragraphs?|entries|items|lines|list|table|below|above|is|are|it|as|before|stays?|"
    r"continues?|unchanged|unmodified|same|omitted|not|shown|for|brevity|here|no|changes?|snip|snipped|truncated|kept|keep)"
)
_REST = re.compile(
    rf"[*_>\s]*(?P<open>[(\[<{{]?)[\s.\u2026]*(?P<words>(?:{_REST_WORDS}\b[\s,.\u2026:-]*)+)[)\]>}}]?[*_.\s]*", re.IGNORECASE
)
_LEFT = re.compile(
    r"\b(?:unchanged|unmodified|same|omitted|snip\w*|truncated|no changes?|as before|as is|not shown|brevity)\b", re.IGNORECASE
)
_WHAT = re.compile(r"\b(?:rest|remainder|remaining|everything|others?|existing)\b", re.IGNORECASE)
_STILL = re.compile(r"\b(?:stays?|remains?|kept|keep|continues?|here|below)\b", re.IGNORECASE)

BEGINS = rb"\s*[(\[]?(?i:the\s+rest|rest|remainder|everything)\s"
"""What a line begins with that is a placeholder and no comment."""
INNER = rb"\s(?:#|//)[\w' ]{1,60}$|/\*[^*]+\*/|\{\s*\.\.\s*\}"
"""What a line has somewhere that is a placeholder and does not begin as a comment."""
MAYBE_REST = re.compile(
    rb"\b(?:unchanged|unmodified|same|omitted|snip|snipped|truncated|changes?|before|shown|brevity|rest|remainder|remaining|existing)\b",
    re.IGNORECASE,
)
"""A word that a line of a document has which says that text stays."""


def is_invitation(line: str) -> bool:
    """Whether a line is a comment that says where code is to be written. A new file may hold one."""
    if len(line) > _LONGEST:
        return False
    said = words_of_line(line)
    comments = [said] if said is not None else _INSIDE.findall(line)
    return any(_HERE.fullmatch(words) for words in comments)


def stands_for_code(line: str) -> bool:
    """Whether a line of code says beside code, or in a bare sentence, that something stays."""
    if len(line) > _LONGEST:
        return False
    if any(says_stays(f"# {words}") for words in _INSIDE.findall(line)):
        return True
    if (behind := _BEHIND.fullmatch(line)) is not None and says_stays(f"# {behind[1]}"):
        return True
    return _EMPTY_BODY.fullmatch(line) is not None or _PROSE.fullmatch(line) is not None


def is_hidden_text(line: str, ending: str) -> bool:
    """Whether a comment of a document, by the ending of its name, says that text stays."""
    sign = _SIGNS.get(ending, "")
    return bool(sign) and len(line) <= _LONGEST and line.startswith(sign) and says_stays(f"# {line[len(sign) :]}")


def says_rest_stays(line: str) -> bool:
    """Whether a line of a document says that other text stays, and nothing more: in brackets, or in a sentence of both words."""
    found = _REST.fullmatch(line) if len(line) <= _LONGEST_SAYING else None
    if found is None:
        return False
    left, what = _LEFT.search(found["words"]), _WHAT.search(found["words"])
    if found["open"]:
        return left is not None or (what is not None and (_STILL.search(found["words"]) is not None or _is_short(found["words"])))
    return left is not None and what is not None


def _is_short(words: str) -> bool:
    return 2 <= len(words.split()) <= 5


def is_spoken_marker(line: str, above: str) -> bool:
    """Whether a line of code is a comment that says in any language that code stays.

    Args:
        above: the line above. A comment that goes on in the next line makes that line a part of it.
    """
    if len(line) > _LONGEST or (len(above) <= _LONGEST and _GOES_ON.fullmatch(above)):
        return False
    words = words_in_any(line)
    return words is not None and says_left_out(words)


_QUIET = re.compile(r"<!--\s*(.*?)\s*-->|\[//\]:\s*#\s*[(\"'](.*)[)\"']|(?:>\s*)?[(\[](.*)[)\]]")
"""A comment of a document, or a line in brackets."""
_BETWEEN_DOTS = re.compile(r"[\s_*`>(\[]*(?:\.\.\.|\u2026)(?:\s*[^\s.]+){0,6}\s*(?:\.\.\.|\u2026)[\s_*`)\]]*")
"""A line of a few words between dots."""


def is_marker_in_text(line: str, ending: str) -> bool:
    """Whether a line of a document, by the ending of its name, says in any language that text stays."""
    if len(line) > _LONGEST:
        return False
    if _BETWEEN_DOTS.fullmatch(line):
        return True
    found, sign = _QUIET.fullmatch(line), _SIGNS.get(ending, "")
    if found:
        return says_left_out(next(filter(None, found.groups()), ""))
    return bool(sign) and line.startswith(sign) and says_left_out(line[len(sign) :])
