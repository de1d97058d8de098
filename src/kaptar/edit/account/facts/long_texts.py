"""Strings over several lines, as a table has them."""

import re
from collections.abc import Iterator

from kaptar.edit.account.facts.records import Records
from kaptar.languages import LANGUAGES
from kaptar.ops.table import RecordKind

_STATEMENT, _TEXT = int(RecordKind.STATEMENT), int(RecordKind.TEXT)
_DEDENTED = frozenset(LANGUAGES[name].number for name in ("html", "yaml", "markdown"))
_JOINED = re.compile(rb"(?>(?:[\s()]++|\\\r?+\n|(?:#|//)[^\n]*+|\w++|\"(?>(?:[^\"\\\n]|\\.)*)\"|'(?>(?:[^'\\\n]|\\.)*)')*)")
"""Strings one behind the other, with names and comments between them."""


def long_texts(records: Records, first: int, end: int) -> Iterator[tuple[int, int]]:
    """First and last lines of strings over several lines with a line in ``first..end`` whose blanks are a part of a value.

    Strings that are a statement document something. Block scalars and fences have their depth taken off, and scripts of HTML are
    code.
    """
    for index in records.near(first, end) if records.dialect not in _DEDENTED else ():
        low, high = records.lines(index)
        parent = records.parent(index)
        documents = parent >= 0 and records.kind(parent) == _STATEMENT and records.range(parent) == records.range(index)
        if records.kind(index) == _TEXT and low < high and not documents and not _JOINED.fullmatch(records.content(index)):
            yield low, high
