"""The one reader of TOML. What a text costs in time and memory is in proportion to its length.

`tomllib` keeps a copy of a dotted name for each of its parts: 24 KB of ``a.a.a = 1`` cost 598 MB, 200 KB cost 22 GB. So a scan
counts the parts of names and the depth of brackets first, and refuses what no person writes.
"""

import re
from collections.abc import Iterator
from typing import Any

MOST_PARTS = 32
"""Parts of one name: ``a.b.c`` has three."""

MOST_PARTS_IN_ALL = 50_000
"""Parts of all tables' names, and those of dotted keys behind the first."""

MOST_DEPTH = 64
"""Brackets and braces within each other."""

_MOST_SAID = 300
_TOKEN = re.compile(
    r'''"""(?>(?:[^"\\]++|\\.|"(?!""))*)(?:"{3,5})?|\'\'\'(?>(?:[^']++|'(?!''))*)(?:'{3,5})?'''
    r"""|"(?>(?:[^"\\\n]++|\\[^\n])*)"?|'[^'\n]*+'?|\#[^\n]*+|[\[\]{}=,]|\n|[^"'\#\[\]{}=,\n]++""",
    re.DOTALL,
)
"""One token: a string, a comment, a sign, the end of a line, or a run of anything else. Each character is in one of them."""


class NotToml(ValueError):
    """The text is not TOML, or TOML beyond the bounds. The message names the line."""


def read_toml(text: str) -> dict[str, Any]:
    """The tables of a TOML text. Raises NotToml."""
    import tomllib

    if beyond := next(_beyond(text), None):
        position, why = beyond
        raise NotToml(f"{why} (at line {text.count(chr(10), 0, position) + 1})")
    try:
        return tomllib.loads(text)
    except ValueError as problem:
        said = str(problem)
        raise NotToml(said if len(said) <= _MOST_SAID else f"{said[:_MOST_SAID]}…") from None


def _beyond(text: str) -> Iterator[tuple[int, str]]:
    """Where a text goes beyond a bound, and how.

    The scan agrees with `tomllib` on where strings and comments end as long as the text is TOML. Behind the first fault
    `tomllib` reads nothing.
    """
    dots = depth = in_all = 0
    starts, table = True, False
    for token in _TOKEN.finditer(text):
        found = token[0]
        if found == "\n":
            dots, table = 0, False
            starts = depth == 0
            continue
        if found in "[{":
            table = table or (starts and depth == 0)
            depth, dots = depth + 1, 0
        elif found in "]}":
            depth = max(0, depth - 1)
            in_all, table = in_all + (dots + 1 if table else 0), False
        elif found == "=":
            in_all, dots = in_all + dots, 0
        elif found == ",":
            dots = 0
        elif found[0] not in "\"'#":
            dots += found.count(".")
            if not found.strip(" \t"):
                continue
        starts = False
        if dots >= MOST_PARTS:
            yield token.start(), f"a name of more than {MOST_PARTS} parts"
        if depth > MOST_DEPTH:
            yield token.start(), f"more than {MOST_DEPTH} brackets within each other"
        if in_all > MOST_PARTS_IN_ALL:
            yield token.start(), f"names of more than {MOST_PARTS_IN_ALL:,} parts in all"
