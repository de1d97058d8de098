"""Styles of the format v4a, OpenAI's apply_patch."""

import random
from functools import partial

from kaptar_bench.edit_corpus import styles
from kaptar_bench.edit_corpus.changes import Change
from kaptar_bench.edit_corpus.lazy import chains, occurrences
from kaptar_bench.edit_corpus.quoted import Block, has_no_separators
from kaptar_bench.edit_corpus.styles import Builder, Draft, text_of
from kaptar_bench.edit_corpus.styles_diff import diff_body, hunk_blocks


def _v4a(change: Change, rng: random.Random, *, anchors: str = "needed", heredoc: bool = False) -> Draft | None:
    """OpenAI's apply_patch envelope.

    Args:
        anchors: "needed" writes ``@@`` headers only for a hunk that occurs twice, "inner" the innermost header
            of each hunk, "chain" every enclosing header; one that stands above already is not written again.
    """
    if not has_no_separators(change):
        return None
    lines, plan, passed = ["*** Begin Patch", f"*** Update File: {change.path}"], [], []
    for block in hunk_blocks(change):
        inside = [h for h in change.hunks if block.a0 <= h.a0 and h.a1 <= block.a1]
        chain = [old for old, _ in chains(change, inside[0]) if old.header_end < block.a0]
        unique = occurrences(change.before, block.search) == 1
        used = {"needed": [] if unique else chain[-1:], "inner": chain[-1:], "chain": chain}[anchors]
        used = [s for s in used if s not in passed]
        if not used and not unique:
            return None
        passed += used
        headers = [change.before[s.sig].strip() for s in used]
        lines += [f"@@ {h}" for h in headers] or ["@@"]
        lines += diff_body(block)
        if block.a1 == len(change.before) and rng.random() < 0.5:
            lines.append("*** End of File")
        plan.append((headers, block))
    lines.append("*** End Patch")
    most = max(len(headers) for headers, _ in plan)
    if most < {"needed": 0, "inner": 1, "chain": 2}[anchors] or _v4a_result(change, plan) != change.after:
        return None
    edit = text_of(lines)
    return Draft(f"apply_patch <<'EOF'\n{edit}EOF\n" if heredoc else edit)


def _v4a_result(change: Change, plan: list[tuple[list[str], Block]]) -> tuple[str, ...] | None:
    """The new file by the rules of the format, or None when a header or a hunk does not name one place.

    Each header, unique in the file, moves the cursor behind it.  A hunk has to be the only one of its kind
    between the cursor and the end of the block of that header; without a header, up to the end of the file.
    """
    text, cursor, moved = list(change.before), 0, 0
    for headers, block in plan:
        scope_end = len(text)
        for header in headers:
            at = [i for i in range(cursor, len(text)) if text[i].strip() == header]
            if not at or sum(ln.strip() == header for ln in change.before) != 1:
                return None
            cursor = at[0] + 1
        if headers:
            scope = next(s for s in change.outline_before.scopes if change.before[s.sig].strip() == headers[-1])
            scope_end = scope.end + 1 + moved
        n = len(block.search)
        at = [i for i in range(cursor, len(text) - n + 1) if tuple(text[i : i + n]) == block.search]
        if not at or len([i for i in at if i + n <= scope_end]) != 1:
            return None
        text[at[0] : at[0] + n] = block.replace
        cursor = at[0] + len(block.replace)
        moved += len(block.replace) - n
    return tuple(text)


V4A: dict[str, Builder] = {
    "plain": _v4a,
    "header": partial(_v4a, anchors="inner"),
    "nested-headers": partial(_v4a, anchors="chain"),
    "heredoc": partial(_v4a, heredoc=True),
    "crlf-file": lambda change, rng: styles.crlf_file(_v4a(change, rng), change),
}
