"""Host twins of the `syntax` operations for Python, over `ast`: the grammar of the Python that runs it.

What differs from the guest: the guest knows the newest grammar, whatever Python runs it, and goes on after an error;
`ast` gives up at the first one. Messages and places of errors differ.
"""

import ast
import re
import warnings

from skep.errors import OperationFailed, Unavailable
from skep.ops.positions import Lines
from skep.ops.syntax_types import Diagnostic, Validation

PARTIAL = "it knows the grammar of the running Python, reports the first error only, and needs a source that parses for all else"

_BOM = b"\xef\xbb\xbf"
_LINE_END = re.compile(rb"\r\n|\r|\n")


class Parsed:
    """A source with its tree, and from the places of `ast` (line, byte column) to offsets into the source as it is."""

    def __init__(self, source: bytes, tree: ast.Module) -> None:
        self.source, self.tree, self.lines = source, tree, Lines(source)
        self._starts = _line_starts(source)

    def offset(self, line: int, column: int) -> int:
        return self._starts[line - 1] + column

    def span(self, node: ast.stmt | ast.expr | ast.ExceptHandler | ast.alias) -> tuple[int, int]:
        end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset
        return self.offset(node.lineno, node.col_offset), self.offset(end_line, end_column or node.col_offset)


def validate(source: bytes) -> Validation:
    """Whether the source parses; one diagnostic if it does not."""
    problem = _problem(source)
    return Validation(problem is None, () if problem is None else (problem,))


def parsed(source: bytes) -> Parsed:
    """The tree of a source. Raises `Unavailable` where it does not parse: only the guest goes on after an error."""
    problem = _problem(source)
    if problem is not None:
        raise Unavailable(f"line {problem.line}: {problem.message}; without guests only sources that parse can be read")
    return Parsed(source, _parse(source))


def _parse(source: bytes) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source.removeprefix(_BOM).decode("utf-8"))


def _problem(source: bytes) -> Diagnostic | None:
    lines = Lines(source)
    null = source.find(b"\0")
    try:
        if null < 0:
            _parse(source)
            return None
    except UnicodeDecodeError as error:
        at = error.start + len(source) - len(source.removeprefix(_BOM))
        return lines.diagnostic(at, at + error.end - error.start, "the source is not UTF-8")
    except SyntaxError as error:
        start, end = _range(source, error)
        return lines.diagnostic(start, end, error.msg)
    except (RecursionError, MemoryError):
        raise OperationFailed("the source is nested too deeply for ast") from None
    return lines.diagnostic(null, null + 1, "the source holds a null byte")


def _range(source: bytes, error: SyntaxError) -> tuple[int, int]:
    start = _place(source, error.lineno, error.offset)
    end = _place(source, error.end_lineno, error.end_offset)
    return start, max(start, end)


def _place(source: bytes, line: int | None, column: int | None) -> int:
    """The offset of a place of a SyntaxError, whose columns count code points from 1 (0 or less where it does not know)."""
    starts = _line_starts(source)
    if not line or line > len(starts):
        return len(source)
    start = starts[line - 1]
    end = starts[line] if line < len(starts) else len(source)
    before = source[start:end].decode("utf-8", "replace")[: max(column or 1, 1) - 1]
    return min(start + len(before.encode()), end)


def _line_starts(source: bytes) -> list[int]:
    """Where the lines of the tokenizer start: behind LF, CR and CR LF, the first behind a byte order mark."""
    first = len(source) - len(source.removeprefix(_BOM))
    return [first, *(match.end() for match in _LINE_END.finditer(source))]
