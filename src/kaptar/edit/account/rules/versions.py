"""The rule for new lines next to a marker: they say nothing of what the hidden line beside them does already."""

import re

from kaptar.edit.account.facts.comment_signs import CommentSigns
from kaptar.edit.account.facts.lines import Difference, Exchange
from kaptar.edit.account.facts.own_blocks import is_own_block
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.outcome import Complaint

_WORD = re.compile(r"[A-Za-z_$][\w$]*")
_NOISE = frozenset((
    "self", "this", "await", "async", "return", "const", "let", "var", "val", "new", "if", "for", "in", "of", "while", "not",
    "and", "or", "the", "else", "try", "def", "fn", "func", "function", "defer", "go", "int", "auto", "final", "static", "public",
    "private", "void", "mut", "raise", "throw", "yield", "None", "null", "nil", "true", "false", "True", "False", "err", "cls",
))  # fmt: skip
_CALL = re.compile(r"(?:(?:await|defer|go|return) )*(?P<of>(?:[\w$]+\.){2,})?(?P<name>[\w$.:]+)\((?P<takes>.*)\)[;,]?")
"""A statement that is one call."""
_IMPORTS = ("import ", "from ", "use ", "using ", "#include")
"""What is judged as a set of names."""
_LONGEST = 400
"""Characters of a call that is looked at, at most: of a longer one the words are compared."""


def check_versions(difference: Difference, shown: Shown) -> Complaint | None:
    """No new lines hold all words, or the arguments, of the hidden line next to them: they may be its new version.

    A block with a name of its own is none of a line inside of another such block above it, nor of that one's end.
    """
    for run in difference.runs:
        for line in _hidden_beside(difference, shown, run):
            came_here = [difference.new[n] for n in range(run.new, run.new_end)]
            if _is_version(difference.new[line], came_here, difference.signs) and not is_own_block(difference, run, line):
                came = next(difference.new[n] for n in range(run.new, run.new_end) if difference.new[n])
                return "ambiguous", (
                    f"{came[:80]!r} could come beside {difference.new[line][:80]!r} or in its place; show that line too, "
                    "or use a format that quotes it"
                )
    return None


def _hidden_beside(difference: Difference, shown: Shown, run: Exchange) -> list[int]:
    """Hidden lines above and below new ones, comments and blank lines aside, where the edit has a marker there."""
    if not any(difference.new[run.new : run.new_end]):
        return []
    found = []
    came = [n for n in range(run.new, run.new_end) if difference.new[n]]
    for first, step, beside in ((run.new - 1, -1, came[0]), (run.new_end, 1, came[-1])):
        line = first
        while 0 <= line < len(difference.new) and _is_passed(difference, shown, line):
            line += step
        hidden = 0 <= line < len(difference.new) and shown.row_of[line] < 0 and difference.origin[line] >= 0
        if hidden and (line == first or difference.indent(line) == difference.indent(beside)):
            found.append(line)
    return found


def _is_passed(difference: Difference, shown: Shown, line: int) -> bool:
    return shown.row_of[line] < 0 and (not difference.new[line] or difference.is_comment(difference.new[line]))


def _is_version(hidden: str, came: list[str], signs: CommentSigns) -> bool:
    if hidden.startswith("using ") and any(line.startswith("using ") and "=" in line for line in came):
        words = set(_WORD.findall(hidden)) - _NOISE - {"using", "typename"}
        return any(words <= set(_WORD.findall(line)) for line in came)
    if signs.is_comment(hidden) or hidden.startswith(_IMPORTS):
        return False
    short = [line for line in came if len(line) <= _LONGEST]
    there = {word for line in came for word in _WORD.findall(line)}
    words = set(_WORD.findall(hidden)) - _NOISE
    if words and words <= there:
        return True
    call = _CALL.fullmatch(hidden) if len(hidden) <= _LONGEST else None
    return call is not None and any(_calls_alike(call, other) for line in short if (other := _CALL.fullmatch(line)))


def _calls_alike(one: re.Match[str], other: re.Match[str]) -> bool:
    """Whether two calls have the same receiver of several parts, or one takes nothing that the other does not speak of."""
    if one["of"] and one["of"] == other["of"]:
        return True
    for call, beside in ((one, other), (other, one)):
        taken = set(_WORD.findall(call["takes"])) - _NOISE
        if (taken and taken <= set(_WORD.findall(beside[0]))) or (len(call["takes"]) > 2 and call["takes"] == beside["takes"]):
            return True
    return False
