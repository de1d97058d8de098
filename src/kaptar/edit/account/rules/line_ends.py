"""The rule for blanks at the ends of lines: those that the edit shows are in the new text.

In Markdown and in strings they mean something.
"""

from collections.abc import Sequence

from kaptar.edit.account.facts.lines import Difference
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.outcome import Complaint


def check_line_ends(difference: Difference, shown: Shown, edit: Sequence[str], text: bytes) -> Complaint | None:
    """A line that the edit shows with blanks at its end has them in the new text. Blanks that it does not show may stay.

    Args:
        edit: the lines of the edit that `shown` has as rows.
        text: the new text.
    """
    rows = [row for row, line in enumerate(edit) if shown.line_of[row] >= 0 and _blanks(line)]
    if not rows:
        return None
    lines = text.split(b"\n")
    for row in rows:
        line, wanted = shown.line_of[row], _blanks(edit[row])
        if _blanks(lines[line].decode("utf-8", "replace")) != wanted:
            return "malformed_edit", (
                f"the line {difference.new[line][:80]!r} would lose the blanks at its end; use a format that quotes what "
                "it changes, or send the line without them"
            )
    return None


def _blanks(line: str) -> str:
    bare = line.rstrip("\r")
    return bare[len(bare.rstrip()) :]
