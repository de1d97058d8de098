"""Lines that stand for others that go, in any signs: dots in brackets, and sentences that say that something stays.

`edit_syntax` has the spellings of markers. Here a line counts by its words alone, without the signs around them, and only where
lines go: there it would take their place. Pure: two texts in, a line out.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from kaptar.edit.account.facts.comments import words_in_any
from kaptar.edit.account.facts.lines import Difference, compare
from kaptar.edit.account.facts.rows import says_stays
from kaptar.edit.account.facts.spoken_markers import says_left_out
from kaptar.edit.outcome import Span
from kaptar.edit.said import Form, dots, said
from kaptar.languages import language_of

_MAY_STAND = re.compile(rb"\.{3}|\. \. |[\x80-\xff]|[A-Za-z][ _][A-Za-z(]|\w-\w|[#/;%-][ \t]?[(\[]")
"""What a line has that can stand for others: dots, two words, or a word in brackets behind a sign."""
_SURE = frozenset((
    "unchanged", "untouched", "unmodified", "unaltered", "omitted", "elided", "skipped", "snipped", "truncated", "abbreviated",
    "same", "here", "continues", "continue", "stays", "stay", "remains", "remain", "kept",
))  # fmt: skip
"""Words that end a saying of two words."""
_FIRST = frozenset((
    "existing", "remaining", "rest", "remainder", "same", "unchanged", "untouched", "unmodified", "previous", "original", "other",
    "others", "everything", "all", "identical", "no", "keep", "as", "like", "omitted", "left", "see", "not", "nothing",
))  # fmt: skip
"""Words that begin one."""
_STATEMENTS = frozenset((
    "import", "from", "include", "use", "for", "while", "if", "with", "return", "let", "type", "alias", "class", "module",
    "function", "func", "def", "test", "step", "do", "end", "begin", "select",
))  # fmt: skip
"""Words that begin a statement of some language."""
_TOPIC = re.compile(
    r".*\s(?:unchanged|untouched|unmodified|unver\u00e4ndert|as before|as it was|as they were"
    r"|(?:stays?|remains?) the same|stays?|remains?)"
)
"""A sentence that says of anything that it stays."""
_MOST_OF_A_TOPIC = 10
"""Words of such a sentence, at most."""
_MOST_OF_A_HEAD = 3
"""Words of a line of code that may pass for a sentence, at most."""
_DOTS = ("...", "\u2026")
_NOTE = re.compile(r"[^\w\s]{1,6}+\s*+[(\[](?P<words>[^()\[\]]{3,80}+)[)\]]\W{0,6}+")
"""Words in brackets behind the sign of a comment."""
_ALNUM = re.compile(r"[^\W_]")


class _Run(NamedTuple):
    """Lines that go, and lines that come in their place, blank lines aside."""

    gone: list[str]
    came: list[str]


def stand_in(source: bytes, text: bytes, spans: Sequence[Span], path: str = "", *, is_document: bool) -> str:
    """The first line that comes in the place of others, and only says that something stays; "" for none.

    A line that the source has may stay. In a text for people only a line in brackets or in signs of a comment counts, and only
    where more lines go than come. Dots alone count where two lines more go than come, and nowhere in Python, whose code they are.
    """
    if not source.strip() or not any(_MAY_STAND.search(span.text) for span in spans):
        return ""
    difference = compare(source, text, spans)
    if not (is_document and b"```" in text) and (line := _dots_alone(difference, path, is_document=is_document)):
        return line
    for run in _runs(difference.old, difference.new, difference.runs):
        for above, line in pairwise(("", *run.came)):
            if _stands(line, run, is_document=is_document) and not difference.count(line) and not _goes_on(above, line):
                return line
    return ""


def comment_that_stays(line: str) -> bool:
    """Whether a line says that something stays, in signs that begin a comment somewhere."""
    found = said(line)
    return found is not None and found.form is Form.COMMENT and _says(found.words, Form.COMMENT)


def _dots_alone(difference: Difference, path: str, *, is_document: bool) -> str:
    """A line of dots alone that comes where two lines more go than come; "" for none.

    Dots are code in Python, go on with a list of arguments above them, end a document of YAML, and stand in examples of a text
    for people, which are indented.
    """
    language, new = language_of(path), difference.new
    dialect = language.dialect if language else ""
    if dialect == "python" or not any(each in _DOTS for each in new):
        return ""
    for a, b, c, d in _joined(difference.old, new, difference.runs):
        gone, came = ({*filter(None, each)} for each in (difference.old[a:b], new[c:d]))
        for n in range(c, d):
            if new[n] not in _DOTS or difference.count(new[n]) or len(gone - came) <= len(came - gone):
                continue
            above, below = (next(filter(None, each), "") for each in (new[:n][::-1], new[n + 1 :]))
            is_end = dialect == "yaml" and below in ("", "---")
            if not is_end and not above.endswith((",", "(")) and not (is_document and difference.indent(n) > 3):
                return new[n]
    return ""


def _runs(old: list[str], new: list[str], runs: Sequence[tuple[int, int, int, int]]) -> Iterator[_Run]:
    """The runs in which lines go and come."""
    for a, b, c, d in _joined(old, new, runs):
        was, now = [line for line in old[a:b] if line], [line for line in new[c:d] if line]
        gone, came = [line for line in was if line not in now], [line for line in now if line not in was]
        if gone and came:
            yield _Run(gone, came)


def _joined(old: list[str], new: list[str], runs: Sequence[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    """The runs that differ. Lines without words between two of them part nothing."""
    joined: list[tuple[int, int, int, int]] = []
    for a, b, c, d in runs:
        if joined and not any(map(_ALNUM.search, old[joined[-1][1] : a])):
            first, _, third, _ = joined.pop()
            joined.append((first, b, third, d))
        else:
            joined.append((a, b, c, d))
    return joined


def _goes_on(above: str, line: str) -> bool:
    """Whether a line is the end of the sentence that the line above begins."""
    begun = said(above)
    return begun is not None and len(begun.words.split()) > _MOST_OF_A_HEAD and line[:1].islower() and above[-1:] not in ".:!?"


def _stands(line: str, run: _Run, *, is_document: bool) -> bool:
    """Whether a line that comes stands for lines that go in its run. Signs of comments that are known are left to other rules."""
    if not is_document and (words_in_any(line) is not None or line.startswith("* ")):
        return False
    form, is_topic = dots(line), False
    if form is None:
        found = said(line)
        if found is None:
            return is_document and _is_note(line) and len(run.gone) > len(run.came)
        form, is_topic = found.form, not _says(found.words, found.form)
        if is_topic and not _is_topic(found.words, form):
            return False
    more = len(run.gone) - (len(run.came) - 1)
    if is_document:
        return more > 0 and form in (Form.ENCLOSED, Form.COMMENT)
    if form in (Form.ENTRY, Form.STRING):
        return more > 1 or (more > 0 and not any(map(_is_entry, run.gone)))
    return more > 0 or not is_topic


def _is_note(line: str) -> bool:
    """Whether a line says in brackets, behind the sign of a comment, that something stays."""
    found = _NOTE.fullmatch(line)
    return found is not None and (says_left_out(found["words"]) or says_stays(f"# {found['words']}"))


def _says(words: str, form: Form) -> bool:
    """Whether a sentence says nothing but that something stays, and is no statement of code in any language."""
    every = words.casefold().split()
    if len(every) < 2 and (words.isascii() or len(words) < 4) and form is not Form.COMMENT:
        return False
    if form is not Form.COMMENT and words.isascii() and _is_statement(every):
        return False
    return says_left_out(words) or says_stays(f"# {words}")


def _is_statement(words: list[str]) -> bool:
    if words[0] in _STATEMENTS and _SURE.isdisjoint(words):
        return True
    if len(words) != 2:
        return False
    return words[0] == words[1] or (words[0] not in _FIRST and words[1] not in _SURE)


def _is_topic(words: str, form: Form) -> bool:
    count = len(words.split())
    return (3 if form is Form.BARE else 2) <= count <= _MOST_OF_A_TOPIC and _TOPIC.fullmatch(words.casefold()) is not None


def _is_entry(line: str) -> bool:
    return line[:1] in "\"'`" or line.startswith(("- ", "* ", "+ "))
