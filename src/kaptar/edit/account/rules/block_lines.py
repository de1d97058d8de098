"""The rules for new lines of a block whose hidden lines say the same: the line that moved, and the setting that changed."""

import re
from collections.abc import Iterator

from kaptar.edit.account.facts.ends import may_close_both
from kaptar.edit.account.facts.lines import Difference
from kaptar.edit.account.facts.rows import CLOSERS
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.outcome import Complaint

_ARM = re.compile(r"(?:case|default|when|else|elif|elsif|\}|\[|#)")
"""What begins another part of a block, as deep as its lines."""
_OPENS = ("<", "@", "#", *CLOSERS)
"""What no statement or setting begins with."""
_SETTING = re.compile(r"(?P<name>[A-Za-z][\w-]*+)[ \t]++[^\s(){}=:]++[^\S\n]*;?")
"""A line of a word and its value."""
_LONGEST = 400
"""Characters of a line that is looked at, at most."""


def check_block_lines(difference: Difference, shown: Shown) -> Complaint | None:
    """No line comes that a hidden line of its block repeats: the edit shows it once, at its new place."""
    if not shown.has_markers or difference.signs.is_prose:
        return None
    for line in _came(difference):
        text = difference.new[line]
        there = [at for place in difference.places(text) if (at := difference.target[place]) >= 0 and shown.row_of[at] < 0]
        if not there or not _is_leaf(difference, line):
            continue
        depth = difference.indent(line)
        parts = _parts(difference, depth, at_blanks=True)
        twins = (at for at in there if difference.indent(at) == depth and parts[at] == parts[line])
        if twin := next((at for at in twins if not may_close_both(difference, line, at)), 0):
            return "ambiguous", (
                f"{text[:80]!r} stands in line {difference.origin[twin] + 1} of the same block already, which the edit does not "
                "show: it could come twice, or have moved; show both lines, or use a format that quotes what goes"
            )
    return None


def check_settings(difference: Difference, shown: Shown) -> Complaint | None:
    """In a file without a parser no line of a word and a value comes beside the one hidden line of its block with that word."""
    for line in _came(difference) if shown.has_markers else ():
        name = _setting(difference.new[line])
        if not name or not any(text.startswith(name) for text in difference.old):
            continue
        depth = difference.indent(line)
        parts = _parts(difference, depth, at_blanks=False)
        same = [
            at for at, part in enumerate(parts) if part == parts[line] and at != line and _setting(difference.new[at]) == name
        ]
        same = [at for at in same if difference.indent(at) == depth]
        if len(same) != 1 or may_close_both(difference, line, same[0]):
            continue
        if shown.row_of[same[0]] < 0 and difference.origin[same[0]] >= 0:
            return "ambiguous", (
                f"{difference.new[line][:80]!r} could come beside {difference.new[same[0]][:80]!r} "
                f"(line {difference.origin[same[0]] + 1}) or in its place; show both, or use a format that quotes what goes"
            )
    return None


def _came(difference: Difference) -> Iterator[int]:
    return (n for run in difference.runs for n in range(run.new, run.new_end) if difference.new[n] and difference.origin[n] < 0)


def _is_leaf(difference: Difference, line: int) -> bool:
    """Whether a line is a statement, an item or a setting of its own: nothing stands below it that is deeper."""
    text = difference.new[line]
    if text.startswith(_OPENS) or not any(map(str.isalnum, text)) or difference.is_comment(text):
        return False
    below = next((n for n in range(line + 1, len(difference.new)) if difference.new[n]), -1)
    return below < 0 or difference.indent(below) <= difference.indent(line)


def _parts(difference: Difference, depth: int, *, at_blanks: bool) -> list[int]:
    """For each new line the number of the part that it stands in: one ends at a line that is less deep, and where another begins.

    Args:
        at_blanks: whether empty lines end a part too.
    """
    out, part = list[int](), 0
    for line, text in enumerate(difference.new):
        if not text:
            part += at_blanks
        elif difference.indent(line) < depth or (difference.indent(line) == depth and _ARM.match(text)):
            part += 1
        out.append(part)
    return out


def _setting(text: str) -> str:
    """The word that begins a line of a word and a value; "" for any other line."""
    found = _SETTING.fullmatch(text) if len(text) <= _LONGEST else None
    return found["name"] if found else ""
