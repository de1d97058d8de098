"""Lines of a notebook's file for the lines of its cells. Pure."""

import re
from collections.abc import Iterator

from kaptar.decoding.json import decode_json

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.?)*+"?|[\[\]{}:,]', re.DOTALL)
"""Strings and signs; other values are passed over."""


class CellLines:
    """Texts of the cells by their place in the file: by cell, the line and the text of each string of its source."""

    def __init__(self, source: bytes) -> None:
        self._strings: dict[int, list[tuple[int, str]]] = {}
        line, counted = 1, 0
        for number, at, string in _sources(source):
            line, counted = line + source.count(b"\n", counted, at), at
            self._strings.setdefault(number, []).append((line, decode_json(string, str)))

    def line(self, number: int, line: int) -> int:
        """The line of the file for a line of a cell, both from 1."""
        left, last = line - 1, 1
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
