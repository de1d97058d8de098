"""Styles of the format str_replace."""

import json
import random
import re
from functools import partial

from kaptar_bench.edit_corpus import styles
from kaptar_bench.edit_corpus.changes import Change
from kaptar_bench.edit_corpus.quoted import applied, blocks_of
from kaptar_bench.edit_corpus.styles import EITHER, EXACT, Builder, Draft, text_of
from kaptar_bench.edit_corpus.styles_search import wrong_indent


def write_replace(change: Change, old: str, new: str, *, keys: str = "edit", everywhere: bool = False) -> str:
    """Arguments of an edit tool as JSON; ``keys``: "edit" (old_string) or "editor" (old_str)."""
    if keys == "editor":
        fields = {"command": "str_replace", "path": change.path, "old_str": old, "new_str": new}
        return json.dumps(fields, ensure_ascii=False)
    edit: dict[str, str | bool] = {"file_path": change.path, "old_string": old, "new_string": new}
    if everywhere:
        edit["replace_all"] = True
    return json.dumps(edit, ensure_ascii=False)


def _str_replace(change: Change, rng: random.Random, *, context: int = 2, keys: str = "edit") -> Draft | None:
    """One replacement that spans all hunks; at most 60 lines."""
    blocks = blocks_of(change, context)
    if not blocks or not applied(change, blocks):
        return None
    a0, a1 = blocks[0].a0, blocks[-1].a1
    old = change.before[a0:a1]
    new = change.after[a0 : len(change.after) - (len(change.before) - a1)]
    if len(old) > 60:
        return None
    return Draft(write_replace(change, "\n".join(old), "\n".join(new), keys=keys))


def _edits(change: Change, rng: random.Random) -> Draft | None:
    """Several replacements in one call, one per hunk."""
    blocks = blocks_of(change, 1)
    if not blocks or len(blocks) < 2 or not applied(change, blocks):
        return None
    edits = [{"old_string": "\n".join(b.search), "new_string": "\n".join(b.replace)} for b in blocks]
    call = {"file_path": change.path, "edits": edits}
    return Draft(json.dumps(call, ensure_ascii=False, indent=rng.choice([None, 2])))


def _inline(change: Change, rng: random.Random) -> Draft | None:
    """Part of a line, just long enough to be unique."""
    h = change.hunks[0]
    if len(change.hunks) != 1 or (h.a1 - h.a0, h.b1 - h.b0) != (1, 1):
        return None
    text, old, new = text_of(change.before), change.before[h.a0], change.after[h.b0]
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    lo, hi = head, len(old) - tail
    while lo and (old[lo - 1].isalnum() or old[lo - 1] == "_"):
        lo -= 1
    while hi < len(old) and (old[hi].isalnum() or old[hi] == "_"):
        hi += 1
    while text.count(old[lo:hi]) != 1 or not old[lo:hi].strip():
        if lo == 0 and hi == len(old):
            return None
        lo, hi = max(0, lo - 4), min(len(old), hi + 4)
    if lo == 0 and hi == len(old):
        return None
    return Draft(write_replace(change, old[lo:hi], new[lo : hi + len(new) - len(old)]))


_ASSIGNED = re.compile(r"\s*(?:(?:export|const|let|var|val)\s+)*([A-Za-z_]\w*)\s*(?::[^=]*)?=[^=>]")


def _replace_all(change: Change, rng: random.Random) -> Draft | None:
    """A token replaced everywhere: the change itself where it is one, else a rename of a name of the file."""
    text, goal = text_of(change.before), text_of(change.after)
    pairs = {
        (o, n)
        for h in change.hunks
        if h.a1 - h.a0 == h.b1 - h.b0
        for x, y in zip(change.before[h.a0 : h.a1], change.after[h.b0 : h.b1], strict=False)
        for o, n in [_token_pair(x, y)]
        if o
    }
    for old, new in sorted(pairs):
        if text.count(old) > 1 and text.replace(old, new) == goal:
            return Draft(write_replace(change, old, new, everywhere=True))
    assigned = {m[1] for ln in change.before for m in [_ASSIGNED.match(ln)] if m}
    names = sorted(n for n in assigned | {s.name for s in change.outline_before.scopes} if n.isidentifier() and len(n) > 5)
    rng.shuffle(names)
    for name in names:
        count = text.count(name)
        if 2 <= count <= 12 and count == len(re.findall(rf"\b{name}\b", text)):
            new = name + ("_value" if "_" in name or change.language.family == "python" else "Value")
            if new not in text:
                return Draft(write_replace(change, name, new, everywhere=True), EXACT, None, text.replace(name, new))
    return None


def _token_pair(old: str, new: str) -> tuple[str, str]:
    a, b = re.findall(r"\w+|\W", old), re.findall(r"\w+|\W", new)
    differing = [(x, y) for x, y in zip(a, b, strict=False) if x != y]
    return differing[0] if len(a) == len(b) and len(set(differing)) == 1 and len(differing[0][0]) > 2 else ("", "")


def _wrong_indent_json(change: Change, rng: random.Random) -> Draft | None:
    """old_string and new_string moved to column 0 alike; by the letter of the tool a refusal is right."""
    blocks = blocks_of(change, 2)
    if not blocks or len(blocks) != 1 or not applied(change, blocks):
        return None
    spoilt = wrong_indent(change, blocks[0], rng)
    if spoilt is None:
        return None
    return Draft(write_replace(change, "\n".join(spoilt[0].search), "\n".join(spoilt[0].replace)), EITHER)


STR_REPLACE: dict[str, Builder] = {
    "edit": _str_replace,
    "editor-keys": partial(_str_replace, keys="editor", context=1),
    "edits": _edits,
    "inline": _inline,
    "replace-all": _replace_all,
    "wrong-indent": _wrong_indent_json,
    "crlf-file": lambda change, rng: styles.crlf_file(_str_replace(change, rng), change),
}
