"""The rule for strings over several lines: a plan that moves an edit's lines to the file's depth moves none inside of them."""

from collections.abc import Iterator

from kaptar.edit.account.facts.lines import Difference
from kaptar.edit.account.facts.long_texts import long_texts
from kaptar.edit.account.facts.open_strings import content_over_lines, open_quotes, values_over_lines
from kaptar.edit.account.facts.records import Records
from kaptar.edit.account.facts.rows import MARKER
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.outcome import Complaint


def check_long_strings(difference: Difference, new: Records | None = None) -> Complaint | None:
    """Refuses a reindented edit that changes lines of a string over several lines which is a value. A docstring is no value.

    Args:
        new: the records of the new text, which know its strings; without them, or where it does not parse, signs tell.
    """
    moved = set(difference.moved)
    changed = {n for zone in difference.zones for n in range(zone.new, zone.new_end) if n in moved or difference.origin[n] < 0}
    for first, last in _strings(difference, new):
        if any(line in changed for line in range(first + 1, last + 1)):
            return "ambiguous", (
                f"the edit is indented otherwise than the file, and the string that begins in {difference.new[first][:80]!r} "
                "would change with it; send the edit with the file's own indentation"
            )
    return None


def _strings(difference: Difference, new: Records | None) -> Iterator[tuple[int, int]]:
    yield from values_over_lines(difference.new, difference.is_comment)
    if difference.signs.is_prose:
        return
    yield from content_over_lines(difference.new)
    for zone in difference.zones if new is not None else ():
        yield from long_texts(new, zone.new, zone.new_end) if new is not None else ()
    if new is None or new.errors:
        yield from open_quotes(difference.new, difference.signs.is_surely)


def check_marked_strings(shown: Shown) -> Complaint | None:
    """No marker of the snippet stands inside of a string over several lines."""
    if not shown.has_markers:
        return None
    strings = values_over_lines([row.text for row in shown.rows], shown.signs.is_comment)
    inside = (row for first, last in strings for row in shown.rows[first + 1 : last])
    held = next((row.text for row in inside if row.kind is MARKER), None)
    if held is None:
        return None
    return "ambiguous", f"{held[:80]!r} stands inside of a string: show the string as it will be"
