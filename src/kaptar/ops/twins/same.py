"""Host twins of ``syntax.same``: JSON by its tokens, Python by its tree and its comments."""

import ast
import io
import re
import tokenize
import warnings
from collections.abc import Callable, Iterator, Mapping
from itertools import zip_longest
from typing import NamedTuple

import msgspec

from kaptar.errors import OperationFailed

_SHOWN = 60
_HASH_MARKS = ("#", ":", "!")
"""With what a comment behind ``#`` begins that a program reads; a blank before it would hide it."""
_MARKS = (*_HASH_MARKS, "@", "/", "*")


class Discrepancy(msgspec.Struct, frozen=True):
    """The first place in which two sources differ: its line in each, from 1, and what each says there."""

    before: int
    after: int
    was: str
    now: str


class _Fact(NamedTuple):
    line: int
    text: str


_TOKEN = re.compile(
    r"""(?P<space>\s++)|(?P<note>//[^\n]*+|/\*.*?\*/)|"(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+'|[{}\[\],:]|[^\s{}\[\],:"'/]++""",
    re.DOTALL,
)


def _plain(source: bytes) -> str:
    try:
        return source.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise OperationFailed("not UTF-8") from None


def json_facts(source: bytes) -> list[_Fact]:
    """Every token as it is written, without a comma before the end of a list."""
    text, facts, line, at = _plain(source), list[_Fact](), 1, 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise OperationFailed(f"line {line}: no token of JSON")
        if found[0] in "}]":
            _drop_last_comma(facts)
        if found.lastgroup != "space":
            facts.append(_Fact(line, _note(found[0]) if found.lastgroup == "note" else found[0]))
        line += found[0].count("\n")
        at = found.end()
    return facts


def _drop_last_comma(facts: list[_Fact]) -> None:
    last = next((at for at in range(len(facts) - 1, -1, -1) if not facts[at].text.startswith("comment ")), None)
    if last is not None and facts[last].text == ",":
        del facts[last]


def _note(token: str) -> str:
    inner = token[2:] if token.startswith("//") else token[2:-2]
    return f"comment {_comment(inner, _MARKS)}"


def _comment(text: str, marks: tuple[str, ...]) -> str:
    """As the guest: without indentation, but with the blanks before a mark that a program reads."""
    first, _, rest = text.partition("\n")
    first = first.rstrip() if first.lstrip().startswith(marks) else first.strip()
    lines = (line.strip() for line in rest.splitlines())
    return "\n".join(line for line in (first, *(line for line in lines if line != "*")) if line)


def _unindented(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().splitlines())


def python_facts(source: bytes) -> list[_Fact]:
    """The nodes of the tree in their order, then the comments."""
    text = _plain(source)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
        notes = list(_comments(text))
    except (SyntaxError, ValueError, RecursionError, MemoryError, tokenize.TokenError) as problem:
        raise OperationFailed(f"this Python cannot read the source: {problem}") from None
    return [*_nodes(tree), *notes]


def _comments(text: str) -> Iterator[_Fact]:
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            bare = token.string.lstrip("#")
            yield _Fact(token.start[0], f"comment {token.string[: -len(bare) or None]}{_comment(bare, _HASH_MARKS)}")


def _nodes(tree: ast.Module) -> Iterator[_Fact]:
    open_: list[tuple[int, ast.AST | str]] = [(1, tree)]
    while open_:
        line, node = open_.pop()
        if isinstance(node, str):
            yield _Fact(line, node)
            continue
        line = getattr(node, "lineno", line)
        yield _Fact(line, type(node).__name__)
        open_.extend(reversed(list(_fields(line, _plainer(node)))))


def _plainer(node: ast.AST) -> ast.AST:
    """Without parentheses around what `del` takes, and without the indentation of a docstring."""
    match node:
        case ast.Delete(targets=[ast.Tuple(elts=[_, *_] as taken)]):
            return ast.Delete(targets=taken)
        case ast.Module() | ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            match node.body:
                case [ast.Expr(value=ast.Constant(value=str()) as text), *_]:
                    text.value = _unindented(str(text.value))
    return node


def _fields(line: int, node: ast.AST) -> Iterator[tuple[int, ast.AST | str]]:
    for name, value in ast.iter_fields(node):
        if name == "kind" and isinstance(node, ast.Constant):
            continue  # the u of u"a"
        for each in value if isinstance(value, list) else (value,):
            yield line, each if isinstance(each, ast.AST) else f"{name} {each!r}"
        yield line, "end"


def _compare(facts: Callable[[bytes], list[_Fact]]) -> Callable[[bytes, bytes], Discrepancy | None]:
    def compare(before: bytes, after: bytes) -> Discrepancy | None:
        old = facts(before)
        try:
            new = facts(after)
        except OperationFailed as problem:
            raise OperationFailed(f"in the new text, {problem}") from None
        pairs = zip_longest(old, new)
        found = next(((a, b) for a, b in pairs if (a and a.text) != (b and b.text)), None)
        if found is None:
            return None
        was, now = found
        last = [_Fact(1, "")]
        return Discrepancy(
            (was or (old or last)[-1]).line, (now or (new or last)[-1]).line,
            was.text[:_SHOWN] if was else "", now.text[:_SHOWN] if now else "",
        )  # fmt: skip

    return compare


COMPARED: Mapping[str, Callable[[bytes, bytes], Discrepancy | None]] = {
    "json": _compare(json_facts),
    "python": _compare(python_facts),
}
"""By dialect; each raises OperationFailed where a source cannot be read."""
