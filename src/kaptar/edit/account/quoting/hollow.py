"""Comments that a quoting edit puts in the place of code, and that say that the code stays."""

import re
from collections.abc import Callable, Iterator, Sequence

from kaptar.edit.account.facts.comment_signs import CommentSigns
from kaptar.edit.account.facts.comments import words_in_any
from kaptar.edit.account.facts.rows import says_stays
from kaptar.edit.account.facts.spoken_markers import may_say_left_out, says_left_out
from kaptar.edit.account.quoting.lost_code import stand_in
from kaptar.edit.account.quoting.reading.parts import Change, Content, Insertion, Quotation, Step, Swap
from kaptar.edit.outcome import Complaint

_BEGINS = re.compile(
    r"\W*(?:(?:the|all|any)\W+)?(?:rest|remaining|remainder|unchanged|same|existing|others?|everything else|previous)"
    r"\b[\w\s'.]*\W*",
    re.IGNORECASE,
)
"""A comment that begins with what stays, and is words alone."""
_MOST_WORDS = 6
"""Words of a comment that is nothing but such a saying, at most."""
_LABEL = re.compile(r"\W*+(?:[^\W\d_]{1,20}+(?>(?:\([^()]{0,40}+\))?):(?!:)|XXX\b|[lL]\d++(?>(?:-[lL]?+\d++)?):?+)\s*+")
"""What may stand in front of a saying: ``NOTE:``, ``XXX``, the numbers of lines."""
_ENDS = (
    " unchanged", " untouched", " unmodified", " as before", " as it was", " as they were", " same as before", " stay", " stays",
    " stay the same", " stays the same", " remain the same", " remains the same", " remain", " remains", " change the rest",
    " touch the rest", " unverändert", " bleibt", " bleiben",
)  # fmt: skip
"""What a comment ends with that says of anything that it stays."""
_MOST_OF_A_TOPIC = 10
"""Words of a comment that says so of something, at most."""
_LONGEST = 200


def check_hollow_blocks(changes: Sequence[Change], signs: CommentSigns) -> Complaint | None:
    """No comment that says that code stays comes where more lines of code go than come."""
    for change in changes:
        for run in _runs(_steps(change)):
            gone = sum(sign == "-" and _is_code(line, signs.is_surely) for sign, line in run)
            come = sum(sign == "+" and _is_code(line, signs.is_comment) for sign, line in run)
            own = {line.strip() for sign, line in run if sign == "-"}
            new = (text for sign, line in run if sign == "+" and (text := line.strip()) not in own and signs.is_comment(text))
            told = next(filter(_says_kept, new), "")
            if told := told if told and gone > come else stand_in(run, signs):
                return "marker_in_result", (
                    f"{told[:80]!r} would take the place of code; quote only what changes, or leave this line out"
                )
    return None


def _steps(change: Change) -> Sequence[Step]:
    match change:
        case Quotation():
            return change.steps
        case Swap():
            return Quotation(tuple(change.old.split("\n")), tuple(change.new.split("\n"))).steps
        case Insertion() | Content():
            return ()


def _runs(steps: Sequence[Step]) -> Iterator[Sequence[Step]]:
    """The steps between two lines that stay."""
    first = 0
    for at, (sign, _) in enumerate([*steps, (" ", "")]):
        if sign == " ":
            yield steps[first:at]
            first = at + 1


def _is_code(line: str, is_comment: Callable[[str], bool]) -> bool:
    text = line.strip()
    return bool(text) and not is_comment(text)


def _says_kept(text: str) -> bool:
    """Whether a comment says that code stays."""
    words = words_in_any(text) if len(text) <= _LONGEST else None
    if words is None:
        return False
    label = _LABEL.match(words)
    words = words[label.end() :] if label else words
    count = len(words.split())
    if count <= _MOST_WORDS and (says_left_out(words) or may_say_left_out(words, tuple, stands_apart=True)):
        return True
    if count <= _MOST_WORDS and (says_stays(f"# {words}") or _BEGINS.fullmatch(words) is not None):
        return True
    return count <= _MOST_OF_A_TOPIC and f" {words.casefold().rstrip(' .!)')}".endswith(_ENDS)
