"""Edits that put new lines into a file, as the check of these lines sees them."""

from kaptar.edit.artefacts.check import check_artefacts
from kaptar.edit.outcome import Complaint, Span


def brought(path: str, source: str, old: str, new: str) -> Complaint | None:
    """The verdict on a text that comes in the place of another one, which the source has once; all of it for ""."""
    before, gone = source.encode(), (old or source).encode()
    start = before.index(gone)
    text = before[:start] + new.encode() + before[start + len(gone) :]
    return check_artefacts(before, text, [Span(start, start + len(gone), new.encode())], path)
