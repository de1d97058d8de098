"""The rule for comments that stand for something else: a marker in words that nobody listed, or an instruction.

No list has all the words that a model uses for "what is here stays", in any language. So a comment never takes the place of code.
"""

import re
from collections.abc import Callable

from kaptar.edit.account.facts.comments import words_of_comment
from kaptar.edit.account.facts.lines import Difference
from kaptar.edit.account.facts.plain_markers import is_plain
from kaptar.edit.account.facts.rows import MARKER, may_be_kept
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.outcome import Complaint

_TELLS = re.compile(
    r"\b(?:mov(?:e[sd]?|ing)|renam\w+|without|except|instead|replac\w+|chang(?:e|ed|ing)|now|but|remov\w+|delet\w+|dropp?\w*|"
    r"inside|wrap\w*|add(?:ed|s|ing)?|insert\w*|updat\w+|new)\b",
    re.IGNORECASE,
)
"""Words of a marker that say more than that code stays."""
_GONE = re.compile(r"[^\w(]*\(?(?:[^\s;{}=]+\s+){0,6}(?:removed|deleted|dropped)\W*|\W*\((?:removed|deleted|moved|renamed)\b.*")
"""A comment that says that something went."""
_LONGEST = 200
"""Characters of a comment or a stub that is looked at, at most."""
_HOLE = re.compile(
    r"\(\s*(?:\.\.\.|\u2026)\s*\)|[=,:]\s*(?:\.\.\.|\u2026)\s*[;,)]?$|\b(?:return|yield)\s+(?:\.\.\.|\u2026)\s*;?$|[\[{]\s*(?:\.\.\.|\u2026)\s*[\]}]"
)
"""Dots that are no part of a language's own syntax: a lone argument, value, or content of a literal."""
_CATCH = re.compile(r"(?:\}\s*)?catch\b|#\s*define\b|.*\bCallable\[")
_TODO = re.compile(
    r"(?://|#|--)\s*(?:please\s+)?(?:remove|rename|add|delete|replace|change|move|convert|refactor|wrap|extract|inline|insert|drop)\s"
)
"""A comment that begins as an instruction does; comments of documentation begin with a capital letter."""
_STUB = re.compile(
    r"(?:.*[:{]\s*)?(?:\.\.\.|pass|todo!\(.*\)|unimplemented!\(.*\)|raise NotImplementedError.*|"
    r"throw new (?:Error|UnsupportedOperationException)\([\"'][Nn]ot implemented.*|TODO\(.*\)|fatalError\(.*\))\s*[;}]?\s*\}?"
)
"""A body that does nothing."""
_DOCSTRING = ('"""', "'''")
_BLOCK = re.compile(r"(?:for|while|if|with|try|switch|match|do|loop|unless|until|foreach)\b")
_WORD = re.compile(r"\w+")
_ALNUM = re.compile(r"[^\W_]")
_MANY = 5
"""Words of a marker that is a sentence, at least."""
_NOTHING = frozenset(("pass", "..."))


