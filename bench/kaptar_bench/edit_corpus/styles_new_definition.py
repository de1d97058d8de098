"""Styles of the format new_def: a definition that is added next to others."""

import random
from functools import partial

from kaptar_bench.edit_corpus.changes import Change
from kaptar_bench.edit_corpus.lazy import chains, complete, headers_unique, is_lazy, itemize
from kaptar_bench.edit_corpus.scopes import Scope
from kaptar_bench.edit_corpus.spelling import render
from kaptar_bench.edit_corpus.styles import Builder, Draft, fenced, finish


def is_new_definition(change: Change) -> bool:
    """Whether the change adds one definition and nothing else."""
    return _new_definition(change) is not None


def _new_definition(change: Change) -> tuple[Scope, int] | None:
    """(new definition, its first line with the comments above it) of a change that adds nothing else."""
    if len(change.hunks) != 1 or not change.hunks[0].inserts or not change.is_sound:
        return None
    hunk = change.hunks[0]
    inside = [s for s in change.outline_after.scopes if hunk.b0 <= s.start and s.end < hunk.b1]
    if not inside or inside[0].kind not in ("function", "class"):
        return None
    new = inside[0]
    if any(s.start > new.end for s in inside) or change.outline_before.by_path(new.path) or len(new.lines) < 3:
        return None
    lead = [i for i in range(hunk.b0, new.start) if change.after[i].strip()]
    comment = tuple(c for c in (change.language.comment, "/*", "*") if c)
    if any(not change.after[i].lstrip().startswith(comment) for i in lead):
        return None
    if any(change.after[i].strip() for i in range(new.end + 1, hunk.b1)):
        return None
    return new, lead[0] if lead else new.start


def _siblings(change: Change, new: Scope) -> tuple[Scope | None, Scope | None]:
    """The named blocks directly above and below a new one, on its own level."""
    parent = new.path.rpartition(".")[0]
    level = [s for s in change.outline_after.scopes if s.path.rpartition(".")[0] == parent and s.path != new.path]
    above = [s for s in level if s.end < new.start]
    below = [s for s in level if s.start > new.end]
    return (above[-1] if above else None), (below[0] if below else None)


def _new_def(
    change: Change, rng: random.Random, *, above: bool = False, below: bool = False, fence: bool = False, family: str = "existing"
) -> Draft | None:
    """A new definition next to the header of its neighbour above, below, or both."""
    found = _new_definition(change)
    if found is None:
        return None
    new, first = found
    hunk = change.hunks[0]
    previous, following = _siblings(change, new)
    chain = chains(change, hunk)
    shown = set(range(first, new.end + 1))
    if above:
        if previous is None or any(change.after[i].strip() for i in range(previous.end + 1, first)):
            return None
        old = change.outline_before.by_path(previous.path)
        if old is None or not headers_unique(change, [*chain, (old, previous)]):
            return None
        block = change.after[previous.end + 1 : new.end + 1]
        if change.before[: old.end + 1] + block + change.before[old.end + 1 :] != change.after:
            return None
        shown.update(previous.header)
        shown.update(range(previous.end + 1, first))
        if previous.closer is not None:
            shown.update(range(previous.closer, previous.end + 1))
    if below:
        if following is None or any(change.after[i].strip() for i in range(new.end + 1, following.start)):
            return None
        old = change.outline_before.by_path(following.path)
        if old is None or not headers_unique(change, [*chain, (old, following)]):
            return None
        if change.before[: old.start] + change.after[first : following.start] + change.before[old.start :] != change.after:
            return None
        shown.update(range(new.end + 1, following.header_end + 1))
        if following.closer is not None:
            shown.update(range(following.closer, following.end + 1))
    for _, scope in chain:
        shown.update(scope.header)
        if scope.closer is not None:
            shown.update(range(scope.closer, scope.end + 1))
    whole = complete(change, shown, closers=True)
    items = itemize(change, whole, True) if whole else None
    if not items or not is_lazy(change, items):
        return None
    text = finish(render(change, items, rng, family=family), rng)
    edit = fenced(text, change.language.fence) if fence else text
    return Draft(edit) if edit else None


NEW_DEF: dict[str, Builder] = {
    "below-neighbour": partial(_new_def, above=True),
    "above-neighbour": partial(_new_def, below=True),
    "between-neighbours": partial(_new_def, above=True, below=True),
    "below-neighbour-fence": partial(_new_def, above=True, fence=True, family="keep"),
    "above-neighbour-short": partial(_new_def, below=True, family="short"),
}
