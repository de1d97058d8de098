"""Comments of an edit that say in words what goes: "remove openGate"."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence

from kaptar.edit.account.facts.lines import Difference
from kaptar.edit.account.facts.removed_things import names_in
from kaptar.edit.account.facts.rows import CODE, REMOVAL, removal
from kaptar.edit.account.facts.shown import Shown

_FILLERS = frozenset((
    "and", "the", "a", "an", "or", "line", "lines", "below", "above", "this", "that", "these", "here", "function", "functions",
    "method", "methods", "class", "classes", "type", "interface", "struct", "enum", "field", "fields", "property",
    "constant", "variable", "helper", "helpers", "import", "imports", "definition", "definitions", "test", "tests",
    "decorator", "rule", "key", "section", "old", "unused", "obsolete", "deprecated", "dead", "legacy", "entire", "whole",
    "entirely", "completely", "now", "no", "longer", "needed", "used", "necessary", "is", "was", "its", "as", "it", "code",
    "block", "body", "both", "all", "from", "of", "in", "not",
))  # fmt: skip
"""Words of a "remove" comment that name nothing, unless it has no others."""
_COMMENTS = re.compile(r"\b(?:comments?|doc(?:string)?s?)\b", re.IGNORECASE)


def names_removed(shown: Shown, name: str, nouns: Collection[str] = ()) -> bool:
    """Whether a comment says to remove something of that name, and speaks of nothing but that. See `removals_of`."""
    return next(removals_of(shown, name, (), nouns), None) is not None


def removals_of(shown: Shown, name: str, others: Collection[str], nouns: Collection[str]) -> Iterator[int]:
    """The rows that say to remove something of that name, and speak of nothing but that and ``others``.

    Args:
        nouns: what it may be called, as in "the function load". See `removed_things`.
    """
    word = name.rsplit(".", 1)[-1]
    known = {each.rsplit(".", 1)[-1] for each in others} | set(name.split(".")) | {word}
    for number in shown.removals if word else ():
        if _is_on_code(shown, number):
            continue
        words = _things(removal(shown.rows[number].text) or "", word, nouns)
        if word in words and known.issuperset(words):
            yield number


def _is_on_code(shown: Shown, row: int) -> bool:
    """Whether a "remove" comment stands directly above a statement inside of a block: it may be a comment on that.

    Then it speaks of lines that go there, and of no definition elsewhere.
    """
    below = shown.rows[row + 1] if row + 1 < len(shown.rows) else None
    return (
        below is not None
        and below.kind is CODE
        and not shown.signs.is_comment(below.text)
        and below.indent == shown.rows[row].indent > 0
        and any(row_above.indent < below.indent for row_above in shown.rows[:row] if row_above.kind is CODE)
    )


def says_removed(shown: Shown, names: Collection[str]) -> bool:
    """Whether a comment says that something goes which has all of these names."""
    return bool(names) and any(set(names) <= set(_named(said)) for said in _said(shown))


def says_comment_removed(shown: Shown) -> bool:
    """Whether a comment says that some comment or docstring goes."""
    return any(_COMMENTS.search(said) for said in _said(shown))


def removes_comment(shown: Shown, name: str, head: int) -> bool:
    """Whether a comment says to remove the comment of a definition: by its name, or directly above its head in line ``head``."""
    row = shown.row_of[head]
    while row > 0 and shown.rows[row - 1].kind in (REMOVAL, CODE):
        row -= 1
        if shown.rows[row].kind is REMOVAL and _COMMENTS.search(shown.rows[row].text):
            return True
        if not shown.signs.is_comment(shown.rows[row].text) and not shown.rows[row].text.startswith("@"):
            break
    named = (
        set(_named(said)) - {"comment", "comments", "doc", "docs", "docstring"} for said in _said(shown) if _COMMENTS.search(said)
    )
    return {name} in named or names_removed(shown, name)


def removes_lines(shown: Shown, difference: Difference, lines: Sequence[str], around: tuple[int, int]) -> bool:
    """Whether a "remove" comment between two lines of the new text names what goes there."""
    above, below = around
    first = shown.row_of[above] if above >= 0 else -1
    end = shown.row_of[below] if below < len(difference.new) else len(shown.rows)
    if (above >= 0 and first < 0) or end < 0:
        return False
    between = (row for row in shown.rows[first + 1 : end] if row.kind is REMOVAL)
    return any(_names(removal(row.text) or "", lines, shown.signs.is_surely) for row in between)


def idle_removal(shown: Shown, gone: Sequence[str]) -> str:
    """A "remove" comment of which no word is in a line that goes: it may be a comment that is to be written; "" for none."""
    there = _words_of(gone)
    for row in shown.rows:
        if row.kind is REMOVAL:
            words = _named(removal(row.text) or "")
            if there.isdisjoint(words) and not (gone and all(map(shown.signs.is_surely, gone))):
                return row.text
    return ""


def _said(shown: Shown) -> list[str]:
    return [removal(shown.rows[number].text) or "" for number in shown.removals]


def _named(what: str) -> list[str]:
    """The words of a "remove" comment that can be names: words of common speech only where it has no others."""
    words = re.findall(r"[\w$]+", what)
    return [word for word in words if word.lower() not in _FILLERS] or words


def _things(what: str, word: str, nouns: Collection[str]) -> list[str]:
    """The names of what a comment removes. Words of common speech are names only where it has no others."""
    if any(each.lower() not in _FILLERS for each in re.findall(r"[\w$]+", what)):
        return names_in(what, _FILLERS, word, nouns)
    return _named(what)


def _names(what: str, lines: Sequence[str], is_comment: Callable[[str], bool]) -> bool:
    if "comment" in what.lower() and all(map(is_comment, lines)):
        return True
    words = [word for word in re.findall(r"\w+", what) if len(word) > 2 and word.lower() not in _FILLERS]
    there = _words_of(lines)
    return bool(words) and 2 * sum(word in there for word in words) >= len(words)


def _words_of(lines: Sequence[str]) -> set[str]:
    return set(re.findall(r"[\w$]+", "\n".join(lines)))
