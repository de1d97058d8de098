"""Snippets that would delete what they do not mention, or that do not fit the file: only a refusal is right."""

import random
import re
from collections.abc import Sequence
from functools import partial

from kaptar_bench.edit.damage import renamed
from kaptar_bench.edit_corpus.styles import EITHER, REFUSE, Draft, finish
from kaptar_bench.edit_kinds.comments import Maker, bare_kept, changed_body, lines_at, usable, whole_kept
from kaptar_bench.edit_kinds.definitions import Definition
from kaptar_bench.edit_kinds.removals import changed, swapped
from kaptar_bench.edit_kinds.rows import classes, is_edge, piece, rows, text
from kaptar_bench.edit_kinds.snippets import Piece, Spelling, replaced, snippet, spelling
from kaptar_bench.edit_kinds.sources import Source


def _refused(draft: Draft | None) -> Draft | None:
    return draft and Draft(draft.edit, REFUSE, draft.before)


def _left_out(source: Source, rng: random.Random, *, size: int) -> Draft | None:
    """Two definitions with others between them that are left out without a marker, and a marker elsewhere."""
    for row in rows(source, size, rng):
        if all(is_edge(source, row)):
            continue
        texts = changed(source, [row[0], row[-1]], rng)
        if texts is None:
            continue
        gap = [""] * (row[1].top - row[0].end - 1)
        both = Piece(row[0].top, row[-1].end, [*texts[0], *gap, *texts[1]])
        edit = snippet(source, row[0].chain, [both], spelling(source.language, rng))
        return Draft(finish(edit, rng), REFUSE)
    return None


def _edge_left_out(source: Source, rng: random.Random, *, first: bool, lazy: bool) -> Draft | None:
    """A class shown whole, with no marker in it, without its first or last method, and with another one changed."""
    for outer, inner in classes(source, rng, at_least=3):
        gone = inner[0] if first else inner[-1]
        if first and not _is_bare_head(source, outer, inner[0]):
            continue
        other = rng.choice(inner[1:] if first else inner[:-1])
        code = changed_body(source, other, rng)
        if code is None:
            continue
        shown = text(source, outer)
        lost = range(gone.top, inner[1].top) if first else range(inner[-2].end + 1, gone.end + 1)
        lines = {i: line for i, line in enumerate(shown, outer.top) if i not in lost}
        lines |= dict(zip(other.code, code, strict=True))
        result = [lines[i] for i in sorted(lines)]
        if source.language.family == "python" and lazy and not first:
            kept = [*result, *lines_at(source, lost)]  # the marker below may stand for the end of the class as well
            draft = whole_kept(source, outer, result, kept, rng)
            return Draft(draft.edit, EITHER, after=draft.after)
        return _refused((whole_kept if lazy else bare_kept)(source, outer, result, result, rng))
    return None


def _is_bare_head(source: Source, outer: Definition, first: Definition) -> bool:
    """Whether nothing but a docstring stands between the head of a class and its first method: no field is its sibling."""
    head = range(outer.scope.header_end + 1, first.top)
    inside = {i for a, b in source.outline.units for i in range(a, b + 1)}
    lines = [source.lines[i].strip() for i in head if i not in inside]
    return all(not line or line.startswith(('"""', 'r"""')) for line in lines)


def _decorator_moved(source: Source, rng: random.Random) -> Draft | None:
    """The decorators of a definition are shown above its neighbour."""
    for one, two in rows(source, 2, rng):
        if bool(one.decorators) == bool(two.decorators):
            continue
        deco = lines_at(source, one.decorators) + lines_at(source, two.decorators)
        texts = [[*lines_at(source, d.comment), *([] if d.decorators else deco), *lines_at(source, d.code)] for d in (one, two)]
        edit = snippet(
            source, one.chain, [piece(source, one, texts[0]), piece(source, two, texts[1])], spelling(source.language, rng)
        )
        return Draft(finish(edit, rng), REFUSE)
    return None


def _swapped_one_missing(source: Source, rng: random.Random, *, lazy: bool) -> Draft | None:
    """A class shown whole with two methods in each other's places, and without the one between them."""
    for outer, inner in classes(source, rng, at_least=3):
        at = rng.randrange(len(inner) - 2)
        first, gone, second = inner[at : at + 3]
        shown = swapped(source, outer, first, second)
        lost = text(source, gone)
        n = next(i for i in range(len(shown)) if shown[i : i + len(lost)] == lost)
        shown[n : n + len(lost) + second.top - gone.end - 1] = []
        return _refused((whole_kept if lazy else bare_kept)(source, outer, shown, shown, rng))
    return None


