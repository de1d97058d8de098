"""Blocks: lines of the old file that an edit quotes, and what takes their place."""

import re
from dataclasses import dataclass

from kaptar_bench.edit_corpus.changes import Change
from kaptar_bench.edit_corpus.lazy import occurrences

MAX_GROW = 12  # lines of context that a block may need to become unique


@dataclass(frozen=True)
class Block:
    """Lines a0..a1 of the old file (half open) and what takes their place."""

    a0: int
    a1: int
    search: tuple[str, ...]
    replace: tuple[str, ...]


def blocks_of(change: Change, context: int) -> list[Block] | None:
    """One block per hunk with context on both sides, each unique in the old file; blocks that meet are joined."""
    ranges: list[list[int]] = []
    for h in change.hunks:
        for grow in range(context, MAX_GROW + 1):
            a0, a1 = max(0, h.a0 - grow), min(len(change.before), h.a1 + grow)
            if occurrences(change.before, change.before[a0:a1]) == 1:
                break
        else:
            return None
        b0, b1 = h.b0 - (h.a0 - a0), h.b1 + (a1 - h.a1)
        if ranges and a0 < ranges[-1][1]:
            ranges[-1][1], ranges[-1][3] = a1, b1
        else:
            ranges.append([a0, a1, b0, b1])
    return [Block(a0, a1, change.before[a0:a1], change.after[b0:b1]) for a0, a1, b0, b1 in ranges]


def applied(change: Change, blocks: list[Block]) -> bool:
    """Whether the blocks, each at the only place where it fits, one after the other, give the new file."""
    text = list(change.before)
    for block in blocks:
        n = len(block.search)
        at = [i for i in range(len(text) - n + 1) if tuple(text[i : i + n]) == block.search]
        if len(at) != 1:
            return False
        text[at[0] : at[0] + n] = block.replace
    return tuple(text) == change.after


def has_no_separators(change: Change) -> bool:
    """Whether no line can be taken for a separator of a format."""
    return not any(re.match(r"\s*(<{5,}|={5,}|>{5,}|\*\*\* |```)", ln) for ln in change.before + change.after)
