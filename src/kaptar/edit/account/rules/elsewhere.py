"""The rule for edits that change nothing: what they show stands in the file, and no other place is one line from it."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from kaptar.edit.account.facts.lines import Difference
from kaptar.edit.account.facts.rows import is_telling
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.account.rules.depths import heads
from kaptar.edit.outcome import Complaint

_FEWEST = 2
"""Lines of a part that another place has all but one of, at least."""
_ALIKE = 0.5
"""How like the two lines are of which one may be meant to take the place of the other, from 0 to 1, at least."""
_LONGEST = 400
"""Characters of a line that are compared."""


def check_elsewhere(difference: Difference, shown: Shown) -> Complaint | None:
    """No part of the edit is another place of the file but for a version of one line: it may be meant to change there."""
    filled = [n for n, text in enumerate(difference.old) if text]
    for number, segment in enumerate(shown.segments):
        texts = [shown.rows[row].text for row in segment.codes]
        if len(texts) < _FEWEST:
            continue
        own = difference.origin[shown.lines[number][0]]
        for start in _nearly(difference, filled, texts):
            if start != own and _is_within(difference, shown, segment.codes[0], start):
                return "ambiguous", (
                    f"the edit changes nothing where it fits (line {own + 1}), and would change a line below line {start + 1}; "
                    "show more lines around it"
                )
    return None


def _nearly(difference: Difference, filled: Sequence[int], texts: Sequence[str]) -> Iterator[int]:
    """Where some lines stand, blank ones aside, all but one that is a version of the one there."""
    place = {line: at for at, line in enumerate(filled)}
    starts = {place[line] - step for step in (0, 1) for line in difference.places(texts[step]) if line in place}
    for at in sorted(starts):
        there = [difference.old[n] for n in filled[max(at, 0) : at + len(texts)]]
        if at >= 0 and len(there) == len(texts) and _is_version(there, texts):
            yield filled[at]


def _is_version(there: Sequence[str], texts: Sequence[str]) -> bool:
    apart = [(one, other) for one, other in zip(there, texts, strict=True) if one != other]
    kept = any(one == other and is_telling(one) for one, other in zip(there, texts, strict=True))
    if not kept or len(apart) != 1:
        return False
    one, other = apart[0]
    return SequenceMatcher(None, one[:_LONGEST], other[:_LONGEST], autojunk=False).ratio() >= _ALIKE


def _is_within(difference: Difference, shown: Shown, row: int, line: int) -> bool:
    """Whether a line of the file lies in the blocks in which the edit shows a row."""
    for head in heads(shown, row):
        top = difference.origin[shown.line_of[head]]
        if not top < line:
            return False
        depth = difference.old_indent(top)
        if any(difference.old[n] and difference.old_indent(n) <= depth for n in range(top + 1, line + 1)):
            return False
    return True
