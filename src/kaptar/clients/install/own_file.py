"""A configuration file that is Kaptar's as a whole: opencode's plugin."""

import re
from collections.abc import Hashable
from hashlib import sha256
from typing import NamedTuple

from kaptar.errors import InputError

_TEXT = r'"(?:[^"\\\n]|\\.)*"'
_GIVEN = re.compile(
    rf'^const (?:COMMAND = \[{_TEXT}, "-I", "-S", {_TEXT}, (?:"--strict", )?"opencode"\]|STRICT = (?:true|false))$', re.MULTILINE
)
"""The lines that differ between machines and settings."""


class OwnFile(NamedTuple):
    """A whole file.

    Attributes:
        content: as it is written today; "" where nothing is written.
        mark: a text in each version of the file.
        known: `digest_of` files as earlier versions wrote them.
    """

    content: str
    mark: str
    known: frozenset[str] = frozenset()

    def put(self, text: str | None) -> str:
        if text is not None and not self.wrote(text):
            raise InputError("there is such a file already, and it is not as Kaptar wrote it; move it away first")
        return self.content

    def take(self, text: str, before: str | None) -> str | None:
        """A file that somebody has changed stays."""
        return None if self.wrote(text) else text

    def rest(self, text: str | None) -> Hashable:
        return None if text is None or self.wrote(text) else text

    def found(self, text: str) -> bool:
        return self.mark in text

    def wrote(self, text: str) -> bool:
        """Whether a text is what some version wrote, for whatever machine."""
        return digest_of(text) in {digest_of(self.content), *self.known}


def digest_of(text: str) -> str:
    """SHA-256 of a file without the lines that differ between machines."""
    return sha256(_GIVEN.sub("", text).encode("utf-8", "surrogatepass")).hexdigest()
