"""The rule for documents whose middle is condensed to a line: a marker in words that no list has, or an outline.

A document is all sentences, so a marker in it looks as any other line. It is told by its place: it has no word of the lines that
go there, and none of the new lines has a word of them.
"""

import re
from itertools import pairwise
from typing import NamedTuple

from kaptar.edit.account.facts.lines import Difference, Exchange
from kaptar.edit.account.facts.swaps import places_of
from kaptar.edit.outcome import Complaint

_WORD = re.compile(r"\w{2,}")
_JOINED = "\u2e80"
"""The first sign of the scripts that part no words."""
_COMMON = frozenset((
    "the", "and", "for", "you", "are", "was", "not", "this", "that", "with", "from", "have", "will", "can", "der", "die", "das",
    "und", "ist", "von", "mit", "den", "dem", "les", "des", "une", "est", "pour", "dans", "que", "qui", "los", "las", "del",
    "una", "con", "por", "para", "che", "per", "della", "non", "een", "het", "van", "som", "och", "det", "это", "как", "что",
    "или",
))  # fmt: skip
"""Words that stand in all texts."""
_STEM = 5
"""Letters by which a word is known."""
_LONGEST = 100
"""Characters of a line that stands for others, at most."""
_HEADING = re.compile(r"#{1,6} |={1,6} ")
_SEVERAL = 2
"""Lines that go for one in a file that is no text for people, at least."""
_ENTRY = re.compile(r"[={};,$|\\]|:\s*\S|^\S+$")
"""A line of a list or of settings, which comes and goes alone."""
_MOST = 400
"""Lines that go or come at one place, at most, that are compared."""


def check_condensed(difference: Difference, *, is_prose: bool) -> Complaint | None:
    """No lines of a document go where a short new line comes that has none of their words.

    Args:
        is_prose: the file is a text for people, and not only one without a parser.
    """
    known = set(difference.old)
    here = {difference.new[n] for run in difference.runs for n in range(run.new, run.new_end) if difference.origin[n] < 0}
    for run in places_of(difference):
        came = [difference.new[n] for n in range(run.new, run.new_end) if difference.new[n] and difference.origin[n] < 0]
        gone = _gone(difference, run, here)
        for low, high, lost in _gaps([text for _, text in gone], came):
            every = set[str]().union(*(_words(text) for _, text in gone))
            if not is_prose and len(lost) < _SEVERAL:
                continue
            stands = next((t for t in came[low:high] if t not in known and _may_stand(t, every, is_prose=is_prose)), "")
            headings = _HEADING.match(stands) and any(_HEADING.match(gone[n][1]) for n in lost) and len(lost) == 1
            if stands and not headings:
                first, last = gone[lost[0]][0] + 1, gone[lost[-1]][0] + 1
                where = f"line {first}" if first == last else f"lines {first}\u2013{last}"
                return "unaccounted_removal", (
                    f"{gone[lost[0]][1][:80]!r} ({where}) would go, and {stands[:80]!r} could stand for it; send the whole text, "
                    "or say that the edit is the whole file (--format whole_file)"
                )
    return None


class _Gap(NamedTuple):
    """New lines ``low..high`` between two that are versions of old ones, and the old lines there that have no version."""

    low: int
    high: int
    lost: list[int]


def _gone(difference: Difference, run: Exchange, here: set[str]) -> list[tuple[int, str]]:
    """Lines that go at a place with their numbers, but for those that come elsewhere."""
    old = difference.old
    return [
        (n, old[n]) for n in range(run.old, run.old_end) if difference.target[n] < 0 and _words(old[n]) and old[n] not in here
    ]


def _gaps(gone: list[str], came: list[str]) -> list[_Gap]:
    if not gone or not came:
        return []
    if len(gone) > _MOST or len(came) > _MOST:
        return [_Gap(0, len(came), [*range(len(gone))])]
    there = [_words(text) for text in came]
    version = [-1] * len(gone)
    for number, words in enumerate(map(_words, gone)):
        best = max(range(len(came)), key=lambda n: len(words & there[n]))
        version[number] = best if words & there[best] else -1
    kept = [-1, *(number for number, new in enumerate(version) if new >= 0), len(gone)]
    found = []
    for above, below in pairwise(kept):
        low = version[above] + 1 if above >= 0 else 0
        high = version[below] if below < len(gone) else len(came)
        lost = [*range(above + 1, below)]
        if lost:
            found.append(_Gap(low, high, lost) if low <= high else _Gap(0, len(came), lost))
    return found


def _may_stand(text: str, gone: set[str], *, is_prose: bool) -> bool:
    return len(text) <= _LONGEST and gone.isdisjoint(_words(text)) and (is_prose or not _ENTRY.search(text))


def _words(text: str) -> set[str]:
    """The beginnings of words that tell something; pairs of signs in scripts that part no words."""
    found = set[str]()
    for word in map(str.casefold, _WORD.findall(text)):
        if word >= _JOINED:
            found.update(word[n : n + 2] for n in range(len(word) - 1))
        elif len(word) > 2 and word not in _COMMON:
            found.add(word[:_STEM])
    return found
