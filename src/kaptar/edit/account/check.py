"""The account of an edit: nothing that it does not name disappears or moves, proved from both texts, whatever made the plan.

The account sees the old text, the ranges, the new text, the edit and the two tables. It does not see how the plan was made, and
shares no code with the guest that made it.
"""

from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import NamedTuple

from kaptar.edit.account.facts.lines import Difference, compare
from kaptar.edit.account.facts.matching import Matching, Side, match
from kaptar.edit.account.facts.records import Records, fits
from kaptar.edit.account.facts.rows import RowKind, SnippetRow, is_comment, readings, rows_of, without_talk
from kaptar.edit.account.facts.scene import Scene
from kaptar.edit.account.facts.shown import NotShown, Shown, find_shown
from kaptar.edit.account.facts.words import idle_removal
from kaptar.edit.account.quoting.replay import QUOTING, Asked, NotReplayed, check_replay
from kaptar.edit.account.rules.by_lines import check_by_lines
from kaptar.edit.account.rules.coexisting import check_coexisting
from kaptar.edit.account.rules.commas import check_commas
from kaptar.edit.account.rules.copies import check_copies
from kaptar.edit.account.rules.entries import check_entries, check_told
from kaptar.edit.account.rules.firsts import check_firsts
from kaptar.edit.account.rules.hollow import check_hollow
from kaptar.edit.account.rules.imports import check_bindings, imports_near, replaced_imports
from kaptar.edit.account.rules.left_out import (
    check_comments,
    check_docstrings,
    check_dropped_imports,
    check_kept,
    check_needed,
    replaced_lines,
)
from kaptar.edit.account.rules.long_strings import check_long_strings, marker_in_string
from kaptar.edit.account.rules.losses import check_definitions, gone_lines
from kaptar.edit.account.rules.nesting import check_between, check_nesting
from kaptar.edit.account.rules.once import check_once, check_one_line
from kaptar.edit.account.rules.places import check_places
from kaptar.edit.account.rules.rivals import check_rivals
from kaptar.edit.account.rules.sections import Text, check_sections
from kaptar.edit.account.rules.stand_ins import check_stand_ins
from kaptar.edit.account.rules.statements import check_ends, check_lines
from kaptar.edit.account.rules.tails import check_tails
from kaptar.edit.account.rules.trivia import check_trivia, trivia_lines
from kaptar.edit.account.rules.twins import check_twins
from kaptar.edit.account.rules.unreached import check_unreached
from kaptar.edit.account.rules.versions import check_versions
from kaptar.edit.account.rules.whole_blocks import check_whole_blocks
from kaptar.edit.account.whole import check_call, check_whole
from kaptar.edit.outcome import Complaint, Plan, Span
from kaptar.edit.texts import strings_of

SNIPPETS = frozenset({"lazy", "whole_def"})
"""Formats that show a part of the new text and leave the rest to the reader."""

KNOWN = SNIPPETS | QUOTING | {"whole_file"}
"""All formats of plans."""


_EXAMPLE = 4
"""Columns of what is an example in a document, at least."""
RUN_RULES = (
    check_versions, check_copies, check_entries, check_commas, check_firsts, check_rivals, check_unreached, check_once,
    check_one_line, check_whole_blocks, check_tails,
)  # fmt: skip
"""Rules that look at lines alone."""


class Reach(IntEnum):
    """The part of the file that a text stands for: some of it, or all of it, and then what the file is.

    Lines of sentences come and go freely. A statement of code goes between two that stay. Of an entry of data nothing tells
    whether it was left out.
    """

    PART = 0
    DATA = 1
    CODE = 2
    PROSE = 3


class Change(NamedTuple):
    """One plan: the old text, its ranges, the new text, and the edit that it was made for.

    ``tables`` are those of the old and the new text from one and the same guest; None where there is none, with
    the reason ``missing``. ``is_document``: sentences are content, and never talk around the edit. ``whole``: what a
    text of the whole file would be. ``part``: which part of the edit the plan is for; by the plan's path where it is None.
    ``go_on`` is asked between the steps of the account; it raises where the time is over.
    """

    source: bytes
    spans: Sequence[Span]
    text: bytes
    edit: str
    tables: tuple[bytes, bytes] | None
    missing: str = "there is no table of this file"
    is_document: bool = False
    whole: Reach = Reach.DATA
    part: int | None = None
    go_on: Callable[[], object] = bool


