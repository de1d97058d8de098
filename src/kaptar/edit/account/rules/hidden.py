"""The rule for lines that the edit does not show: they keep their bytes, and nothing is put beside them twice."""

import re
from itertools import pairwise

from kaptar.edit.account.facts.comment_signs import CommentSigns
from kaptar.edit.account.facts.lines import Difference
from kaptar.edit.account.facts.rows import BLANK, CLOSERS, is_telling
from kaptar.edit.account.facts.shown import Segment, Shown
from kaptar.edit.outcome import Complaint

_ASSIGNS = re.compile(
    r"^((?:(?:const|let|var|val|static|final|export|pub|public|private|int|auto|def)\s+)*[\w.$@\[\]'\"-]+)\s*(?::[^=]*)?=(?!=)"
)
_BEGINS = re.compile(r"[\w.$]+(?: +[\w.$]+)*")
"""The words that a statement begins with, up to its first sign."""
_WORD = re.compile(r"[\w.$]+")
_SAYS_NOTHING = re.compile(r"(?:import|export|type|from|use|using|include|const|let|var|val|static|pub|public|private| )+")
_NAMED = re.compile(r"[^\W\d]\w")
"""A word of two letters or more."""
_DOCSTRING = ('"""', "'''")
_LEAVES = re.compile(r"(?:return|raise|throw|break|continue)\b")


def check_hidden(difference: Difference, shown: Shown) -> Complaint | None:
    """Hidden lines, blank ones and the end of the file too, are as they were; no line comes next to one that is equal."""
    for line in difference.moved:
        if shown.row_of[line] < 0 and difference.new[line]:
            text = difference.new[line][:80]
            return "unaccounted_removal", f"the blanks of the line {text!r} would change, but the edit does not show it; show it"
        for other in (_filled(difference, line, -1), _filled(difference, line, 1)) if difference.new[line] else ():
            double = other >= 0 and shown.row_of[other] < 0 and difference.new[other] == difference.new[line]
            if double and difference.indent(other) == difference.indent(line):
                return "ambiguous", f"the line {difference.new[line][:80]!r} would be there twice; show the lines around it"
    blank = _blank(difference, shown)
    if blank is not None:
        return "unaccounted_removal", (
            f"blank lines near line {blank + 1} of the new text would change, but the edit does not show the lines around them"
        )
    if (parted := _parted_from(difference, shown)) is not None:
        text = difference.new[parted][:80]
        return "ambiguous", f"{text!r} could be new or the one that is there; show the lines below it"
    for run in difference.runs:
        came = [n for n in range(run.new, run.new_end) if difference.new[n]]
        for line, step in ((came[0], -1), (came[-1], 1)) if came else ():
            other = _filled(difference, line, step)
            hidden = other >= 0 and shown.row_of[other] < 0 and difference.origin[other] >= 0
            complaint = _beside(difference, line, other) if hidden else None
            if complaint:
                return complaint
        if len(came) > 1 and (twin := _twin_above(difference, shown, came)):
            text = difference.new[came[-1]][:80]
            return (
                "ambiguous",
                f"{text!r} could be new or stand for {twin[:80]!r}; show that line too, or use a format that quotes it",
            )
    return None


def _twin_above(difference: Difference, shown: Shown, came: list[int]) -> str:
    """The last line of a block, which stays hidden above new lines whose last one begins with the same word; "" for none."""
    above, last = _filled(difference, came[0], -1), came[-1]
    below = _filled(difference, last, 1)
    ends = below < 0 or difference.indent(below) < difference.indent(last)
    if not ends or above != came[0] - 1 or shown.row_of[above] >= 0:
        return ""
    statement, text = _statement_above(difference, came[0]), difference.new[last]
    word, other = _WORD.match(statement), _WORD.match(text)
    if word is None or other is None or text.endswith((":", "{")) or difference.indent(last) != difference.indent(came[0]):
        return ""
    return statement if word[0] == other[0] and not _SAYS_NOTHING.fullmatch(word[0]) else ""


def check_again(difference: Difference, shown: Shown) -> Complaint | None:
    """A part that comes as a whole shows no outer line that stands in the old text once and stays hidden: there it belongs."""
    old = difference.old
    for segment, origins in zip(shown.segments, shown.origins, strict=True):
        if max(origins) >= 0:
            continue
        depth = min((shown.rows[row].indent for row in segment.codes if _is_named(shown.rows[row].text)), default=0)
        for text in (shown.rows[row].text for row in segment.codes if shown.rows[row].indent == depth):
            if not _is_named(text) or difference.count(text) != 1:
                continue
            line = difference.target[old.index(text)]
            if line >= 0 and shown.row_of[line] < 0:
                return (
                    "ambiguous",
                    f"{text[:80]!r} stands in the file already (line {old.index(text) + 1}); show the change there",
                )
    return None


def _is_named(text: str) -> bool:
    return _NAMED.search(text) is not None and not text.startswith(CLOSERS)


def _parted_from(difference: Difference, shown: Shown) -> int | None:
    """A kept line that the edit shows twice, the second time with a new line below it where the file has a hidden one."""
    for segment in shown.segments:
        seen: set[str] = set()
        for row, below in pairwise(segment.codes):
            line, text = shown.line_of[row], shown.rows[row].text
            if text not in seen:
                seen.add(text)
                continue
            comes = below == row + 1 and difference.origin[shown.line_of[below]] < 0
            was = difference.origin[line]
            if not comes or was < 0 or not is_telling(text):
                continue
            after = next((n for n in range(was + 1, len(difference.old)) if difference.old[n]), -1)
            if after == was + 1 and difference.target[after] >= 0 and shown.row_of[difference.target[after]] < 0:
                return line
    return None


