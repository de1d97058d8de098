"""Host twin of `syntax.metrics` for Python, over `ast` and `tokenize`, by the rules of guests/python/src/metrics.rs."""

import ast
import io
import tokenize
from collections.abc import Iterable, Iterator

from kaptar.errors import OperationFailed
from kaptar.ops.syntax_types import FileMetrics, FunctionMetrics
from kaptar.ops.twins.python import ParsedPython, parsed

_NO_CODE = frozenset({tokenize.NEWLINE, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER})
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_NESTING = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.TryStar, ast.Match)


def metrics(source: bytes) -> FileMetrics:
    """Lines by what is on them, and complexity, nesting and parameters of each function."""
    file = parsed(source)
    code, comments = _line_kinds(source.decode("utf-8-sig"))
    functions = tuple(_functions(file, file.tree.body, ()))
    _, nesting = _measure(file, file.tree.body)
    return FileMetrics(
        lines=file.lines.count,
        code_lines=code,
        comment_lines=comments,
        blank_lines=max(0, file.lines.count - code - comments),
        max_nesting=max([nesting, *(function.nesting for function in functions)]),
        functions=functions,
    )


def _line_kinds(text: str) -> tuple[int, int]:
    """Lines with code (those inside of a string included) and lines with nothing but a comment."""
    code = comments = last = 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(text, newline="\n").readline):
            first, end = max(token.start[0], last + 1), token.end[0]
            if token.type in _NO_CODE or end < first:
                continue
            if token.type == tokenize.COMMENT:
                comments += 1
            else:
                code += end - first + 1
            last = end
    except (tokenize.TokenError, SyntaxError) as error:
        raise OperationFailed(f"the source cannot be split into tokens: {error}") from None
    return code, comments


def _functions(file: ParsedPython, body: Iterable[ast.AST], path: tuple[str, ...]) -> Iterator[FunctionMetrics]:
    """The functions below some statements, in the order of the source."""
    for node in body:
        if not isinstance(node, _DEFINITIONS):
            yield from _functions(file, _statements(node), path)
            continue
        inner = (*path, file.defined(node)[0])
        if not isinstance(node, ast.ClassDef):
            yield _function(file, node, ".".join(inner))
        yield from _functions(file, node.body, inner)


def _function(file: ParsedPython, node: ast.FunctionDef | ast.AsyncFunctionDef, name: str) -> FunctionMetrics:
    decisions, nesting = _measure(file, node.body)
    line, end_line = file.defined(node)[1], file.lines.line(file.span(node)[1] - 1)
    arguments = node.args
    named = len(arguments.posonlyargs) + len(arguments.args) + len(arguments.kwonlyargs)
    parameters = named + (arguments.vararg is not None) + (arguments.kwarg is not None)
    return FunctionMetrics(name, line, end_line, end_line - line + 1, decisions + 1, nesting, parameters)


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """What may hold statements directly below a node: statements, handlers and cases, not expressions."""
    wanted = (ast.stmt, ast.ExceptHandler, ast.match_case)
    return (child for child in ast.iter_child_nodes(node) if isinstance(child, wanted))


def _measure(file: ParsedPython, body: Iterable[ast.AST]) -> tuple[int, int]:
    """Decision points of a body and how deep its compound statements nest, without the definitions in it."""
    decisions = deepest = 0
    pending: list[tuple[ast.AST, int]] = [(node, 0) for node in body]
    while pending:
        node, depth = pending.pop()
        if isinstance(node, _DEFINITIONS):
            continue
        decisions += _decisions(node)
        if isinstance(node, _NESTING) and not _is_elif(file, node):
            depth += 1
            deepest = max(deepest, depth)
        pending.extend((child, depth) for child in ast.iter_child_nodes(node))
    return decisions, deepest


def _decisions(node: ast.AST) -> int:
    match node:
        case ast.If() | ast.IfExp() | ast.Assert() | ast.ExceptHandler():
            return 1
        case ast.For() | ast.AsyncFor() | ast.While():
            return 1 + bool(node.orelse)
        case ast.BoolOp():
            return len(node.values) - 1
        case ast.comprehension():
            return 1 + len(node.ifs)
        case ast.Match():
            return len(node.cases) - _ends_with_wildcard(node)
        case _:
            return 0


def _ends_with_wildcard(node: ast.Match) -> bool:
    match node.cases[-1]:
        case ast.match_case(pattern=ast.MatchAs(pattern=None, name=None), guard=None):
            return True
        case _:
            return False


def _is_elif(file: ParsedPython, node: ast.stmt) -> bool:
    """The tree has ``elif`` as an `if` in the `else` of another; its spelling tells them apart."""
    return isinstance(node, ast.If) and file.source.startswith(b"elif", file.span(node)[0])