class Account(NamedTuple):
    """The verdict of the account: a complaint, or none.

    ``by_lines``: why it could only go by lines, "" where it went by tables. ``missing``: why it has nothing to prove, "" where it
    has proved something.
    """

    complaint: Complaint | None
    by_lines: str = ""
    missing: str = ""


def take_account(change: Change, plan: Plan, *, is_told: bool) -> Account:
    """The account of a plan in any format.

    Args:
        is_told: the caller says that the edit is the whole file.
    """
    if plan.format in SNIPPETS and plan.grade != "reindent":
        return check_snippet(change)
    if plan.grade == "reindent" and (complaint := check_long_strings(_difference(change))):
        return Account(complaint)
    if plan.format in SNIPPETS:
        return check_snippet(change)
    if plan.format in QUOTING:
        found = check_replay(
            change.source, change.text, Asked(change.edit, plan.format, plan.grade, plan.path, change.part, change.go_on)
        )
        return Account(None, missing=found.reason) if isinstance(found, NotReplayed) else Account(found)
    if plan.format not in KNOWN:
        return Account(("malformed_edit", f"the plan is of the unknown format {plan.format!r}; nothing was changed"))
    if not is_told and (complaint := check_call(change.edit, plan.path)):
        return Account(complaint)
    if change.spans:
        if complaint := check_whole(_difference(change), change.edit):
            return Account(complaint)
        if not is_told and change.source.strip() and not _is_call(change.edit, _difference(change)):
            return check_snippet(change, change.whole)
    return Account(None)


def _difference(change: Change) -> Difference:
    return compare(change.source, change.text, change.spans)


def _is_call(edit: str, difference: Difference) -> bool:
    """Whether the edit is a call that holds the new text, and not a file of JSON itself."""
    wanted = [line for line in difference.new if line]
    return any([line for part in text.split("\n") if (line := part.strip())] == wanted for text in strings_of(edit))


def check_snippet(change: Change, reach: Reach = Reach.PART) -> Account:
    """The account of a snippet (`SNIPPETS`), or of a text that is taken for the whole file."""
    difference = _difference(change)
    first: Account | None = None
    after, before = difference.new, difference.old
    for lines in readings(change.edit):
        code = lines if change.is_document else without_talk(lines, after)
        change.go_on()
        shown = find_shown(rows_of(code, after, before), difference)
        change.go_on()
        if isinstance(shown, NotShown):
            found = Account(("unaccounted_removal", shown.message))
        else:
            found = _judge(change, difference, shown, reach)
        if found.complaint is None:
            return found
        first = first or found
    return first or Account(("malformed_edit", "the edit holds no lines"))


def _judge(change: Change, difference: Difference, shown: Shown, reach: Reach) -> Account:
    old, new = _records(change, 0), _records(change, 1)
    complaint = _by_rows(change, difference, shown, new) or (_by_runs(change, difference, shown, old) if change.spans else None)
    if complaint or not change.spans:
        return Account(complaint)
    if change.tables is None:
        return Account(_by_lines(difference, shown, reach), change.missing)
    if old is None or new is None:
        return Account(_by_lines(difference, shown, reach), "the table is damaged")
    if new.errors > old.errors == 0:
        return Account(("would_break_syntax", "the file would no longer parse"))
    old_near = _near(old, [(z.old, z.old_end) for z in difference.zones], difference.old)
    new_near = _near(new, [(z.new, z.new_end) for z in difference.zones], difference.new)
    sides = Side(change.source, old, old.definitions(old_near)), Side(change.text, new, new.definitions(new_near))
    change.go_on()
    matching = match(*sides)
    heads = {pair.old.head: pair.new.head for pair in matching.pairs}
    scene = Scene(*sides, difference, shown, heads, set())
    if old.broken(old_near) or new.broken(new_near):
        found = _by_lines(difference, shown, reach)
        return Account(found or check_definitions(scene, matching), "the parser is not sure of this part of the file")
    return Account(_complaint(scene, matching, (old_near, new_near), reach))


def _by_rows(change: Change, difference: Difference, shown: Shown, new: Records | None) -> Complaint | None:
    """What is wrong with the places of the rows, whether anything changes or not."""
    is_text = new.is_text if new is not None else _is_never
    if complaint := check_nesting(difference, shown, is_text) or check_sections(difference, shown, _made_of(change, new)):
        return complaint
    if change.whole is Reach.PROSE and (dots := next((row.text for row in shown.rows if _are_indented_dots(row)), "")):
        return "ambiguous", f"the line {dots!r} could be a marker or a line of the text; send the text around it"
    return None if change.spans else check_between(difference, shown)


