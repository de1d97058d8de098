"""Replacements of which one text has a line end at an edge and the other has none: a slip, since models quote lines.

The line end is put back where exactly that reading remains. Pure: texts in, a text or a complaint out.
"""

from kaptar.edit.account.quoting.joints import Piece, check_joined, joins_above, joins_below
from kaptar.edit.outcome import Complaint


def with_line_ends(piece: Piece) -> str | Complaint:
    """The new text with the line ends of the old one, where a line around it would be joined to another without them.

    Refused are texts that differ in nothing else, that could go on in the next line (a blank at the end), or of which the old
    one has several line ends at that edge: how many belong there is not said. So is a new text that parts the rest of a line.
    """
    below, above = joins_below(piece), joins_above(piece)
    if not below and not above:
        return _parts_line(piece) or piece.new
    same = "".join(piece.old.split()) == "".join(piece.new.split())
    several = (below and _ends(piece.old[::-1]) > 1) or (above and _ends(piece.old) > 1)
    goes_on = below and piece.new[-1:] in (" ", "\t")
    mended = piece._replace(new=_with_end(piece, below=below, above=above))
    if same or several or goes_on or joins_below(mended) or joins_above(mended):
        return check_joined(piece) or piece.new
    return mended.new


def _ends(text: str) -> int:
    """The line ends in the blanks that a text begins with."""
    return text[: len(text) - len(text.lstrip())].count("\n")


def _with_end(piece: Piece, *, below: bool, above: bool) -> str:
    if not piece.new and above:
        return "\n"
    return ("\n" if above else "") + piece.new + ("\n" if below else "")


def _parts_line(piece: Piece) -> Complaint | None:
    """The new text ends with a line end where the old one ends within a line: the rest of it would stand alone."""
    if not piece.new.endswith("\n") or piece.old.endswith("\n") or not piece.behind.strip():
        return None
    if "".join(piece.old.split()) == "".join(piece.new.split()):
        return None
    return "ambiguous", (
        f"the new text ends with a line end, but the line goes on behind the old one ({piece.behind.strip()[:60]!r}); "
        "quote the whole line"
    )
