"""The rule for sections: a shown line below a heading stands in the section that the heading begins.

Sections have no end of their own: `[tool]` in TOML and INI, headings of Markdown and reStructuredText, comments above a group
of lines. A marker below a heading hides lines of its section, and no other heading.
"""

import re
from enum import Enum

from kaptar.edit.account.facts.comment_signs import CommentSigns
from kaptar.edit.account.facts.lines import Difference
from kaptar.edit.account.facts.rows import MARKER
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.account.rules.blocks import HEADING
from kaptar.edit.outcome import Complaint

_HEADING = re.compile(r"(#{1,6})\s+\S")
_RULE = re.compile(r"([=\-~^\"'*+#])\1{2,}")
_RULES = {"=": 1, "-": 2}
_ANY = 7
"""The level of a heading that says none."""


class Text(Enum):
    """Kinds of texts by what they are made of, and so by what begins a section in them."""

    CODE = "code"
    DOCUMENT = "document"
    TABLES = "tables"
    PLAIN = "plain"
    """Nothing is known: `[name]` and underlined lines."""
    LIST = "list"
    """As `PLAIN`, and no line is indented: comments above a group of lines too."""


def check_sections(difference: Difference, shown: Shown, text: Text) -> Complaint | None:
    """No hidden heading of the same level or a higher one stands between a shown heading and the rows below it."""
    if text is Text.CODE or not shown.has_markers:
        return None
    flat = text is Text.PLAIN and not any(line[:1].isspace() and line.strip() for line in difference.raw)
    levels = _levels(difference.new, Text.LIST if flat else text, difference.signs)
    open_sections: list[int] = []
    marker = -1
    for row, each in enumerate(shown.rows):
        line = shown.line_of[row]
        if each.kind is MARKER:
            marker = row
        if line < 0:
            continue
        level = levels.get(line, 0)
        while level and open_sections and levels[open_sections[-1]] >= level:
            open_sections.pop()
        heading = open_sections[-1] if open_sections else line
        parted = shown.row_of[heading] < marker
        if parted and (other := _between(difference, shown, levels, range(heading + 1, line))) is not None:
            return "ambiguous", (
                f"{each.text[:80]!r} would stand below {difference.new[other][:80]!r}, but the edit shows it below "
                f"{difference.new[heading][:80]!r}; show the line above it"
            )
        if level:
            open_sections.append(line)
    return None


def _between(difference: Difference, shown: Shown, levels: dict[int, int], lines: range) -> int | None:
    """A hidden heading among some lines that ends the section of the heading above them."""
    hidden = (n for n in lines if n in levels and difference.new[n] and shown.row_of[n] < 0)
    return next((n for n in hidden if levels[n] <= levels[lines.start - 1]), None)


def _levels(lines: list[str], kind: Text, signs: CommentSigns) -> dict[int, int]:
    """For each line that is a heading its level, 1 for the highest."""
    found: dict[int, int] = {}
    for line, text in enumerate(lines):
        if not text:
            continue
        if kind is Text.DOCUMENT:
            heading = _HEADING.match(text)
            level = len(heading[1]) if heading else _underlined(lines, line)
        else:
            begins = HEADING.fullmatch(text) or (kind is not Text.TABLES and _underlined(lines, line))
            begins = begins or (kind is Text.LIST and _is_group(lines, line, signs))
            level = _ANY if begins else 0
        if level:
            found[line] = level
    return found


def _underlined(lines: list[str], line: int) -> int:
    """The level of a line with a rule below it, 0 where there is none."""
    below = lines[line + 1] if line + 1 < len(lines) else ""
    if not _RULE.fullmatch(below) or len(below) < len(lines[line]) - 1 or _RULE.fullmatch(lines[line]):
        return 0
    return _RULES.get(below[0], _ANY)


def _is_group(lines: list[str], line: int, signs: CommentSigns) -> bool:
    """Whether a comment begins a group of lines: a blank line above it, or nothing."""
    return signs.is_comment(lines[line]) and (line == 0 or not lines[line - 1])
