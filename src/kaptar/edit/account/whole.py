"""The rule for whole files: the new text is the edit's text."""

from kaptar.edit.account.facts.lines import Difference
from kaptar.edit.account.facts.rows import readings
from kaptar.edit.verify import Complaint


def check_whole(difference: Difference, edit: str) -> Complaint | None:
    """The new text has all lines of the edit, or of the one fence in it, and no others; blank lines aside."""
    wanted = [line for line in difference.new if line]
    for lines in readings(edit):
        if [text for line in lines if (text := line.strip())] == wanted:
            return None
    return "malformed_edit", "the new text is not the edit's text line by line; nothing was changed"
