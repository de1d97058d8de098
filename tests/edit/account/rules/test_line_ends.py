"""Blanks at the ends of lines that the edit shows are in the new text."""

import pytest
from proof.plans import CUTS

from kaptar.edit.account.facts.lines import compare
from kaptar.edit.account.facts.rows import rows_of
from kaptar.edit.account.facts.shown import NotShown, find_shown
from kaptar.edit.account.rules.line_ends import check_line_ends


def complaint(before: str, after: str, edit: str) -> object:
    old, new, rows = before.encode(), after.encode(), edit.split("\n")
    difference = compare(old, new, CUTS["lines"](old, new))
    shown = find_shown(rows_of(rows, difference.new, difference.old), difference)
    assert not isinstance(shown, NotShown)
    return check_line_ends(difference, shown, rows, new)


@pytest.mark.parametrize(
    ("before", "after", "edit"),
    [
        ("a\nb\n", "a\nc\n", "a\nc  "),
        ("a\nb  \n", "a\nc\n", "a\nc  "),
        ("a  \nb\n", "a\nc\n", "a  \nc"),
        ("a\nb\n", "a\nc\n", "a  \nc"),
        ("a\nb\n", "a\nc \n", "a\nc\t"),
    ],
)
def test_blanks_that_the_edit_shows_are_not_lost(before: str, after: str, edit: str) -> None:
    assert complaint(before, after, edit) is not None


@pytest.mark.parametrize(
    ("before", "after", "edit"),
    [
        ("a\nb\n", "a\nc  \n", "a\nc  "),
        ("a  \nb\n", "a  \nc\n", "a\nc"),
        ("a\r\nb\r\n", "a\r\nc\r\n", "a\nc"),
        ("a\nb\n", "a\nc\n", "a\r\nc\r"),
    ],
)
def test_other_line_ends_may_differ(before: str, after: str, edit: str) -> None:
    assert complaint(before, after, edit) is None
