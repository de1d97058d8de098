"""Host twin of `syntax.outline` for Python, over `ast`, by the rules of guests/python/src/table/mod.rs."""

import ast
from collections.abc import Iterator, Sequence

from kaptar.ops.syntax_types import OutlineItem
from kaptar.ops.twins.python import ParsedPython, parsed, unreadable


def outline(source: bytes) -> tuple[OutlineItem, ...]:
    """Classes, functions, variables of modules, fields of classes, type aliases and imports, in the order of the source."""
    if unreadable(source) is not None:
        return ()
    walk = _Walk(parsed(source))
    walk.body(walk.parsed.tree.body, "module")
    return tuple(walk.items)


class _Walk:
    """``scope`` is module, class or function: what the statement stands in, whatever compound statements are between."""

    def __init__(self, parsed: ParsedPython) -> None:
        self.parsed = parsed
        self.items: list[OutlineItem] = []
        self._open: list[int] = []
        self._exported = _declared(parsed.tree.body)

    def body(self, statements: Sequence[ast.stmt], scope: str) -> None:
        for statement in statements:
            self._statement(statement, scope)

    def _statement(self, node: ast.stmt, scope: str) -> None:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._definition(node, "method" if scope == "class" else "function", scope, "function")
            case ast.ClassDef():
                self._definition(node, "class", scope, "class")
            case ast.Import() | ast.ImportFrom():
                first = node.names[0]
                self._leaf(node, "import", None if first.name == "*" else self._alias(first), exported=False)
            case ast.Assign() | ast.AnnAssign():
                self._assignment(node, scope)
            case _ if type(node).__name__ == "TypeAlias":  # Python 3.12 and later
                name = _first_name(getattr(node, "name", None))
                self._bound(node, "type_alias", name, scope)
            case _:
                for suite in _suites(node):
                    self.body(suite, scope)

    def _definition(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, kind: str, scope: str, inner: str) -> None:
        start, end = self.parsed.span(node)
        name, _ = self.parsed.defined(node)
        if node.decorator_list:
            start = self.parsed.source.rfind(b"@", 0, self.parsed.span(node.decorator_list[0])[0])
        self._add(kind, name, (start, end), self._public(node.name, scope))
        self._open.append(len(self.items) - 1)
        self.body(node.body, inner)
        self._open.pop()

    def _assignment(self, node: ast.Assign | ast.AnnAssign, scope: str) -> None:
        name = _first_name(node.targets[0] if isinstance(node, ast.Assign) else node.target)
        if name is not None and scope != "function":
            self._bound(node, "variable" if scope == "module" else "field", name, scope)

    def _bound(self, node: ast.stmt, kind: str, name: ast.Name | None, scope: str) -> None:
        text = None if name is None else self.parsed.text(name)
        self._leaf(node, kind, text, exported=name is not None and self._public(name.id, scope))

    def _leaf(self, node: ast.stmt, kind: str, name: str | None, *, exported: bool) -> None:
        self._add(kind, name, self.parsed.span(node), exported)

    def _add(self, kind: str, name: str | None, span: tuple[int, int], exported: bool) -> None:
        start, end = span
        line, end_line = self.parsed.lines.line(start), self.parsed.lines.line(end - 1)
        parent = self._open[-1] if self._open else None
        self.items.append(OutlineItem(kind, name, start, end, line, end_line, len(self._open), parent, exported))

    def _alias(self, alias: ast.alias) -> str:
        text = self.parsed.text(alias)
        return text.split()[-1] if alias.asname else text

    def _public(self, name: str, scope: str) -> bool:
        public = not name.startswith("_") if self._exported is None else name in self._exported
        return scope == "module" and public


def _suites(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    """The suites of a compound statement, in the order of the source."""
    yield getattr(node, "body", [])
    for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
        yield part.body
    for name in ("orelse", "finalbody"):
        yield getattr(node, name, [])


def _first_name(target: ast.AST | None) -> ast.Name | None:
    """The first name that an assignment to a target binds."""
    match target:
        case ast.Name():
            return target
        case ast.Starred():
            return _first_name(target.value)
        case ast.Tuple() | ast.List():
            return next(filter(None, map(_first_name, target.elts)), None)
        case _:
            return None


def _declared(body: Sequence[ast.stmt]) -> set[str] | None:
    """The names of a module's ``__all__``; None if it has none or builds it in a way that cannot be read off."""
    names: set[str] | None = None
    for statement in body:
        match statement:
            case ast.Assign(targets=[ast.Name(id="__all__"), *_], value=value):
                pass
            case (
                ast.AnnAssign(target=ast.Name(id="__all__"), value=ast.expr() as value)
                | ast.AugAssign(target=ast.Name(id="__all__"), value=value)
            ):
                pass
            case _:
                continue
        added = _strings(value)
        if added is None:
            return None
        names = (names or set()) | added
    return names


def _strings(value: ast.expr) -> set[str] | None:
    if not isinstance(value, (ast.List, ast.Tuple)):
        return None
    found: set[str] = set()
    for item in value.elts:
        if not (isinstance(item, ast.Constant) and isinstance(item.value, str)):
            return None
        found.add(item.value)
    return found
