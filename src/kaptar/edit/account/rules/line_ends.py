"""The rule for blanks at the ends of lines: those that the edit shows are in the new text.

In Markdown and in strings they mean something.
"""

from collections.abc import Callable, Sequence

from kaptar.edit.account.facts.lines import Difference
from kaptar.edit.account.facts.rows import BLANK
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.outcome import Complaint


def check_line_ends(difference: Difference, shown: Shown, edit: Sequence[str], text: bytes) -> Complaint | None:
    """A line that the edit shows with blanks at its end has them in the new text. Blanks that it does not show may stay.

    Where nothing else changes, they may not: then they are what the edit changes.

    Args:
        edit: the lines of the edit that `shown` has as rows.
        text: the new text.
    """
    nothing_changes = not difference.runs and not difference.moved
    rows = [row for row, line in enumerate(edit) if shown.line_of[row] >= 0 and (_blanks(line) or nothing_changes)]
    if not rows:
        return None
    lines = text.split(b"\n")
    for row in rows:
        line, wanted = shown.line_of[row], _blanks(edit[row])
        if _blanks(lines[line].decode("utf-8", "replace")) != wanted:
            does = "would lose the blanks at its end" if wanted else "would keep the blanks at its end, and nothing else changes"
            return "malformed_edit", (
                f"the line {difference.new[line][:80]!r} {does}; use a format that quotes what it changes, or send the line "
                "as it is in the file"
            )
    return None


def check_blank_lines(shown: Shown, edit: Sequence[str], text: bytes, is_text: Callable[[int], bool]) -> Complaint | None:
    """A line of blanks that the edit shows inside of a string is in the new text as it is.

    Args:
        is_text: whether a line of the new text lies inside of a string, from 0.
    """
    rows = [row for row, line in enumerate(edit) if shown.rows[row].kind is BLANK and _blanks(line)]
    lines = text.split(b"\n") if rows else []
    for row in rows:
        above = next((n for n in range(row - 1, -1, -1) if shown.rows[n].kind is not BLANK), -1)
        line = shown.line_of[above] + row - above if above >= 0 and shown.line_of[above] >= 0 else -1
        if not 0 <= line < len(lines) or lines[line].strip() or not is_text(line):
            continue
        if lines[line].rstrip(b"\r").decode("utf-8", "replace") != edit[row].rstrip("\r"):
            return "malformed_edit", (
                f"line {line + 1}, which is blank and lies inside of a string, would not have the blanks that the edit shows; "
                "use a format that quotes what it changes"
            )
    return None


def _blanks(line: str) -> str:
    bare = line.rstrip("\r")
    return bare[len(bare.rstrip()) :]
