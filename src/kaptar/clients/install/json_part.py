"""Kaptar's hooks in a client's JSON file."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from kaptar.clients.install import json_text
from kaptar.clients.install.json_text import JsonNode, Plain
from kaptar.clients.install.own_hooks import OwnHooks
from kaptar.errors import InputError


class Addition(NamedTuple):
    """An element of the array at ``path``."""

    path: tuple[str, ...]
    value: Any


class JsonPart(NamedTuple):
    """Hooks in arrays of a JSON file: elements themselves, or those that groups have under ``hooks``.

    Attributes:
        own: tells these hooks from the user's.
        empty: the content of a new file.
    """

    additions: tuple[Addition, ...]
    own: OwnHooks
    empty: str = "{}\n"

    def put(self, text: str | None) -> str:
        text = self._text(text)
        json_text.refuse_doubled(text)
        for path, value in self.additions:
            text = json_text.add(text, path, value)
        return text

    def take(self, text: str, before: str | None) -> str | None:
        """Of a group only the own hooks go, and the group when none is left."""
        if not self.own.may_be_in(text):
            return text
        root = json_text.parse(text)
        ways = {addition.path[:length] for addition in self.additions for length in range(1, len(addition.path) + 1)}
        if any(len(json_text.find_all(root, way)) > 1 for way in ways):
            json_text.refuse_doubled(text)
        for path in reversed([addition.path for addition in self.additions]):
            left = self._without_own(text, path)
            text = text if left == text else _pruned(left, path, before or "")
        return None if before is None and text.split() == self.empty.split() else text

    def rest(self, text: str | None) -> Plain:
        """The value without own hooks, and without the containers on the way to them that hold nothing else."""
        shown = self._text(text)
        value = json_text.plain(shown, json_text.parse(shown))
        for addition in self.additions:
            value = self._rest_at(value, addition.path)
        return value

    def found(self, text: str) -> bool:
        """Whether own hooks are in it; of a text that is no JSON, whether it names their script."""
        if not self.own.may_be_in(text):
            return False
        try:
            arrays = [_array(text, addition.path) for addition in self.additions]
        except InputError:
            return self.own.file in text
        return any(self._owned(text, item.value) for array in arrays if array is not None for item in array.items)

    def lacking(self, text: str) -> tuple[str, ...]:
        """The events for which a text has no own hook; none where it has no own hooks at all, or is no JSON."""
        if not self.found(text):
            return ()
        try:
            arrays = {addition.path[-1]: _array(text, addition.path) for addition in self.additions}
        except InputError:
            return ()
        return tuple(
            name for name, array in arrays.items()
            if array is None or not any(self._owned(text, item.value) for item in array.items)
        )  # fmt: skip

    def _text(self, text: str | None) -> str:
        return self.empty if text is None or not text.strip() else text

    def _without_own(self, text: str, path: tuple[str, ...]) -> str:
        array = _array(text, path)
        for item in reversed(array.items) if array is not None else ():  # from the end: what is before keeps its place
            hooks = json_text.find(item.value, ("hooks",))
            own = self._owned(text, item.value)
            if hooks is not None and 0 < len(own) < len(hooks.items):
                text = json_text.remove(text, hooks, own)
        array = _array(text, path)  # anew: places have changed
        if array is None:
            return text
        doomed = {number for number, item in enumerate(array.items) if self._owned(text, item.value)}
        return json_text.remove(text, array, doomed) if doomed else text

    def _owned(self, text: str, element: JsonNode) -> set[int]:
        """Which of an element's hooks are own ones; an element without hooks is one itself."""
        hooks = json_text.find(element, ("hooks",))
        if hooks is None or hooks.kind != "array":
            return {0} if self.own.has(json_text.plain(text, element)) else set()
        return {number for number, hook in enumerate(hooks.items) if self.own.has(json_text.plain(text, hook.value))}

    def _rest_at(self, value: Plain, path: tuple[str, ...]) -> Plain:
        """Worked out from the value alone, so that it proves what was done to the text."""
        if not path:
            return value._replace(items=tuple(self._rest_of(value))) if value.kind == "array" else value
        place = next((n for n, (key, _) in enumerate(value.items) if key == path[0]), None) if value.kind == "object" else None
        if place is None:
            return value
        inner = self._rest_at(value.items[place][1], path[1:])
        gone = inner.kind in ("object", "array") and not inner.items
        kept = () if gone else ((path[0], inner),)
        return value._replace(items=(*value.items[:place], *kept, *value.items[place + 1 :]))

    def _rest_of(self, array: Plain) -> Iterator[tuple[str, Plain]]:
        for key, element in array.items:
            groups = [n for n, (name, inner) in enumerate(element.items) if name == "hooks"] if element.kind == "object" else []
            hooks = element.items[groups[0]][1] if groups else None
            if hooks is None or hooks.kind != "array":
                if not self.own.has(element):
                    yield key, element
                continue
            left = tuple(each for each in hooks.items if not self.own.has(each[1]))
            if len(left) == len(hooks.items):
                yield key, element
            elif left:
                at = groups[0]
                changed = ("hooks", hooks._replace(items=left))
                yield key, element._replace(items=(*element.items[:at], changed, *element.items[at + 1 :]))


def _array(text: str, path: tuple[str, ...]) -> JsonNode | None:
    found = json_text.find(json_text.parse(text), path)
    return found if found is not None and found.kind == "array" else None


def _pruned(text: str, path: tuple[str, ...], before: str) -> str:
    """Without the containers on the path that are empty now; those that were there before get the look that they had."""
    known = json_text.parse(before) if before.strip() else None
    for length in range(len(path), 0, -1):
        root = json_text.parse(text)
        node, parent = json_text.find(root, path[:length]), json_text.find(root, path[: length - 1])
        if node is None or parent is None or text[node.start + 1 : node.end - 1].strip():  # a comment stays too
            break
        old = json_text.find(known, path[:length]) if known else None
        if old is not None:
            look = before[old.start : old.end] if not old.items else text[node.start : node.end]
            return text[: node.start] + look + text[node.end :]
        text = json_text.remove(text, parent, {i for i, item in enumerate(parent.items) if item.key == path[length - 1]})
    return text
