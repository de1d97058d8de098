"""The rule for comments that the file has: an edit that shows one above a line means the place where both stand."""

from collections import Counter

from kaptar.edit.account.facts.lines import Difference
from kaptar.edit.account.facts.rows import CODE, says_something
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.outcome import Complaint

_MOST_PLACES = 8
"""Places of a comment that tells something, at most: one that stands in more of them says little."""
_MANY_WORDS = 5
"""Words, with the sign of the comment, of a line that is no sentence, at most."""


def check_known_comments(difference: Difference, shown: Shown) -> Complaint | None:
    """No comment comes a second time above a line that stands hidden below the first one too, or as the beginning of another one.

    Of two blocks with equal heads the comment tells which one is meant: written above the other head it would take the place of
    that block's own comment.
    """
    rows = Counter(row.text for row in shown.rows if row.kind is CODE)
    for line in (n for run in difference.runs for n in range(run.new, run.new_end)):
        text = difference.new[line]
        if (
            not difference.is_comment(text)
            or rows[text] != 1
            or not says_something(text)
            or not 0 < difference.count(text) <= _MOST_PLACES
        ):
            continue
        for was in difference.places(text):
            now = difference.target[was]
            head = _same_below(difference, line, was) or _comment_below(difference, line)
            if now >= 0 and shown.row_of[now] < 0 and head:
                return "ambiguous", (
                    f"{text[:80]!r} would stand above {head[:80]!r}, and stands in line {was + 1} already, which the edit "
                    "does not show; show more lines around it, or both"
                )
    return None


def _comment_below(difference: Difference, line: int) -> str:
    """The kept line of another comment that a new sentence would begin; "" for none."""
    text = difference.new[line + 1] if line + 1 < len(difference.new) else ""
    joins = difference.is_comment(text) and says_something(text) and difference.origin[line + 1] >= 0
    return (
        text if joins and len(difference.new[line].split()) > _MANY_WORDS and difference.count(difference.new[line]) == 1 else ""
    )


def _same_below(difference: Difference, line: int, was: int) -> str:
    """The kept line below a new comment, where an old one has the same below it; "" where it has another.

    Comments that come with the first one, and the ends of comments, are passed over in both.
    """
    for at in range(line + 1, len(difference.new)):
        text = difference.new[at]
        was += 1
        if was >= len(difference.old) or text != difference.old[was]:
            return ""
        if text and (not difference.is_comment(text) or (says_something(text) and difference.origin[at] >= 0)):
            return text
    return ""
