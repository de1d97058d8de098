"""The scene that the rules of the account look at: both texts, what differs, and what the edit shows."""

from collections.abc import Collection
from typing import NamedTuple

from kaptar.edit.account.facts.definition import Definition
from kaptar.edit.account.facts.lines import Difference
from kaptar.edit.account.facts.matching import Side
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.account.facts.words import names_removed


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

    def removes(self, name: str, nouns: Collection[str] = ()) -> bool:
        """See `words.names_removed`."""
        return names_removed(self.shown, name, nouns)
