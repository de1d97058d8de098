"""Lines that a file of code holds as text: in comments and strings over several lines, in which anything may stand.

It is read from the signs alone, for any language. What is found is wider than what is held: a line that is none of these lines is
code for sure. Pure.
"""

import re
from collections.abc import Iterator, Sequence

from kaptar.edit.account.facts.comment_signs import signs_of
from kaptar.edit.account.facts.open_strings import content_over_lines, open_quotes, values_over_lines

_COMMENTS = (
    ("/*", "*/"), ("<!--", "-->"), ("{-", "-}"), ("(*", "*)"), ("--[[", "]]"), ("--[=[", "]=]"), ("#=", "=#"), ("<#", "#>"),
    ("=begin", "=end"), ("=pod", "=cut"), ("=head", "=cut"), ("{#", "#}"), ("{{!--", "--}}"), ("<%--", "--%>"), ("@*", "*@"),
)  # fmt: skip
"""What begins and ends a comment over several lines in some language."""
_SCALAR = re.compile(r"[|>][-+0-9]{0,2}")
"""The last word of the head of a text of YAML over several lines."""
_PROSE = re.compile(r"(?:[-+>] |[0-9]{1,3}[.)] )?[A-Z][\w'\u2019]*,?(?: [\w'\u2019`()/.-]+,?){3,}[.:!?]")
"""A sentence: words from a capital letter to the end of a sentence."""
_LONGEST = 400


def held_lines(lines: Sequence[str], path: str) -> frozenset[int]:
    """The numbers of the lines, from 0, that may stand in a comment or a string over several lines."""
    plain = [line.strip() for line in lines]
    is_comment = signs_of(path).is_comment
    found = set[int]()
    for first, last in (
        *values_over_lines(plain, is_comment), *content_over_lines(plain), *open_quotes(plain, is_comment), *_comments(plain),
        *_long_strings(plain),
    ):  # fmt: skip
        found.update(range(first + 1, last + 1))
    return frozenset(found | {*_scalars(lines)})


def has_prose(text: str) -> bool:
    """Whether a text has a sentence that stands in no comment over several lines: it may be one for people."""
    plain = [line.strip() for line in text.split("\n")]
    inside = {n for first, last in _comments(plain) for n in range(first, last + 1)}
    return any(len(line) <= _LONGEST and n not in inside and _PROSE.fullmatch(line) for n, line in enumerate(plain))


def _comments(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """First and last lines of comments that begin a line."""
    opened, closer = -1, ""
    for n, line in enumerate(lines):
        if closer:
            if closer in line:
                yield opened, n
                closer = ""
            continue
        pair = next((each for each in _COMMENTS if line.startswith(each[0])), None)
        if pair is not None and pair[1] not in line[len(pair[0]) :]:
            opened, closer = n, pair[1]


def _long_strings(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """First and last lines of strings between three quotes, such as the text that documents a function."""
    for quote in ('"""', "'''"):
        opened = -1
        for n, line in enumerate(lines):
            if line.count(quote) % 2:
                if opened >= 0:
                    yield opened, n
                opened = n if opened < 0 else -1


def _scalars(lines: Sequence[str]) -> Iterator[int]:
    """The lines of texts that stand below a key and a bar, deeper than it, as YAML has them."""
    depth = -1
    for n, line in enumerate(lines):
        if not line.strip():
            continue
        here = len(line) - len(line.lstrip(" "))
        if depth >= 0 and here > depth:
            yield n
            continue
        depth = here if _is_head(line) else -1


def _is_head(line: str) -> bool:
    """Whether a line is a key or the sign of an entry, and a bar behind it."""
    words = line[-_LONGEST:].partition(" #")[0].split()
    return bool(words) and _SCALAR.fullmatch(words[-1]) is not None and (len(words) == 1 or words[-2][-1] in ":-")
