"""Encoding that a Python source declares (PEP 263), by the rules of guests/python/src/source.rs."""

import re
from typing import NamedTuple

_COOKIE = re.compile(rb"coding[:=][ \t]*([A-Za-z0-9._-]+)")
_LIKE_ASCII = frozenset({"ascii", "us-ascii", "latin-1", "latin1", "iso-8859-1", "iso-8859-15", "cp1252", "windows-1252"})


class Cookie(NamedTuple):
    """A declared encoding and where its name stands."""

    name: str
    start: int
    end: int


def unsupported(source: bytes) -> Cookie | None:
    """The declared encoding, if reading the source as UTF-8 does not give what it would give."""
    cookie = _declared(source)
    if cookie is None:
        return None
    name = cookie.name.lower().replace("_", "-")
    fits = name in ("utf-8", "utf8") or name.startswith("utf-8-") or (name in _LIKE_ASCII and source.isascii())
    return None if fits else cookie


def _declared(source: bytes) -> Cookie | None:
    start = 3 if source.startswith(b"\xef\xbb\xbf") else 0
    for _ in range(2):
        end = source.find(b"\n", start)
        line = source[start : end if end >= 0 else len(source)]
        text = line.lstrip(b" \t\x0c")
        found = _COOKIE.search(line) if text.startswith(b"#") else None
        if found is not None:
            return Cookie(found[1].decode("ascii"), start + found.start(1), start + found.end(1))
        if text and not text.startswith((b"#", b"\r")):
            return None  # code in the first line: the second one declares nothing
        start = min(start + len(line) + 1, len(source))
    return None
