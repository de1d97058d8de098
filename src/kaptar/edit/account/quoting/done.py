"""Blocks that were applied before: what a block leaves behind stands where the edit says that the block is, and only there.

The same lines may stand at another place by chance, and the one that is meant have a third text.
"""

from difflib import SequenceMatcher
from typing import NamedTuple

from kaptar.edit.account.quoting.anchors import stands_below
from kaptar.edit.account.quoting.gone import check_gone
from kaptar.edit.account.quoting.reading.parts import Quotation
from kaptar.edit.account.quoting.standing import Lines, Place
from kaptar.edit.account.quoting.steps import is_known_by_itself
from kaptar.edit.outcome import Complaint

_VERSION = 0.75
"""How alike two lines are, of 1, one of which is a version of the other."""
_LONGEST = 200
"""Characters of a line that is compared, at most."""


class Named(NamedTuple):
    """The place that an edit names for a block: the lines that it may be in, and the one that it begins with, as it is by now."""

    scope: range
    line: int | None


def done_at(lines: Lines, block: Quotation, named: Named) -> Place | None:
    """The only place where all that a block leaves behind stands, and that the edit can mean; None for none."""
    if not is_known_by_itself(block):
        return None
    found = lines.places(block.new, "reindent", named.scope)
    if len(found) != 1 or not stands_below(lines, found[0].first, block.heading):
        return None
    return None if block.at_end and found[0].end <= lines.filled[-1] else found[0]


def check_done(lines: Lines, block: Quotation, place: Place, named: Named) -> Complaint | None:
    """What a block leaves behind does not stand beside what goes, nor is a third text of it where the block should be."""
    if complaint := check_gone(lines, block, place):
        return complaint
    line = _third(lines, block, place, named)
    if line is None:
        return None
    return "stale", (
        f"what the edit leaves stands in line {place.first + 1}, but line {line + 1} could be meant, which has "
        f"{lines.stripped[line][:80]!r}: read the file again"
    )


def _third(lines: Lines, block: Quotation, place: Place, named: Named) -> int | None:
    """A line that is another version of what goes: at the line that the edit names, or, for one line, wherever it stands."""
    gone = [(n, text.strip()) for n, text in enumerate(block.old) if text.strip() and text not in block.new]
    if named.line is not None and named.line != place.first:
        rows = ((named.line + n, text) for n, text in gone if named.line + n < len(lines.all))
        return next((row for row, text in rows if _likeness(lines.stripped[row], text) >= _VERSION), None)
    filled = [text for text in block.new if text.strip()]
    if len(gone) != 1 or len(filled) != 1 or sum(map(bool, map(str.strip, block.old))) != 1:
        return None
    text, least = gone[0][1], max(_likeness(filled[0].strip(), gone[0][1]), _VERSION)
    others = (row for row in lines.filled if row in named.scope and not place.first <= row < place.end)
    return next((row for row in others if _likeness(lines.stripped[row], text) >= least), None)


def _likeness(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one[:_LONGEST], other[:_LONGEST], autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= _VERSION and matcher.quick_ratio() >= _VERSION else 0.0
