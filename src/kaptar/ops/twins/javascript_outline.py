"""Host twin of `syntax.outline` for JavaScript and TypeScript, over the tree-sitter wheels: named definitions only."""

from typing import TYPE_CHECKING

from kaptar.errors import Unavailable
from kaptar.ops.positions import LineIndex
from kaptar.ops.syntax_types import OutlineItem
from kaptar.ops.twins.javascript import parse

if TYPE_CHECKING:
    from tree_sitter import Node

PARTIAL = (
    "named functions, classes, methods, interfaces, types and enums of sources that parse; no variables, imports and exports"
)

_KINDS = {
    "function_declaration": "function", "generator_function_declaration": "function", "class_declaration": "class",
    "abstract_class_declaration": "class", "method_definition": "method", "interface_declaration": "interface",
    "type_alias_declaration": "type_alias", "enum_declaration": "enum",
}  # fmt: skip


def outline(source: bytes, dialect: str) -> tuple[OutlineItem, ...]:
    """The definitions in the order of the source. Raises `Unavailable` without the wheels, and for what does not parse."""
    root = parse(source, dialect)
    if root.has_error:
        raise Unavailable("the source does not parse; without guests only sources that parse can be read")
    lines = LineIndex(source)
    items: list[OutlineItem] = []
    pending: list[tuple[Node, int | None]] = [(root, None)]
    while pending:
        node, parent = pending.pop()
        if (kind := _KINDS.get(node.type)) is not None:
            items.append(_item(node, kind, parent, items, lines))
            parent = len(items) - 1
        pending.extend((child, parent) for child in reversed(node.children))
    return tuple(items)


def _item(node: "Node", kind: str, parent: int | None, items: list[OutlineItem], lines: LineIndex) -> OutlineItem:
    around = node.parent
    exported = around is not None and around.type == "export_statement"
    start = around.start_byte if around is not None and exported else node.start_byte
    name = node.child_by_field_name("name")
    text = name.text.decode("utf-8", "replace") if name is not None and name.text is not None else None
    depth = 0 if parent is None else items[parent].depth + 1
    line, end_line = lines.line(start), lines.line(max(start, node.end_byte - 1))
    return OutlineItem(kind, text, start, node.end_byte, line, end_line, depth, parent, exported)
