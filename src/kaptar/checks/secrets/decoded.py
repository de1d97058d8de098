"""Text of a file that is not written in UTF-8: UTF-16 and UTF-32, with a mark of their order or without. Pure, in linear time."""

import codecs

_HEAD = 1024
_LEAST_SHARE = 0.4
_MARKED = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def has_mark(content: bytes) -> bool:
    """Whether a content begins with the mark of UTF-16 or UTF-32."""
    return any(content.startswith(mark) for mark, _ in _MARKED)


def in_utf8(content: bytes) -> bytes:
    """The text in UTF-8 where the content is in UTF-16 or UTF-32; else the content itself, whatever bytes it has."""
    for mark, encoding in _MARKED:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace").encode("utf-8", "replace")
    encoding = _by_zeros(content[:_HEAD])
    return content.decode(encoding, "replace").encode("utf-8", "replace") if encoding else content


def _by_zeros(head: bytes) -> str:
    """UTF-16 of a text that is mostly ASCII has a zero in every other byte; "" where it is not so."""
    size = len(head) // 2
    if size < 4:
        return ""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd >= size * _LEAST_SHARE and not even:
        return "utf-16-le"
    return "utf-16-be" if even >= size * _LEAST_SHARE and not odd else ""
