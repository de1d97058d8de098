"""Text of a file with the places at which something may be a secret: long words, and marks such as ``token``. Pure."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

NOUNS = ("pass", "pwd", "secret", "token", "credential", "bearer", "authorization", "key", "salt")
"""What any secret's name holds; `kaptar.checks.secrets.names` decides (``compass`` is none)."""

OTHERS = (
    "://",
    "-----begin",
    "private-lines:",
    ":aa",
    "8q~",
    "sig=",
    "webhookb2/",
    "identified",
    "mysql",
    "ssh2",
    "<rsakeyvalue>",
    "curl",
)
MARKS = " ".join((*NOUNS, *OTHERS))
"""As the operation ``text.places_of_marks`` takes them."""


class Marked(NamedTuple):
    """A part of a content, and what was found in it.

    Attributes:
        words: long words that may be more than words, with their offsets.
        nouns: where one of `NOUNS` stands, whatever its case, in order.
        others: the same of `OTHERS`, by mark in small letters.
    """

    content: bytes
    words: list[tuple[int, bytes]]
    nouns: list[int]
    others: Mapping[str, list[int]]

    def of(self, mark: bytes) -> Sequence[int]:
        """Where one of `OTHERS` stands, case aside."""
        return self.others.get(mark.decode().lower(), ())


def marked(content: bytes, words: Sequence[int], marks: Sequence[int]) -> Marked:
    """A content with what operations have found in it.

    Args:
        words: starts and ends, in turn, as of ``text.long_words``.
        marks: numbers of marks and places, in turn, as of ``text.places_of_marks``.
    """
    nouns, others = list[int](), dict[str, list[int]]()
    for number, at in zip(marks[::2], marks[1::2], strict=True):
        if number < len(NOUNS):
            nouns.append(at)
        else:
            others.setdefault(OTHERS[number - len(NOUNS)], []).append(at)
    long = [(start, content[start:end]) for start, end in zip(words[::2], words[1::2], strict=True)]
    return Marked(content, long, nouns, others)
