"""The rule for copies: new lines are not the copy of hidden ones that stand near by."""

import re
from itertools import pairwise

from kaptar.edit.account.facts.lines import Difference
from kaptar.edit.account.facts.rows import is_comment
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.verify import Complaint

_NEAR = 60
"""Lines above and below a change that are looked at."""
_BRANCH = re.compile(r"(?:\}\s*)?(?:else if|elif|elsif|elseif|case|when|except|catch)\b.*\w")


def check_copies(difference: Difference, shown: Shown) -> Complaint | None:
    """No two lines, and no head of a branch, come that stand hidden near by: the edit may show those, around a change there."""
    new = difference.new
    for run in difference.runs if shown.has_markers else ():
        came = [n for n in range(run.new, run.new_end) if new[n] and not is_comment(new[n])]
        pairs = {(new[a], new[b]) for a, b in pairwise(came) if _says_something(new[a]) and _says_something(new[b])}
        heads = {new[n] for n in came if _BRANCH.match(new[n])}
        if not pairs and not heads:
            continue
        near = range(max(run.new - _NEAR, 0), min(run.new_end + _NEAR, len(new)))
        hidden = [n for n in near if new[n] and shown.row_of[n] < 0 and difference.origin[n] >= 0]
        for one, other in pairwise(hidden):
            copies = [n for n in came if new[n] == new[one]] if (new[one], new[other]) in pairs or new[one] in heads else []
            if any(_around(difference, n) == _around(difference, one) for n in copies):
                return "ambiguous", (
                    f"{new[one][:80]!r} stands in line {one + 1} already, which the edit does not show; "
                    "show both, or show the change there"
                )
    return None


def _around(difference: Difference, line: int) -> tuple[int, int]:
    """The depth of a line, and the line above that stands less deep; -1 for none."""
    depth = difference.indent(line)
    above = (n for n in range(line - 1, -1, -1) if difference.new[n])
    return depth, next((n for n in above if difference.indent(n) < depth), -1)


def _says_something(text: str) -> bool:
    return sum(map(str.isalnum, text)) > 1
