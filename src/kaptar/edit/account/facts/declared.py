"""Names that lines give to something, where no table tells them, and the block that a line stands in."""

import re

from kaptar.edit.account.facts.lines import Difference

_DECLARES = re.compile(
    r"(?:(?:export|default|pub(?:\([^)]*\))?|public|private|static|async)\s+)*"
    r"(const|let|val|def|fn|func|fun|function|class|struct|enum|trait|interface|module|sub|defp?|#define)\s+(?:mut\s+)?([\w$.?!]+)"
)
_CREATES = re.compile(
    r"create\s+(?:or\s+replace\s+)?(?:(?:temp|temporary|unique|unlogged|materialized|global|local)\s+)*"
    r"(table|view|function|procedure|index|trigger|type|sequence|schema|domain|role|user|event|package)\s+"
    r"(?:concurrently\s+)?(?:if\s+not\s+exists\s+)?(?:[\"`\[]?\w+[\"`\]]?\.)?[\"`\[]?(\w+)",
    re.IGNORECASE,
)
"""A statement of SQL that makes something: its kind and its name."""


def declared(text: str) -> tuple[str, ...]:
    """The word by which a line declares something, and its name; nothing for other lines."""
    if found := _DECLARES.match(text):
        return found.groups()
    made = _CREATES.match(text) if text[:1] in "cC" else None
    return tuple(map(str.casefold, made.groups())) if made else ()


def block_head(difference: Difference, line: int) -> int:
    """The line of less indentation above a line of the new text; -1 for none."""
    depth = difference.indent(line)
    above = (n for n in range(line - 1, -1, -1) if difference.new[n])
    return next((n for n in above if difference.indent(n) < depth), -1)
