"""The rule for copies: new lines are not the copy of hidden ones that stand near by."""

import re
from collections.abc import Iterator
from itertools import pairwise

from kaptar.edit.account.facts.lines import Difference, Exchange
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.outcome import Complaint

_NEAR = 60
"""Lines above and below a change that are looked at."""
_MOVED = 3
"""Lines that come again, at least, for them to be moved ones."""
_BRANCH = re.compile(r"(?:\}\s*)?(?:else if|elif|elsif|elseif|case|when|except|catch)\b.*\w")
_FLOW = re.compile(
    r"(?:if|elif|else|unless|for|foreach|while|until|loop|do|try|except|catch|finally|switch|match|case|with|select)\b"
)
_TWO = re.compile(r"[^\W_][\W_]*[^\W_]")
"""Two letters or digits."""
_OPENS = ("{", ":", "(", "[", "=>", "->", "do")


def check_copies(difference: Difference, shown: Shown) -> Complaint | None:
    """No two lines, and no head of a branch, come that stand hidden near by: the edit may show those, around a change there.

    Three lines that stand together are told apart by nothing around them: whoever moves code, changes the depth of it or makes a
    comment of it shows the lines at their new place alone.
    """
    new = difference.new
    for run in difference.runs if shown.has_markers else ():
        if (moved := _moved(difference, shown, run)) is not None:
            return "ambiguous", (
                f"{new[moved][:80]!r} and the lines below it would stand in the file twice; "
                "show what becomes of the ones that are there"
            )
        came = [n for n in range(run.new, run.new_end) if new[n] and not difference.is_comment(new[n])]
        pairs = {(new[a], new[b]) for a, b in pairwise(came) if _says_something(new[a]) and _says_something(new[b])}
        heads = {new[n] for n in came if _BRANCH.match(new[n])}
        firsts = heads.union(first for first, _ in pairs)
        for one, other in pairwise(_hidden_near(difference, shown, run)) if firsts else ():
            if new[one] not in firsts:
                continue
            copies = [n for n in came if new[n] == new[one]] if (new[one], new[other]) in pairs or new[one] in heads else []
            if any(_around(difference, n) == _around(difference, one) for n in copies):
                return "ambiguous", (
                    f"{new[one][:80]!r} stands in line {one + 1} already, which the edit does not show; "
                    "show both, or show the change there"
                )
    return None


def _moved(difference: Difference, shown: Shown, run: Exchange) -> int | None:
    """The first of three hidden lines of code near by that stand together and that come again, in a block or as a comment."""
    if run.new_end - run.new < _MOVED:
        return None
    new = difference.new
    came = [n for n in range(run.new, run.new_end) if _says_something(new[n])]
    comments = [_bare(new[n]) for n in came if difference.is_comment(new[n])]
    code = [_bare(new[n]) for n in came if not difference.is_comment(new[n])] if _is_of_one_block(difference, came) else []
    threes = {*_threes(comments), *_threes(code)}
    if not threes:
        return None
    hidden = _hidden_near(difference, shown, run)
    if {first for first, _, _ in threes}.isdisjoint(_bare(new[n]) for n in hidden):
        return None
    hidden = [n for n in hidden if _is_code(difference, new[n])]
    three = _threes([_bare(new[n]) for n in hidden])
    return next((line for line, each in zip(hidden, three, strict=False) if each in threes), None)


def _hidden_near(difference: Difference, shown: Shown, run: Exchange) -> list[int]:
    """Filled lines near by that the edit does not show."""
    new, row_of, origin = difference.new, shown.row_of, difference.origin
    near = range(max(run.new - _NEAR, 0), min(run.new_end + _NEAR, len(new)))
    return [n for n in near if row_of[n] < 0 and new[n] and origin[n] >= 0]


def _threes(lines: list[str]) -> Iterator[tuple[str, str, str]]:
    return zip(lines, lines[1:], lines[2:], strict=False)


def _is_of_one_block(difference: Difference, lines: list[int]) -> bool:
    """Whether lines are statements: what opens a block among the outer ones begins a branch or a loop, and no definition."""
    depth = min((difference.indent(n) for n in lines), default=0)
    heads = (difference.new[n] for n in lines if difference.indent(n) == depth and difference.new[n].endswith(_OPENS))
    return all(_FLOW.match(head.lstrip("})]; ")) for head in heads)


def _is_code(difference: Difference, text: str) -> bool:
    return _says_something(text) and not difference.is_comment(text) and not text.startswith("<")


def _bare(text: str) -> str:
    """A line without the signs of a comment before it and those that end a statement."""
    return text.lstrip("/#*- ").rstrip(";, ")


def _around(difference: Difference, line: int) -> tuple[int, int]:
    """The depth of a line, and the line above that stands less deep; -1 for none."""
    depth = difference.indent(line)
    above = (n for n in range(line - 1, -1, -1) if difference.new[n])
    return depth, next((n for n in above if difference.indent(n) < depth), -1)


def _says_something(text: str) -> bool:
    return _TWO.search(text) is not None
