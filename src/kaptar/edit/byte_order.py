"""Byte order marks in an edit: a file that has one keeps it, and a text that is quoted from its first line may show it.

Pure: texts in, a text out.
"""

import re
from itertools import pairwise

_MARK = "\ufeff"
_ENCODED = _MARK.encode()
_ESCAPED = re.compile(r"\\ufeff", re.IGNORECASE)
_ABOVE = ("```", "~~~", "<<<<<", "=======", "-------", "@@", "***", "+++", "[")
"""What a line begins with below which a text begins: fences, borders, headers, tags."""
_IN_JSON = re.compile(r"(?<!\\)\"(?:\ufeff|\\u[fF][eE][fF][fF])(?!\")")
"""A mark that begins a text in JSON, and is not all of it."""


def without_marks(edit: str, source: bytes) -> str:
    """The edit without marks at the beginning of its texts and lines, for a file that begins with the only one that it has.

    One inside of a line stays: it is a sign of the code.
    """
    if _MARK not in edit and _ESCAPED.search(edit) is None:
        return edit
    if not source.startswith(_ENCODED) or source.count(_ENCODED) > 1:
        return edit
    edit = edit.lstrip().removeprefix(_MARK) if edit.lstrip().startswith(_MARK) else edit
    edit = "\n".join(_without_mark(*pair) for pair in pairwise(("", *edit.split("\n"))))
    begin = edit.lstrip()[:1]
    edit = edit.replace(f">{_MARK}", ">") if begin == "<" else edit
    return _IN_JSON.sub('"', edit) if begin in ("{", "[", "<", "`") else edit


def _without_mark(above: str, line: str) -> str:
    """A line without a mark where a text begins, or behind the sign of a diff."""
    if line[1:2] == _MARK and line[0] in " +-":
        return line[0] + line[2:]
    above = above.strip()
    begins = above.startswith(_ABOVE) or (above[:1] == "<" and above[1:2] != "/" and above[-1:] in (">", "["))
    return line.removeprefix(_MARK) if begins else line


def misplaced_mark(source: bytes, text: bytes) -> int:
    """The line, from 1, at whose beginning a mark comes that does not begin the file; 0 for none."""
    if text.count(_ENCODED) <= source.count(_ENCODED):
        return 0
    at = 0 if text.startswith(_ENCODED * 2) else text.find(b"\n" + _ENCODED)
    return 0 if at < 0 else text.count(b"\n", 0, at + 1) + 1
