"""Host twin of the edit guest: exact quotations only, so that edits work without guests.

It reads SEARCH/REPLACE blocks, unified diffs, V4A patches and ``old_string``/``new_string`` for one file, and applies a
hunk only where its quotation stands byte for byte at exactly one place. What it cannot decide it refuses as
``unavailable``, so it never differs from the guest in what it applies.
"""

from kaptar.edit.outcome import Refused, Span

__all__ = ["plan_on_host"]


def plan_on_host(source: bytes, edit: str, format: str) -> tuple[str, list[Span]] | Refused:
    """The format and the spans of an edit whose quotations are exact; no spans when it is there already.

    Args:
        source: UTF-8 text.
        format: a name, or ``auto``.
    """
    from kaptar.edit.twin.place import replace_hunks
    from kaptar.edit.twin.read import read_hunks

    read = read_hunks(edit, format)
    if isinstance(read, Refused):
        return read
    name, hunks = read
    spans = replace_hunks(source.decode("utf-8"), hunks)
    return spans if isinstance(spans, Refused) else (name, spans)
