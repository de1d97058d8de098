"""Host twin of `syntax.validate` for JavaScript and TypeScript, over the tree-sitter wheels: the grammar only."""

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from kaptar.errors import InvalidArgument
from kaptar.ops.positions import LineIndex
from kaptar.ops.syntax_types import Diagnostic, Validation
from kaptar.ops.wheels import wheel

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

PARTIAL = (
    "tree-sitter knows the grammar, not the early errors (a name declared twice, `await` where it is not allowed, "
    "regular expressions); its messages and places differ"
)
MAX_DIAGNOSTICS = 200

_GRAMMARS = {
    "javascript": ("tree_sitter_javascript", "language"),
    "mjs": ("tree_sitter_javascript", "language"),
    "cjs": ("tree_sitter_javascript", "language"),
    "typescript": ("tree_sitter_typescript", "language_typescript"),
    "dts": ("tree_sitter_typescript", "language_typescript"),
    "tsx": ("tree_sitter_typescript", "language_tsx"),
}
DIALECTS = frozenset(_GRAMMARS)


def validate(source: bytes, dialect: str) -> Validation:
    """Errors of the grammar, at most 200. Raises `Unavailable` without the wheels."""
    lines = LineIndex(source)
    try:
        source.decode("utf-8")
    except UnicodeDecodeError as error:
        return Validation(False, (lines.diagnostic(error.start, error.end, "the source is not UTF-8"),))
    found: list[Diagnostic] = []
    for node in _broken(parse(source, dialect)):
        if len(found) == MAX_DIAGNOSTICS:
            break
        message = f"{node.type} is missing" if node.is_missing else "this does not fit the grammar"
        found.append(lines.diagnostic(node.start_byte, node.end_byte, message))
    return Validation(not found, tuple(found))


def _broken(root: "Node") -> Iterator["Node"]:
    """The outermost error nodes and the missing ones, in order, without recursion."""
    pending = [root]
    while pending:
        node = pending.pop()
        if node.is_error or node.is_missing:
            yield node
        elif node.has_error:
            pending.extend(reversed(node.children))


@cache
def language(module: str, function: str) -> object:
    """A grammar as tree-sitter takes it, made once. Raises Unavailable where its wheel is missing."""
    return wheel("tree_sitter").Language(getattr(wheel(module), function)())


def parse(source: bytes, dialect: str) -> "Node":
    """The root of a source's tree. Raises `Unavailable` without the wheels."""
    return _parser(dialect).parse(source).root_node


def _parser(dialect: str) -> "Parser":
    if dialect not in _GRAMMARS:
        raise InvalidArgument(f"{dialect} is not a dialect of JavaScript")
    parser: Parser = wheel("tree_sitter").Parser(language(*_GRAMMARS[dialect]))
    return parser
