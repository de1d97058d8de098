"""Definitions that go, change their name or their place, said so that there is no doubt."""

import random
import re
from collections.abc import Sequence
from functools import partial

from kaptar_bench.edit.damage import renamed
from kaptar_bench.edit_corpus.styles import Draft, finish
from kaptar_bench.edit_kinds.comments import Maker, bare_kept, changed_body, lines_at, whole_kept
from kaptar_bench.edit_kinds.definitions import Definition, indent_at
from kaptar_bench.edit_kinds.rows import classes, is_edge, piece, rows, text
from kaptar_bench.edit_kinds.snippets import Piece, replaced, snippet, spelling
from kaptar_bench.edit_kinds.sources import Source

_WORDS = ("remove {name}", "removed: {name}", "delete {name}", "remove the {kind} {name}", "removed {name}")


def instruction(source: Source, found: Definition, rng: random.Random) -> str:
    """A comment that says that a definition goes."""
    kind = "class" if found.scope.kind == "class" else "method" if found.chain else "function"
    said = rng.choice(_WORDS).format(name=found.name, kind=kind)
    return indent_at(source, found) + source.language.comment_line(said)


def without(source: Source, found: Definition, following: Definition) -> str:
    """The text of a file without a definition and the blank lines below it."""
    return replaced(source, found.top, following.top - 1, [])


def _by_words(source: Source, rng: random.Random, *, siblings_shown: bool) -> Draft | None:
    for first, gone, last in rows(source, 3, rng) if source.language.family != "style" else ():
        if "#" in gone.name or gone.name == "constructor":
            continue
        words = Piece(gone.top, gone.end, [instruction(source, gone, rng)])
        pieces = [piece(source, first), words, piece(source, last)] if siblings_shown else [words]
        if any(is_edge(source, [gone])):
            continue
        if siblings_shown and rng.random() < 0.5:  # directly below the sibling above, without a blank line
            pieces[:2] = [Piece(first.top, gone.end, [*pieces[0].lines, *words.lines])]
        edit = snippet(source, gone.chain, pieces, spelling(source.language, rng))
        return Draft(finish(edit, rng), after=without(source, gone, last))
    return None


def _left_out(source: Source, rng: random.Random, *, lazy: bool) -> Draft | None:
    """A class shown whole, with no marker in it, without one method between two others."""
    for outer, inner in classes(source, rng, at_least=3):
        at = rng.randrange(1, len(inner) - 1)
        gone, following = inner[at], inner[at + 1]
        shown = text(source, outer)
        shown[gone.top - outer.top : following.top - outer.top] = []
        return (whole_kept if lazy else bare_kept)(source, outer, shown, shown, rng)
    return None


def _renamed(source: Source, rng: random.Random, *, lazy: bool) -> Draft | None:
    """A definition between two shown ones has another name, and nothing else has changed."""
    for row in rows(source, 3, rng) if source.language.family != "style" else ():
        mid = row[1]
        old = text(source, mid)
        word = re.compile(rf"(?<![\w$#]){re.escape(mid.name)}(?![\w$])")
        new_name = renamed(mid.name, rng)
        if sum(len(word.findall(ln)) for ln in old) != 1 or not word.search(source.lines[mid.sig]) or mid.name == "constructor":
            continue
        if mid.name.startswith("__") or any(re.search(rf"\b{re.escape(new_name)}\b", ln) for ln in source.lines):
            continue
        new = [word.sub(new_name, ln) for ln in old]
        pieces = [piece(source, row[0]), piece(source, mid, new), piece(source, row[2])]
        after = replaced(source, mid.top, mid.end, new)
        if lazy:
            edit = snippet(source, mid.chain, pieces, spelling(source.language, rng))
            return Draft(finish(edit, rng), after=after)
        gap = [""] * (row[1].top - row[0].end - 1)
        return Draft(finish([*pieces[0].lines, *gap, *new, *gap, *pieces[2].lines], rng), after=after)
    return None


