"""New versions of lines of code: each line that goes has its successor among the lines that come in its place, or has none."""

import re
from collections.abc import Sequence

_WORD = re.compile(r"[^\W\d]\w*")
_COMMON = frozenset((
    "self", "this", "await", "async", "return", "const", "let", "var", "val", "new", "if", "for", "in", "of", "while", "not",
    "and", "or", "the", "else", "elif", "elsif", "try", "def", "fn", "func", "function", "defer", "go", "int", "auto", "final",
    "static", "public", "private", "protected", "void", "mut", "raise", "throw", "yield", "None", "null", "nil", "true",
    "false", "True", "False", "err", "cls", "case", "when", "default", "switch", "match", "end", "then", "do", "begin",
    "unless", "with", "as", "is", "from", "import", "export", "use", "require", "include", "class", "struct", "enum",
    "interface", "type", "package", "pub", "impl", "override", "String", "string", "bool", "boolean", "float", "double", "long",
    "char", "object", "any", "RUN", "COPY", "ADD", "CMD", "ENV", "FROM", "WORKDIR", "ENTRYPOINT", "EXPOSE", "LABEL", "USER",
    "ARG", "echo", "set", "except", "catch", "finally", "print", "SELECT", "INSERT", "INTO", "VALUES", "CREATE", "TABLE", "INT",
    "TEXT", "NOT", "NULL",
))  # fmt: skip
"""Words of languages, which tell no line from another."""
_ARMS = frozenset(("case", "when", "default"))
"""What an arm begins with: one without words is no version of another."""
_ASSIGNS = re.compile(r"(?:[\w$]+ +){0,4}([\w.$@\[\]'\"-]+)\s*(?::[^=:]{0,80})?(?::|=|\+=|-=)(?!=)")
"""A line that gives a value to a name or a key."""
_LONGEST = 400
"""Characters of a line that is compared, at most."""
_MOST = 200
"""Lines that go or come at one place, at most; of more none has a successor."""


def successors_of(gone: Sequence[str], came: Sequence[str]) -> list[int]:
    """For each line that goes the number of its new version among those that come, or -1. Each new line is the version of one."""
    if len(gone) > _MOST or len(came) > _MOST:
        return [-1] * len(gone)
    there = [_Line(text) for text in came]
    taken: dict[int, int] = {}
    fits = [[n for n, new in enumerate(there) if old.becomes(new)] for old in map(_Line, gone)]
    for number in range(len(gone)):
        _find(number, fits, taken, set())
    found = [-1] * len(gone)
    for new, old in taken.items():
        found[old] = new
    return found


def _find(number: int, fits: list[list[int]], taken: dict[int, int], seen: set[int]) -> bool:
    """Give an old line a new one, where others may change theirs for it."""
    for new in fits[number]:
        if new not in seen:
            seen.add(new)
            if new not in taken or _find(taken[new], fits, taken, seen):
                taken[new] = number
                return True
    return False


class _Line:
    """A line by what tells it from others: the name that it gives a value, its words, its first word."""

    def __init__(self, text: str) -> None:
        short = text[:_LONGEST]
        words = _WORD.findall(short)
        found = _ASSIGNS.match(short)
        self._target = found[1] if found else ""
        self._words = frozenset(words) - _COMMON
        self._first = words[0] if words else short[:1]

    def becomes(self, new: "_Line") -> bool:
        """Whether another line can be a new version of this one: of more than half of the words, or of the same name.

        A line of words of the language alone (`return None`) needs another that begins alike.
        """
        if self._target and self._target == new._target:
            return True
        if not self._words or not new._words:
            return self._first == new._first != "" and self._first not in _ARMS
        return 2 * len(self._words & new._words) > min(len(self._words), len(new._words))
