"""The things that a "remove" comment names: they themselves, and not parts of them or others that have to do with them."""

import re
from collections.abc import Collection

from kaptar.ops.table import RecordKind

_TOKENS = re.compile(r"[\w$]++|[,;&@(]|(?<=\s)[-\u2013\u2014]{1,2}(?=\s)")
_AND = frozenset(("and", "or", ",", ";", "&", "plus"))
_OF = frozenset(("of", "in", "from"))
"""What stands in front of one of these is the thing, and what stands behind it only has it."""
_REASONS = frozenset(("no", "not", "is", "was", "as", "now", "(", "-", "--", "\u2013", "\u2014"))
"""The first words of what is said about a thing behind its name."""
_MANY = frozenset(("all", "both", "whole", "entire", "definition", "definitions", "the", "entirely", "completely"))
"""Words in front of "of" that mean the thing itself."""
_ROUTINES = frozenset(("function", "functions", "method", "methods", "helper", "helpers"))
_TYPES = frozenset(("class", "classes", "type", "interface", "struct", "enum"))
_VALUES = frozenset(("field", "fields", "property", "constant", "variable"))
_ENTRIES = frozenset(("key", "section", "rule"))
_TESTS = frozenset(("test", "tests"))
_PARTS = frozenset(("line", "lines", "import", "imports", "decorator", "@", "code", "block", "body"))
"""Nouns of what a definition has, or stands in: none is a definition."""
_NOUNS = _ROUTINES | _TYPES | _VALUES | _ENTRIES | _TESTS | _PARTS
_BY_KIND: dict[int, Collection[str]] = {
    **dict.fromkeys((RecordKind.FUNCTION, RecordKind.METHOD, RecordKind.MACRO), _ROUTINES | {"property"}),
    **dict.fromkeys(
        (RecordKind.CLASS, RecordKind.INTERFACE, RecordKind.STRUCT, RecordKind.ENUM, RecordKind.TRAIT, RecordKind.IMPL), _TYPES
    ),
    RecordKind.TYPE_ALIAS: _TYPES,
    **dict.fromkeys((RecordKind.VARIABLE, RecordKind.FIELD), _ROUTINES | _VALUES | _ENTRIES),
    RecordKind.RULE: _ENTRIES,
    RecordKind.SECTION: _ENTRIES,
    RecordKind.TEST: _TESTS | _ROUTINES,
}  # a function may be the value of a variable
DECORATORS = frozenset(("decorator", "@"))


def nouns_for(kind: int, name: str) -> Collection[str]:
    """The nouns that a definition of a kind is called by."""
    return {*_BY_KIND.get(kind, ()), *(_TESTS if "test" in name.lower() else ())}


def names_in(what: str, fillers: Collection[str], word: str, nouns: Collection[str]) -> list[str]:
    """The names in a "remove" comment, if it speaks of the thing with the name ``word`` itself; none otherwise.

    ``remove the type of load``, ``remove load import`` and ``remove dead code in load`` speak of something else: a noun stands
    in front of what has it, or beside a name that it does not fit.

    Args:
        what: what stands behind "remove".
        fillers: words that are no names.
        nouns: those that the thing is called by.
    """
    front, owner = _halves(_TOKENS.findall(what))
    found: list[str] = []
    for part in _parts(front):
        names, others = _told_apart(part, fillers)
        if (not names and not _NOUNS.isdisjoint(others)) or (word in names and not _NOUNS.intersection(others) <= set(nouns)):
            return []
        found += names
    return [*found, *(each for each in owner if each.lower() not in fillers)] if word in found else []


def _halves(tokens: list[str]) -> tuple[list[str], list[str]]:
    """The things, and what has them: what stands behind the first "of", unless nothing but "all" stands in front of it."""
    at = next((n for n, token in enumerate(tokens) if token.lower() in _OF), -1)
    if at < 0:
        return tokens, []
    if at > 0 and tokens[at].lower() == "of" and all(token.lower() in _MANY for token in tokens[:at]):
        return _halves(tokens[at + 1 :])
    return tokens[:at], tokens[at + 1 :]


def _parts(tokens: list[str]) -> list[list[str]]:
    """What stands between "and" and commas."""
    parts: list[list[str]] = [[]]
    for token in tokens:
        if token.lower() in _AND:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _told_apart(part: list[str], fillers: Collection[str]) -> tuple[list[str], list[str]]:
    """The names, and the other words in front of the first one that says why."""
    end = next((n for n, token in enumerate(part) if token.lower() in _REASONS), len(part))
    names = [token for token in part if _is_word(token) and token.lower() not in fillers]
    return names, [token.lower() for token in part[:end] if not _is_word(token) or token.lower() in fillers]


def _is_word(token: str) -> bool:
    return token[0].isalnum() or token[0] in "_$"
