"""The rule for strings over several lines: a plan that moves an edit's lines to the file's depth moves none inside of them."""

import re
from collections.abc import Iterator, Sequence

from kaptar.edit.account.facts.comments import is_comment
from kaptar.edit.account.facts.lines import Difference
from kaptar.edit.account.facts.rows import MARKER
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.outcome import Complaint

_QUOTES = ('"""', "'''", "`")
_HEREDOC = re.compile(r"<<[-~]?(['\"]?)([A-Za-z_]\w*)\1")

_SHELL = re.compile(r"(?:export |local |readonly )?\w+=(['\"])(?:(?!\1).)*")
"""A line of a shell that begins a string over several lines."""
_SIGNS = ("<<", "='", '="')
"""What lines have that begin a string of a shell."""


def check_long_strings(difference: Difference) -> Complaint | None:
    """Refuses a reindented edit that changes lines of a string over several lines which is a value. A docstring is no value."""
    moved = set(difference.moved)
    changed = {n for zone in difference.zones for n in range(zone.new, zone.new_end) if n in moved or difference.origin[n] < 0}
    for first, last in _strings(difference.new):
        if any(line in changed for line in range(first + 1, last + 1)):
            return "ambiguous", (
                f"the edit is indented otherwise than the file, and the string that begins in {difference.new[first][:80]!r} "
                "would change with it; send the edit with the file's own indentation"
            )
    return None


def check_marked_strings(shown: Shown) -> Complaint | None:
    """No marker of the snippet stands inside of a string over several lines."""
    if not shown.has_markers:
        return None
    strings = _strings([row.text for row in shown.rows])
    inside = (row for first, last in strings for row in shown.rows[first + 1 : last])
    held = next((row.text for row in inside if row.kind is MARKER), None)
    if held is None:
        return None
    return "ambiguous", f"{held[:80]!r} stands inside of a string: show the string as it will be"


def _strings(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """First and last lines of strings that begin behind other code, by their quotes alone."""
    text = "\n".join(lines)
    for quote in _QUOTES:
        opened = -1
        for n in _lines_with(quote, text):
            line = lines[n]
            if line.count(quote) % 2 == 0 or (opened < 0 and is_comment(line) and not line.startswith(quote)):
                continue
            if opened >= 0 and not lines[opened].startswith(quote):
                yield opened, n
            opened = n if opened < 0 else -1
    for n in sorted({n for sign in _SIGNS for n in _lines_with(sign, text)}):
        if (opening := _SHELL.fullmatch(lines[n])) and (
            end := next((m for m in range(n + 1, len(lines)) if opening[1] in lines[m]), 0)
        ):
            yield n, end
        if (heredoc := _HEREDOC.search(lines[n])) and heredoc[2] in lines[n + 1 :]:
            yield n, lines.index(heredoc[2], n + 1)


def _lines_with(sign: str, text: str) -> Iterator[int]:
    """The numbers of the lines that have a sign, in order."""
    at, line, counted = text.find(sign), 0, 0
    while at >= 0:
        line += text.count("\n", counted, at)
        counted = at
        yield line
        end = text.find("\n", at)
        at = text.find(sign, end) if end >= 0 else -1
