"""Headers of diffs that were made on Windows: ``--- a\\src\\a.py``."""

import re

from kaptar.edit.account.quoting.reading.diffs import header_lines

_NAMES = re.compile(r"(--- |\+\+\+ |diff --git )([^/\"]*\\[^/\"]*)")


def with_slashes(edit: str) -> str:
    """The edit with ``/`` in the names of its headers, where they have ``\\`` and no ``/``."""
    if not re.search(r"^(?:---|\+\+\+|diff --git) .*\\", edit, re.MULTILINE):
        return edit
    lines = edit.split("\n")
    for number in header_lines([line.removesuffix("\r") for line in lines]):
        if found := _NAMES.match(lines[number]):
            lines[number] = found[1] + found[2].replace("\\", "/") + lines[number][found.end() :]
    return "\n".join(lines)
