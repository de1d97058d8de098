"""Changes to JSON as text: values are added and removed, and every other byte stays.

Comments (``//`` and ``/* */``) and trailing commas are read too, because several clients allow them.
"""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from kaptar.errors import InputError

_SPACE = " \t\r\n\ufeff"
_MAX_DEPTH = 200


class JsonNode(NamedTuple):
    """A value's place in the text, half open. Of an object or array ``items``: (key, or index as text; its start; value)."""

    start: int
    end: int
    kind: str
    items: tuple["Item", ...] = ()


class Item(NamedTuple):
    """A member of an object, or an element of an array. ``start`` is where its key (or itself) begins."""

    key: str
    start: int
    value: JsonNode


class Plain(NamedTuple):
    """A value without its place and look. ``text``: of a string what it says, of a number or word how it is written.

    ``items``: of an object its members in their order, of an array its elements under the key "".
    """

    kind: str
    text: str = ""
    items: "tuple[tuple[str, Plain], ...]" = ()


def parse(text: str) -> JsonNode:
    """The structure of a JSON text. Raises InputError with line and column where it is none."""
    reader = _Reader(text)
    node = reader.value(reader.skip(0), 0)
    if reader.skip(node.end) != len(text):
        raise reader.error(reader.skip(node.end), "text after the end")
    return node


def find(root: JsonNode, path: tuple[str, ...]) -> JsonNode | None:
    """The value at a path of keys, or None."""
    for key in path:
        root_next = next((item.value for item in root.items if item.key == key), None) if root.kind == "object" else None
        if root_next is None:
            return None
        root = root_next
    return root


def find_all(root: JsonNode, path: tuple[str, ...]) -> list[JsonNode]:
    """The values at a path of keys: several where a key stands twice, of which readers take different ones."""
    found = [root]
    for key in path:
        found = [item.value for node in found if node.kind == "object" for item in node.items if item.key == key]
    return found


def refuse_doubled(text: str) -> None:
    """Raises InputError where an object has a key twice: a client takes one of the values, and nobody knows which."""
    waiting: list[tuple[JsonNode, tuple[str, ...]]] = [(parse(text), ())]
    while waiting:
        node, path = waiting.pop()
        starts: dict[str, int] = {}
        for item in node.items:
            first = starts.setdefault(item.key, item.start)
            if first != item.start:
                lines = " and in ".join(f"line {text.count(chr(10), 0, at) + 1}" for at in (first, item.start))
                name = ".".join((*path, item.key))
                raise InputError(f"the key {name} stands twice, in {lines}, and clients take one of the two; keep one of them")
        waiting += [(item.value, (*path, item.key)) for item in reversed(node.items) if item.value.items]


def plain(text: str, node: JsonNode) -> Plain:
    """The value at a place of the text."""
    if node.kind == "string":
        return Plain("string", json.loads(text[node.start : node.end]))
    if node.kind == "other":
        return Plain("other", text[node.start : node.end])
    is_object = node.kind == "object"
    return Plain(node.kind, "", tuple((item.key if is_object else "", plain(text, item.value)) for item in node.items))


def add(text: str, path: tuple[str, ...], value: Any) -> str:
    """The text with ``value`` as the last element of the array at ``path``, in the indentation that the text has.

    Objects on the way and the array are made. Raises InputError where something else is in the way.
    """
    node, depth = parse(text), 0
    while depth < len(path) and (inner := find(node, path[depth : depth + 1])) is not None:
        node, depth = inner, depth + 1
    rest = path[depth:]
    if node.kind != ("object" if rest else "array"):
        raise InputError(f"{'.'.join(path[:depth]) or 'the whole'} is not {'an object' if rest else 'an array'}")
    if not rest:
        return _inserted(text, node, None, value, depth)
    wrapped: Any = [value]
    for key in reversed(rest[1:]):
        wrapped = {key: wrapped}
    return _inserted(text, node, rest[0], wrapped, depth)


def remove(text: str, container: JsonNode, doomed: set[int]) -> str:
    """The text without those items (by position) of an object or array, and without their commas. Comments between stay."""
    items = container.items
    ends = [container.start + 1, *(item.value.end for item in items)]
    starts = [*(item.start for item in items), container.end - 1]
    first = next((i for i in range(len(items)) if i not in doomed), None)
    if first is None:
        return text[: ends[0]] + _comments(text, zip(ends, starts, strict=True)) + text[starts[-1] :]
    cuts = [(starts[0], starts[first], [(ends[i], starts[i]) for i in range(1, first + 1)])] if first else []
    cuts += [(ends[i], ends[i + 1], [(ends[i], starts[i])]) for i in sorted(doomed) if i > first]
    for start, end, gaps in reversed(cuts):
        text = text[:start] + _comments(text, gaps) + text[end:]
    return text


