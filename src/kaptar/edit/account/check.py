"""The account of an edit: nothing that it does not name disappears or moves, proved from both texts, whatever made the plan.

The account sees the old text, the ranges, the new text, the edit and the two tables. It does not see how the plan was made, and
shares no code with the guest that made it.
"""

from collections.abc import Sequence
from typing import NamedTuple

from kaptar.edit.account.by_lines import check_by_lines
from kaptar.edit.account.imports import check_bindings, imports_near, replaced_imports
from kaptar.edit.account.lines import Difference, Zone, compare
from kaptar.edit.account.losses import check_definitions, check_trivia, gone_lines, trivia_lines
from kaptar.edit.account.matching import Matching, Side, match
from kaptar.edit.account.records import Records
from kaptar.edit.account.rows import is_comment, readings, rows_of, without_talk
from kaptar.edit.account.scene import Scene
from kaptar.edit.account.shown import NotShown, Shown, find_shown
from kaptar.edit.account.statements import check_lines
from kaptar.edit.outcome import Span
from kaptar.edit.verify import Complaint

SNIPPETS = frozenset({"lazy", "whole_def"})
"""Formats that show a part of the new text and leave the rest to the reader."""


class Change(NamedTuple):
    """One plan: the old text, its ranges, the new text, and the edit that it was made for.

    ``tables`` are those of the old and the new text from one and the same guest; None where there is none, with
    the reason ``missing``. ``is_document``:
    sentences are content, and never talk around the edit.
    """

    source: bytes
    spans: Sequence[Span]
    text: bytes
    edit: str
    tables: tuple[bytes, bytes] | None
    missing: str = "there is no table of this file"
    is_document: bool = False


class Account(NamedTuple):
    """What the account says: a complaint, or none; and whether it could only go by lines, and why ("" where by tables)."""

    complaint: Complaint | None
    by_lines: str = ""


def check_snippet(change: Change) -> Account:
    """The account of a snippet (`SNIPPETS`)."""
    difference = compare(change.source, change.text, change.spans)
    first: Account | None = None
    after, before = frozenset(difference.new), frozenset(difference.old)
    for lines in readings(change.edit):
        code = lines if change.is_document else without_talk(lines, after)
        shown = find_shown(rows_of(code, after, before), difference)
        found = (
            Account(("unaccounted_removal", shown.message)) if isinstance(shown, NotShown) else _judge(change, difference, shown)
        )
        if found.complaint is None:
            return found
        first = first or found
    return first or Account(("malformed_edit", "the edit holds no lines"))


def _judge(change: Change, difference: Difference, shown: Shown) -> Account:
    if not change.spans:
        return Account(None)
    if change.tables is None:
        return Account(check_by_lines(difference, shown, change.source), change.missing)
    old, new = Records(change.tables[0], change.source), Records(change.tables[1], change.text)
    old_near = _near(old, [(z.old, z.old_end) for z in difference.zones], difference.old)
    new_near = _near(new, [(z.new, z.new_end) for z in difference.zones], difference.new)
    if old.broken(old_near) or new.broken(new_near):
        return Account(check_by_lines(difference, shown, change.source), "the parser is not sure of this part of the file")
    sides = Side(change.source, old, old.definitions(old_near)), Side(change.text, new, new.definitions(new_near))
    matching = match(*sides)
    heads = {pair.old.head: pair.new.head for pair in matching.pairs}
    scene = Scene(*sides, difference, shown, heads, set())
    return Account(_complaint(scene, matching, old_near, new_near))


def _complaint(scene: Scene, matching: Matching, old_near: list[int], new_near: list[int]) -> Complaint | None:
    old_imports, new_imports = imports_near(scene.old, old_near), imports_near(scene.new, new_near)
    if complaint := check_definitions(scene, matching) or check_trivia(scene, matching):
        return complaint
    if complaint := check_bindings(scene, old_imports, new_imports):
        return complaint
    renewed = replaced_imports(scene, old_imports, new_imports)
    scene.renewed.update(line for lines in renewed for line in lines)
    return check_lines(scene, [*gone_lines(scene, matching), *trivia_lines(scene, matching), *renewed])


def _near(records: Records, zones: list[tuple[int, int]], lines: list[str]) -> list[int]:
    """Records that zones touch, with the neighbours above and below them."""
    found: set[int] = set()
    for first, end in zones:
        low, high = max(0, first - 1), end
        while high < len(lines) - 1 and (is_comment(lines[high]) or lines[high].startswith(("@", "[", "#["))):
            high += 1
        found.update(records.near(low, high + 1))
    return sorted(found)


__all__ = ["SNIPPETS", "Account", "Change", "Zone", "check_snippet"]
