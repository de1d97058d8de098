"""Letters of a value: whether words are made of them, in any language with Latin letters, or a generator put them so. Pure."""

import re
from itertools import pairwise

from kaptar.checks.secrets.hit import entropy
from kaptar.checks.secrets.randomness import spread

LEAST, MOST, MOST_NOISE = 12, 64, 512

_FOLLOWED = (
    "abcdfghijklmnoprstuvwxyz", "abeilorsuy", "acehiklorstuy", "abdegilmnorsuy", "abcdefghijklmnopqrstuvwxyz", "aefilortuy",
    "aeghilnorsu", "aeilortuy", "abcdefgjklmnopqrstuvxz", "aeiou", "aeiklorstu", "abcdegijklmnopstuvy", "abeilmopsuy",
    "acdefghijklnostuvy", "abcdefghijklmnoprstuvwxyz", "adehiloprstuy", "u", "abcdefgiklmnoprstuvwyz", "acdefhiklmnopstuwyz",
    "acefhiklmnoprstuwyz", "abcdefgijklmnoprstz", "aeioy", "aehinors", "ceiptx", "aceilmnopst", "aeinouyz",
)  # fmt: skip
"""By the letters from a to z: those that often come next. Counted in 18,000 words of documentation and translations into some
30 languages; left out are pairs that make less than one of 4,000."""
_COMMON = frozenset(chr(ord("a") + n) + each for n, letters in enumerate(_FOLLOWED) for each in letters)
_RARE = 0.25
"""Of the pairs of letters: of words that are written together 0.3 in 100 have so many rare ones, of random letters 95 in 100."""

_RARE_OF_NOISE = 0.15
"""The same where signs and digits stand between them."""
_CAPITALISED = re.compile(rb"[A-Z][a-z]{3,60}+")


def is_gibberish(value: bytes) -> bool:
    """Whether a value of letters alone has so many rare pairs of them as only a generator makes."""
    return LEAST <= len(value) <= MOST and value.isalpha() and _share_of_rare(value) >= _RARE_OF_NOISE


def is_noise(value: bytes) -> bool:
    """Whether a value of 32 characters and more has letters, digits and signs, mixed as no code and no text has them."""
    if not 32 <= len(value) <= MOST_NOISE:
        return False
    found = spread(value)
    mixed = found.kinds == 4 and 8 * found.signs >= len(value) and found.changes >= 0.4
    return mixed and entropy(value) >= 4.4 and _share_of_rare(value) >= _RARE_OF_NOISE


def is_name_of_code(value: bytes) -> bool:
    """Whether words with capitals make up half of a value: ``k8sEventsTable``."""
    words = _CAPITALISED.findall(value)
    enough = len(words) > 1 and 2 * sum(map(len, words)) >= len(value)
    return enough and _share_of_rare(b" ".join(words)) < _RARE_OF_NOISE


def _share_of_rare(value: bytes) -> float:
    """The share of rare ones among the pairs of letters that stand side by side."""
    letters = value.decode("ascii", "replace").lower()
    pairs = [one + other for one, other in pairwise(letters) if "a" <= one <= "z" and "a" <= other <= "z"]
    return sum(pair not in _COMMON for pair in pairs) / len(pairs) if pairs else 0.0
