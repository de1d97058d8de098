"""The rule for comments behind code: one that the edit leaves out stays, unless nothing else changes."""

from collections.abc import Iterator

from kaptar.edit.account.facts.lines import Difference, Exchange
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.outcome import Complaint

_BETWEEN = ",; "
"""What parts a line's code from the code below it, and is no change of it."""


def check_line_comments(difference: Difference, shown: Shown) -> Complaint | None:
    """No comment behind code goes while the code stays and other lines change, unless the edit says that it goes.

    Whoever writes a block anew to change one line of it leaves out such comments. An edit that changes nothing else means it.
    """
    if shown.removals:
        return None
    lost = [found for run in difference.runs for found in _lost(difference, run)]
    if not lost:
        return None
    old, new = {line for line, _, _ in lost}, {line for _, line, _ in lost}
    goes = any(text for run in difference.runs for n, text in _lines(difference.old, run.old, run.old_end) if n not in old)
    comes = any(text for run in difference.runs for n, text in _lines(difference.new, run.new, run.new_end) if n not in new)
    if not goes and not comes:
        return None
    line, _, comment = lost[0]
    return "unaccounted_removal", (
        f"the comment {comment[:80]!r} behind the code of line {line + 1} would go, but the edit only leaves it out; "
        "show it, or use a format that quotes the line"
    )


def _lines(lines: list[str], first: int, end: int) -> Iterator[tuple[int, str]]:
    return zip(range(first, end), lines[first:end], strict=True)


def _lost(difference: Difference, run: Exchange) -> Iterator[tuple[int, int, str]]:
    """Old lines that come without the comment behind their code: the old and the new line, and the comment."""
    came = {text.rstrip(_BETWEEN): n for n, text in _lines(difference.new, run.new, run.new_end) if text}
    for line, text in _lines(difference.old, run.old, run.old_end) if came else ():
        if difference.target[line] >= 0:
            continue
        for code, now in came.items():
            rest = text[len(code) :].lstrip(_BETWEEN)
            if code and text.startswith(code) and rest != text[len(code) :] and difference.signs.is_surely(rest):
                yield line, now, rest
                break
