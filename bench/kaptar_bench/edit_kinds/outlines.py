"""Outlines of the languages that the corpus's own reader has no scopes for: C, C++ and Ruby, in their usual layout only."""

import re
from collections.abc import Iterator, Sequence

from kaptar_bench.edit_corpus import scopes
from kaptar_bench.edit_corpus.languages import Language
from kaptar_bench.edit_corpus.scopes import Outline, Scope

MAX_SIGNATURE = 5
_C_SIGNATURE = re.compile(
    r"^(?!(?:if|for|while|switch|else|return|typedef|struct|enum|union|namespace|extern|using|class)\b)[A-Za-z_][^;={}]*?\b(\w+(?:::~?\w+)*)\s*\([^;{}]*\)[^;{}()]*$"
)
_RUBY = re.compile(r"^(\s*)(def|class|module)\s+(?:self\.)?([\w:]+[?!=]?)")


def outline(lines: tuple[str, ...], language: Language) -> Outline:
    """The outline of a file; as `scopes.outline` where that knows the language."""
    if language.name in ("c", "cpp"):
        base = scopes.outline(lines, language)
        return Outline(tuple(_c(lines)), base.units, base.statements, base.sound)
    if language.name == "ruby":
        return Outline(tuple(_ruby(lines)), tuple(_ruby_units(lines)))
    return scopes.outline(lines, language)


def _c(lines: Sequence[str]) -> Iterator[Scope]:
    """Functions whose signature begins in the first column and whose closing brace stands alone there."""
    for at, line in enumerate(lines):
        if not re.match(r"[^\s#/*{}].*\{$|\{$", line) or any(ln.startswith("#") for ln in lines[max(0, at - 1) : at]):
            continue
        first = at
        while first > 0 and at - first < MAX_SIGNATURE and re.match(r"[^\s#/*{}][^;{}]*$|\s+[^;{}]+$", lines[first - 1]):
            first -= 1
        head = " ".join(lines[first : at + 1]).rstrip(" {")
        found = _C_SIGNATURE.match(head)
        end = next((n for n in range(at + 1, len(lines)) if lines[n].startswith("}")), None)
        if not found or end is None or lines[end] != "}" or lines[first].startswith((" ", "\t")):
            continue
        if not any(ln.startswith("#") for ln in lines[first : end + 1]):
            yield Scope(found[1].replace("::", "·"), "function", first, first, at, end, end)


def _ruby(lines: Sequence[str]) -> Iterator[Scope]:
    """Definitions that end at the next ``end`` of their indentation."""
    open_scopes: list[Scope] = []
    for at, line in enumerate(lines):
        found = _RUBY.match(line)
        if not found or re.search(r"\bend$|;|=\s", line[found.end() :]):
            continue
        end = next((n for n in range(at + 1, len(lines)) if lines[n].rstrip() == found[1] + "end"), None)
        if end is None:
            continue
        while open_scopes and open_scopes[-1].end < at:
            open_scopes.pop()
        outer = open_scopes[-1].path + "." if open_scopes else ""
        kind = "function" if found[2] == "def" else "class"
        scope = Scope(outer + found[3], kind, at, at, at, end, end)
        open_scopes.append(scope)
        yield scope


def _ruby_units(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Here documents."""
    for at, line in enumerate(lines):
        found = re.search(r"<<[~-]?['\"]?([A-Z_]{2,})", line)
        end = found and next((n for n in range(at + 1, len(lines)) if lines[n].strip() == found[1]), None)
        if end:
            yield at, end
