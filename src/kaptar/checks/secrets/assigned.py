"""Values that are assigned to the name of a secret, in the syntaxes of many languages. Pure, in linear time."""

import re
from collections.abc import Iterator

from kaptar.checks.secrets.hit import Hit
from kaptar.checks.secrets.judged import judged
from kaptar.checks.secrets.marked import Marked
from kaptar.checks.secrets.names import MOST_NAME, is_secret_name
from kaptar.checks.secrets.randomness import MOST

_STATEMENT = b"pass"
"""A name, and a statement of Python: the line below that has nothing to do with it."""
_OF_NAMES = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-"
_TO_VALUE = re.compile(
    rb"[\"'`\])?!]{0,3}+\s{0,8}+(?:\[[0-9]{0,4}\]\s{0,4}+)?"
    rb"(?::?\s{0,4}+&?(?:'static\s)?[A-Za-z_][A-Za-z0-9_.]{0,30}+(?:[\[<][A-Za-z0-9_., |]{0,40}+[\]>])?\s{0,4}+(?==))?"
    rb"(:=|=>|={1,3}|:-|\?=|:|(?<=[\"'`]),|\|\||\?\?|>|\s{1,4}+value\s?=)\s{0,24}+(?:\(\s{0,24}+)?(?:default\s?=\s?)?"
    rb"(?=[^\s,;(){}\[\]])"
)
"""From the end of a name to the value: a type, an operator, a bracket before the next line."""
_NAME = re.compile(rb"[A-Za-z0-9_-]{1,64}+")
_QUOTED = re.compile(rb"[A-Za-z@$]{0,2}(?:\"([^\"'`\r\n\\]{8,512}+)\"|'([^\"'`\r\n\\]{8,512}+)'|`([^\"'`\r\n\\]{8,512}+)`)")
_ELEMENT = re.compile(rb"([^\s<>\"'`]{8,512}+)</")
_QUERY = re.compile(rb"=([A-Za-z0-9_.~%+-]{16,512}+)(?![{$(])")
_SCOPE = re.compile(rb"@[a-z0-9_.~-]{1,64}+/")
_MOST_SCOPE, _MOST_BEFORE, _LEAST_VALUE = 66, MOST_NAME + 12, 8
_BETWEEN = re.compile(rb"[\"'`\s\\]")
_BARE = re.compile(rb"([^\s\"'`#][^\s\"'`]{7,511}+)(?=\s|$)")


def assigned(marked: Marked, *, bare: bool) -> Iterator[Hit]:
    """The values that look like secrets.

    Args:
        bare: values stand without quotes in this kind of file.
    """
    content, until = marked.content, 0
    for at in marked.nouns:
        if at < until:
            continue  # another word of the same name
        name = _NAME.match(content, at)
        until = name.end() if name else at + 1
        operator = _TO_VALUE.match(content, until)
        if operator is None and b"==" not in content[max(0, at - _MOST_BEFORE) : at]:
            continue
        if is_secret_name(whole := _name_until(content, at, until)):
            if operator is not None:
                yield from _behind(content, whole, operator, bare=bare)
            if compared := _value_before(content, at):
                yield from judged(whole, *compared)


def _behind(content: bytes, name: bytes, operator: re.Match[bytes], *, bare: bool) -> Iterator[Hit]:
    """The value behind a name and an operator."""
    end = operator.start()
    start = end - len(name)
    if content[start - 1 : start] in (b"?", b"&") and (of_query := _QUERY.match(content, end)):
        yield from judged(name, of_query.start(1), of_query[1])
        return
    if name == _STATEMENT and b"\n" in content[end : operator.start(1)]:
        return
    found = _value(content, operator, bare=bare)
    if found and not _is_package(content, start):
        for hit in judged(name, *found):
            if operator[1] != b"," or hit.severity == "error":  # names stand in lists too
                yield hit


def _name_until(content: bytes, at: int, end: int) -> bytes:
    """The name around a place; of a long one what is next to the place."""
    low = max(0, at - MOST_NAME)
    return content[low + len(content[low:at].rstrip(_OF_NAMES)) : end]


def _is_package(content: bytes, start: int) -> bool:
    """Whether a name is the last part of a package's: ``@inquirer/password``."""
    if content[start - 1 : start] != b"/":
        return False
    scope = content.rfind(b"@", max(0, start - _MOST_SCOPE), start)
    return scope >= 0 and _SCOPE.fullmatch(content, scope, start) is not None


def _value(content: bytes, operator: re.Match[bytes], *, bare: bool) -> tuple[int, bytes] | None:
    """The value behind an operator, with its start; None where none is there."""
    at = operator.end()
    next_line = b"\n" in content[operator.end(1) : at]
    if quoted := _QUOTED.match(content, at):
        group = quoted.lastindex or 0
        is_key = next_line and content[quoted.end() : quoted.end() + 8].lstrip().startswith(b":")
        return None if is_key else (quoted.start(group), quoted[group])
    if content[at - 1 : at] == b">":
        element = _ELEMENT.match(content, at)
        return (element.start(1), element[1]) if element else None
    plain = _BARE.match(content, at) if bare and not next_line else None
    return (plain.start(1), plain[1]) if plain and content[at - 1 : at] in b"=: \t" else None


def _value_before(content: bytes, at: int) -> tuple[int, bytes] | None:
    """The text between quotes that is compared with the name around a place, with its start: ``"…" === password``."""
    near = content[max(0, at - _MOST_BEFORE) : at]
    if b"==" not in near:
        return None
    left = near.rstrip(_OF_NAMES).rstrip()
    text = left.rstrip(b"=").rstrip()
    if not left.endswith(b"==") or not text.endswith((b'"', b"'")):
        return None
    end = at - len(near) + len(text) - 1
    start = content.rfind(text[-1:], max(0, end - MOST), end) + 1
    value = content[start:end]
    return (start, value) if start and len(value) >= _LEAST_VALUE and not _BETWEEN.search(value) else None
