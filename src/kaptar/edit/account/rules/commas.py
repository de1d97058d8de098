"""The rule for lists: a new last element comes behind a comma, where no parser would tell that it is missing."""

from kaptar.edit.account.facts.lines import Difference
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.outcome import Complaint

_ENDS = (")", "]", "}")


def check_commas(difference: Difference, _: Shown) -> Complaint | None:
    """No new line stands below a kept last element without a comma, where the elements above have one."""
    new = difference.new
    for run in difference.runs:
        above, below = _filled(difference, run.new, -1), _filled(difference, run.new_end - 1, 1)
        came = [n for n in range(run.new, run.new_end) if new[n] and not difference.is_comment(new[n])]
        if not came or above < 0 or below < 0 or not new[below].startswith(_ENDS) or new[above].endswith(","):
            continue
        before, depth = _filled(difference, above, -1), difference.indent(above)
        listed = before >= 0 and new[before].endswith(",") and difference.indent(before) == depth
        if listed and difference.indent(came[0]) == depth and not new[came[0]].startswith((*_ENDS, ",")):
            return "would_break_syntax", (
                f"{new[came[0]][:80]!r} would stand below {new[above][:80]!r}, which has no comma; show that line with one"
            )
    return None


def _filled(difference: Difference, line: int, step: int) -> int:
    """The next line in a direction that has more than a comment; -1 for none."""
    at = line + step
    while 0 <= at < len(difference.new) and (not difference.new[at] or difference.is_comment(difference.new[at])):
        at += step
    return at if 0 <= at < len(difference.new) else -1