def _moved(source: Source, rng: random.Random, *, lazy: bool) -> Draft | None:
    """A class shown whole, with no marker in it, in which two methods have changed places."""
    for outer, inner in classes(source, rng, at_least=2):
        a, b = sorted(rng.sample(range(len(inner)), 2))
        shown = swapped(source, outer, inner[a], inner[b])
        return (whole_kept if lazy else bare_kept)(source, outer, shown, shown, rng)
    return None


def swapped(source: Source, outer: Definition, first: Definition, second: Definition) -> list[str]:
    """A class with two of its methods in each other's places."""
    parts = (
        range(outer.top, first.top), range(second.top, second.end + 1), range(first.end + 1, second.top),
        range(first.top, first.end + 1), range(second.end + 1, outer.end + 1),
    )  # fmt: skip
    return [line for part in parts for line in lines_at(source, part)]


def _body_line(source: Source, rng: random.Random, *, lazy: bool) -> Draft | None:
    """One line of a body is left out between two lines of its block that stand there once."""
    for row in rows(source, 1, rng):
        found = row[0]
        gone = _statement(source, found, rng) if found.scope.kind == "function" else None
        if gone is None:
            continue
        shown = [source.lines[i] for i in range(found.top, found.end + 1) if i != gone]
        return (whole_kept if lazy else bare_kept)(source, found, shown, shown, rng)
    return None


def _statement(source: Source, found: Definition, rng: random.Random) -> int | None:
    """A line that is one simple statement between two others, none of which stands in the definition twice."""
    inside = {i for a, b in (*source.outline.units, *source.outline.statements) for i in range(a, b + 1)}
    body = range(found.scope.header_end + 2, found.end - 1)
    fits = [i for i in body if all(_is_simple(source, found, n) and n not in inside for n in (i - 1, i, i + 1))]
    fits = [i for i in fits if len({_indent(source.lines[n]) for n in (i - 1, i, i + 1)}) == 1]
    return rng.choice(fits) if fits else None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


_SIMPLE = {
    "python": re.compile(r"\s+\w[\w.\[\]\"', ]* [-+|]?= \S.*[\w)\]\"']$|\s+\w[\w.]*\(.*\)$"),
    "script": re.compile(r"\s+(?:(?:const|let|var) )?\w[\w.\[\]\"']*(?:: \w+)? = \S.*[\w)\]\"'`];?$|\s+\w[\w.]*\(.*\);?$"),
    "java": re.compile(r"\s+\w[\w.<>\[\]& :]* :?= \S.*[\w)\]\"];?$|\s+\w[\w.]*\(.*\);?$"),
}


def _is_simple(source: Source, found: Definition, line: int) -> bool:
    text_ = source.lines[line]
    pattern = _SIMPLE.get(source.language.family)
    once = sum(source.lines[i].strip() == text_.strip() for i in found.code) == 1
    balanced = all(text_.count(a) == text_.count(b) for a, b in ("()", "[]", "{}"))
    return bool(pattern and pattern.match(text_)) and once and balanced and not text_.strip().startswith(("super", "return"))


def changed(source: Source, row: Sequence[Definition], rng: random.Random) -> list[list[str]] | None:
    """The texts of a row, one word of the body of one of them replaced."""
    texts = [text(source, d) for d in row]
    for n in rng.sample(range(len(row)), len(row)):
        code = changed_body(source, row[n], rng)
        if code is not None:
            texts[n] = [*lines_at(source, range(row[n].top, row[n].sig)), *code]
            return texts
    return None


LAZY: dict[str, Maker] = {
    "left-out-of-whole-class": partial(_left_out, lazy=True),
    "renamed": partial(_renamed, lazy=True),
    "moved-in-whole-class": partial(_moved, lazy=True),
    "body-line-left-out": partial(_body_line, lazy=True),
}
LAZY_DELETE: dict[str, Maker] = {
    "words-between-siblings": partial(_by_words, siblings_shown=True),
    "words-between-markers": partial(_by_words, siblings_shown=False),
}
WHOLE_DEF: dict[str, Maker] = {
    "left-out-of-whole-class": partial(_left_out, lazy=False),
    "renamed": partial(_renamed, lazy=False),
    "moved-in-whole-class": partial(_moved, lazy=False),
    "body-line-left-out": partial(_body_line, lazy=False),
}
