"""A file of variables: whether it holds no secret. Each line is empty, a comment or an assignment, of known forms alone. Pure."""

import re
from typing import NamedTuple

from kaptar.checks.guards.harmless_values import is_harmless, is_name, is_number, is_place, is_plain, names_secret
from kaptar.checks.guards.harmless_words import MIXED, SMALL, SPOKEN

MOST_UNKNOWN = 3
"""Words of a comment that no list has, one behind the other: more of them may be a pass phrase."""

_KNOWN = SMALL | SPOKEN | MIXED
_ASSIGNMENT = re.compile(r"(?:export\s{1,4}+)?([A-Za-z_][A-Za-z0-9_.-]{0,99}+)\s{0,4}+=(.*)")
_TEXT = re.compile(r"[\t\x20-\x7e]*")
_QUOTED = re.compile(r"(?:'([^'\\]*+)'|\"([^\"\\`]*+)\")[ \t]*+(?:(?<=[ \t])#(.*))?")
_RULERS = "-=#*~+_.>"


class _Assignment(NamedTuple):
    name: str
    value: str | None  # None: it is not read alike by all who read such files
    comment: str


def why_environment_secret(text: str) -> str:
    """Why a file of variables may hold a secret; "" where it holds none. No value is in the answer, nor a name that is one.

    A variable is named before a comment that nobody knows the words of.
    """
    of_comment = ""
    spoken: list[tuple[int, str]] = []
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        bare = line.strip()
        comment = bare.startswith("#")
        found = _read(bare.lstrip("# \t") if comment else bare)
        if not _TEXT.fullmatch(bare):
            return f"line {number} may be a secret"
        if comment and not (found and is_name(found.name)):
            spoken.append((number, bare))
        elif found:
            of_comment = of_comment or _of_comments(spoken)
            if why := _of_assignment(number, found):
                return why
            spoken = []
        elif bare:
            return f"line {number} is no assignment"
    return of_comment or _of_comments(spoken)


def _read(bare: str) -> _Assignment | None:
    found = _ASSIGNMENT.fullmatch(bare)
    if not found:
        return None
    name, given = found[1], found[2]
    if quoted := _QUOTED.fullmatch(given.strip()):
        return _Assignment(name, quoted[1] if quoted[1] is not None else quoted[2], quoted[3] or "")
    value, _, comment = given.replace("\t", " ").partition(" #")
    unread = any(mark in value for mark in "'\"`\\#")
    return _Assignment(name, None if unread else value.strip(), comment)


def _of_assignment(number: int, found: _Assignment) -> str:
    if not is_name(found.name):
        return f"line {number} may be a secret"
    harmless = found.value is not None and is_harmless(found.name, found.value)
    known_only = names_secret(found.name)
    if harmless and _are_spoken(_words(found.comment), known_only=known_only) is None:
        return ""
    return f"line {number} ({found.name}) may be a secret"


def _of_comments(lines: list[tuple[int, str]]) -> str:
    """Comments with no assignment between them are judged together: one may name what the next one holds."""
    words = [(number, word) for number, line in lines for word in _words(line)]
    at = _are_spoken([word for _, word in words], known_only=any(names_secret(word) for _, word in words))
    return "" if at is None else f"line {words[at][0]} may be a secret"


def _are_spoken(words: list[str], *, known_only: bool) -> int | None:
    """The first word that is neither known nor, where others may stand, a plain one, a number or a place; None: there is none."""
    unknown = 0
    for at, word in enumerate(words):
        unknown = 0 if word.lower() in _KNOWN else unknown + 1
        form = is_plain(word) or is_number(word) or is_place(word)
        if unknown and (known_only or not form or unknown > MOST_UNKNOWN):
            return at
    return None


def _words(comment: str) -> list[str]:
    """The words of a comment: without the marks around them, and apart where marks join them."""
    words: list[str] = []
    for piece in comment.split():
        bare = piece.lstrip("#([<{'\"`").rstrip(".,:;!?)]>}'\"`")
        if not bare or (piece[0] in _RULERS and set(piece) == {piece[0]}):
            continue
        whole = is_place(bare) or is_number(bare)
        words += [bare] if whole else filter(None, re.split(r"[-/_']", bare))
    return words
