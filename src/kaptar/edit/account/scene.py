"""The scene that the rules of the account look at: both texts, what differs, and what the edit shows."""

import re
from collections.abc import Collection
from typing import NamedTuple

from kaptar.edit.account.lines import Difference, columns
from kaptar.edit.account.matching import Side
from kaptar.edit.account.records import Definition
from kaptar.edit.account.rows import RowKind, is_comment, removal
from kaptar.edit.account.shown import Shown

_FILLERS = frozenset(
    [
        "and",
        "the",
        "a",
        "an",
        "or",
        "line",
        "lines",
        "below",
        "above",
        "this",
        "that",
        "these",
        "here",
        "function",
        "functions",
        "method",
        "methods",
        "class",
        "classes",
        "type",
        "interface",
        "struct",
        "enum",
        "field",
        "fields",
        "property",
        "constant",
        "variable",
        "helper",
        "helpers",
        "import",
        "imports",
        "definition",
        "definitions",
        "test",
        "tests",
        "decorator",
        "rule",
        "key",
        "section",
        "old",
        "unused",
        "obsolete",
        "deprecated",
        "dead",
        "legacy",
        "entire",
        "whole",
        "entirely",
        "completely",
        "now",
        "no",
        "longer",
        "needed",
        "used",
        "necessary",
        "is",
        "was",
        "its",
        "as",
        "it",
        "code",
        "block",
        "body",
        "both",
        "all",
    ]
)
"""Words of a "remove" comment that name nothing, unless it has no others."""


class Scene(NamedTuple):
    """Both sides with their tables, the difference by lines, and where the snippet's rows stand in the new text.

    ``heads`` gives for the old line that names a definition the new one; ``renewed`` holds old lines of which the edit shows
    another version.
    """

    old: Side
    new: Side
    difference: Difference
    shown: Shown
    heads: dict[int, int]
    renewed: set[int]

    def shows(self, definition: Definition) -> bool:
        """Whether the edit shows the line that names a definition of the new text."""
        return self.shown.row_of[definition.head] >= 0

    def shows_old(self, index: int) -> bool:
        """Whether the edit shows a record of the old text that is still there: its first own line."""
        first = (
            self.old.records.definition(index).head if self.old.records.is_definition(index) else self.old.records.lines(index)[0]
        )
        line = self.difference.target[first]
        return line >= 0 and self.shown.row_of[line] >= 0

    def indent(self, line: int) -> int:
        """Columns of the indentation of a line of the new text."""
        if line in self.difference.indents:
            return self.difference.indents[line]
        raw = self.old.text.split(b"\n")[self.difference.origin[line]]
        return columns(raw.rstrip())

    def same_segment(self, one: int, other: int) -> bool:
        """Whether two lines of the new text are shown without a marker between them."""
        return self.shown.segment_of[one] >= 0 and self.shown.segment_of[one] == self.shown.segment_of[other]

    def is_file_shown(self) -> bool:
        """Whether the edit has no marker at all and shows every line of the new text."""
        return not self.shown.has_markers and self._all_shown()

    def is_shown_whole(self, head: int, last: int, old_last: int) -> bool:
        """Whether a block of the new text is shown without a marker in it. ``old_last`` is its last line in the old text."""
        return self.shown.is_whole(self.difference, head, last) and self.shown.ends_block(self.difference, head, last, old_last)

    def _all_shown(self) -> bool:
        filled = [n for n, line in enumerate(self.difference.new) if line]
        return bool(filled) and self.shown.is_whole(self.difference, filled[0], filled[-1])

    def removes(self, name: str, others: Collection[str] = ()) -> bool:
        """Whether a comment of the edit says to remove something of that name, and speaks of nothing but that and ``others``."""
        word = name.rsplit(".", 1)[-1]
        known = {each.rsplit(".", 1)[-1] for each in others} | set(name.split(".")) | {word}
        said = [_named(removal(row.text) or "") for row in self.shown.rows if row.kind is RowKind.REMOVAL]
        return bool(word) and any(word in words and known.issuperset(words) for words in said)

    def removes_comment(self, definition: Definition) -> bool:
        """Whether a comment of the edit says to remove the comment of a definition."""
        rows = [row.text.lower() for row in self.shown.rows if row.kind is RowKind.REMOVAL]
        return any("comment" in text or "doc" in text for text in rows) or self.removes(definition.name)

    def removes_lines(self, lines: list[str], above: int, below: int) -> bool:
        """Whether a "remove" comment between two lines of the new text names what goes there."""
        first = self.shown.row_of[above] if above >= 0 else -1
        end = self.shown.row_of[below] if below < len(self.difference.new) else len(self.shown.rows)
        if (above >= 0 and first < 0) or end < 0:
            return False
        for row in self.shown.rows[first + 1 : end]:
            if row.kind is RowKind.REMOVAL and _names(removal(row.text) or "", lines):
                return True
        return False


def _named(what: str) -> list[str]:
    """The words of a "remove" comment that can be names: words of common speech only where it has no others."""
    words = re.findall(r"[\w$]+", what)
    return [w for w in words if w.lower() not in _FILLERS] or words


def _names(what: str, lines: list[str]) -> bool:
    if "comment" in what.lower() and all(is_comment(line) for line in lines):
        return True
    words = [w for w in re.findall(r"\w+", what) if len(w) > 2 and w.lower() not in _FILLERS]
    text = "\n".join(lines)
    return bool(words) and 2 * sum(w in text for w in words) >= len(words)
