"""The heads of hunks that a diff leaves out: models write signs below the names of a file, or in a fence that says ``diff``."""

from collections.abc import Sequence

from kaptar.edit.account.quoting.reading.diffs import is_hunk, is_pair
from kaptar.edit.edit_syntax import is_document

_FENCES = ("```", "~~~")
_OTHERS = ("*** Begin Patch", "<<<<<<<", ">>>>>>>", "*** Update File", "*** Add File")
_NOTES = ("index ", "new file mode ", "deleted file mode ", "rename ", "similarity ", "old mode ", "new mode ", "Binary ", "GIT ")


def with_heads(edit: str, path: str) -> str:
    """The edit with ``@@`` where signs stand below names or on top of a fence, and behind a heading that lacks its end.

    Args:
        path: the file that the caller names; "" where the edit names it. A text for people may show such a fence.
    """
    if "\n@@" not in f"\n{edit}" and not (("```diff" in edit or "~~~diff" in edit) or "\n+++ " in edit or "diff --git " in edit):
        return edit
    lines = edit.split("\n")
    bare = [line.removesuffix("\r") for line in lines]
    if path.lower().endswith((".diff", ".patch", ".rej")) or any(line.startswith(_OTHERS) for line in bare):
        return edit
    heads = [n for n in range(len(bare)) if is_pair(bare, n) or bare[n].startswith("diff --git ")]
    if any(map(_is_open_heading, bare)) and heads:
        return "\n".join(f"{line} @@" if _is_open_heading(text) else line for line, text in zip(lines, bare, strict=True))
    if any(line.startswith("@@") for line in bare):
        return edit
    if not heads and not is_document(path):
        heads = [n for n, line in enumerate(bare) if line.strip("`~ ").lower() == "diff" and line.startswith(_FENCES)]
    if len(heads) > 1 and not (len(heads) == 2 and bare[heads[0]].startswith("diff --git ") and is_pair(bare, heads[1])):
        return edit
    first = _behind(bare, heads[-1]) if heads else -1
    if first < 0 or not _is_hunk_text(bare, first):
        return edit
    return "\n".join([*lines[:first], "@@", *lines[first:]])


def _is_open_heading(line: str) -> bool:
    """Whether a line gives the head of what a hunk stands in, without numbers and without its end."""
    return line.startswith("@@ ") and not is_hunk(line) and line[3:4].isalpha()


def _behind(lines: Sequence[str], head: int) -> int:
    """The first line behind the names of a file, or the beginning of a fence."""
    at = head + (2 if is_pair(lines, head) else 1)
    while at < len(lines) and lines[at].startswith(_NOTES):
        at += 1
    return at


def _is_hunk_text(lines: Sequence[str], first: int) -> bool:
    """Whether all lines up to the end, or the end of the fence, have a sign, and one of them changes something."""
    end = next((n for n in range(first, len(lines)) if lines[n].startswith(_FENCES)), len(lines))
    rows = lines[first:end]
    return all(not row or row[0] in " +-\t" for row in rows) and any(row[:1] in ("+", "-") for row in rows)
