"""Styles of the format lazy_delete: a snippet in which lines are gone."""

import random
from functools import partial

from kaptar_bench.edit_corpus.changes import Change, Hunk, indent_of
from kaptar_bench.edit_corpus.lazy import project
from kaptar_bench.edit_corpus.spelling import render
from kaptar_bench.edit_corpus.styles import Builder, Draft, fenced, finish

MAX_REMOVE_COMMENT = 90  # characters


def _delete(
    change: Change, rng: random.Random, *, headers: str = "chain", context: int = 2, comment: bool = False, fence: bool = False
) -> Draft | None:
    """Lines are gone: the snippet shows what stood above and below, and maybe a comment that says what to remove."""
    if not all(h.deletes for h in change.hunks):
        return None
    items = project(change, headers=headers, context=context)
    if items is None:
        return None
    if comment:
        for hunk in change.hunks:
            if touches_unit(change, hunk):
                return None
            above = [n for n, item in enumerate(items) if item == hunk.b0 - 1 and isinstance(item, int)]
            if not above:
                return None
            removed = [ln for ln in change.before[hunk.a0 : hunk.a1] if ln.strip()]
            what = _what(change, hunk)
            if what is None:
                return None
            items.insert(above[0] + 1, indent_of(removed[0]) + change.language.comment_line(f"remove {what}"))
    text = finish(render(change, items, rng), rng)
    edit = fenced(text, change.language.fence) if fence else text
    return Draft(edit) if edit else None


def touches_unit(change: Change, hunk: Hunk) -> bool:
    """Whether a hunk or a line next to it lies in a comment or string of several lines."""
    return any(a < hunk.a1 + 1 and b >= hunk.a0 - 1 for a, b in change.outline_before.units) or any(
        a < hunk.b1 + 1 and b >= hunk.b0 - 1 for a, b in change.outline_after.units
    )


def _what(change: Change, hunk: Hunk) -> str | None:
    """What a ``remove`` comment calls the lines that go: their definitions or their first line; None if it is long."""
    inside = [s for s in change.outline_before.scopes if hunk.a0 <= s.start and s.end < hunk.a1]
    outer = [s for s in inside if not any(o.start <= s.start and s.end < o.end for o in inside)]
    removed = [ln.strip() for ln in change.before[hunk.a0 : hunk.a1] if ln.strip()]
    if outer:
        what = ", ".join(s.name for s in outer)
    elif all(ln.startswith((change.language.comment or "/*", "/*", "*")) for ln in removed):
        what = "the comment"
    else:
        more = {1: "", 2: " and the line below it"}.get(len(removed), f" and the {len(removed) - 1} lines below it")
        what = removed[0].rstrip(";,") + more
    return what if len(what) <= MAX_REMOVE_COMMENT else None


LAZY_DELETE: dict[str, Builder] = {
    "context": _delete,
    "context-no-header": partial(_delete, headers="none", context=3),
    "remove-comment": partial(_delete, comment=True),
    "remove-comment-fence": partial(_delete, comment=True, fence=True, headers="inner"),
}
