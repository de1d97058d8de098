"""Needed: what each rule of the engine needs in a text, so that most texts are told from those in which a rule may match. Pure.

`needed.json` has it for one version of the engine: an expression and words in small letters, of both of which a text must have
one. `kaptar_bench.engine_rules` makes it from the engine's own rules. The engine need not be loaded for a text without them.
"""

import binascii
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from kaptar.checks.secrets.decoded import has_mark
from kaptar.decoding.json import decode_json
from kaptar.repository.files import content_of

MOST_BYTES = 128 << 10
"""Of a text that is looked at: loading the engine takes less time than a larger one."""

_FILE = Path(__file__).with_name("needed.json")
_MOST_HELD = 1 << 20
_OUTSIDE = re.compile(rb"[\xc0-\xff][\x80-\xbf]{0,3}+|[\x80-\xbf]")
_SAME_AS_ASCII = ("\u212a".encode(), "\u017f".encode())
"""The two letters outside of ASCII that are another case of one in it: the sign of kelvin, and a long s."""
_LEAST_ENCODED = 16
_BASE64 = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
_TO_BASE64 = bytes(code if code in _BASE64 else {ord("-"): ord("+"), ord("_"): ord("/")}.get(code, 32) for code in range(256))
"""Turns the other alphabet of base64 into the usual one, and all that is in neither into blanks."""
_LAYERS = 2


class NeededText(NamedTuple):
    """One need of rules: an expression, and words, of both of which a text must have one."""

    expression: bytes
    words: tuple[bytes, ...]


class _Held(msgspec.Struct, frozen=True):
    """The file: expressions with their words, for one version of the engine."""

    version: str
    rules: list[tuple[str, list[str]]]


class Needed:
    """Says of texts whether a rule may match in them. Thread-safe.

    Args:
        rules: of the engine whose findings are told.
    """

    def __init__(self, rules: tuple[NeededText, ...]) -> None:
        self._rules = rules
        self._compiled = lru_cache(maxsize=len(rules) or 1)(lambda expression: re.compile(expression, re.IGNORECASE))

    def may_match(self, content: bytes) -> bool:
        """False where no rule matches in a text, nor in what two layers of base64 in it hold. True may be wrong."""
        if len(content) > MOST_BYTES or b"\0" in content or has_mark(content):
            return True
        text = content
        for layer in range(_LAYERS + 1):
            if any(letter in text for letter in _SAME_AS_ASCII) or self._is_in(_OUTSIDE.sub(b"\xff", text)):
                return True
            if layer == _LAYERS or not (text := b"\n".join(_decoded(text))):
                return False
        return False

    def _is_in(self, text: bytes) -> bool:
        low = text.lower()
        return any(
            any(word in low for word in rule.words) and self._compiled(rule.expression).search(low) is not None
            for rule in self._rules
        )


def _decoded(text: bytes) -> Iterator[bytes]:
    """What runs of base64 hold, from whichever of their characters on they are read."""
    for run in text.translate(_TO_BASE64).split():
        for begin in range(4) if len(run) >= _LEAST_ENCODED else ():
            size = len(run) - begin
            end = len(run) - (size % 4 == 1)  # one character alone holds no byte
            yield binascii.a2b_base64(run[begin:end] + b"=" * (-(end - begin) % 4))


def needed_by(version: str) -> Needed | None:
    """What the rules of a version of the engine need; None where that is not known."""
    held = decode_json(content_of(_FILE, _MOST_HELD), _Held)
    if held.version != version:
        return None
    rules = (NeededText(pattern.encode("latin-1"), tuple(map(str.encode, words))) for pattern, words in held.rules)
    return Needed(tuple(rules))
