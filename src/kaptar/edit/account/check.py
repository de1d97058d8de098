"""The account of an edit: nothing that it does not name disappears or moves, proved from both texts, whatever made the plan.

The account sees the old text, the ranges, the new text, the edit and the two tables. It does not see how the plan was made, and
shares no code with the guest that made it.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from kaptar.edit.account.facts.comment_signs import CommentSigns
from kaptar.edit.account.facts.lines import Difference, compare
from kaptar.edit.account.facts.matching import Side, match
from kaptar.edit.account.facts.records import Records, fits
from kaptar.edit.account.facts.rows import readings, rows_of, without_talk
from kaptar.edit.account.facts.scene import Scene
from kaptar.edit.account.facts.shown import NotShown, Shown, find_shown
from kaptar.edit.account.findings import (
    Findings,
    Reach,
    TextKind,
    is_never,
    of_comments,
    of_definitions,
    of_lines,
    of_rows,
    of_runs,
    of_tables,
)
from kaptar.edit.account.quoting.replay import QUOTING, Asked, NotReplayed, check_replay
from kaptar.edit.account.reasons import check_reason
from kaptar.edit.account.rules.dots import check_dots
from kaptar.edit.account.rules.elsewhere import check_elsewhere
from kaptar.edit.account.rules.keyed_twice import check_keyed_twice
from kaptar.edit.account.rules.line_ends import check_blank_lines, check_line_ends
from kaptar.edit.account.rules.long_strings import check_long_strings
from kaptar.edit.account.rules.named_twice import check_named_twice
from kaptar.edit.account.rules.nesting import check_between
from kaptar.edit.account.rules.opened import check_opened
from kaptar.edit.account.rules.sections import Text
from kaptar.edit.account.rules.stand_ins import check_stand_ins
from kaptar.edit.account.talk import check_talk, check_talk_around
from kaptar.edit.account.whole import check_call, check_whole, check_wrapped
from kaptar.edit.outcome import Complaint, Plan, Span
from kaptar.edit.texts import strings_of

SNIPPETS = frozenset({"lazy", "whole_def"})
"""Formats that show a part of the new text and leave the rest to the reader."""

KNOWN = SNIPPETS | QUOTING | {"whole_file"}
"""All formats of plans."""


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

    ``rule``: the name of the rule that complains; it stays the same from version to version. ``by_lines``: why the account could
    only go by lines, "" where it went by tables. ``missing``: why it has nothing to prove, "" where it has proved something.
    """

    complaint: Complaint | None = None
    rule: str = ""
    by_lines: str = ""
    missing: str = ""


def take_account(change: Change, plan: Plan, *, is_told: bool) -> Account:
    """The account of a plan in any format.

    Args:
        is_told: the caller says that the edit is the whole file.
    """
    if plan.format in SNIPPETS:
        difference = _difference(change, plan.path)
        if plan.grade == "reindent" and (complaint := check_long_strings(difference, _records(change, 1))):
            return Account(complaint, "long_strings")
        return _without_words(change, difference, _judge_snippet(change, difference, Reach.PART))
    if plan.grade == "reindent" and (complaint := check_long_strings(_difference(change, plan.path), _records(change, 1))):
        return Account(complaint, "long_strings")
    if plan.format in QUOTING:
        found = check_replay(
            change.source, change.text, Asked(change.edit, plan.format, plan.grade, plan.path, change.part, change.go_on)
        )
        if isinstance(found, NotReplayed):
            return Account(missing=found.reason)
        return _by_rule("replay", found) if found else _first(_of_quotations(change, _difference(change, plan.path), plan.path))
    if plan.format not in KNOWN:
        unknown = f"the plan is of the unknown format {plan.format!r}; nothing was changed"
        return Account(("malformed_edit", unknown), "format")
    if not is_told and (complaint := check_call(change.edit, plan.path)):
        return Account(complaint, "call")
    if not change.spans:
        return Account()
    difference = _difference(change, plan.path)
    if complaint := check_whole(difference, change.edit):
        return Account(complaint, "whole")
    if is_told or not change.source.strip() or _is_call(change.edit, difference):
        return Account()
    if complaint := check_wrapped(difference, change.whole):
        return Account(complaint, "wrapped")
    if complaint := check_reason(difference):
        return Account(complaint, "reason")
    if complaint := check_talk(difference, change.whole, is_fenced=change.edit.lstrip()[:3] in ("```", "~~~")):
        return Account(complaint, "talk")
    return _judge_snippet(change, difference, change.whole)


def _of_quotations(change: Change, difference: Difference, path: str) -> Findings:
    """What is wrong with a text that an edit says word for word."""
    yield "opened", check_opened(difference)
    yield "keyed_twice", check_keyed_twice(difference, path)
    old, new = _records(change, 0), _records(change, 1)
    if old is not None and new is not None:
        yield "named_twice", check_named_twice(difference, Side(change.source, old, []), Side(change.text, new, []))


def _without_words(change: Change, difference: Difference, account: Account) -> Account:
    """The account of a snippet that brings no words to the user."""
    if account.complaint or not change.spans or not change.source.strip():
        return account
    return Account(complaint, "talk") if (complaint := check_talk_around(difference, change.whole)) else account


