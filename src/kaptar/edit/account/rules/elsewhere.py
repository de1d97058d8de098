"""The rule for edits that change nothing: what they show stands in the file, and no other place is one line from it."""

from collections.abc import Sequence

from kaptar.edit.account.facts.lines import Difference
from kaptar.edit.account.facts.rows import is_telling
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.account.rules.depths import heads
from kaptar.edit.outcome import Complaint

_FEWEST = 3
"""Lines of a part that another place has all but one of, at least."""


def check_elsewhere(difference: Difference, shown: Shown) -> Complaint | None:
    """No part of the edit is another place of the file but for one line between two others: it may be meant to change there."""
    filled = [n for n, text in enumerate(difference.old) if text]
    for number, segment in enumerate(shown.segments):
        texts = [shown.rows[row].text for row in segment.codes]
        if len(texts) < _FEWEST or not any(map(is_telling, texts)):
            continue
        own = difference.origin[shown.lines[number][0]]
        for start in _nearly(difference, filled, texts):
            if start != own and _is_within(difference, shown, segment.codes[0], start):
                return "ambiguous", (
                    f"the edit changes nothing where it fits (line {own + 1}), and would change a line below line {start + 1}; "
                    "show more lines around it"
                )
    return None


def _nearly(difference: Difference, filled: Sequence[int], texts: Sequence[str]) -> list[int]:
    """Where some lines stand, blank ones aside, all but one that is neither the first nor the last."""
    place = {line: at for at, line in enumerate(filled)}
    found = []
    for line in difference.places(texts[0]):
        at = place.get(line, len(filled))
        there = [difference.old[n] for n in filled[at : at + len(texts)]]
        if len(there) == len(texts) and there[-1] == texts[-1]:
            apart = sum(one != other for one, other in zip(there, texts, strict=True))
            if apart == 1:
                found.append(line)
    return found


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
