"""The rule for code that a comment would swallow: where a new comment comes, each line of code that goes has a new version.

A comment above new code explains it, and one in the place of code stands for it. Nothing in its words tells them apart, in any
language. So the lines that go do: what is rewritten is there again in another version, and what is left out is not.
"""

import re
from collections.abc import Callable, Iterator

from kaptar.edit.account.facts.comment_signs import CommentSigns
from kaptar.edit.account.facts.lines import Difference, Exchange
from kaptar.edit.account.facts.rows import CLOSERS, says_something
from kaptar.edit.account.facts.spoken_markers import says_left_out
from kaptar.edit.account.facts.successors import successors_of
from kaptar.edit.account.facts.swaps import places_of
from kaptar.edit.outcome import Complaint

_BEHIND = re.compile(r"\s(?://|#|--|;|%|/\*)\s*([^#/*]{1,80})(?:\*/)?$")
"""A comment behind code."""
_DIRECTIVE = re.compile(
    r"#!|.{1,4}-\*-|.{0,12}\b(?:en)?coding[:=]|//go:|//\s*\+build|#\s*(?:frozen_string_literal|syntax ?=|escape ?=)"
    r"|.{1,4}@(?:flow|jsx|ts-nocheck)\b"
)
"""A comment that says how the file is read or run."""
_WORD = re.compile(r"\w+")
_LONGEST = 400
"""Characters of a line that is looked at, at most."""


def check_swallowed(difference: Difference, is_text: Callable[[int], bool]) -> Complaint | None:
    """No line of code goes where a new comment comes, unless a new version of it comes too.

    Args:
        is_text: whether a line of the old text lies inside of a string or comment.
    """
    spoken = next((text for n in _came(difference, difference.runs) if _speaks_behind(text := difference.new[n])), "")
    if spoken:
        return (
            "ambiguous",
            f"the comment in {spoken[:80]!r} can stand for code left out; show that code, or leave the comment out",
        )
    for comment, _, lost in _swallowed(difference, is_text):
        return "ambiguous", (
            f"the comment {comment[:80]!r} would take the place of {lost[0][:80]!r}; if it stands for code that stays, write it "
            "as `... existing code ...` in a comment, else use a format that quotes what goes"
        )
    return None


def _swallowed(difference: Difference, is_text: Callable[[int], bool]) -> Iterator[tuple[str, list[str], list[str]]]:
    """For each place where a new comment comes: the comment, all lines that come, the lines that go without a version."""
    here = [*_came(difference, difference.runs)]
    signs = difference.signs
    if not any(signs.begins(difference.new[n]) for n in here):
        return
    known, moved = set(difference.old), {difference.new[n] for n in here}
    for place in places_of(difference):
        came = [difference.new[n] for n in _came(difference, [place])]
        new = [text for text in came if signs.begins(text) and text not in known]
        if not new:
            continue
        numbers = (
            n for n in range(place.old, place.old_end) if difference.target[n] < 0 and difference.old[n] and not is_text(n)
        )
        gone = [text for n in numbers if (text := difference.old[n]) not in moved and not _is_held(text, new)]
        if lost := _lost(gone, came, signs):
            yield new[0], came, lost


def _is_held(text: str, comments: list[str]) -> bool:
    """Whether a comment is a line of code that was taken out."""
    return any(text in comment and 2 * len(text) >= len(comment) for comment in comments)


def _came(difference: Difference, runs: list[Exchange]) -> Iterator[int]:
    return (n for run in runs for n in range(run.new, run.new_end) if difference.new[n] and difference.origin[n] < 0)


def _lost(gone: list[str], came: list[str], signs: CommentSigns) -> list[str]:
    """The lines that go without a new version where a comment comes."""
    if (told := next(filter(_is_directive, gone), None)) and not any(map(_is_directive, came)):
        return [told]
    code = [text for text in gone if _is_code(text, signs.is_surely, signs.surely_begins)]
    new = [text for text in came if signs.begins(text) or _is_code(text, signs.is_comment, signs.begins)]
    found = successors_of(code, ["" if signs.begins(text) else text for text in new])
    lost = []
    for number, text in enumerate(code):
        above = max((n for n in found[:number] if n >= 0), default=-1)
        below = min((n for n in found[number + 1 :] if n >= 0), default=len(new))
        between = new[above + 1 : below] if above < below else new
        if found[number] < 0 and any(map(signs.begins, between)):
            lost.append(text)
    return lost or _lost_end(gone, came, signs)


def _lost_end(gone: list[str], came: list[str], signs: CommentSigns) -> list[str]:
    """The last line that closes a block, where less is closed in the new lines."""
    if _closed(gone) <= _closed([text for text in came if not signs.begins(text)]):
        return []
    return [text for text in gone if not says_something(text) and text.startswith(CLOSERS)][-1:]


def _closed(lines: list[str]) -> int:
    """Closed brackets, opened ones taken off."""
    text = "".join(lines)
    return sum(map(text.count, ")]}")) - sum(map(text.count, "([{"))


def _is_code(text: str, is_comment: Callable[[str], bool], begins_comment: Callable[[str], bool]) -> bool:
    if text.startswith("@") and not text.endswith(";"):
        return False
    if text.startswith("*") and not is_comment(text):
        return True
    inside = text in ("*", "*/") or text.startswith(("* ", "*/ "))
    return any(map(str.isalnum, text)) and not inside and not begins_comment(text)


def _is_directive(text: str) -> bool:
    return _DIRECTIVE.match(text[:_LONGEST]) is not None


def _speaks_behind(text: str) -> bool:
    found = _BEHIND.search(text[-_LONGEST:])
    return found is not None and says_left_out(found[1])
