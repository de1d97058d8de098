"""Lays an edit over a text as if a plan had made it, for rules that are asked alone."""

from proof.plans import CUTS

from kaptar.edit.account.facts.lines import Difference, compare
from kaptar.edit.account.facts.rows import rows_of
from kaptar.edit.account.facts.shown import NotShown, Shown, find_shown
from kaptar.edit.account.quoting.laid import Laid


def lay(before: str, after: str, edit: str) -> tuple[Difference, Shown]:
    """What differs, and where the edit's rows stand in the new text."""
    old, new = before.encode(), after.encode()
    difference = compare(old, new, CUTS["lines"](old, new))
    shown = find_shown(rows_of(edit.split("\n"), difference.new, difference.old), difference)
    assert not isinstance(shown, NotShown), shown.message
    return difference, shown


def laid(source: str, old: str, new: str) -> Laid:
    """The block at the first place of its old lines. Texts without a line end at the end."""
    lines, quoted = source.split("\n"), old.split("\n")
    first = next(n for n in range(len(lines)) if lines[n : n + len(quoted)] == quoted)
    return Laid(lines, first, first + len(quoted), new.split("\n"))
