"""Readers of the formats that quote what they replace. See `kaptar.edit.account.quoting.replay`."""

from kaptar.edit.account.quoting.reading.calls import read_calls
from kaptar.edit.account.quoting.reading.diffs import read_diff
from kaptar.edit.account.quoting.reading.parts import FileChanges, NotRead
from kaptar.edit.account.quoting.reading.patches import is_patch, read_patch
from kaptar.edit.account.quoting.reading.search_replace import read_search_replace

__all__ = ["FileChanges", "NotRead", "read_parts"]


def read_parts(edit: str, format: str) -> list[FileChanges]:
    """The parts of an edit, one for each file, in the order in which the edit first names the files.

    Args:
        format: the format of a plan: ``search_replace``, ``udiff``, ``v4a``, ``str_replace`` or ``insert``.

    Raises:
        NotRead: the edit is not of that format, as far as these readers know it.
    """
    text = edit.lstrip("\ufeff").replace("\r\n", "\n")
    lines = text.removesuffix("\n").split("\n")
    if format == "search_replace":
        return read_search_replace(lines)
    if format == "udiff":
        return read_diff(lines).parts
    if format == "v4a" and is_patch(lines):
        return read_patch(lines)
    return read_calls(text, lines)
