"""Places in a notebook's file for the lines of its cells. Pure."""

import re
from collections.abc import Iterator

from kaptar.decoding.json import decode_json

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.?)*+"?|[\[\]{}:,]', re.DOTALL)
"""Strings and signs; other values are passed over."""
_Place = tuple[int, int]
"""Line and column, both from 1, the column in code points."""


class CellLines:
    """Texts of the cells by their place in the file: by cell, the place and the text of each string of its source."""

    def __init__(self, source: bytes) -> None:
        self._strings: dict[int, list[tuple[_Place, str]]] = {}
        line, column, counted = 1, 1, 0
        for number, at, string in _sources(source):
            if breaks := source.count(b"\n", counted, at):
                line, column, counted = line + breaks, 1, source.rindex(b"\n", counted, at) + 1
            column += len(source[counted:at].decode("utf-8", "replace"))
            counted = at
            self._strings.setdefault(number, []).append(((line, column), decode_json(string, str)))

    def place(self, number: int, line: int) -> _Place:
        """Where the string with a line of a cell begins, which counts from 1."""
        left, last = line - 1, (1, 1)
        for at, text in self._strings.get(number, []):
            last, breaks = at, text.count("\n")
            if left < max(breaks, 1) or left <= 0:
                return at
            left -= breaks
        return last


def _sources(source: bytes) -> Iterator[tuple[int, int, bytes]]:
    """The strings that cells have for their source: number of the cell, offset, string. The source is valid JSON."""
    path: list[str | int] = []
    awaits = False
    for found in _TOKEN.finditer(source):
        token = found[0]
        if token in (b"{", b"["):
            path.append(0 if token == b"[" else "")
            awaits = token == b"{"
        elif token in (b"}", b"]"):
            path.pop()
            awaits = False
        elif token == b",":
            inside = path[-1] if path else ""
            awaits = isinstance(inside, str)
            if isinstance(inside, int):
                path[-1] = inside + 1
        elif token == b":":
            awaits = False
        elif awaits:
            path[-1] = token[1:-1].decode("utf-8", "replace")
        elif (
            len(path) in (3, 4) and path[0] == "cells" and path[2] == "source" and token[:1] == b'"' and isinstance(path[1], int)
        ):
            yield path[1], found.start(), token
