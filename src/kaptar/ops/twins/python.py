"""Host twins of the `syntax` operations for Python, over `compile` and `ast`: the grammar of the running Python.

What differs from the guest: the guest knows the newest grammar, whatever Python runs it, and goes on after an error;
CPython gives up at the first one. Messages and places of errors differ.
"""

import ast
import re
import warnings

from kaptar.errors import OperationFailed, Unavailable
from kaptar.ops.positions import LineIndex
from kaptar.ops.syntax_types import Diagnostic, Validation
from kaptar.ops.twins.python_encoding import unsupported
from kaptar.ops.twins.text import utf8_validate

PARTIAL = "it knows the grammar of the running Python, reports the first error only, and reads only what parses"

_TOO_DEEP = "nested too deeply for this Python: not parsed"
_DEFINED_NAME = re.compile(rb"(?:async\b[\s\\]*)?(?:def|class)\b[\s\\]*([^\s(:\[\\#]+)")
_BOM = b"\xef\xbb\xbf"
_LINE_END = re.compile(rb"\r\n|\r|\n")


class ParsedPython:
    """A source with its tree, and from the places of `ast` (line, byte column) to offsets into the source as it is."""

    def __init__(self, source: bytes, tree: ast.Module) -> None:
        self.source, self.tree, self.lines = source, tree, LineIndex(source)
        self._starts = _line_starts(source)

    def offset(self, line: int, column: int) -> int:
        return self._starts[line - 1] + column

    def span(self, node: ast.stmt | ast.expr | ast.alias) -> tuple[int, int]:
        end_line, end_column = node.end_lineno, node.end_col_offset
        if end_line is None or end_column is None:
            raise ValueError(f"a {type(node).__name__} that does not come from a parser has no end")
        return self.offset(node.lineno, node.col_offset), self.offset(end_line, end_column)

    def defined(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> tuple[str, int]:
        """The name of a definition as it is spelt, and its line."""
        start, _ = self.span(node)
        found = _DEFINED_NAME.match(self.source, start)
        if found is None:
            return node.name, self.lines.line(start)
        return found[1].decode("utf-8"), self.lines.line(found.start(1))

    def text(self, node: ast.stmt | ast.expr | ast.alias) -> str:
        """A node as it is spelt."""
        start, end = self.span(node)
        return self.source[start:end].decode("utf-8")


def validate(source: bytes) -> Validation:
    """Whether CPython compiles the source; one diagnostic if it does not. Nothing is executed."""
    problem = unreadable(source) or _undecodable(source)
    if problem is not None:
        return Validation(False, (problem,))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(_text(source), "<source>", "exec", dont_inherit=True)
    except SyntaxError as error:
        return Validation(False, (_diagnostic(source, error),))
    except (RecursionError, MemoryError):
        return Validation(False, (LineIndex(source).diagnostic(0, 0, _TOO_DEEP),))
    return Validation(True, ())


def unreadable(source: bytes) -> Diagnostic | None:
    """What keeps a source from being parsed at all: it is not UTF-8, or holds a null byte."""
    at = utf8_validate(source)
    if at >= 0:
        return LineIndex(source).diagnostic(at, at + 1, "the source is not UTF-8")
    null = source.find(b"\0")
    return None if null < 0 else LineIndex(source).diagnostic(null, null + 1, "the source holds a null byte")


def _undecodable(source: bytes) -> Diagnostic | None:
    cookie = unsupported(source)
    if cookie is None:
        return None
    message = f"the declared encoding {cookie.name} is not supported: the source was read as UTF-8"
    return LineIndex(source).diagnostic(cookie.start, cookie.end, message)


def parsed(source: bytes) -> ParsedPython:
    """The tree of a source.

    Raises:
        Unavailable: it does not parse; only the guest goes on after an error.
        OperationFailed: it is not text, or nested too deeply.
    """
    problem = unreadable(source)
    if problem is not None:
        raise OperationFailed(f"line {problem.line}: {problem.message}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ParsedPython(source, ast.parse(_text(source)))
    except SyntaxError as error:
        found = _diagnostic(source, error)
    except (RecursionError, MemoryError):
        raise OperationFailed(_TOO_DEEP) from None
    raise Unavailable(f"line {found.line}: {found.message}; without guests only sources that parse can be read")


def unread_by(source: bytes, minor: int) -> str:
    """Why Python 3.``minor`` cannot parse a source, as far as the running Python knows; "" where it can.

    The running Python knows of 3.7 and newer what they lack; an older one counts as 3.7.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(_text(source), feature_version=(3, max(minor, 7)))
    except SyntaxError as error:
        return f"line {error.lineno}: {error.msg}"
    except (RecursionError, MemoryError):
        return _TOO_DEEP
    except ValueError as error:
        return str(error)
    return ""


def _text(source: bytes) -> str:
    return source.removeprefix(_BOM).decode("utf-8")


def _diagnostic(source: bytes, error: SyntaxError) -> Diagnostic:
    start = _place(source, error.lineno, error.offset)
    end = _place(source, error.end_lineno, error.end_offset)
    return LineIndex(source).diagnostic(start, max(start, end), error.msg)


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
