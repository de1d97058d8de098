"""Definitions whose leading comment or decorators changed between two versions of a package, shown as they are now."""

import random
from functools import cache, partial

from kaptar_bench.edit_corpus.changes import indent_of
from kaptar_bench.edit_corpus.styles import Draft, text_of
from kaptar_bench.edit_kinds.comments import Maker, bare_kept, lines_at, whole_kept
from kaptar_bench.edit_kinds.definitions import Definition, definitions, has_loose_comment, is_plain_comment
from kaptar_bench.edit_kinds.rows import text
from kaptar_bench.edit_kinds.sources import Source


@cache
def _before(source: Source) -> Source:
    return Source(source.package, source.version, source.path, source.language, source.older or ())


def _kind(old: Source, was: Definition, new: Source, now: Definition) -> str:
    """What happened to a definition: "" for what no case is made of."""
    comments = lines_at(old, was.comment), lines_at(new, now.comment)
    decorators = lines_at(old, was.decorators), lines_at(new, now.decorators)
    code = lines_at(old, was.code) != lines_at(new, now.code)
    if decorators[0] != decorators[1]:
        same_comment = comments[0] == comments[1]
        return "decorators" if set(decorators[0]) < set(decorators[1]) and same_comment else ""
    if comments[0] == comments[1] or not is_plain_comment(comments[1]) or (comments[0] and not is_plain_comment(comments[0])):
        return ""
    return "comment-and-body" if code else "comment-only"


def _changed(source: Source, rng: random.Random, *, kind: str, lazy: bool) -> Draft | None:
    if source.older is None:
        return None
    old = _before(source)
    if not old.outline.sound:
        return None
    known = {d.scope.path: d for d in definitions(old)}
    pairs = [(known[d.scope.path], d) for d in definitions(source) if d.scope.path in known]
    rng.shuffle(pairs)
    for was, now in pairs:
        same_place = [s.path for s in was.chain] == [s.path for s in now.chain]
        same_indent = indent_of(old.lines[was.sig]) == indent_of(source.lines[now.sig])
        if not same_place or not same_indent or has_loose_comment(old, was) or has_loose_comment(source, now) or was.top < 2:
            continue
        if now.scope.kind == "function" and _kind(old, was, source, now) == kind:
            shown = text(source, now)
            if not lazy and any(a < b and a >= now.top and b <= now.end for a, b in source.outline.units):
                draft = bare_kept(old, _flat(was), shown, shown, rng)
            else:
                draft = (whole_kept if lazy else bare_kept)(old, was, shown, shown, rng)
            return draft and Draft(draft.edit, before=text_of(old.lines), after=draft.after)
    return None


def _flat(found: Definition) -> Definition:
    """The definition without its chain, so that its lines are not dedented."""
    return Definition(found.scope, found.top, found.start, ())


_KINDS = ("comment-only", "comment-and-body", "decorators")
LAZY: dict[str, Maker] = {f"commit-{kind}": partial(_changed, kind=kind, lazy=True) for kind in _KINDS}
WHOLE_DEF: dict[str, Maker] = {f"commit-{kind}": partial(_changed, kind=kind, lazy=False) for kind in _KINDS}
