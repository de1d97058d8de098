"""The part of a configuration file that is Kaptar's: how it is put in and taken out."""

import re
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from kaptar.clients.install import json_text
from kaptar.errors import InputError


class Marks(NamedTuple):
    """The lines before and after a block."""

    begin: str
    end: str

    @classmethod
    def of(cls, name: str) -> "Marks":
        """The marks of blocks that the command ``name`` writes."""
        return cls(f"# >>> {name}: written by `{name} init`, removed by `{name} init --undo` >>>", f"# <<< {name} <<<")


MARKS = Marks.of("kaptar")


class ConfigPart(Protocol):
    """A part of one text file. None stands for a file that is not there."""

    def put(self, text: str | None) -> str:
        """The text with the part. Raises InputError where the file does not allow it."""
        ...

    def take(self, text: str, before: str | None) -> str | None:
        """The text without the part, found by its marks.

        Args:
            before: the text that `put` was given, where that is known: what was there already stays.

        A text without marks is given back as it is. None where nothing else is in the file, and there was none before.
        """
        ...


class ClientFile(NamedTuple):
    """One file that ``kaptar init`` changes.

    Attributes:
        private: it holds a secret: only its owner may read it, and git must not know it.
        mode: of a file that is made.
    """

    path: Path
    part: ConfigPart
    private: bool = False
    mode: int = 0o644


class Addition(NamedTuple):
    """An element of the array at ``path``."""

    path: tuple[str, ...]
    value: Any


class JsonPart(NamedTuple):
    """Elements of arrays in a JSON file, known again by the texts that ``marks`` lists."""

    additions: tuple[Addition, ...]
    marks: tuple[str, ...]
    empty: str = "{}\n"

    def put(self, text: str | None) -> str:
        text = self.empty if text is None or not text.strip() else text
        for path, value in self.additions:
            text = json_text.add(text, path, value)
        return text

    def take(self, text: str, before: str | None) -> str | None:
        if not any(mark in text for mark in self.marks):
            return text
        for path in reversed([addition.path for addition in self.additions]):
            array = json_text.find(json_text.parse(text), path)
            if array is not None:
                text = _pruned(self._without_marked(text, array), path, before or "")
        return None if before is None and json_text.parse(text).items == json_text.parse(self.empty).items else text

    def _without_marked(self, text: str, array: json_text.JsonNode) -> str:
        """Without the marked elements; of a group of hooks only the marked ones go, and the group when none is left."""
        for number in range(len(array.items) - 1, -1, -1):
            group = array.items[number].value
            if not self._marked(text, group):
                continue
            hooks = json_text.find(group, ("hooks",))
            own = {i for i, hook in enumerate(hooks.items) if self._marked(text, hook.value)} if hooks else set()
            if hooks is not None and len(own) < len(hooks.items):
                text = json_text.remove(text, hooks, own)
            else:
                text = json_text.remove(text, array, {number})
                array = array._replace(items=array.items[:number])
        return text

    def _marked(self, text: str, node: json_text.JsonNode) -> bool:
        return any(mark in text[node.start : node.end] for mark in self.marks)


def _pruned(text: str, path: tuple[str, ...], before: str) -> str:
    """Without the containers on the path that are empty now; those that were there before get the look that they had."""
    known = json_text.parse(before) if before.strip() else None
    for length in range(len(path), 0, -1):
        root = json_text.parse(text)
        node, parent = json_text.find(root, path[:length]), json_text.find(root, path[: length - 1])
        if node is None or parent is None or node.items:
            break
        old = json_text.find(known, path[:length]) if known else None
        if old is not None:
            look = before[old.start : old.end] if not old.items else text[node.start : node.end]
            return text[: node.start] + look + text[node.end :]
        text = json_text.remove(text, parent, {i for i, item in enumerate(parent.items) if item.key == path[length - 1]})
    return text


class Block(NamedTuple):
    """Lines between two marks, after the first line that matches ``after`` (at the end where that is empty).

    Attributes:
        lines: without line ends.
        head: what a new file begins with.
        items: the lines are items of a YAML list, and get the indentation of the items that follow (two spaces alone).
        refuse: an expression and why a file that it is found in cannot take the block.
    """

    lines: tuple[str, ...]
    after: str = ""
    head: str = ""
    refuse: tuple[str, str] | None = None
    items: bool = False
    marks: Marks = MARKS

    def put(self, text: str | None) -> str:
        text = self.head if text is None else text
        if self.refuse and re.search(self.refuse[0], text, re.MULTILINE):
            raise InputError(self.refuse[1])
        line_end = "\r\n" if "\r\n" in text else "\n"
        at = len(text)
        if self.after:
            found = re.search(self.after, text, re.MULTILINE)
            if found is None:
                raise InputError(f"there is no line that matches {self.after!r}, after which the block would go")
            at = text.find("\n", found.end()) + 1 or len(text)
        following = re.search(r"^( *)- ", text[at:], re.MULTILINE) if self.items else None
        indent = (following[1] if following else "  ") if self.items else ""
        body = "".join(line + line_end for line in (self.marks.begin, *(indent + line for line in self.lines), self.marks.end))
        return text[:at] + ("" if not text[:at] or text[:at].endswith("\n") else line_end) + body + text[at:]

    def take(self, text: str, before: str | None) -> str | None:
        if self.marks.begin not in text:
            return text
        block = re.compile(re.escape(self.marks.begin) + r".*?" + re.escape(self.marks.end) + r"\r?\n?", re.DOTALL)
        rest = block.sub("", text)
        if before is not None and not before.endswith("\n") and rest == before + "\n":
            return before
        return None if before is None and rest == self.head else rest


class OwnFile(NamedTuple):
    """A file that is Kaptar's as a whole."""

    content: str
    mark: str

    def put(self, text: str | None) -> str:
        if text is not None and self.mark not in text:
            raise InputError("there is such a file already, and it is not Kaptar's; move it away first")
        return self.content

    def take(self, text: str, before: str | None) -> str | None:
        return None if self.mark in text else text
