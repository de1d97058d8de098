"""Lines and columns of byte offsets, as guests count them: lines end with LF, columns are code points, both from 1."""

from bisect import bisect_right
from typing import Literal

from kaptar.ops.syntax_types import Diagnostic
from kaptar.ops.twins.text import line_index


class LineIndex:
    """The start of each line of a source."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._starts = line_index(source)

    @property
    def count(self) -> int:
        """The number of lines; an empty rest behind the last line end is none, but an empty file has one line."""
        open_end = len(self._starts) > 1 and self._starts[-1] == len(self._source)
        return len(self._starts) - open_end

    def line(self, offset: int) -> int:
        return bisect_right(self._starts, offset)

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset. One behind the end counts as the end."""
        offset = min(offset, len(self._source))
        line = self.line(offset)
        before = self._source[self._starts[line - 1] : offset]
        return line, sum(byte & 0xC0 != 0x80 for byte in before) + 1

    def diagnostic(self, start: int, end: int, message: str, severity: Literal["error", "warning"] = "error") -> Diagnostic:
        """A diagnostic for a byte range."""
        return Diagnostic(*self.position(start), *self.position(end), start, end, message, severity)