def _by_runs(change: Change, difference: Difference, shown: Shown, old: Records | None) -> Complaint | None:
    """What is wrong with lines that come and go, by lines alone."""
    if complaint := check_stand_ins(difference, shown, old.is_text if old is not None else _is_never):
        return complaint
    for rule in RUN_RULES:
        change.go_on()
        if complaint := rule(difference, shown):
            return complaint
    if complaint := check_told(difference, shown, old.is_head if old is not None else _is_never):
        return complaint
    if (held := marker_in_string(shown)) is not None:
        return "ambiguous", f"{held[:80]!r} stands inside of a string: show the string as it will be"
    gone = [line for run in difference.runs for line in difference.old[run.old : run.old_end] if line]
    if idle := idle_removal(shown, gone):
        return "ambiguous", f"nothing that goes has to do with {idle[:80]!r}; if it is a new comment, word it otherwise"
    return None


def _is_never(_: int) -> bool:
    return False


def _are_indented_dots(row: SnippetRow) -> bool:
    return row.kind is RowKind.MARKER and row.indent >= _EXAMPLE and not any(map(str.isalnum, row.text))


def _records(change: Change, side: int) -> Records | None:
    """The records of the old (0) or the new text (1), where there is a table that fits."""
    table, text = (change.tables or (b"", b""))[side], (change.source, change.text)[side]
    return Records(table, text) if fits(table, text) else None


def _made_of(change: Change, records: Records | None) -> Text:
    if records is None:
        return Text.PLAIN
    if change.is_document:
        return Text.DOCUMENT
    return Text.TABLES if records.has_sections() else Text.CODE


def _by_lines(difference: Difference, shown: Shown, reach: Reach) -> Complaint | None:
    return _whole(difference, reach) if reach else check_by_lines(difference, shown)


def _whole(difference: Difference, reach: Reach) -> Complaint | None:
    """What is wrong with a text that is taken for the whole file, by lines alone."""
    return check_ends(difference) or (check_kept(difference) if reach is not Reach.PROSE else None)


def _complaint(scene: Scene, matching: Matching, near: tuple[list[int], list[int]], reach: Reach) -> Complaint | None:
    old_imports, new_imports = imports_near(scene.old, near[0]), imports_near(scene.new, near[1])
    if complaint := check_definitions(scene, matching) or check_trivia(scene, matching):
        return complaint
    if (
        complaint := check_coexisting(scene, matching)
        or check_hollow(scene, matching)
        or check_twins(scene, matching)
        or check_places(scene, matching)
    ):
        return complaint
    if complaint := check_bindings(scene, old_imports, new_imports):
        return complaint
    renewed = replaced_imports(scene, old_imports, new_imports)
    lost = [*gone_lines(scene, matching)]
    if complaint := check_dropped_imports(scene, old_imports, new_imports, [*renewed, *lost]):
        return complaint
    if complaint := check_docstrings(scene):
        return complaint
    trivia = [*trivia_lines(scene, matching)]
    if reach and (complaint := check_ends(scene.difference)):
        return complaint
    if reach is Reach.PROSE:
        return None
    if reach and (complaint := check_comments(scene.difference, trivia) or check_needed(scene, matching.gone)):
        return complaint
    free = [*lost, *trivia, *(renewed if not reach else (i.lines for i in old_imports))]
    if reach is Reach.DATA:
        return check_kept(scene.difference, free[len(lost) :])
    scene.renewed.update(line for lines in renewed for line in lines)
    return check_lines(scene, [*free, *(replaced_lines(scene.difference) if reach else ())])


def _near(records: Records, zones: list[tuple[int, int]], lines: list[str]) -> list[int]:
    """Records that zones touch, with the neighbours above and below them."""
    found: set[int] = set()
    for first, end in zones:
        low, high = max(0, first - 1), end
        while low > 0 and not lines[low]:
            low -= 1
        while high < len(lines) - 1 and (not lines[high] or is_comment(lines[high]) or lines[high].startswith(("@", "[", "#["))):
            high += 1
        found.update(records.near(low, high + 1))
    return sorted(found)