def check_stand_ins(difference: Difference, shown: Shown, is_text: Callable[[int], bool]) -> Complaint | None:
    """No marker tells what to do, and no comment that comes is an instruction or stands where code goes.

    Args:
        is_text: whether a line of the old text lies inside of a string or comment.
    """
    for marker in {row.text: None for row in shown.rows if row.kind is MARKER}:
        if _TELLS.search(marker) or _is_sentence(marker) or _says_more(difference, marker):
            return "ambiguous", (
                f"{marker[:80]!r} could be a comment of the file, or a marker that says more than that code stays; "
                "show what changes, and write markers as `... existing code ...` in a comment"
            )
    if told := _instruction(difference):
        return "ambiguous", f"{told[:80]!r} is all that the edit brings: it could say what to do; show the code as it will be"
    codeless = not any(
        _is_code(difference.is_comment, text) for run in difference.runs for text in difference.new[run.new : run.new_end]
    )
    for run in difference.runs:
        came = [text for text in difference.new[run.new : run.new_end] if text]
        said = next(
            (text for text in came if difference.is_comment(text) and len(text) <= _LONGEST and _GONE.fullmatch(text)), None
        )
        if said is not None:
            return "ambiguous", (
                f'{said[:80]!r} would be written into the file; if it says what goes, begin it with "remove" and the name'
            )
        hole = next((text for text in came if _has_hole(difference, text)), None)
        lost = " ".join(difference.old[run.old : run.old_end]) if hole is not None else ""
        if hole is not None and lost and not _has_hole(difference, lost):
            return "ambiguous", f"{hole[:80]!r} has dots where the file has code: {lost[:80]!r}; write the line as it will be"
        lines = [n for n in range(run.old, run.old_end) if _is_code(difference.signs.is_surely, difference.old[n])]
        comments = [text for text in came if _stands_in(difference, text, alone=codeless)] if lines else []
        if not comments:
            continue
        lines = [n for n in lines if not is_text(n)]
        gone = [difference.old[n] for n in lines if not any(difference.old[n] in comment for comment in comments)]
        follows = any(_stands_in(difference, text, alone=codeless) for text in came[1:])
        if _are_replaced(comments, gone, len(came) - len(comments), follows=follows):
            return "ambiguous", (
                f"the comment {comments[0][:80]!r} would take the place of {gone[0][:80]!r}; if it stands for code that stays, "
                "write it as `... existing code ...` in a comment"
            )
    return None


def _has_hole(difference: Difference, text: str) -> bool:
    """Whether a line of code has dots in the place of a value or of arguments."""
    if ("..." not in text and "\u2026" not in text) or len(text) > _LONGEST or difference.is_comment(text):
        return False
    return _HOLE.search(text) is not None and _CATCH.match(text) is None


def _instruction(difference: Difference) -> str:
    """The only line that comes in an edit, if it is a comment that tells what to do; "" for none."""
    came = [text for run in difference.runs for text in difference.new[run.new : run.new_end] if text]
    goes = any(any(difference.old[run.old : run.old_end]) for run in difference.runs)
    return came[0] if len(came) == 1 and not goes and difference.is_comment(came[0]) and _TODO.match(came[0]) else ""


def _is_sentence(text: str) -> bool:
    """Whether a marker has many words, and none that says that code stays."""
    return len(_WORD.findall(text)) >= _MANY and not may_be_kept(text)


def _says_more(difference: Difference, marker: str) -> bool:
    """Whether a marker has words beside those that name what stays, and say that it does."""
    words = words_of_comment(marker)
    return words is not None and not is_plain(words, lambda: _names(difference))


def _names(difference: Difference) -> set[str]:
    return set(_WORD.findall("\n".join(difference.old)))


def _are_replaced(comments: list[str], gone: list[str], code: int, *, follows: bool) -> bool:
    """Whether comments stand where code goes: with none that comes, or with less than what goes.

    Args:
        follows: a comment stands below a line that comes, as a marker does, and not above all of them, as an explanation does.
    """
    if code == 0:
        return len(gone) > (1 if all(map(_is_stub, comments)) else 0)
    more = len(gone) - code
    return more > 0 and (follows or _BLOCK.match(gone[0]) is not None or (code == 1 and more > len(comments)))


def _is_stub(text: str) -> bool:
    return len(text) <= _LONGEST and _STUB.fullmatch(text) is not None


def _stands_in(difference: Difference, text: str, *, alone: bool) -> bool:
    """Whether a line may stand for code that is left out. A docstring may, where no code comes: ``alone``."""
    if text.startswith(_DOCSTRING):
        return alone
    return difference.is_comment(text) or _is_stub(text)


def _is_code(is_comment: Callable[[str], bool], text: str) -> bool:
    return _ALNUM.search(text) is not None and not is_comment(text) and text not in _NOTHING and not text.startswith("@")
