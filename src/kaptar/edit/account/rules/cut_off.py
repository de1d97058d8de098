"""The rules for answers that were cut off, where no table tells where blocks end: brackets pair, and what opens is closed.

By signs, words and indentation alone.
"""

import re
from collections.abc import Callable, Iterator

from kaptar.edit.account.facts.comment_signs import CommentSigns
from kaptar.edit.account.facts.lines import Difference
from kaptar.edit.account.rules.closers import closer_of
from kaptar.edit.outcome import Complaint

_PAIRS = ("{}", "[]", "()")
_OPENS = re.compile(r"(?:[({\[,=\\|&+]|->|=>|\b(?:do|then|begin|of|where|with|in|is|as|and|or|not|else|let))")
"""What a line ends with that goes on in the next one."""
_WORD = re.compile(r"[@#%<{(\[.:]*[A-Za-z_][\w!-]*")


def check_cut_off(difference: Difference) -> Complaint | None:
    """A text that is only taken for the whole file ends as the file did: as deep, with no bracket or block open."""
    lines = [n for n, text in enumerate(difference.new) if text]
    was = [n for n, text in enumerate(difference.old) if text]
    if not lines or not was:
        return None
    if (pair := _open_pair(difference)) and difference.runs:
        return "would_break_syntax", f"the number of {pair[0]!r} and {pair[1]!r} would not match any more; was the edit cut off?"
    last, end = lines[-1], was[-1]
    text, there = difference.new[last], difference.old[end]
    if difference.origin[last] == end and difference.indent(last) == difference.old_indent(end):
        return None
    closed = closer_of(there) != "" or difference.old_indent(end) == 0
    deeper = closed and difference.indent(last) > difference.old_indent(end)
    if (
        deeper
        or (_opens(difference, text) and not _opens(difference, there))
        or (difference.is_comment(text) and not difference.is_comment(there))
    ):
        return "would_break_syntax", (
            f"{text[:80]!r} would be the last line, where the file ends with {there[:80]!r}; if the edit was not cut off, "
            "say that it is the whole file (--format whole_file)"
        )
    return _unlike_end(difference, last, end)


def _open_pair(difference: Difference) -> str:
    """The brackets whose number paired before and pairs no more; "" for none."""
    gone = [line for run in difference.runs for line in difference.old[run.old : run.old_end]]
    came = [line for run in difference.runs for line in difference.new[run.new : run.new_end]]
    for pair in _PAIRS:
        was, now = (sum(line.count(pair[0]) - line.count(pair[1]) for line in lines) for lines in (gone, came))
        if was != now:
            return pair
    return ""


def _opens(difference: Difference, text: str) -> bool:
    found = None if difference.is_comment(text) else next(reversed([*_OPENS.finditer(text[-8:])]), None)
    return found is not None and found.end() == len(text[-8:])


def _unlike_end(difference: Difference, last: int, end: int) -> Complaint | None:
    """A last line that comes does not begin as the heads of the old text do, whose blocks stand below them."""
    text, signs = difference.new[last], difference.signs
    if difference.origin[last] >= 0 or closer_of(text):
        return None
    word = first_word(text)
    heads = [n for n in heads_of(difference.old, difference.old_indent, signs) if word and first_word(difference.old[n]) == word]
    plain = first_word(difference.old[end]) == word
    if not heads or plain:
        return None
    return "would_break_syntax", (
        f"{text[:80]!r} would be the last line, and begins like {difference.old[heads[0]][:80]!r} (line {heads[0] + 1}), "
        "which has lines below it; was the edit cut off?"
    )


def first_word(text: str) -> str:
    """The word that a line begins with, with the signs before it; "" for none."""
    found = _WORD.match(text)
    return found[0] if found else ""


def heads_of(lines: list[str], indent: Callable[[int], int], signs: CommentSigns) -> Iterator[int]:
    """The lines with a deeper one directly below, blank lines and comments aside."""
    above = -1
    for line, text in enumerate(lines):
        if not text or signs.is_comment(text):
            continue
        if above >= 0 and indent(line) > indent(above):
            yield above
        above = line


def check_unclosed(difference: Difference) -> Complaint | None:
    """The head of a block that comes is closed by such a line as closes all old blocks whose heads begin with its word."""
    fresh = {n for run in difference.runs for n in range(run.new, run.new_end) if difference.new[n]}
    heads = [n for n in heads_of(difference.new, difference.indent, difference.signs) if n in fresh] if fresh else []
    if not heads:
        return None
    ends = _ends_by_word(difference)
    for head in heads:
        wanted = ends.get(first_word(difference.new[head]), set())
        if (
            wanted
            and "" not in wanted
            and (found := _end_of(difference.new, difference.indent, head, difference.signs)) not in wanted
        ):
            return "would_break_syntax", (
                f"the block of {difference.new[head][:80]!r} would end with {found or 'no line of its own'!r}, where others that "
                f"begin like it end with {min(wanted)!r}; show its end"
            )
    return None


def _ends_by_word(difference: Difference) -> dict[str, set[str]]:
    """For the first words of heads in the old text the signs that close them; "" for a block that nothing closes."""
    found, signs = dict[str, set[str]](), difference.signs
    for head in heads_of(difference.old, difference.old_indent, signs):
        if word := first_word(difference.old[head]):
            found.setdefault(word, set()).add(_end_of(difference.old, difference.old_indent, head, signs))
    return found


def _end_of(lines: list[str], indent: Callable[[int], int], head: int, signs: CommentSigns) -> str:
    """The sign or word that closes a block, as deep as its head; "" for none."""
    depth = indent(head)
    below = (n for n in range(head + 1, len(lines)) if lines[n] and not signs.is_comment(lines[n]))
    end = next((n for n in below if indent(n) <= depth), -1)
    return closer_of(lines[end]) if end >= 0 and indent(end) == depth else ""
