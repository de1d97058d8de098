"""Cases of the corpus that are timed: a set for each language and size, made longer with functions that nothing uses."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

SIZES, FEW_SIZES = (50, 500, 3000), (200,)
LANGUAGES = ("javascript", "typescript", "python")
MOST = 24
_FORMATS = ("lazy", "whole_def")
_PYTHON_FILLER = """

def unused_NN(first, second):
    if first > second:
        return first - NN
    return [second, NN]
"""
_SCRIPT_FILLER = """
function unusedNN(first, second) {
  if (first > second) {
    return first - NN;
  }
  return [second, NN];
}
"""


class Case(NamedTuple):
    """One edit that must apply: what it is made to, and what it must come to."""

    path: str
    language: str
    before: str
    edit: str
    after: str

    @property
    def comment(self) -> str:
        """What begins a comment line."""
        return "#" if self.language == "python" else "//"


class Cases(NamedTuple):
    """The set of one language and size. ``size``: lines that each source has, as far as the corpus reaches."""

    language: str
    size: int
    cases: tuple[Case, ...]


def sets(path: Path, sizes: Sequence[int] = SIZES) -> Iterator[Cases]:
    """All sets of the corpus at ``path``: lazy snippets and whole definitions, one of each in a file, the longest files
    of at most ``size`` lines first."""
    with path.open(encoding="utf-8") as lines:
        raw = [case for case in map(json.loads, lines) if _wanted(case)]
    for language in LANGUAGES:
        own = [case for case in raw if _language(case) == language]
        for size in sizes:
            yield Cases(language, size, tuple(_of_size(own, language, size)))


def _wanted(raw: dict[str, Any]) -> bool:
    """Whether it must apply, and text can be put behind it without a doubt about what belongs to the edit."""
    if raw["format"] not in _FORMATS or raw["accept"] != ["exact"] or "\r" in raw["before"]:
        return False
    return all(text.endswith("\n") and not text.endswith("\n\n") for text in (raw["before"], raw["after"]))


def _language(raw: dict[str, Any]) -> str:
    return "typescript" if raw["language"] == "tsx" else str(raw["language"])


def _of_size(raw: list[dict[str, Any]], language: str, size: int) -> Iterator[Case]:
    fitting = sorted((c for c in raw if c["before"].count("\n") <= size), key=lambda c: -c["before"].count("\n"))
    seen: set[tuple[str, str]] = set()
    for each in fitting:
        key = (each["path"], each["format"])
        if key in seen or len(seen) == MOST:
            continue
        seen.add(key)
        more = _filler(language, size - each["before"].count("\n"))
        yield Case(each["path"], each["language"], each["before"] + more, each["edit"], each["after"] + more)


def _filler(language: str, lines: int) -> str:
    part = _PYTHON_FILLER if language == "python" else _SCRIPT_FILLER
    return "".join(part.replace("NN", str(n)) for n in range(max(0, lines // part.count("\n"))))