def _stale_name(source: Source, rng: random.Random, *, lazy: bool) -> Draft | None:
    """The definition that the snippet changes has got another name in the file meanwhile."""
    for found in usable(source, rng) if source.language.family != "style" else ():
        if found.name.startswith("__") or found.name == "constructor" or is_edge(source, [found]) != (False, False):
            continue
        code = changed_body(source, found, rng)
        new_name = renamed(found.name, rng)
        word = re.compile(rf"(?<![\w$#]){re.escape(found.name)}(?![\w$])")
        if code is None or not word.search(source.lines[found.sig]) or any(new_name in ln for ln in source.lines):
            continue
        before = "".join(word.sub(new_name, ln) + "\n" for ln in source.lines)
        shown = [*lines_at(source, range(found.top, found.sig)), *code]
        if any(word.search(s.name) for s in found.chain):
            continue
        draft = (whole_kept if lazy else bare_kept)(source, found, shown, shown, rng)
        return draft and Draft(draft.edit, REFUSE, before)
    return None


def _stale_gone(source: Source, rng: random.Random) -> Draft | None:
    """The definition that the snippet changes is no longer in the file."""
    for row in rows(source, 3, rng):
        found = row[1]
        code = changed_body(source, found, rng)
        if code is None or is_edge(source, row) != (False, False):
            continue
        shown = [*lines_at(source, range(found.top, found.sig)), *code]
        draft = whole_kept(source, found, shown, shown, rng)
        return Draft(draft.edit, REFUSE, replaced(source, found.top, row[2].top - 1, []))
    return None


def _outer_missing(source: Source, rng: random.Random, *, above: bool) -> Draft | None:
    """A changed definition with a marker on one side only; on the other side the file goes on as well."""
    for found in usable(source, rng):
        edges = is_edge(source, [found])
        code = changed_body(source, found, rng)
        if found.chain or any(edges) or code is None:
            continue
        shown = [*lines_at(source, range(found.top, found.sig)), *code]
        return _one_sided(source, found, shown, spelling(source.language, rng), rng, above=above)
    return None


def _one_sided(
    source: Source, found: Definition, shown: Sequence[str], style: Spelling, rng: random.Random, *, above: bool
) -> Draft:
    gap = [""] if style.airy else []
    edit = [*shown, *gap, style.marker()] if above else [style.marker(), *gap, *shown]
    return Draft(finish(edit, rng), EITHER, after=replaced(source, found.top, found.end, shown))


def _head_shown(source: Source, rng: random.Random) -> Draft | None:
    """The first lines of the file, and directly below them a changed definition that stands farther down."""
    for row in rows(source, 2, rng):
        found = row[1]
        head = [i for i in range(min(12, row[0].top)) if source.lines[i].startswith(("import ", "from ", "const ", "use "))]
        code = changed_body(source, found, rng)
        if not head or found.chain or code is None or is_edge(source, [found])[1]:
            continue
        if any(a <= head[-1] < b for a, b in source.outline.statements + source.outline.units):
            continue
        if any(source.lines[head[-1]].rstrip().endswith(c) for c in ("(", "{", ",", "\\")):
            continue
        shown = [*lines_at(source, range(found.top, found.sig)), *code]
        style = spelling(source.language, rng)
        edit = [*source.lines[: head[-1] + 1], "", *shown, "", style.marker()]
        return Draft(finish(edit, rng), EITHER, after=replaced(source, found.top, found.end, shown))
    return None


LAZY: dict[str, Maker] = {
    "refuse-left-out-one": partial(_left_out, size=3),
    "refuse-left-out-two": partial(_left_out, size=4),
    "refuse-first-left-out": partial(_edge_left_out, first=True, lazy=True),
    "refuse-last-left-out": partial(_edge_left_out, first=False, lazy=True),
    "refuse-decorator-moved": _decorator_moved,
    "refuse-swapped-one-missing": partial(_swapped_one_missing, lazy=True),
    "refuse-renamed-meanwhile": partial(_stale_name, lazy=True),
    "refuse-gone-meanwhile": _stale_gone,
    "marker-missing-above": partial(_outer_missing, above=True),
    "marker-missing-below": partial(_outer_missing, above=False),
    "marker-missing-below-head": _head_shown,
}
WHOLE_DEF: dict[str, Maker] = {
    "refuse-first-left-out": partial(_edge_left_out, first=True, lazy=False),
    "refuse-last-left-out": partial(_edge_left_out, first=False, lazy=False),
    "refuse-swapped-one-missing": partial(_swapped_one_missing, lazy=False),
    "refuse-renamed-meanwhile": partial(_stale_name, lazy=False),
}
