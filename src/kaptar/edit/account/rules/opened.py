"""The rule for what a new line opens and does not close: it takes no line with it that stays as it is."""

import re

from kaptar.edit.account.facts.comment_signs import CommentSigns
from kaptar.edit.account.facts.lines import Difference, Exchange
from kaptar.edit.outcome import Complaint

_PAIRS = (("/*", "*/"), ("<!--", "-->"), ("--[[", "]]"), ("(*", "*)"), ("<#", "#>"))
"""What opens and closes comments, in files that have them."""
_QUOTES = "\"'`"
_TEMPLATE = ("{{", "{%", "<%", "#")
"""What begins a line that goes on with nothing: it is gone before the file is read."""
_BEFORE = frozenset(" \t;{}(),")
"""What stands in front of a comment behind code."""
_LITERAL = re.compile(r"[rRuUbBfF]{0,2}(?:\"[^\"]*+\"|'[^']*+')(?P<comma>,?)")
"""A line that is one string, with or without a comma."""
_LONGEST = 2000
"""Characters of a line that is looked at, at most."""


def check_opened(difference: Difference) -> Complaint | None:
    """No new line opens a comment that ends in a comment below, goes on in a kept line, or joins its string with a kept one."""
    if difference.signs.is_prose:
        return None
    pairs = [pair for pair in _PAIRS if difference.signs.is_surely(f"{pair[0]} x")]
    for run in difference.runs:
        if not any(difference.new[run.new : run.new_end]):
            continue
        for pair in pairs:
            if (opened := _swallows(difference, run, pair)) is not None:
                return "ambiguous", (
                    f"{difference.new[opened][:80]!r} opens a comment that ends below lines which the edit leaves as they are; "
                    f"close it with {pair[1]!r}, or show these lines"
                )
        if _goes_on(difference, run):
            text, below = difference.new[run.new_end - 1][:80], difference.new[run.new_end][:80]
            return "ambiguous", f"{text!r} would go on with {below!r}, which was a line of its own; leave out the last sign"
        if (joined := _joined(difference, run)) is not None:
            text, below = difference.new[joined][:80], difference.new[joined + 1][:80]
            return "ambiguous", f"{text!r} and {below!r} would be one string; write the comma between them"
    return None


def _swallows(difference: Difference, run: Exchange, pair: tuple[str, str]) -> int | None:
    """The new line of a run that opens a comment which no line of it closes, and kept lines of code stand in then."""
    opened = _left_open(difference.new, range(run.new, run.new_end), pair, difference.signs)
    if opened is None or _left_open(difference.old, range(run.old, run.old_end), pair, difference.signs) is not None:
        return None
    for line in range(run.new_end, len(difference.new)):
        text = difference.new[line]
        closes, opens = text.find(pair[1]), _opens(text, pair, difference.signs)
        if difference.origin[line] < 0 and closes >= 0:
            return None
        if closes >= 0 and not 0 <= opens < closes:
            return None
        if opens >= 0:
            return opened
    return opened


def _left_open(lines: list[str], part: range, pair: tuple[str, str], signs: CommentSigns) -> int | None:
    """The line of a part that opens a comment which stays open to the end of the part."""
    opened: int | None = None
    for line in part:
        rest = lines[line]
        at = 0 if opened is not None else _opens(rest, pair, signs)
        if at < 0:
            continue
        opened = line if opened is None else opened
        closes = rest.rfind(pair[1])
        if closes >= at and _opens(rest[closes + len(pair[1]) :], pair, signs) < 0:
            opened = None
    return opened


def _opens(text: str, pair: tuple[str, str], signs: CommentSigns) -> int:
    """Where a line opens a comment that it does not close: outside of strings and of comments to its end. -1 for nowhere."""
    sign, quote = pair[0], ""
    text = text[:_LONGEST]
    for at, char in enumerate(text):
        if quote:
            quote = "" if char == quote and text[at - 1] != "\\" else quote
        elif text.startswith(sign, at) and (at == 0 or text[at - 1] in _BEFORE):
            after = text[at + len(sign) : at + len(sign) + 1]
            return at if not after or after in " \t*!" or sign == "<!--" else -1
        elif char in _QUOTES and (at == 0 or not text[at - 1].isalnum()):
            quote = char
        elif text.startswith("//", at) and (at == 0 or text[at - 1] in _BEFORE) and signs.is_surely(text[at:]):
            return -1
    return -1


def _goes_on(difference: Difference, run: Exchange) -> bool:
    """Whether the last new line of a run goes on in a kept line, which the line above it did not."""
    below = difference.new[run.new_end] if run.new < run.new_end < len(difference.new) else ""
    if not below or below.startswith(_TEMPLATE):
        return False
    was = difference.origin[run.new_end]
    return was >= 0 and _continues(difference.new[run.new_end - 1]) and not (was > 0 and _continues(difference.old[was - 1]))


def _continues(text: str) -> bool:
    return (len(text) - len(text.rstrip("\\"))) % 2 == 1


def _joined(difference: Difference, run: Exchange) -> int | None:
    """A line of a list of strings that a new line makes one string with the line below it; None for none."""
    new, origin = difference.new, difference.origin
    for line in range(max(run.new - 1, 1), min(run.new_end, len(new) - 1)):
        one, other = _LITERAL.fullmatch(new[line]), _LITERAL.fullmatch(new[line + 1])
        if one is None or other is None or one["comma"] or (origin[line] >= 0 and origin[line + 1] == origin[line] + 1):
            continue
        if difference.indent(line) != difference.indent(line + 1) or new[line][-2:-1] == " " or new[line + 1][1:2] == " ":
            continue
        above = new[line - 1]
        listed = _LITERAL.fullmatch(above) is not None and above.endswith(",")
        if listed or (above.endswith(("[", "{")) and other["comma"]):
            return line
    return None
