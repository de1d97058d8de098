"""Documents inside of scripts (``<<EOF``): any text may stand there. Pure."""

import re

_BEGINNING = {
    "bash": re.compile(rb"(?<!<)<<-?[ \t]{0,9}\\?['\"]?([A-Za-z_]\w{0,80}+)"),
    "ruby": re.compile(rb"(?<![\w<])<<[-~]?['\"`]?([A-Za-z_]\w{0,80}+)"),
    "php": re.compile(rb"<<<[ \t]{0,9}['\"]?([A-Za-z_]\w{0,80}+)"),
}
_MOST = 10_000
"""Documents of a source."""


def without_documents(source: bytes, dialect: str) -> bytes:
    """The source with blank lines for documents that end. One without an end is code that looks like it (``1 << n``)."""
    pattern = _BEGINNING.get(dialect)
    if pattern is None or b"<<" not in source:
        return source
    lines = source.split(b"\n")
    ends = _ends(lines)
    number, left = 0, _MOST
    while number < len(lines) and left:
        at = number
        for found in pattern.finditer(lines[number]) if b"<<" in lines[number] else ():
            if (end := _next(ends, found[1], at)) is not None:
                lines[at + 1 : end + 1] = [b""] * (end - at)
                at, left = end, left - 1
        number = at + 1
    return b"\n".join(lines)


def _ends(lines: list[bytes]) -> dict[bytes, list[int]]:
    """The lines that are one word, by the word, the last one first."""
    ends: dict[bytes, list[int]] = {}
    for number in range(len(lines) - 1, -1, -1):
        word = lines[number].strip().rstrip(b";,)")
        if word and word.replace(b"_", b"a").isalnum():
            ends.setdefault(word, []).append(number)
    return ends


def _next(ends: dict[bytes, list[int]], word: bytes, line: int) -> int | None:
    """The first of the lines behind one; those before it are dropped for good."""
    places = ends.get(word, [])
    while places and places[-1] <= line:
        places.pop()
    return places[-1] if places else None
