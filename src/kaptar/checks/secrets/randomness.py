"""Randomness of a value: whether a generator seems to have made it, or a person from words. Pure, in linear time."""

import re
from itertools import pairwise
from typing import NamedTuple

from kaptar.checks.secrets.hit import entropy

LEAST, MOST = 16, 512
"""Characters of a value that can look random."""

_HEXADECIMAL = re.compile(rb"[0-9a-fA-F-]++")
_DIGIT = re.compile(rb"[0-9]")
_SIGNS = re.compile(rb"[^A-Za-z0-9_.\-/ ]")
_KINDS = bytes(
    ord("u") if 65 <= c <= 90 else ord("l") if 97 <= c <= 122 else ord("d") if 48 <= c <= 57 else ord("s") for c in range(256)
)
_JOINTS = re.compile(rb"[_.\-/ ]")
_D = ord("d")
_BEGIN_OF_WORD = (ord("u"), ord("l"))
"""A small letter behind a capital changes nothing: names of code have that at each word."""


class Spread(NamedTuple):
    """Alternation of the kinds of characters (capitals, small letters, digits, signs) in a value.

    Attributes:
        changes: of kind, per character: about 0.45 of random letters and digits, 0.1 to 0.25 of names.
        kinds: how many kinds there are.
        groups: of digits.
        signs: how many characters are signs that no name and no path has.
    """

    changes: float
    kinds: int
    groups: int
    signs: int


def spread(value: bytes) -> Spread:
    """Of a value; what joins words (``_``, ``-``, ``.``, ``/``) counts for nothing."""
    kinds = _JOINTS.sub(b"", value).translate(_KINDS)
    pairs = list(pairwise(kinds))
    changes = sum(one != other and (one, other) != _BEGIN_OF_WORD for one, other in pairs)
    groups = sum(one != _D and other == _D for one, other in pairs) + (kinds[:1] == b"d")
    return Spread(changes / len(kinds) if kinds else 0.0, len(set(kinds)), groups, len(_SIGNS.findall(value)))


def looks_random(value: bytes) -> bool:
    """Whether a value may come from a generator: hexadecimal over 3 bits each, others over 3.5 and not made of words."""
    if not LEAST <= len(value) <= MOST or not _DIGIT.search(value) or value.isdigit():
        return False
    if _HEXADECIMAL.fullmatch(value):
        return entropy(value) >= 3.0
    if value.count(b"/") + value.count(b".") > 2 and b"+" not in value:
        return False
    return entropy(value) >= 3.5 and spread(value).changes >= 0.2


def is_generated(value: bytes) -> bool:
    """Whether only a generator makes such a value: both cases and digits, mixed all through 24 characters and more."""
    found = spread(value)
    return len(value) >= 24 and found.kinds >= 3 and found.groups >= 2 and found.changes >= 0.28 and entropy(value) >= 3.9


def is_strong_password(value: bytes) -> bool:
    """Whether a value of 12 characters and more has three kinds of characters, signs too, mixed as no word has them."""
    found = spread(value)
    return len(value) >= 12 and found.kinds >= 3 and found.signs >= 2 and found.changes >= 0.5 and entropy(value) >= 3.0
