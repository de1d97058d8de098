"""Lazy snippets written from parts: marker lines, headers of classes, and definitions shown whole."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from kaptar_bench.edit_corpus.changes import indent_of
from kaptar_bench.edit_corpus.languages import Language
from kaptar_bench.edit_corpus.scopes import Scope
from kaptar_bench.edit_kinds.sources import Source

_SPELLINGS = ("... existing code ...", "... existing code ...", "... existing code ...", "...", "... rest of the code ...",
              "... keep existing code ...", "… existing code …", "... (unchanged) ...")  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """Lines of a snippet that stand for the lines first..last of the file."""

    first: int
    last: int
    lines: Sequence[str]


@dataclass
class Spelling:
    """One spelling of markers throughout a snippet, and whether blank lines stand around them."""

    language: Language
    text: str
    airy: bool = field(default=True)

    def marker(self, indent: str = "") -> str:
        return indent + self.language.comment_line(self.text)


def spelling(language: Language, rng: random.Random) -> Spelling:
    return Spelling(language, rng.choice(_SPELLINGS), rng.random() < 0.7)


def has_text(source: Source, first: int, last: int) -> bool:
    """Whether a line of first..last has text."""
    return any(source.lines[i].strip() for i in range(first, last + 1))


def snippet(source: Source, chain: Sequence[Scope], pieces: Sequence[Piece], style: Spelling) -> list[str]:
    """The headers of ``chain``, in the innermost of them the pieces in file order, and a marker for all that is left out."""
    return _inside(source, list(chain), pieces, style, -1, len(source.lines))


def _inside(source: Source, chain: list[Scope], pieces: Sequence[Piece], style: Spelling, before: int, behind: int) -> list[str]:
    """What stands between the lines ``before`` and ``behind``, both not included."""
    if chain:
        outer = chain[0]
        end = outer.closer if outer.closer is not None else outer.end + 1
        inner = _inside(source, chain[1:], pieces, style, outer.header_end, end)
        closing = [source.lines[outer.closer]] if outer.closer is not None else []
        shown = [source.lines[i] for i in outer.header] + inner + closing
        pieces = [Piece(outer.start, outer.end, shown)]
    out: list[str] = []
    at = before
    for piece in pieces:
        out += _gap(source, at, piece.first, indent_of(_first_text(piece.lines)), style)
        out += piece.lines
        at = piece.last
    return out + _gap(source, at, behind, indent_of(_first_text(pieces[-1].lines)), style)


def _first_text(lines: Sequence[str]) -> str:
    return next(ln for ln in lines if ln.strip())


def _gap(source: Source, at: int, until: int, indent: str, style: Spelling) -> list[str]:
    """A marker for the lines between two shown ones, with blank lines where the file has them."""
    hidden = source.lines[at + 1 : until]
    if not any(ln.strip() for ln in hidden):
        return list(hidden) if at >= 0 and until < len(source.lines) else []
    first = [""] if style.airy and at >= 0 and not hidden[0].strip() else []
    last = [""] if style.airy and until < len(source.lines) and not hidden[-1].strip() else []
    return [*first, style.marker(indent), *last]


def replaced(source: Source, first: int, last: int, lines: Sequence[str]) -> str:
    """The text of a file with the lines first..last replaced; an empty range (last = first - 1) inserts."""
    out = (*source.lines[:first], *lines, *source.lines[last + 1 :])
    return "".join(ln + "\n" for ln in out)
