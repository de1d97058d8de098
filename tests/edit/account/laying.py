"""Lays an edit over a text as if a plan had made it, for rules that are asked alone."""

from proof.plans import CUTS

from kaptar.edit.account.facts.lines import Difference, compare
from kaptar.edit.account.facts.rows import rows_of
from kaptar.edit.account.facts.shown import NotShown, Shown, find_shown


def lay(before: str, after: str, edit: str) -> tuple[Difference, Shown]:
    """What differs, and where the edit's rows stand in the new text."""
    old, new = before.encode(), after.encode()
    difference = compare(old, new, CUTS["lines"](old, new))
    shown = find_shown(rows_of(edit.split("\n"), difference.new, difference.old), difference)
    assert not isinstance(shown, NotShown), shown.message
    return difference, shown