def _by_rule(rule: str, complaint: Complaint | None) -> Account:
    return Account(complaint, rule if complaint else "")


def _first(findings: Findings, by_lines: str = "") -> Account:
    """The verdict of the first rule that complains."""
    rule, complaint = next((each for each in findings if each[1] is not None), ("", None))
    return Account(complaint, rule, by_lines)


def _difference(change: Change, path: str = "") -> Difference:
    dialect = int.from_bytes(change.tables[0][8:12], "little") if change.tables else 0
    return compare(change.source, change.text, change.spans, path, dialect)


def _is_call(edit: str, difference: Difference) -> bool:
    """Whether the edit is a call that holds the new text, and not a file of JSON itself."""
    wanted = [line for line in difference.new if line]
    return any([line for part in text.split("\n") if (line := part.strip())] == wanted for text in strings_of(edit))


def check_snippet(change: Change) -> Account:
    """The account of a snippet (`SNIPPETS`)."""
    return _judge_snippet(change, _difference(change), Reach.PART)


def _judge_snippet(change: Change, difference: Difference, reach: Reach) -> Account:
    """The account of a snippet, or of a text that is taken for the whole file: of the first reading that has none against it.

    Where each has one, it is that of the first reading which shows what comes: of another one it would say what is not so.
    """
    first: Account | None = None
    after, before = difference.new, difference.old
    for lines in readings(change.edit):
        code = lines if change.is_document else without_talk(lines, after)
        change.go_on()
        shown = find_shown(rows_of(code, after, before), difference)
        change.go_on()
        if isinstance(shown, NotShown):
            found = Account(("unaccounted_removal", shown.message), "shown")
        else:
            found = _first(_by_blanks(change, difference, shown, code))
            found = found if found.complaint else _judge(change, difference, shown, reach)
        if found.complaint is None:
            return found
        first = found if first is None or (first.rule == "shown" and found.rule != "shown") else first
    return first or Account(("malformed_edit", "the edit holds no lines"), "shown")


def _by_blanks(change: Change, difference: Difference, shown: Shown, code: Sequence[str]) -> Findings:
    """What is wrong with blanks that the edit shows, at the ends of lines and in lines of nothing else."""
    yield "line_ends", check_line_ends(difference, shown, code, change.text)
    new = _records(change, 1) if any(line and not line.strip() for line in code) else None
    yield "blank_lines", check_blank_lines(shown, code, change.text, new.is_text) if new is not None else None


def _judge(change: Change, difference: Difference, shown: Shown, reach: Reach) -> Account:
    old, new = _records(change, 0), _records(change, 1)
    found = _first(_by_rows(change, difference, shown, new))
    if found.complaint or not change.spans:
        return found
    found = _first(of_comments(difference, old, _kind(change)))
    if found.complaint:
        return found
    found = _first(of_runs(difference, shown, old, change.go_on))
    if found.complaint:
        return found
    if change.tables is None:
        return _first(of_lines(difference, shown, reach), change.missing)
    if old is None or new is None:
        return _first(of_lines(difference, shown, reach), "the table is damaged")
    if new.errors > old.errors == 0:
        return Account(("would_break_syntax", "the file would no longer parse"), "syntax")
    old_near = _near(old, [(z.old, z.old_end) for z in difference.zones], difference.old, difference.signs)
    new_near = _near(new, [(z.new, z.new_end) for z in difference.zones], difference.new, difference.signs)
    sides = Side(change.source, old, old.definitions(old_near)), Side(change.text, new, new.definitions(new_near))
    change.go_on()
    matching = match(*sides)
    heads = {pair.old.head: pair.new.head for pair in matching.pairs}
    scene = Scene(*sides, difference, shown, heads, set())
    if old.broken(old_near) or new.broken(new_near):
        return _first(of_definitions(scene, matching, reach), "the parser is not sure of this part of the file")
    return _first(of_tables(scene, matching, (old_near, new_near), reach))


def _kind(change: Change) -> TextKind:
    if change.whole is Reach.PROSE:
        return "prose"
    return "document" if change.is_document and change.tables is None else "code"


def _by_rows(change: Change, difference: Difference, shown: Shown, new: Records | None) -> Findings:
    """What is wrong with the places of the rows, whether anything changes or not."""
    yield from of_rows(difference, shown, _made_of(change, new), new)
    if change.whole is Reach.PROSE:
        yield "dots", check_dots(shown)
    if not change.spans:
        yield "stand_ins", check_stand_ins(difference, shown, is_never)
        yield "between", check_between(difference, shown)
        yield "elsewhere", check_elsewhere(difference, shown)


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


def _near(records: Records, zones: list[tuple[int, int]], lines: list[str], signs: CommentSigns) -> list[int]:
    """Records that zones touch, with the neighbours above and below them."""
    found: set[int] = set()
    for first, end in zones:
        low, high = max(0, first - 1), end
        while low > 0 and not lines[low]:
            low -= 1
        while high < len(lines) - 1 and (
            not lines[high] or signs.is_comment(lines[high]) or lines[high].startswith(("@", "[", "#["))
        ):
            high += 1
        found.update(records.near(low, high + 1))
    return sorted(found)
