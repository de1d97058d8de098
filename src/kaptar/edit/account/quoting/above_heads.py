"""Decorators and comments above a quoted head, which the edit does not quote: nothing comes between them and that head.

Whoever writes a new definition above a head does not see the decorator or the comment of it. It would be that of the new one.
"""

import re
from collections.abc import Sequence

from kaptar.edit.account.facts.comment_kinds import TEXTS
from kaptar.edit.account.facts.comment_signs import CommentSigns
from kaptar.edit.account.facts.lines import columns
from kaptar.edit.account.facts.rows import CLOSERS
from kaptar.edit.account.quoting.laid import Laid
from kaptar.edit.outcome import Complaint

_DECORATES = re.compile(r"@[A-Za-z_][\w.]*(?:\(.*|$)|#\[|template\s*<[^;{(]*>$|\[\[[a-z].*\]\]$")
"""A line that says something of the definition below it."""
_ATTRIBUTE = re.compile(r"\[[A-Z][\w.]*(?:\(.*\))?\]$")
"""The same in C#. A section of settings begins so too, but is not indented."""
_MODIFIES = re.compile(r"(?:(?:static|inline|extern|const|constexpr|unsafe|virtual)(?:\s+|$))+$")
"""A line of words that go on in the line below."""
_DIVIDES = re.compile(
    "|".join([*(re.escape(sign * 4) for sign in "-=*#~_/+"), "#region", "#endregion", "# region", "# endregion", "MARK:"])
)
"""What a comment above a group of definitions has."""
_HEAD = re.compile(
    r"(?:(?:export|default|pub(?:\([^)]*\))?|public|private|protected|internal|open|final|static|abstract|async|override|suspend|data"
    r"|sealed|partial|inline|extern|unsafe)\s+)*"
    r"(?:def|defp|fn|func|fun|function|class|struct|enum|trait|interface|module|namespace|sub|record|object|protocol|extension)\s+[\w$(.]"
    r"|create\s+(?:or\s+replace\s+)?(?:table|view|function|procedure|trigger|type)\b|[\w-]+\s*\(\)\s*\{",
    re.IGNORECASE,
)
"""The first line of a definition."""
_MEMBER = re.compile(r"(?!return\b|else\b|new\b|await\b|throw\b)(?:[\w:<>*&\[\],?.~]+\s+)+[*&]?[\w$~:]+\s*\([^;=]*$")
"""The head of a function that has a type before its name."""
_BEGINS = re.compile(r"[\w$#*]")
"""What a definition begins with, and no line of a template."""
_LONGEST = 200
"""Characters of a head that are looked at, at most."""
_FAR = 40
"""Lines above in which a decorator over several lines begins, at most."""


def check_above_head(laid: Laid, signs: CommentSigns) -> Complaint | None:
    """No new definition comes between a quoted head and the decorator or comment directly above it."""
    head = laid.lines[laid.first] if laid.first < len(laid.lines) else ""
    above = laid.lines[laid.first - 1] if laid.first else ""
    came = _came_above(laid, head)
    if signs.is_prose or not above.strip() or not head.strip() or not came or came[-1].strip() == above.strip():
        return None
    if columns(above) != columns(head) + above.strip().startswith("*"):
        return None
    if (decorator := _decorator(laid)) and _is_code(came, columns(head), signs):
        return _complaint(laid, decorator, head)
    text = above.strip()
    is_doc = (
        (signs.is_comment(text) or text.endswith("*/"))
        and not _DIVIDES.search(text)
        and not text.startswith("#!")
        and not text.endswith(TEXTS)
    )
    is_code = not signs.is_comment(head.strip())
    if is_doc and is_code and any(_is_head(line, signs) for line in came if columns(line) == columns(head)):
        return _complaint(laid, text, head)
    return None


def _complaint(laid: Laid, above: str, head: str) -> Complaint:
    return "ambiguous", (
        f"{above[:80]!r} (line {laid.first}) belongs to {head.strip()[:80]!r}, and the new lines would come between them; quote "
        "it too, and put it where it belongs"
    )


def _came_above(laid: Laid, head: str) -> list[str]:
    """The filled lines that come above the first quoted line, which stays; or above the next one, where none is quoted."""
    if laid.first == laid.end:
        new = laid.new
    else:
        at = next((n for n, line in enumerate(laid.new) if line.rstrip() == head.rstrip()), 0)
        new = laid.new[:at]
    return [line for line in new if line.strip()]


def _decorator(laid: Laid) -> str:
    """The decorator directly above the quotation, by its first line; "" for none."""
    depth = columns(laid.lines[laid.first])
    for line in range(laid.first - 1, max(laid.first - _FAR, -1), -1):
        text = laid.lines[line].strip()
        if columns(laid.lines[line]) > depth or text.startswith(CLOSERS):
            continue
        is_one = _DECORATES.match(text) or _MODIFIES.match(text) or (depth and _ATTRIBUTE.match(text))
        return text if is_one and _BEGINS.match(laid.lines[laid.first].strip()) else ""
    return ""


def _is_code(came: Sequence[str], depth: int, signs: CommentSigns) -> bool:
    """Whether a line comes that a decorator would be for: it is none itself, and no comment."""
    lines = [line.strip() for line in came if columns(line) == depth and not line.strip().startswith(CLOSERS)]
    return any(_DECORATES.match(text) is None and _ATTRIBUTE.match(text) is None and not signs.is_comment(text) for text in lines)


def _is_head(line: str, signs: CommentSigns) -> bool:
    text = line.strip()[:_LONGEST]
    return not signs.is_comment(text) and (_HEAD.match(text) is not None or _MEMBER.match(text) is not None)
