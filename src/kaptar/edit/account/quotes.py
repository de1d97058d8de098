"""The account of formats that say themselves what goes and what comes: quoted lines, whole files, inserted lines."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from kaptar.edit.account.lines import Difference
from kaptar.edit.account.nets import has_parts, lost_blank, sums_of_blocks, sums_of_hunks, wrong_count, wrong_sum
from kaptar.edit.account.rows import readings
from kaptar.edit.texts import strings_of
from kaptar.edit.verify import Complaint

BY_LINES = frozenset({"search_replace", "udiff", "v4a"})
"""Formats whose lines say each by itself whether it goes, comes or stays."""
_SEARCH = re.compile(r"^\s*(?:>\s*)?(?:<{5,9} ?(?:SEARCH|ORIGINAL)>*|-{5,9} ?SEARCH>*)\s*$")
_MIDDLE = re.compile(r"^\s*={5,9}\s*$")
_REPLACE = re.compile(r"^\s*(?:>{5,9} ?(?:REPLACE|UPDATED)?>*|\+{5,9} ?REPLACE>*)\s*$")
_ALIKE = 0.75
"""How alike two lines look, of 1, one of which is a slightly wrong quotation of the other."""


def check_quoted(difference: Difference, edit: str, format: str, *, faithful: bool) -> Complaint | None:
    """Each line that goes is in the edit's old text, each line that comes in its new one, and the sums of both are the edit's.

    The sum is taken where the quotation is faithful and the edit has one part. Equal lines may stand in another order. Where a
    quotation is slightly wrong and the edit has one block, all lines that it brings must be there, and as many must go.

    Args:
        format: one of `BY_LINES`.
        faithful: the quotation is the file's text, blanks aside; otherwise similar lines count.
    """
    goes, comes = Counter[str](), Counter[str]()
    for text in [edit.replace("\r\n", "\n"), *strings_of(edit)]:
        for sign, line in _blocks(text) if format == "search_replace" else _signs(text):
            if sign != "+":
                goes[line.strip()] += 1
            if sign != "-":
                comes[line.strip()] += 1
    for run in difference.runs:
        lost = _unsaid(difference.old[run.old : run.old_end], goes, faithful)
        if lost is not None:
            return "unaccounted_removal", f"the plan takes the line {lost[:80]!r} away, which the edit does not take away"
        new = _unsaid(difference.new[run.new : run.new_end], comes, faithful)
        if new is not None:
            return "malformed_edit", f"the plan brings the line {new[:80]!r}, which the edit does not bring; nothing was changed"
    if has_parts(edit):
        return None
    text = edit.replace("\r\n", "\n")
    if format != "search_replace" and faithful and difference.runs and (below := lost_blank(_signs(text), difference.new)):
        return "malformed_edit", f"blank lines above {below[:80]!r} would be lost; give each new blank line its sign"
    sums = _sums(edit, format)
    wrong = wrong_sum(difference, sums) if faithful else wrong_count(difference, sums) if len(sums) == 1 else None
    if wrong is not None:
        return "malformed_edit", f"the plan does not change the line {wrong[:80]!r} as the edit does; nothing was changed"
    return None


def check_whole(difference: Difference, edit: str) -> Complaint | None:
    """The new text has all lines of the edit, or of the one fence in it, and no others; blank lines aside."""
    wanted = [line for line in difference.new if line]
    for lines in readings(edit):
        if [text for line in lines if (text := line.strip())] == wanted:
            return None
    return "malformed_edit", "the new text is not the edit's text line by line; nothing was changed"


def check_inserted(difference: Difference, edit: str) -> Complaint | None:
    """The lines that come are those of one text in the call, each as often. Where they stand is not judged."""
    came = Counter(line for run in difference.runs for line in difference.new[run.new : run.new_end] if line)
    if not came or any(Counter(part for line in text.split("\n") if (part := line.strip())) == came for text in strings_of(edit)):
        return None
    return "malformed_edit", "the lines that the plan inserts are not those of the edit; nothing was changed"


def _sums(edit: str, format: str) -> list[Counter[str]]:
    """The sums of an edit's blocks: of the text itself, or of the texts in its JSON."""
    found: list[Counter[str]] = []
    for text in [*strings_of(edit)] or [edit.replace("\r\n", "\n")]:
        sums = sums_of_blocks(_blocks(text)) if format == "search_replace" else sums_of_hunks(text)
        found += [each for each in sums if +each or -each]
    return found


def _unsaid(lines: Iterable[str], said: "Counter[str]", faithful: bool) -> str | None:
    """The first line that is not among those said; each one said counts once."""
    for line in lines:
        if not line:
            continue
        if said[line] <= 0:
            close = None if faithful else next((text for text in said if said[text] > 0 and _alike(text, line)), None)
            if close is None:
                return line
            said[close] -= 1
        else:
            said[line] -= 1
    return None


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    part = ""
    for line in text.split("\n"):
        if _SEARCH.match(line):
            part = "-"
        elif part == "-" and _MIDDLE.match(line):
            part = "+"
        elif part == "+" and _REPLACE.match(line):
            part = ""
        elif part:
            yield part, line


def _signs(text: str) -> Iterator[tuple[str, str]]:
    """Lines of a diff. Lines without a sign stay; a line that could be a header counts as what its sign says too."""
    for line in text.split("\n"):
        sign = line[:1]
        yield (sign, line[1:]) if sign in ("+", "-") else ("", line[1:] if sign == " " else line)
