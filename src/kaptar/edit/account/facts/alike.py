"""Lines that are versions of each other: most of what one says, the other says too."""

import re
from difflib import SequenceMatcher

_WORD = re.compile(r"\w+")
_ALIKE = 0.6
"""How alike two lines are, of 1, sign by sign."""
_LONGEST = 400
"""Characters of a line that is compared, at most."""


def is_like(line: str, other: str) -> bool:
    """Whether a line has half of the words of another one, or the two share most of their signs."""
    count, of = _shared(line, other)
    return 0 < of <= 2 * count or are_alike(line, other)


def has_most_of(line: str, other: str) -> bool:
    """Whether a line has more than half of the words of another one."""
    count, of = _shared(line, other)
    return of < 2 * count


def are_alike(line: str, other: str) -> bool:
    """Whether two lines share most of their signs, in order."""
    return SequenceMatcher(None, line[:_LONGEST], other[:_LONGEST], autojunk=False).ratio() >= _ALIKE


def _shared(line: str, other: str) -> tuple[int, int]:
    """How many words of another line a line has, and of how many."""
    words = set(_WORD.findall(other[:_LONGEST]))
    return len(words & set(_WORD.findall(line[:_LONGEST]))), len(words)
