"""The reason that a text has to be a whole file: it is like the file, and in no syntax of an edit that Kaptar does not read.

A file without a parser accepts any text: a call in tags, a diff of another tool, a page of an error, a sentence to the user.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from kaptar.edit.account.facts.lines import Difference
from kaptar.edit.outcome import Complaint

_TAG = re.compile(
    r"<(?:(?:old|new)_?(?:text|string|str|code|content)?|edits?|search|replace(?:ment)?|find|original|updated?|instructions?"
    r"|think(?:ing)?|diff|changes?|before|after)(?:\s[^<>]{0,200})?>.*",
    re.IGNORECASE,
)
_COMMAND = re.compile(r"\d+(?:,\d+)?[acd]\d+(?:,\d+)?")
"""The first line of a hunk of an ordinary diff."""
_SCRIPT = re.compile(r"(?:\d+(?:,\d+)?|[.$%])[acdi]")
"""A command of a line editor."""
_CONTEXT = re.compile(r"\*{15}|\*\*\* \d+(?:,\d+)? \*\*\*\*")
_WORDS = re.compile(r"\[-[^\]]*-\]\{\+[^}]*\+\}")
"""A changed word, as diffs by words show it."""
_OLD = re.compile(
    r"\W*(?:before|old|original|from|current|currently|search|find|replace|this|alt|vorher|avant|antes|prima|\u0431\u044b\u043b\u043e|\u4e4b\u524d)\W*",
    re.IGNORECASE,
)
_NEW = re.compile(
    r"\W*(?:after|new|updated|to|becomes|replacement|replace(?: it)? with|with|by|neu|nachher|apr\u00e8s|despu\u00e9s|dopo"
    r"|\u0441\u0442\u0430\u043b\u043e|\u4e4b\u540e)\W*",
    re.IGNORECASE,
)
"""Lines above the old and the new text."""
_BETWEEN = re.compile(
    r"\W*(?:(?:should|must|will|shall|has to|needs to) (?:be|become|read)|becomes?|became|is now|now(?: reads)?|instead of|"
    r"(?:is |was |to be |gets )?(?:replaced|changed|renamed|updated)(?: (?:by|with|to|into))|change(?: it)? to|=+>|-+>|\u2192)\W*"
    r"|(?:(?:change|edit|replace|on|in|at) )*lines? \d+(?:\W+\d+)?(?: (?:to|with|by|becomes|is|should be))*:",
    re.IGNORECASE,
)
"""A line that says what another line becomes."""
_ARROW = re.compile(r"(.{1,200}?)\s*(?:->|=>|\u2192|\u21d2)\s*\S.*")
_HERE = re.compile(r"(?:\$ )?(?:sudo )?(?:cat|tee)\b[^<]{0,300}<<-?\s*['\"]?(\w{1,40})['\"]?")
"""A shell command that writes the lines below it."""
_PAIR = re.compile(r"[<\[](content|file|code|answer|output|result|python|document)[>\]]", re.IGNORECASE)
_PAIRS = {("<![CDATA[", "]]>")}
"""Signs around a text."""
_TOKEN = re.compile(r"<\|[a-z_]{2,30}\|>|</?s>")
"""A sign that ends what a model says."""
_LONGEST = 400
"""Characters of a line that is looked at, at most."""
_DIGITS, _LETTERS = re.compile(r"\d+"), re.compile(r"[^\W\d_]+")
_SHORT = 3
"""Lines of a file that may become others of the same shape, at most."""


def check_reason(difference: Difference) -> Complaint | None:
    """A text for an existing file is like the file, and in none of the syntaxes that edits have elsewhere."""
    old, new = [line for line in difference.old if line], [line for line in difference.new if line]
    if said := _foreign(old, new):
        return "malformed_edit", (
            f"the line {said[:80]!r} belongs to a syntax of edits that is not read here; use SEARCH/REPLACE blocks, or say "
            "--format whole_file if it is a line of the file"
        )
    if not _is_like(old, new):
        return "unaccounted_removal", (
            f"the text has no line in common with the file, so {old[0][:80]!r} and all other lines would go; "
            "say --format whole_file if it is the whole file"
        )
    return None


def _foreign(old: Sequence[str], new: Sequence[str]) -> str:
    """The line by which a text is known as an edit in another syntax; "" for none."""
    known = set(old)
    lines = [line[:_LONGEST] for line in new]
    if wrapped := _wrapped(lines, known):
        return wrapped
    first = next((line for line in lines[:1] if line not in known), "")
    if _TAG.fullmatch(first) or (_SCRIPT.fullmatch(first) and lines[-1] in (".", "w", "q", "wq")):
        return first
    for line, below in pairwise([*lines, ""]):
        hunk = _COMMAND.fullmatch(line) is not None and below.startswith(("< ", "> "))
        if line not in known and (hunk or _CONTEXT.fullmatch(line) or _WORDS.search(line)):
            return line
    kept = sum(line in known for line in lines)
    return _told([line for line in lines if line not in known], known) if len(old) <= _SHORT or 2 * kept <= len(old) else ""


def _wrapped(lines: list[str], known: set[str]) -> str:
    """The first line of a shell command that writes the text, or the sign of a model or a template around it; "" for none."""
    if not lines:
        return ""
    first, last = lines[0], lines[-1]
    here = _HERE.match(first)
    if here and first not in known and last.rstrip() == here[1]:
        return first
    ends = first not in known and (first, last.lower()) in _PAIRS
    named = _PAIR.fullmatch(first) if first not in known else None
    if ends or (named and last.lower() in (f"</{named[1]}>".lower(), f"[/{named[1]}]".lower())):
        return first
    return next((line for line in (first, last) if line not in known and _TOKEN.fullmatch(line)), "")


def _told(fresh: list[str], known: set[str]) -> str:
    """A new line that says what an old one becomes, or the line above an old text with a new one below."""
    for line in fresh:
        arrow = _ARROW.fullmatch(line)
        if _BETWEEN.fullmatch(line) or (arrow and arrow[1] in known) or (line.startswith("- ") and line[2:].strip() in known):
            return line
    above = next((number for number, line in enumerate(fresh) if _OLD.fullmatch(line)), len(fresh))
    return fresh[above] if any(map(_NEW.fullmatch, fresh[above + 1 :])) else ""


def _is_like(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether two texts have a line in common, or are short and of the same shape."""
    known = {line for line in old if any(map(str.isalnum, line))}
    if any(line in known for line in new) or not known:
        return True
    shapes = [[_shape(line) for line in lines] for lines in (old, new)]
    return len(old) <= _SHORT and len(new) <= 2 * _SHORT and not set(shapes[0]).isdisjoint(shapes[1])


def _shape(line: str) -> str:
    """A line with one sign for each word and one for each number."""
    return _LETTERS.sub("a", _DIGITS.sub("0", line))
