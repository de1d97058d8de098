"""Values that are sealed with Renovate's public key (``"encrypted": {"token": "…"}``) and made to be committed. Pure."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator

from kaptar.checks.secrets.hit import Hit

_NAMES = ("renovate", ".renovaterc")
_SEALED = re.compile(rb"[\"']?encrypted[\"']?[ \t\r\n]{0,40}+:[ \t\r\n]{0,40}+\{")

_SHORTEST = 128
"""Characters of a sealed value, at least: what a key of 1,024 bits makes is longer."""


def without_sealed(name: str) -> Callable[[Iterable[Hit], bytes], Iterator[Hit]] | None:
    """Takes a part of a file, and what was found there, and gives what is not sealed; None for files that Renovate does not read.

    Args:
        name: of the file, without its folder.
    """
    return _not_sealed if name.lower().startswith(_NAMES) or name == "package.json" else None


def _not_sealed(hits: Iterable[Hit], part: bytes) -> Iterator[Hit]:
    """The objects have no others in them: their values are texts."""
    begins = [found.end() for found in _SEALED.finditer(part)]
    for hit in hits:
        at = bisect_right(begins, hit.start) - 1
        if at < 0 or hit.end - hit.start < _SHORTEST or part.find(b"}", begins[at], hit.start) >= 0:
            yield hit
