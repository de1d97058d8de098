"""The rule for new functions and classes in Python's and Ruby's blocks: they can be reached, and are not there twice."""

import re

from kaptar.edit.account.facts.lines import Difference
from kaptar.edit.account.facts.rows import CLOSERS
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.outcome import Complaint

_HEAD = re.compile(r"(?:async +)?(?:def|class) +[\w.]+|@\w")
_LEAVES = re.compile(r"(?:return|raise)\b")
_ON_CONDITION = re.compile(r"\s(?:if|unless)\s(?!.*\selse\s)")
"""A statement of Ruby that is done only sometimes. In Python the other value stands behind it."""


def check_unreached(difference: Difference, shown: Shown) -> Complaint | None:
    """No new definition stands below a statement that leaves its block, or below an equal head in the same block.

    Whoever shows members of two classes one below the other, without the heads of the classes, makes the second a part of the
    first one's body. The indentation says so, and means something else.
    """
    for run in difference.runs if shown.rows else ():
        for line in range(run.new, run.new_end):
            if difference.new[line] and _HEAD.match(difference.new[line]) and (above := _above(difference, line)) is not None:
                return "ambiguous", (
                    f"{difference.new[line][:80]!r} would stand below {difference.new[above][:80]!r} in one block; "
                    "show what it stands in"
                )
    return None


def _above(difference: Difference, line: int) -> int | None:
    """The line above in the same block that leaves it, or that has the head of the definition already; None for none."""
    text, depth = difference.new[line], difference.indent(line)
    again = line if depth == 0 or text.startswith("@") else difference.new.index(text)
    nearest = True
    for above in range(line - 1, -1, -1):
        there = difference.new[above]
        if not there or difference.is_comment(there) or there.startswith(CLOSERS) or (indent := difference.indent(above)) > depth:
            continue
        if indent < depth:
            return None
        leaves = nearest and _LEAVES.match(there) is not None and _ON_CONDITION.search(there) is None
        if leaves or (again < line and there == text):
            return above
        nearest = nearest and there.startswith("@")
        if not nearest and again == line:
            return None
    return None
