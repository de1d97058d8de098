"""The lines around a piece of text that is replaced: those of which the piece quotes nothing stay lines of their own.

A piece that ends with a line end quotes nothing of the line below it. One that begins with a line end quotes nothing of the line
above it. Pure: texts in, complaints out. All texts have LF line ends.
"""

from typing import NamedTuple

from kaptar.edit.outcome import Complaint


class Piece(NamedTuple):
    """A text that stands at ``at`` in ``content``, and the text that comes in its place."""

    content: str
    at: int
    old: str
    new: str

    @property
    def end(self) -> int:
        return self.at + len(self.old)

    @property
    def before(self) -> str:
        """What stands on the first line in front of the old text."""
        return self.content[self.content.rfind("\n", 0, self.at) + 1 : self.at]

    @property
    def behind(self) -> str:
        """What stands on the last line behind the old text: all of the next line, where the old text ends with a line end."""
        end = self.content.find("\n", self.end)
        return self.content[self.end : end if end >= 0 else len(self.content)]


def joins_below(piece: Piece) -> bool:
    """Whether the line below would be joined to what is in front of it, or a blank line there would be lost."""
    if not piece.old.endswith("\n") or piece.end >= len(piece.content):
        return False
    return (piece.before + piece.new).rpartition("\n")[2] != ""


def joins_above(piece: Piece) -> bool:
    """Whether the line above, which has text, would be joined to what comes behind it."""
    if not piece.old.startswith("\n") or not piece.before:
        return False
    return (piece.new + piece.behind).partition("\n")[0] != ""


def check_joined(piece: Piece) -> Complaint | None:
    """No line of which the old text quotes nothing is joined to another one."""
    below = joins_below(piece)
    if not below and not joins_above(piece):
        return None
    line = piece.behind if below else piece.before
    what = f"the line {line.strip()[:80]!r}" if line.strip() else "a blank line"
    return "ambiguous", (
        f"{what}, of which the edit quotes nothing, would be joined to the line {'above' if below else 'below'} it; "
        "end both texts with a line end, or neither"
    )
