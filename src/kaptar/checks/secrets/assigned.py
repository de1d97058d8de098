"""Values that are assigned to the name of a secret, in the syntaxes of many languages. Pure, in linear time.

What only a generator makes is an error, and all else that is no plain word a warning: a name alone proves little.
"""

import re
from collections.abc import Iterator

from kaptar.checks.finding import Severity
from kaptar.checks.secrets.hit import Hit, entropy, mask, places_of
from kaptar.checks.secrets.names import MOST_NAME, is_secret_name, is_token_name, words_of_name
from kaptar.checks.secrets.randomness import is_generated, is_strong_password, looks_random
from kaptar.checks.secrets.values import is_example_login, is_no_secret, is_placeholder, is_plain_name, is_token_of_chain

_NOUNS = (b"pass", b"pwd", b"secret", b"token", b"credential", b"bearer", b"authorization", b"key")
"""What any secret's name holds; `is_secret_name` decides (``compass`` is none)."""
_STATEMENT = b"pass"
"""A name, and a statement of Python: the line below that has nothing to do with it."""
_OF_NAMES = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-"
_TO_VALUE = re.compile(
    rb"[\"'`\])?!]{0,3}+\s{0,8}+(?:\[[0-9]{0,4}\]\s{0,4}+)?"
    rb"(?::?\s{0,4}+&?(?:'static\s)?[A-Za-z_][A-Za-z0-9_.]{0,30}+(?:[\[<][A-Za-z0-9_., |]{0,40}+[\]>])?\s{0,4}+(?==))?"
    rb"(:=|=>|={1,3}|:-|:|(?<=[\"'`]),|\|\||\?\?|>|\s{1,4}+value\s?=)\s{0,24}+(?:\(\s{0,24}+)?(?:default\s?=\s?)?"
    rb"(?=[^\s,;(){}\[\]])"
)
"""From the end of a name to the value: a type, an operator, a bracket before the next line."""
_NAME = re.compile(rb"[A-Za-z0-9_-]{1,64}+")
_QUOTED = re.compile(rb"[A-Za-z@$]{0,2}(?:\"([^\"'`\r\n\\]{8,512}+)\"|'([^\"'`\r\n\\]{8,512}+)'|`([^\"'`\r\n\\]{8,512}+)`)")
_ELEMENT = re.compile(rb"([^\s<>\"'`]{8,512}+)</")
_BARE = re.compile(rb"([^\s\"'`#][^\s\"'`]{7,511}+)(?=\s|$)")
_SCHEME = re.compile(rb"(?i)(?:bearer|token|basic|apikey|bot)[ ]+")
_PASSWORDS = frozenset({b"password", b"passwd", b"pwd", b"passphrase", b"passcode", b"pass", b"authorization"})


def assigned(content: bytes, *, bare: bool) -> Iterator[Hit]:
    """The values that look like secrets.

    Args:
        bare: values stand without quotes in this kind of file.
    """
    lowered, until = content.lower(), 0
    for at in sorted(at for noun in _NOUNS for at in places_of(lowered, noun)):
        if at < until:
            continue  # another word of the same name
        name = _NAME.match(content, at)
        until = name.end() if name else at + 1
        to_value = _TO_VALUE.match(content, until)
        if to_value is None or not is_secret_name(whole := _name_until(content, at, until)):
            continue
        if whole == _STATEMENT and b"\n" in content[until : to_value.start(1)]:
            continue
        found = _value(content, to_value.end(), bare=bare)
        if found:
            for hit in _judged(whole, *found):
                if to_value[1] != b"," or hit.severity == "error":  # names stand in lists too
                    yield hit


def _name_until(content: bytes, at: int, end: int) -> bytes:
    """The name around a place; of a long one what is next to the place."""
    low = max(0, at - MOST_NAME)
    return content[low + len(content[low:at].rstrip(_OF_NAMES)) : end]


def _value(content: bytes, at: int, *, bare: bool) -> tuple[int, bytes] | None:
    """A value that begins at a place, with its start; None where none does."""
    if quoted := _QUOTED.match(content, at):
        group = quoted.lastindex or 0
        return quoted.start(group), quoted[group]
    if content[at - 1 : at] == b">":
        element = _ELEMENT.match(content, at)
        return (element.start(1), element[1]) if element else None
    plain = _BARE.match(content, at) if bare else None
    return (plain.start(1), plain[1]) if plain and content[at - 1 : at] in b"=: \t" else None


def _judged(name: bytes, start: int, value: bytes) -> Iterator[Hit]:
    if scheme := _SCHEME.match(value):
        start, value = start + scheme.end(), value[scheme.end() :]
    if b" " in value or is_no_secret(value) or is_example_login(value):
        return
    if is_token_name(name) and is_token_of_chain(value):
        return
    end = start + len(value)
    if looks_random(value):
        severity: Severity = "error" if is_generated(value) or is_strong_password(value) else "warning"
        said = f"a value that looks random is assigned to a secret's name: {mask(value)}"
        yield Hit(start, end, "secrets/assigned", said, severity)
    elif _PASSWORDS & set(words_of_name(name)) and _is_password(value):
        severity = "error" if is_strong_password(value) else "warning"
        yield Hit(start, end, "secrets/password", f"a password is assigned: {mask(value)}", severity)


def _is_password(value: bytes) -> bool:
    """Letters and something else, and no name of a variable, environment or placeholder."""
    if len(value) > 64:
        return False
    mixed = any(chr(c).isalpha() for c in value) and not value.isalpha()
    return mixed and not is_plain_name(value) and entropy(value) >= 2.75 and not is_placeholder(value)
