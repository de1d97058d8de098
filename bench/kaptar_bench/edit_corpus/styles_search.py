"""Styles of the format search_replace."""

import random
import re
from collections.abc import Callable, Sequence
from functools import partial

from kaptar_bench.edit_corpus import styles
from kaptar_bench.edit_corpus.changes import Change
from kaptar_bench.edit_corpus.lazy import occurrences
from kaptar_bench.edit_corpus.quoted import Block, applied, blocks_of, has_no_separators
from kaptar_bench.edit_corpus.styles import EITHER, EXACT, Builder, Draft, Form, common_indent, shift, text_of

Spoilt = tuple[Block, tuple[str, ...]]
"""A block that misquotes the file, and the answers that are right then."""
Spoil = Callable[[Change, Block, random.Random], Spoilt | None]
NEAR_ENOUGH = 4  # non-blank search lines from which one wrong character leaves no doubt


def write_blocks(change: Change, blocks: list[Block], layout: str) -> str:
    """aider blocks: "fenced" (path above the fence), "diff-fenced" (path inside it), "path" or "bare"."""
    texts = [f"<<<<<<< SEARCH\n{text_of(b.search)}=======\n{text_of(b.replace)}>>>>>>> REPLACE\n" for b in blocks]
    if layout == "fenced":
        return "\n".join(f"{change.path}\n```{change.language.fence}\n{t}```\n" for t in texts)
    if layout == "diff-fenced":
        return "\n".join(f"```{change.language.fence}\n{change.path}\n{t}```\n" for t in texts)
    return "\n".join(f"{change.path}\n{t}" if layout == "path" else t for t in texts)


def _search_replace(
    change: Change,
    rng: random.Random,
    *,
    context: int = 3,
    layout: str = "fenced",
    count: int | None = None,
    turned: bool = False,
) -> Draft | None:
    blocks = blocks_of(change, context) if has_no_separators(change) else None
    if not blocks or (count and len(blocks) < count) or not applied(change, blocks):
        return None
    if turned:
        blocks = blocks[::-1]
        if not applied(change, blocks):
            return None
    return Draft(write_blocks(change, blocks, layout))


def _minimal(change: Change, rng: random.Random) -> Draft | None:
    """The old lines only, or one line above an insertion; each is unique in the file."""
    if not has_no_separators(change):
        return None
    blocks = []
    for h in change.hunks:
        a0 = h.a0 - 1 if h.inserts else h.a0
        b0 = h.b0 - 1 if h.inserts else h.b0
        if a0 < 0 or occurrences(change.before, change.before[a0 : h.a1]) != 1:
            return None
        blocks.append(Block(a0, h.a1, change.before[a0 : h.a1], change.after[b0 : h.b1]))
    return Draft(write_blocks(change, blocks, "fenced")) if applied(change, blocks) else None


def _misquoted(change: Change, rng: random.Random, spoil: Spoil) -> Draft | None:
    """Blocks whose text differs a little from the file.  ``spoil(block, rng)`` gives (block, accept) or None."""
    blocks = blocks_of(change, 3) if has_no_separators(change) else None
    if not blocks or not applied(change, blocks):
        return None
    accept: tuple[str, ...] = EXACT
    out = []
    for block in blocks:
        spoilt = spoil(change, block, rng)
        if spoilt is None:
            return None
        out.append(spoilt[0])
        accept = EITHER if EITHER in (accept, spoilt[1]) else EXACT
    return Draft(write_blocks(change, out, rng.choice(["fenced", "path"])), accept)


def wrong_indent(change: Change, block: Block, rng: random.Random) -> Spoilt | None:
    """Search and replace moved alike: to column 0, or by some blanks to the right."""
    drop = common_indent(block.search + block.replace)
    if any(ln and not ln.strip() for ln in block.search + block.replace):
        return None
    if any(a <= block.a1 - 1 and b >= block.a0 and b > a for a, b in change.outline_before.units):
        return None  # lines inside a string or comment must not move
    if drop and rng.random() < 0.7:
        return Block(block.a0, block.a1, tuple(shift(block.search, drop)), tuple(shift(block.replace, drop))), EXACT
    add = "\t" if any(ln.startswith("\t") for ln in block.search) else rng.choice(["  ", "    "])
    return Block(block.a0, block.a1, tuple(shift(block.search, "", add)), tuple(shift(block.replace, "", add))), EXACT


