"""The rule for dots of a document that may be a marker, or an example that is a line of the text."""

from kaptar.edit.account.facts.rows import MARKER, SnippetRow
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.outcome import Complaint

_EXAMPLE = 4
"""Columns of what is an example in a document, at least."""


def check_dots(shown: Shown) -> Complaint | None:
    """No marker of a document is indented as an example is, and has nothing but dots."""
    dots = next((row.text for row in shown.rows if _are_indented(row)), None)
    if dots is None:
        return None
    return "ambiguous", f"the line {dots!r} could be a marker or a line of the text; send the text around it"


def _are_indented(row: SnippetRow) -> bool:
    return row.kind is MARKER and row.indent >= _EXAMPLE and not any(map(str.isalnum, row.text))