def _comments(text: str, gaps: Iterable[tuple[int, int]]) -> str:
    """The comments in places between values, with the space around them; "" where there are none."""
    kept = ""
    for start, end in gaps:
        comma = _Reader(text).skip(start)
        gap = text[start:end] if comma >= end else text[start:comma] + text[comma + 1 : end]
        kept += gap if gap.strip(_SPACE) else ""
    return kept


def _inserted(text: str, container: JsonNode, key: str | None, value: Any, depth: int) -> str:
    unit, line_end = _indentation(text), "\r\n" if "\r\n" in text else "\n"
    flat = "\n" not in text[container.start : container.end] and container.items != ()
    pad = line_end + unit * (depth + 1)
    shown = json.dumps(value, indent=None if flat else unit, ensure_ascii=False).replace("\n", pad)
    fresh = shown if key is None else f"{json.dumps(key, ensure_ascii=False)}: {shown}"
    if not container.items:
        comment = text[container.start + 1 : container.end - 1].rstrip(_SPACE)
        return text[: container.start + 1] + comment + pad + fresh + line_end + unit * depth + text[container.end - 1 :]
    at = container.items[-1].value.end
    return text[:at] + ("," + (" " if flat else pad)) + fresh + text[at:]


def _indentation(text: str) -> str:
    """What the text's second line begins with, or two spaces."""
    for line in text.splitlines()[1:]:
        body = line.lstrip(" \t")
        if body and body != line:
            return line[: len(line) - len(body)]
    return "  "


class _Reader:
    """Finds values by their brackets, quotation marks and commas."""

    def __init__(self, text: str) -> None:
        self.text = text

    def skip(self, at: int) -> int:
        """Past white space and comments."""
        text = self.text
        while at < len(text):
            if text[at] in _SPACE:
                at += 1
            elif text.startswith("//", at):
                end = text.find("\n", at)
                at = len(text) if end < 0 else end
            elif text.startswith("/*", at):
                end = text.find("*/", at + 2)
                if end < 0:
                    raise self.error(at, "a comment that is not closed")
                at = end + 2
            else:
                break
        return at

    def value(self, at: int, depth: int) -> JsonNode:
        if depth > _MAX_DEPTH:
            raise self.error(at, "too deeply nested")
        if at >= len(self.text):
            raise self.error(at, "a value is missing")
        if self.text[at] in "{[":
            return self._container(at, depth)
        if self.text[at] == '"':
            return JsonNode(at, self._string_end(at), "string")
        end = at
        while end < len(self.text) and self.text[end] not in _SPACE + ",]}/":
            end += 1
        try:
            json.loads(self.text[at:end])
        except ValueError:
            raise self.error(at, "a value is expected") from None
        return JsonNode(at, end, "other")

    def _container(self, start: int, depth: int) -> JsonNode:
        is_object = self.text[start] == "{"
        close = "}" if is_object else "]"
        items: list[Item] = []
        at = self.skip(start + 1)
        while not self.text.startswith(close, at):
            begin, key = at, str(len(items))
            if is_object:
                if not self.text.startswith('"', at):
                    raise self.error(at, "a key in quotation marks is expected")
                end = self._string_end(at)
                key = json.loads(self.text[at:end])
                at = self.skip(end)
                if not self.text.startswith(":", at):
                    raise self.error(at, "':' is expected")
                at = self.skip(at + 1)
            node = self.value(at, depth + 1)
            items.append(Item(key, begin, node))
            at = self.skip(node.end)
            if self.text.startswith(",", at):
                at = self.skip(at + 1)
            elif not self.text.startswith(close, at):
                raise self.error(at, f"',' or {close!r} is expected")
        return JsonNode(start, at + 1, "object" if is_object else "array", tuple(items))

    def _string_end(self, start: int) -> int:
        at = start + 1
        while at < len(self.text) and self.text[at] not in '"\n':
            at += 2 if self.text[at] == "\\" else 1
        if at >= len(self.text) or self.text[at] != '"':
            raise self.error(start, "a text that is not closed")
        try:
            json.loads(self.text[start : at + 1])
        except ValueError:
            raise self.error(start, "a text with a wrong escape") from None
        return at + 1

    def error(self, at: int, what: str) -> InputError:
        line = self.text.count("\n", 0, at) + 1
        return InputError(f"line {line}, column {at - self.text.rfind(chr(10), 0, at)}: {what}")