def _trailing_blanks(change: Change, block: Block, rng: random.Random) -> Spoilt | None:
    """Blanks at the end of one or two search lines."""
    lines = list(block.search)
    full = [i for i, ln in enumerate(lines) if ln.strip()]
    for i in rng.sample(full, min(len(full), rng.choice([1, 2]))):
        lines[i] += " " * rng.choice([1, 2, 4])
    return Block(block.a0, block.a1, tuple(lines), block.replace), EXACT


def _one_character(change: Change, block: Block, rng: random.Random) -> Spoilt | None:
    """One letter of the search is wrong; in doubt unless the block is long and nothing else resembles it."""
    removed = [i for i, ln in enumerate(block.search) if ln not in block.replace and len(ln.strip()) >= 12]
    context = [i for i, ln in enumerate(block.search) if ln in block.replace and len(ln.strip()) >= 12]
    pool = removed if removed and rng.random() < 0.6 else context or removed
    if not pool:
        return None
    at = rng.choice(pool)
    line = block.search[at]
    letters = [m.start() + 1 for m in re.finditer(r"[^\W_](?=[^\W\d_][^\W_])", line)]
    if not letters:
        return None
    i = rng.choice(letters)
    wrong = line[:i] + rng.choice(["", 2 * line[i], "x" if line[i] != "x" else "y"]) + line[i + 1 :]
    if wrong == line or any(wrong.strip() == ln.strip() for ln in change.before):
        return None
    search = (*block.search[:at], wrong, *block.search[at + 1 :])
    full = sum(bool(ln.strip()) for ln in search)
    near = _windows_like(change.before, block)
    return Block(block.a0, block.a1, search, block.replace), EXACT if full >= NEAR_ENOUGH and not near else EITHER


def _windows_like(lines: Sequence[str], block: Block) -> bool:
    """Whether another window of the file shares half or more of the non-blank lines of the search, in place."""
    n = len(block.search)
    full = sum(bool(ln.strip()) for ln in block.search)
    for i in range(len(lines) - n + 1):
        if i != block.a0:
            same = sum(a.strip() == b.strip() for a, b in zip(lines[i : i + n], block.search, strict=False) if b.strip())
            if 2 * same >= full:
                return True
    return False


def _blank_line_left_out(change: Change, block: Block, rng: random.Random) -> Spoilt | None:
    """An empty line of the context missing from both parts; the file should keep it, a refusal is right too."""
    head = 0
    while head < min(len(block.search), len(block.replace)) and block.search[head] == block.replace[head]:
        head += 1
    inner = [i for i in range(1, head - 1) if not block.search[i].strip()]
    if not inner:
        return None
    i = rng.choice(inner)
    search, changed = (part[:i] + part[i + 1 :] for part in (block.search, block.replace))
    return Block(block.a0, block.a1, search, changed), EITHER


def _search_replace_file(form: Form, change: Change, rng: random.Random) -> Draft | None:
    return form(_search_replace(change, rng), change)


SEARCH_REPLACE: dict[str, Builder] = {
    "fenced": _search_replace,
    "diff-fenced": partial(_search_replace, layout="diff-fenced"),
    "bare": partial(_search_replace, layout="bare", context=2),
    "minimal": _minimal,
    "blocks": partial(_search_replace, count=2, layout="path"),
    "blocks-turned": partial(_search_replace, count=2, turned=True),
    "wrong-indent": partial(_misquoted, spoil=wrong_indent),
    "trailing-blanks": partial(_misquoted, spoil=_trailing_blanks),
    "one-character": partial(_misquoted, spoil=_one_character),
    "blank-line-left-out": partial(_misquoted, spoil=_blank_line_left_out),
    "crlf-file": partial(_search_replace_file, styles.crlf_file),
    "bom-file": partial(_search_replace_file, styles.bom_file),
    "no-final-newline": partial(_search_replace_file, styles.no_final_newline),
}
