"""Comments and dots that stand in the new text of a quotation for code that the quotation has: they would replace it."""

import re
from collections.abc import Sequence

from kaptar.edit.account.facts.comment_signs import CommentSigns
from kaptar.edit.account.quoting.reading.parts import Step

_WORD = re.compile(r"[^\W\d_]\w*")
_STAYS = frozenset((
    "and", "or", "the", "a", "an", "of", "to", "as", "is", "are", "was", "were", "it", "its", "they", "with", "in", "on",
    "for", "from", "here", "there", "stay", "stays", "stayed", "keep", "keeps", "kept", "unchanged", "same", "original",
    "continue", "continues", "existing", "previous", "before", "above", "below", "rest", "remaining", "remain", "remains",
    "other", "others", "logic", "code", "body", "lines", "line", "statements", "steps", "all", "both", "untouched",
    "intact", "still", "then", "do", "does", "so", "etc", "likewise", "idem",
))  # fmt: skip
"""Words that only say that something goes on."""
_DOTS = re.compile(r"(?:\.{3}|\u2026)[;,]?")
_STUB = re.compile(r"(?:\.{3}|\u2026|pass|todo!\(\)|raise NotImplementedError(?:\(.*\))?)[;,]?")
"""A line that is no code of its own: a body that is not there yet."""
_LONGEST = 200
_MOST_WORDS = 12


def stand_in(run: Sequence[Step], signs: CommentSigns) -> str:
    """The new line of a run that only speaks of code which goes there, or the dots in its place; "" for none.

    A comment speaks of that code where each word of it is one of the code, or says that something goes on. A comment that is
    a line which goes, and nothing else, is that line put out of use.
    """
    gone = [text for sign, line in run if sign == "-" and (text := line.strip())]
    code = [text for text in gone if not signs.is_surely(text) and not _STUB.fullmatch(text)]
    came = [text for sign, line in run if sign == "+" and (text := line.strip()) and text not in gone]
    left = [text for text in came if not signs.is_comment(text) and not _DOTS.fullmatch(text)]
    if len(code) <= len(left):
        return ""
    words = {word for text in code for word in _WORD.findall(text)}
    there = {word for text in left for word in _WORD.findall(text)}
    bare = {_bare(text) for text in code}
    return next(
        (
            text
            for text in came
            if _DOTS.fullmatch(text) or (_bare(text) not in bare and signs.is_comment(text) and _speaks(text, words - there))
        ),
        "",
    )


def _bare(text: str) -> str:
    """A line without the signs of a comment around it."""
    return text.lstrip("/#*-;%<! ").rstrip("*/-> ;,")


def _speaks(text: str, words: set[str]) -> bool:
    """Whether a comment has words of code alone, or none at all."""
    said = _WORD.findall(text)
    if len(text) > _LONGEST or len(said) > _MOST_WORDS:
        return False
    known = [word for word in said if word in words or word.lower() in _STAYS]
    return len(known) == len(said) and (bool(said) or any(map(str.isalnum, text)))
