"""Styles of the format udiff, and the bodies of hunks."""

import difflib
import random
import re
from functools import partial

from kaptar_bench.edit_corpus import styles
from kaptar_bench.edit_corpus.changes import Change
from kaptar_bench.edit_corpus.lazy import occurrences
from kaptar_bench.edit_corpus.quoted import Block, applied, blocks_of
from kaptar_bench.edit_corpus.styles import EITHER, Builder, Draft, Form, fenced, prose, text_of

CONTEXT = 3  # lines around a hunk of a diff


def diff_body(block: Block) -> list[str]:
    """Lines of a hunk body.  Context at both ends stays at the ends, also where changed lines repeat it."""
    old, new = block.search, block.replace
    head = tail = 0
    while tail < min(CONTEXT, len(old), len(new)) and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    while head < min(CONTEXT, len(old) - tail, len(new) - tail) and old[head] == new[head]:
        head += 1
    out = [" " + ln for ln in old[:head]]
    a, b = old[head : len(old) - tail], new[head : len(new) - tail]
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            out += [" " + ln for ln in a[i1:i2]]
        else:
            out += ["-" + ln for ln in a[i1:i2]] + ["+" + ln for ln in b[j1:j2]]
    return out + [" " + ln for ln in old[len(old) - tail :]]


def hunk_blocks(change: Change, context: int = CONTEXT) -> list[Block]:
    """Hunks with at most ``context`` lines around them, joined where these overlap, unique or not."""
    ranges: list[list[int]] = []
    for h in change.hunks:
        a0, a1 = max(0, h.a0 - context), min(len(change.before), h.a1 + context)
        b0, b1 = h.b0 - (h.a0 - a0), h.b1 + (a1 - h.a1)
        if ranges and a0 <= ranges[-1][1]:
            ranges[-1][1], ranges[-1][3] = a1, b1
        else:
            ranges.append([a0, a1, b0, b1])
    return [Block(a0, a1, change.before[a0:a1], change.after[b0:b1]) for a0, a1, b0, b1 in ranges]


def write_udiff(change: Change, blocks: list[Block], rng: random.Random, numbers: str = "right") -> str:
    """A unified diff.  ``numbers``: "right", "wrong" (start lines), "counts" (lengths) or "none" (``@@ ... @@``)."""
    lines = [f"--- a/{change.path}", f"+++ b/{change.path}"]
    moved = 0
    for block in blocks:
        old, new = len(block.search), len(block.replace)
        start = block.a0 + 1
        if numbers == "wrong":
            start = max(1, start + rng.choice([-23, -9, -4, 3, 8, 17, 40]))
        if numbers == "counts":
            old, new = max(1, old + rng.choice([-2, -1, 1, 3])), max(1, new + rng.choice([-1, 1, 2]))
        lines.append("@@ ... @@" if numbers == "none" else f"@@ -{start},{old} +{start + moved},{new} @@")
        lines += diff_body(block)
        moved += len(block.replace) - len(block.search)
    return text_of(lines)


def _udiff(
    change: Change, rng: random.Random, *, numbers: str = "right", fence: bool = False, with_prose: bool = False
) -> Draft | None:
    blocks = hunk_blocks(change) if numbers == "right" else blocks_of(change, 3)
    if not blocks or (numbers != "right" and not applied(change, blocks)):
        return None
    diff = write_udiff(change, blocks, rng, numbers)
    edit = fenced(diff, "diff") if fence else diff
    return Draft(prose(change, rng) + edit if with_prose else edit) if edit else None


def _drifted(change: Change, rng: random.Random) -> Draft | None:
    """The first context line of each hunk is not what the file says; the rest fits one place, or may be refused."""
    blocks = blocks_of(change, 3)
    if not blocks or not applied(change, blocks):
        return None
    out = []
    for block in blocks:
        rest = Block(block.a0 + 1, block.a1, block.search[1:], block.replace[1:])
        words = re.findall(r"[A-Za-z_]{4,}", block.search[0])
        if block.search[0] != block.replace[0] or not words or occurrences(change.before, rest.search) != 1:
            return None
        if rest.search[0] != rest.replace[0] or sum(bool(ln.strip()) for ln in rest.search) < 3:
            return None
        word = rng.choice(words)
        other = rng.choice([f"{word}_old", f"previous_{word}", word[:-1]])
        old = re.sub(rf"\b{word}\b", other, block.search[0], count=1)
        out.append(Block(block.a0, block.a1, (old, *rest.search), (old, *rest.replace)))
    return Draft(write_udiff(change, out, rng), EITHER)


def _udiff_file(form: Form, change: Change, rng: random.Random) -> Draft | None:
    return form(_udiff(change, rng), change)


UDIFF: dict[str, Builder] = {
    "right-numbers": _udiff,
    "right-numbers-fence": partial(_udiff, fence=True),
    "wrong-numbers": partial(_udiff, numbers="wrong"),
    "wrong-counts": partial(_udiff, numbers="counts"),
    "no-numbers": partial(_udiff, numbers="none", fence=True),
    "prose-fence": partial(_udiff, numbers="wrong", fence=True, with_prose=True),
    "drifted-context": _drifted,
    "crlf-file": partial(_udiff_file, styles.crlf_file),
}
