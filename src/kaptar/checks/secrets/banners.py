"""Banner of a library at the top of a source, and lines that only a program writes. Pure, in linear time.

The file is a copy of others' code then, whatever its folder is called. A banner has a name with a version, says whose it is and
where it comes from.
"""

import re

_MOST_BANNER, _MOST_BEFORE = 4096, 40
_PACKED_SIZE, _PACKED_LINE = 5_000, 500
_VERSION = re.compile(
    rb"(?:\b(?:version[ :]{0,2}|ver[. ]{0,2}|v)|\bprev)?(?<![0-9.])[0-9]{1,3}\.[0-9]{1,4}(?:\.[0-9]{1,6})?(?!\.?[0-9])"
)
_OF_LICENCE = re.compile(rb"(?i)licen[cs]|gpl|mpl|apache|creative|\bcc\b|public|ecma")
"""What has a version in the banner of anybody's source: ``Apache License, Version 2.0``."""
_RIGHTS = re.compile(rb"(?i)\(c\)|\xc2\xa9|copyright|licen[cs]|\b(?:mit|bsd)\b")
_SOURCE = re.compile(rb"(?i)https?://|\bwww\.|@preserve|@license|[a-z0-9]\.(?:com|org|net|io|js)\b")


def has_banner_of_others(content: bytes) -> bool:
    """Whether a source begins with such a banner, in the first of its comments."""
    banner = _first_comment(content[:_MOST_BANNER].removeprefix(b"\xef\xbb\xbf").lstrip(b"; \t\r\n"))
    if not banner or not _RIGHTS.search(banner) or not (banner.startswith(b"/*!") or _SOURCE.search(banner)):
        return False
    return any(_is_of_name(banner, found.start()) for found in _VERSION.finditer(banner))


def is_packed(content: bytes) -> bool:
    """Whether a source has the lines of one that a program has made small: 500 bytes in the mean, over 5,000 bytes or more."""
    return len(content) >= _PACKED_SIZE and len(content) >= _PACKED_LINE * (content.count(b"\n") + 1)


def _is_of_name(banner: bytes, at: int) -> bool:
    """Whether a name stands before a version on its line, and no licence's."""
    before = banner[max(0, at - _MOST_BEFORE) : at].rpartition(b"\n")[2].rpartition(b"@license ")[2]
    return any(chr(c).isalpha() for c in before) and not _OF_LICENCE.search(before)


def _first_comment(head: bytes) -> bytes:
    """The comment that a source of JavaScript begins with, or b""."""
    if head.startswith(b"/*"):
        return head[: head.find(b"*/") + 2] if b"*/" in head else head
    lines = head.split(b"\n")
    comments = next((number for number, line in enumerate(lines) if not line.lstrip().startswith(b"//")), len(lines))
    return b"\n".join(lines[:comments])
