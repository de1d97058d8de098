"""The rule for comments that can be markers in words that no list has alone: they stand where a marker does."""

import re
from collections.abc import Iterator
from functools import partial

from kaptar.edit.account.facts.comments import words_in_any
from kaptar.edit.account.facts.lines import Difference
from kaptar.edit.account.facts.spoken_markers import may_say_left_out
from kaptar.edit.outcome import Complaint

_NAMED = re.compile(
    r"\b(?:def|class|function|fn|func|fun|const|let|var|struct|enum|trait|interface|type|module|sub|impl)\s+(\w+)"
)
_TEXTS = ('"""', "'''", "*")
_LONGEST = 200
"""Characters of a line that is looked at, at most."""


def check_kept_words(difference: Difference) -> Complaint | None:
    """No comment of one line comes that says in words that something stays: whoever left nothing out would not say so."""
    names: set[str] = set()

    def named(text: str) -> set[str]:
        if not names:
            names.update(found[1] for line in difference.old if (found := _NAMED.search(line[:_LONGEST])))
        return names | _called(text)

    for line in _comments(difference):
        text = difference.new[line]
        if may_say_left_out(words_in_any(text) or "", partial(named, text), stands_apart=_is_apart(difference, line)):
            return "marker_in_result", (
                f"the comment {text[:80]!r} can say that code stays, and would be written into the file; "
                "leave it out, or write a marker as `... existing code ...` in a comment"
            )
    return None


def _called(text: str) -> set[str]:
    """Words of a comment that are written as names are."""
    words = (word.strip(",.;:") for word in text.split())
    return {word.strip("`").removesuffix("()") for word in words if word[-1:] in (")", "`")}


def _comments(difference: Difference) -> Iterator[int]:
    """New comments of one line, with no other comment above or below them."""
    new = difference.new
    for run in difference.runs:
        for line in range(run.new, run.new_end):
            text = new[line]
            if difference.origin[line] >= 0 or not difference.is_comment(text) or text.startswith(_TEXTS) or len(text) > _LONGEST:
                continue
            beside = (new[n] for n in (line - 1, line + 1) if 0 <= n < len(new))
            if difference.count(text) == 0 and not any(map(difference.is_comment, beside)):
                yield line


def _is_apart(difference: Difference, line: int) -> bool:
    """Whether the line below is blank, or there is none."""
    return line + 1 >= len(difference.new) or not difference.new[line + 1]
