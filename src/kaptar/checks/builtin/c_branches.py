"""Sources of C, C++ and C#: their text without directives, with signs at the ends of each branch of ``#if``. Pure."""

import re
from collections.abc import Iterator

BEGINS, CHANGES, ENDS = b"\x01", b"\x02", b"\x03"
"""The signs, each alone on its line."""

_DIRECTIVE = re.compile(rb"[ \t]*+#[ \t]*+(\w*+)([^\n]{0,500}+)")
_NEVER = re.compile(
    rb"(?:if)?[ \t]{1,9}(?:0|defined[ \t(]{1,9}__cplusplus[ \t)]{0,9}|__cplusplus)[ \t\r]{0,9}(?:/[/*].{0,500})?", re.DOTALL
)
"""What no compiler of C reads: ``#if 0``, and what frames the whole of a header for C++ (``extern "C" {``)."""
_NAME = re.compile(rb"[ \t]{1,9}(\w{1,200}+)")
_FRAGMENT = re.compile(rb"^(?:switch|for|while|if|case|return)\b", re.MULTILINE)
_NO_CODE = (b"//", b"/*", b"*", b"#")


def is_fragment(source: bytes) -> bool:
    """Whether a file is a part of a function, for ``#include``: statements stand at the margin, or its first line is indented."""
    if _FRAGMENT.search(source):
        return True
    code = (line for line in source.split(b"\n") if line.strip() and not line.lstrip().startswith(_NO_CODE))
    return next(code, b"")[:1] in (b" ", b"\t")


class _Branches:
    """The branches around a line: for each whether it is hidden, and whether its directives count.

    ``hidden``: how many of them no compiler of C reads.
    """

    def __init__(self) -> None:
        self.hidden = 0
        self._open: list[tuple[bool, bool]] = []

    def at(self, directive: bytes, rest: bytes, *, guard: bool) -> bytes:
        """Enter, change or leave a branch; the sign for it, or b""."""
        if directive.startswith(b"if"):
            never = directive != b"ifndef" and _NEVER.fullmatch(rest) is not None
            counts = not guard and not never
            self._open.append((never, counts))
            self.hidden += never
            return BEGINS if counts else b""
        if not self._open or not (directive.startswith(b"el") or directive == b"endif"):
            return b""
        never, counts = self._open.pop()
        self.hidden -= never
        if directive == b"endif":
            return ENDS if counts else b""
        self._open.append((False, counts))
        return CHANGES if counts else b""


def with_signs(source: bytes) -> bytes:
    """The text of a source for a look at its brackets. The guard of a header is no branch."""
    return b"\n".join(_lines(source.split(b"\n")))


def _lines(lines: list[bytes]) -> Iterator[bytes]:
    branches = _Branches()
    goes_on, first = False, True
    for line in lines:
        found = None if goes_on else _DIRECTIVE.match(line)
        if found is not None:
            name = _NAME.match(found[2])
            guard = first and found[1] == b"ifndef" and name is not None
            first = False
            hidden = branches.hidden
            sign = branches.at(found[1], found[2], guard=guard)
            yield b"" if hidden and branches.hidden else sign
        directive = goes_on or found is not None
        if not directive and not branches.hidden:
            yield line
        goes_on = directive and line.rstrip(b"\r").endswith(b"\\")
        if directive and not goes_on and line.rfind(b"/*") > line.rfind(b"*/"):
            yield b"/*"
