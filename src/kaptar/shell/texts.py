"""Texts: what a shell makes of a word, as far as that is known before it runs. Pure."""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Literal, NamedTuple

from kaptar.shell.line import Word

MOST = 16
"""Texts that one word may stand for; more are an unknown one."""

_SIGNS = frozenset("*?[")


class ShellWord(NamedTuple):
    """One word. ``pattern``: the shell puts file names in its place; ``unknown``: parts of it are not known, and left out."""

    text: str
    kind: Literal["known", "pattern", "unknown"] = "known"


UNKNOWN = ShellWord("", "unknown")
MADE = "/tmp/made-by-mktemp"
"""In place of what `mktemp` answers: a new file or folder, in which nobody works."""
Variables = Mapping[str, tuple[ShellWord, ...]]
"""All that a variable may hold, by its name."""


def texts_of(word: Word, variables: Variables, home: str) -> tuple[ShellWord, ...]:
    """All texts that a word may become.

    Args:
        home: in place of a tilde.
    """
    parts = [_of_piece(index, piece.kind, piece.text, variables, home) for index, piece in enumerate(word)]
    size = 1
    for part in parts:
        size *= len(part)
    if size > MOST:
        return (UNKNOWN,)
    return tuple(dict.fromkeys(_joined(each) for each in product(*parts)))


def _of_piece(index: int, kind: str, text: str, variables: Variables, home: str) -> tuple[ShellWord, ...]:
    if "\0" in text:
        return (UNKNOWN,)  # no program is given such a word, and no file has such a name
    if kind == "quoted":
        return (ShellWord(text),)
    if kind == "variable":
        return variables.get(text) or (UNKNOWN,)
    if kind == "other":
        return (ShellWord(MADE),) if "mktemp" in text else (UNKNOWN,)
    if index == 0 and (text == "~" or text.startswith("~/")):
        text = home + text[1:]
    elif index == 0 and text.startswith("~"):
        return (UNKNOWN,)
    is_pattern = not _SIGNS.isdisjoint(text) or ("{" in text and ("," in text or ".." in text))
    return (ShellWord(text, "pattern" if is_pattern else "known"),)


def _joined(parts: Sequence[ShellWord]) -> ShellWord:
    kinds = {part.kind for part in parts}
    text = "".join(part.text for part in parts)
    return ShellWord(text, "unknown" if "unknown" in kinds else "pattern" if "pattern" in kinds else "known")
