"""Signs of a diff in the new lines of a block that has none: they would be written into the file."""

from collections.abc import Iterator, Sequence

from kaptar.edit.account.quoting.reading.parts import Change, Content, Insertion, Quotation, Swap
from kaptar.edit.edit_syntax import is_document
from kaptar.edit.outcome import Complaint

FORMATS = frozenset({"search_replace", "str_replace", "insert"})
"""Formats whose new lines have no signs."""
DIFFS = (".diff", ".patch", ".rej")
"""Files of which such lines are the content."""
_LISTS = (".md", ".markdown", ".mdx", ".txt", ".rst", ".adoc", ".org", ".yaml", ".yml", ".csv", ".tsv")
"""Files in which a sign and a blank begin an item."""


def check_signs(changes: Sequence[Change], source: str, path: str) -> Complaint | None:
    """No new line begins with the sign of a diff, unless the file has such lines.

    A plus is one where no line of the file begins with it; a minus before a line that the block quotes; a blank where all new
    lines stand one column deeper than the quoted ones, which stand at even columns. In any file they are signs where all new
    lines have one, and a quoted line stands behind a blank: such lines are those of a diff.

    Args:
        source: the file, with LF line ends.
    """
    if path.lower().endswith(DIFFS):
        return None
    has_items = path.lower().endswith(_LISTS) or is_document(path)
    has_plus = source.startswith("+") or "\n+" in source
    for change in changes:
        old, new = _lines(change)
        fresh = (line for line in new if line not in old)
        signed = next((line for line in fresh if _is_signed(line, old, has_plus=has_plus, has_items=has_items)), "")
        signed = signed or in_columns(old, new)
        if signed or (not has_items and _is_shifted(old, new)):
            return "malformed_edit", (
                f"the new line {(signed or new[0])[:80]!r} begins with the sign of a diff, which would be written into the file; "
                "send the lines as they will be"
            )
    return None


def _lines(change: Change) -> tuple[Sequence[str], Sequence[str]]:
    """The quoted lines and the new ones that are filled. Of text within a line the first new one is no line of its own."""
    match change:
        case Quotation():
            return _filled(change.old), _filled(change.new)
        case Swap():
            first = 0 if "\n" in change.old or change.old[:1].isspace() else 1
            return _filled(change.old.split("\n")), _filled(change.new.split("\n")[first:])
        case Insertion() | Content():
            return [], _filled(change.lines)


def _filled(lines: Sequence[str]) -> list[str]:
    return [line.rstrip() for line in lines if line.strip()]


def _is_signed(line: str, old: Sequence[str], *, has_plus: bool, has_items: bool) -> bool:
    rest = line[1:]
    if line.startswith("+") and not has_plus:
        return not (has_items and (rest[:1].isdigit() or rest[:1] == " ")) or rest in old
    if not line.startswith("-") or not any(map(str.isalnum, rest)):
        return False
    return rest in old or (not has_items and rest.strip() in {each.strip() for each in old})


def in_columns(old: Sequence[str], new: Sequence[str]) -> str:
    """The first line with a sign, where new lines are those of a diff: each has one, a quoted line stands behind a blank."""
    signed = next((line for line in new if line[0] in "+-"), "")
    if not signed or any(line[0] not in " +-" for line in new):
        return ""
    kept = [line for line in new if line[0] == " "]
    return signed if any(line[1:] in old for line in kept) and not any(line in old for line in kept) else ""


def _is_shifted(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether all new lines stand one blank deeper than they can, by the quoted ones."""
    if any(line[:1] == "\t" for line in old):
        return all(line.startswith(" \t") for line in new) and bool(new)
    was, now = [*_depths(old)], [*_depths(new)]
    if not was or not now:
        return False
    pairs = {line.strip(): _depth(line) for line in old}
    known = [(pairs[line.strip()], _depth(line)) for line in new if line.strip() in pairs]
    even = all(depth % 2 == 0 for depth in was)
    return even and min(now) == min(was) + 1 and all(depth % 2 for depth in now) and all(b == a + 1 for a, b in known)


def _depths(lines: Sequence[str]) -> Iterator[int]:
    """Columns of lines; a star stands one deeper in a comment."""
    return (_depth(line) for line in lines if not line.lstrip().startswith("*"))


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
