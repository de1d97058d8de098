"""The rule for strings over several lines: a plan that moves an edit's lines to the file's depth moves none inside of them."""

import re

from kaptar.edit.account.lines import Difference
from kaptar.edit.account.rows import RowKind, is_comment
from kaptar.edit.account.shown import Shown
from kaptar.edit.verify import Complaint

_QUOTES = ('"""', "'''", "`")
_HEREDOC = re.compile(r"<<[-~]?(['\"]?)([A-Za-z_]\w*)\1")
_LONGEST = 200
"""Lines of a string that are looked at, at most."""


def check_long_strings(difference: Difference) -> Complaint | None:
    """Refuses a reindented edit that changes lines of a string over several lines which is a value. A docstring is no value."""
    new, moved = difference.new, set(difference.moved)
    for zone in difference.zones:
        for line in range(max(0, zone.new - _LONGEST), zone.new_end):
            last = _last_of_string(new, line)
            if any(n in moved or difference.origin[n] < 0 for n in range(max(line + 1, zone.new), min(last + 1, zone.new_end))):
                return "ambiguous", (
                    f"the edit is indented otherwise than the file, and the string that begins in {new[line][:80]!r} "
                    "would change with it; send the edit with the file's own indentation"
                )
    return None


def marker_in_string(shown: Shown) -> str | None:
    """A marker of the snippet inside of a string over several lines; None for none."""
    if not shown.has_markers:
        return None
    texts = [row.text for row in shown.rows]
    for line in range(len(texts)):
        last = _last_of_string(texts, line)
        if held := next((row.text for row in shown.rows[line + 1 : last] if row.kind is RowKind.MARKER), None):
            return held
    return None


def _last_of_string(lines: list[str], line: int) -> int:
    """The last line of a string that a line begins behind other code and does not end; the line itself for none."""
    text = lines[line]
    heredoc = _HEREDOC.search(text)
    quote = next((q for q in _QUOTES if text.count(q) % 2 == 1 and not text.startswith(q)), None)
    if is_comment(text) or (heredoc is None and quote is None):
        return line
    for below in range(line + 1, min(line + _LONGEST, len(lines))):
        if (quote and quote in lines[below]) or (heredoc and lines[below] == heredoc[2]):
            return below
    return line
