"""Known texts: ``"$(cat <<'EOF' … EOF)"`` as the quoted word that it comes to. Pure.

Agents write texts of several lines so. A here-document whose end is quoted has no expansion, and ``cat`` alone changes nothing.
"""

import shlex
from typing import NamedTuple

_BEGINS, _ENDS = '"$(cat <<', ')"'
_MOST = 16
"""Such texts of one line."""

_BLANKS = " \t"
_EXPANDED = frozenset("$`\\")
"""Signs that a here-document without quotes may expand."""


class _Found(NamedTuple):
    """The text of a here-document, and what stands behind the word."""

    text: str
    rest: str


def with_known_texts(line: str) -> str:
    """The line with each such word as a quoted one. What is not clear stays as it is."""
    out, rest = "", line
    for _ in range(_MOST):
        head, begins, behind = rest.partition(_BEGINS)
        found = _found(behind) if begins and head[-1:] in (*_BLANKS, "=") and _is_closed(head) else None
        if found is None:
            break
        out, rest = f"{out}{head}{shlex.quote(found.text)}", found.rest
    return out + rest


def _found(behind: str) -> _Found | None:
    first, _, body = behind.partition("\n")
    drops_tabs = first.startswith("-")
    word = first.removeprefix("-").strip(_BLANKS)
    end = _unquoted(word)
    lines = [line.lstrip("\t") if drops_tabs else line for line in body.split("\n")]
    if not end or end not in lines:
        return None
    at = lines.index(end)
    text = "\n".join(lines[:at]).rstrip("\n")
    rest = "\n".join(body.split("\n")[at + 1 :]).lstrip(_BLANKS + "\n")
    if not rest.startswith(_ENDS) or (end == word and not _EXPANDED.isdisjoint(text)):
        return None
    rest = rest.removeprefix(_ENDS)
    return _Found(text, rest) if not rest or rest[0] in _BLANKS + "\n;&|" else None


def _unquoted(word: str) -> str:
    """The end of a here-document without its quotes; "" for one that is no plain name."""
    quoted = len(word) > 2 and word[0] in "'\"" and word[-1] == word[0]
    name = word[1:-1] if quoted else word.removeprefix("\\")
    return name if name.replace("_", "").isalnum() and name.isascii() else ""


def _is_closed(head: str) -> bool:
    """Whether no quotation is open behind some words."""
    try:
        shlex.split(head)
    except ValueError:
        return False
    return True
