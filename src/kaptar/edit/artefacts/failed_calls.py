"""Words of a call that failed, written as if they were the text: ``undefined``, ``[object Object]``, ``Error: ENOENT``. Pure."""

import re
from collections.abc import Callable, Sequence

from kaptar.edit.artefacts.held import has_prose
from kaptar.edit.artefacts.new_lines import Exchanged

_VOID = frozenset(("undefined", "null", "none", "nil", "nan", "(null)", "(none)", "<null>"))
"""What programs print for a value that is not there, in lower case."""
_SAID = re.compile(
    r"\[object \w{1,40}+\]|Promise \{.{0,40}\}|[<(\[](?:no|empty) (?:output|content|result|response)s?[>)\]]"
    r"|(?:\w{0,40}?(?:Error|Exception)|E[A-Z]{4,14}): .{1,300}"
)
"""What they print for an object, for an answer without text, and for an error."""
_LONGEST = 60
"""Characters of a line that says that there is no text, at most."""
_NOTHING = re.compile(
    r"[(\[<{](?:(?:this |now |line |intentionally |left ){0,3}+"
    r"(?:empty|blank|none|nothing|deleted?|removed?|null|no text|no content)(?: this| line| lines| these)?)[)\]>}]|\"\"|''|``",
    re.IGNORECASE,
)
"""What is written for no text at all: a word in brackets, or an empty pair of quotes."""
_LISPS = ("lisp", "el", "clj", "cljs", "cljc", "edn", "scm", "rkt", "ss", "fnl", "hy")
"""Endings of files in which a word in brackets is code."""
_VALUES = {"json": ("null",), "yaml": ("null",), "yml": ("null",), "jsonc": ("null",), "json5": ("null",)}
"""Endings of files of which such a word can be all, where they are new or have one value."""


def is_word_of_failure(text: str) -> bool:
    """Whether a text is nothing but what a program prints in the place of a value."""
    line = text.strip()
    return len(line) < 400 and "\n" not in line and (line.casefold() in _VOID or _SAID.fullmatch(line) is not None)


def failed_word(runs: Sequence[Exchanged], source: Callable[[], str], whole: str | None, path: str, *, document: bool) -> str:
    """The word of a failed call that would be all of the file, or would stand for several lines without indentation; "" for none.

    A line of one value may become another one. In a text for people such a word is only looked at where it would be all, or says
    for several lines that there is no text. What the file has elsewhere may come. In any other file a sentence is no text for
    several lines, either: "The file has been updated successfully."

    Args:
        source: gives the old text.
        whole: the new text, where all of it comes; None for a part.
    """
    if whole is not None and is_word_of_failure(whole):
        word, old = whole.strip(), source().strip()
        may_be = "\n" not in old if old else word in _VALUES.get(path.lower().rpartition(".")[2], ())
        return "" if may_be else word
    if found := next((run.came[0].strip() for run in runs if _stands_for_nothing(run, path, document=document)), ""):
        return "" if found in map(str.strip, source().split("\n")) else found
    if document:
        return ""
    if whole is not None and "\n" not in whole.strip() and has_prose(whole) and "\n" in source().strip():
        return whole.strip()
    return next((run.came[0] for run in runs if len(run.came) == 1 and _stands_for_lines(run)), "")


def _stands_for_lines(run: Exchanged) -> bool:
    line = run.came[0]
    return sum(1 for each in run.gone if each.strip()) > 1 and not line[:1].isspace() and is_word_of_failure(line)


def _stands_for_nothing(run: Exchanged, path: str, *, document: bool) -> bool:
    """Whether a line says that there is no text in the place of lines: of several in a text for people and in Lisp."""
    if len(run.came) != 1 or len(run.came[0]) > _LONGEST:
        return False
    word, gone = run.came[0].strip(), sum(1 for each in run.gone if each.strip())
    if document and gone > 1 and word in ("null", "None"):
        return True
    is_code = path.lower().rpartition(".")[2] in _LISPS
    few = 2 if document or is_code or word[:1] in "\"'`" else 1
    return gone >= few and _NOTHING.fullmatch(word) is not None
