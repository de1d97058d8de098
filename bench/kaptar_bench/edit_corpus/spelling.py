"""Spellings of lazy snippets: markers as models write them."""

import random

from kaptar_bench.edit_corpus.changes import Change
from kaptar_bench.edit_corpus.items import Gap, Item
from kaptar_bench.edit_corpus.languages import Language

FAMILIES = ("existing", "short", "named", "block", "keep", "bare", "unicode")
_NAMED = {
    "imports": ["... existing imports ...", "... imports unchanged ..."],
    "top": ["... code above unchanged ...", "... imports and previous code ..."],
    "class": ["... rest of the class unchanged ...", "... other methods remain the same ..."],
    "function": ["... rest of the function unchanged ...", "... existing logic unchanged ..."],
    "file": ["... rest of the file remains unchanged ...", "... rest of the code ..."],
}
_KEEP = ["keep existing code", "... keep existing code ...", "... keep existing code"]


def marker(family: str, gap: Gap, language: Language, rng: random.Random) -> str:
    """Marker text for a part left out, without indentation."""
    if family == "bare":
        return "..."
    if family == "block":
        return rng.choice(["/* ... */", "/* ... existing code ... */"])
    text = {"existing": "... existing code ...", "short": "...", "unicode": "… existing code …"}.get(family, "")
    if family == "named":
        text = rng.choice(_NAMED[gap.place])
    return language.comment_line(text)


def render(
    change: Change,
    items: list[Item],
    rng: random.Random,
    *,
    family: str = "existing",
    placing: str = "level",
    jsx: range = range(0),
) -> list[str]:
    """Snippet lines.

    Args:
        family: one of `FAMILIES`, or "mixed": another one for each marker.
        placing: "level" indents a marker like the least indented line it stands for, "inner" like the
            first one, "column0" not at all.
        jsx: lines of a JSX expression; markers between its elements are written as ``{/* ... */}``.
    """
    out: list[str] = []
    keep = change.language.comment_line(rng.choice(_KEEP))  # one spelling throughout
    for n, item in enumerate(items):
        if not isinstance(item, Gap):
            out.append(item if isinstance(item, str) else change.after[item])
            continue
        kind = rng.choice(["existing", "short", "named", "keep"]) if family == "mixed" else family
        text = keep if kind == "keep" else marker(kind, item, change.language, rng)
        if between_elements(change, item, jsx):
            text = "{/* ... existing code ... */}"
        indent = {"level": item.indent, "inner": item.inner_indent, "column0": ""}[placing]
        if item.blank_before and out and out[-1].strip():
            out.append("")
        out.append(indent + text)
        if item.blank_after and n + 1 < len(items):
            out.append("")
    while out and not out[-1].strip():
        out.pop()
    while out and not out[0].strip():
        out.pop(0)
    return out


def between_elements(change: Change, gap: Gap, inside: range) -> bool:
    """Whether a part left out lies in a JSX expression and begins and ends with an element or a braced expression."""
    body = [change.after[ln].strip() for ln in range(gap.lo, gap.hi) if change.after[ln].strip()]
    return (
        gap.lo in inside
        and gap.hi in inside
        and body[0].startswith(("<", "{"))
        and body[-1].endswith((">", "}"))
        and not body[-1].endswith("=>")
    )