def _beside(difference: Difference, line: int, other: int) -> Complaint | None:
    """What is wrong with a line that comes next to a hidden one."""
    text, there = difference.new[line], difference.new[other]
    same_depth = abs(line - other) == 1 and difference.indent(line) == difference.indent(other)
    if text == there and (is_telling(text) or same_depth):
        return "ambiguous", f"the line {text[:80]!r} would be there twice; show the lines around it"
    if abs(line - other) == 1 and (name := _target(text)) and name == _target(there):
        return "ambiguous", f"{name!r} would be given a value twice: {there[:80]!r} stays beside {text[:80]!r}; show both lines"
    above = _statement_above(difference, line) if other == line - 1 else ""
    first, second = (above, text) if above else (text, there) if other == line + 1 and same_depth else ("", "")
    if first and _is_version(first, second, difference.signs):
        return "ambiguous", (
            f"{text[:80]!r} could come beside {(above or there)[:80]!r} or in its place; "
            "show that line too, or use a format that quotes it"
        )
    if (
        difference.is_comment(text)
        and difference.is_comment(there)
        and (abs(line - other) == 1 or (not there.startswith(_DOCSTRING) and _is_all_comment(difference, line)))
    ):
        return "ambiguous", f"the comment {there[:80]!r} would stay beside the new one; show all of the comment"
    return None


def _is_all_comment(difference: Difference, line: int) -> bool:
    """Whether all lines that come with one are comments, and no docstrings."""
    run = next(run for run in difference.runs if run.new <= line < run.new_end)
    return all(difference.is_comment(text) for text in difference.new[run.new : run.new_end] if text)


def _statement_above(difference: Difference, line: int) -> str:
    """The line above that a statement of the same depth begins with; "" where the line above stands less deep."""
    depth = difference.indent(line)
    for above in range(line - 1, -1, -1):
        text = difference.new[above]
        if not text:
            continue
        indent = difference.indent(above)
        if indent < depth:
            return ""
        if indent == depth and not text.startswith(CLOSERS):
            return text
    return ""


def _is_version(first: str, second: str, signs: CommentSigns) -> bool:
    """Whether one of two statements of a block could be another version of the other: what leaves a block is the last in it.

    Heads of blocks are no versions of each other: a new branch beside a hidden one is common.
    """
    if _LEAVES.match(first):
        return not second.startswith(CLOSERS) and not signs.is_comment(second)
    if second.endswith((":", "{")):
        return False
    begins, other = _BEGINS.match(first), _BEGINS.match(second)
    if begins is None or other is None or _SAYS_NOTHING.fullmatch(other[0]):
        return False
    return begins[0] == other[0] or begins[0].startswith(other[0] + " ")


def _target(line: str) -> str:
    """What a line gives a value, with the words before it; "" for other lines."""
    found = _ASSIGNS.match(line)
    return found[1] if found else ""


def _filled(difference: Difference, line: int, step: int) -> int:
    """The next line that is not blank; -1 for none."""
    at = line + step
    while 0 <= at < len(difference.new) and not difference.new[at]:
        at += step
    return at if 0 <= at < len(difference.new) else -1


def _blank(difference: Difference, shown: Shown) -> int | None:
    """A place where blank lines, or the end of the last line, change between lines that are not shown."""
    old, new = difference.old, difference.new
    blank = [r for r in difference.runs if not any(old[r.old : r.old_end]) and not any(new[r.new : r.new_end])]
    for run in blank:
        above, below = _filled(difference, run.new, -1), _filled(difference, run.new_end - 1, 1)
        kept = above >= 0 and below >= 0 and difference.origin[above] >= 0 and difference.origin[below] >= 0
        fewer = run.new_end - run.new < run.old_end - run.old
        if kept and fewer and min(shown.row_of[above], shown.row_of[below]) < 0:
            return run.new
    places = [*(n for n in difference.moved if not new[n]), *(run.new for run in blank)]
    if not places:
        return None
    goes = {n for run in difference.runs if any(old[run.old : run.old_end]) for n in (run.new - 1, run.new_end)}
    sure = {shown.line_of[row] for segment in shown.segments if _is_placed(shown, segment) for row in segment.codes}
    for place in places:
        around = (_filled(difference, min(place, len(new)), -1), _filled(difference, place - 1, 1))
        if _disagrees(shown, *around) or _comes_unsaid(difference, shown, around):
            return place
        if not any(n >= 0 and (n in sure or n in goes) for n in around):
            return place
    return None


def _comes_unsaid(difference: Difference, shown: Shown, around: tuple[int, int]) -> bool:
    """Whether a blank line comes between a hidden line and a shown one, where the edit has none beside its marker."""
    above, below = around
    if above < 0 or below < 0 or above + 1 == below or min(difference.origin[above], difference.origin[below]) < 0:
        return False
    if (shown.row_of[above] < 0) == (shown.row_of[below] < 0):
        return False
    grows = below - above > difference.origin[below] - difference.origin[above]
    row = shown.row_of[below] - 1 if shown.row_of[above] < 0 else shown.row_of[above] + 1
    return grows and 0 <= row < len(shown.rows) and shown.rows[row].kind is not BLANK


def _disagrees(shown: Shown, above: int, below: int) -> bool:
    """Whether the edit shows two lines as neighbours with another number of blank lines between them."""
    if above < 0 or below < 0 or shown.segment_of[above] < 0 or shown.segment_of[above] != shown.segment_of[below]:
        return False
    return shown.row_of[below] - shown.row_of[above] != below - above


def _is_placed(shown: Shown, segment: Segment) -> bool:
    """Whether a part has a line that says enough to be known again: braces alone could be laid on others."""
    return any(is_telling(shown.rows[row].text) for row in segment.codes)
