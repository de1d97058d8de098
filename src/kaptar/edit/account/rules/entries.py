"""The rules for entries of lists: beside a marker an entry that is not told by its first lines may be another one."""

import re
from collections.abc import Callable, Sequence
from itertools import dropwhile

from kaptar.edit.account.facts.lines import Difference, Exchange
from kaptar.edit.account.facts.room import room_of
from kaptar.edit.account.facts.rows import CLOSERS, MARKER
from kaptar.edit.account.facts.shown import Segment, Shown
from kaptar.edit.outcome import Complaint

_KEY = re.compile(r"[\w\"'\])]\s*(?::|=>?)(?!:)")
"""A key of a map in front of its value."""
_ITEM = re.compile(r"<(?:li|t[rdh]|d[td]|option|p|a|img|span|button|label)\b")
"""The beginning of an element that stands beside others of its kind."""
_IDENTITY = re.compile(r"[\s:](?:id|key|name|for|href|src|value|data-[\w-]{1,60})=")
"""An attribute that such an element does not share with those beside it."""
_CALL = re.compile(
    r"(?:await\s+)?(?!(?:return|raise|throw|yield|if|else|for|while|with|match|switch|do|try|finally|loop|unsafe)\b)\.?[\w$]"
    r"(?:[\w$.:!]*[({\[](?![^()]*\)\s*[{:]$).*|[\w-]*(?:\s+\"[^\"]*\")*\s*\{$)"
)
"""A statement over several lines that is one call, or a block of a configuration."""
_GO_ON = (*CLOSERS, "/>", ">")
"""What a line begins with that goes on with the statement or entry above it."""
_OPENERS = ("(", "[", "{", "=>", "->")


def check_entries(difference: Difference, shown: Shown) -> Complaint | None:
    """An edit with markers does not change the line that an entry begins with: ``- name: a``, or the one below ``[[bin]]``."""
    for run in difference.runs if shown.has_markers else ():
        gone = next((n for n in range(run.old, run.old_end) if difference.old[n]), -1)
        came = next((n for n in range(run.new, run.new_end) if difference.new[n]), -1)
        if gone >= 0 and came >= 0 and _begins_entry(difference, run, gone, came):
            return "ambiguous", (
                f"{difference.new[came][:80]!r} could come beside {difference.old[gone][:80]!r} or in its place; "
                "show both entries, or use a format that quotes the line"
            )
    return None


def _begins_entry(difference: Difference, run: Exchange, gone: int, came: int) -> bool:
    if difference.old[gone].startswith("- ") and difference.new[came].startswith("- "):
        return True
    above = run.old - 1
    while above >= 0 and not difference.old[above]:
        above -= 1
    return above >= 0 and difference.old[above].startswith("[[") and difference.old[above].endswith("]]")


def check_told(difference: Difference, shown: Shown, is_definition: Callable[[int], bool]) -> Complaint | None:
    """A changed entry or statement of several lines next to a marker is told by a kept line above its first changed one.

    Entries look alike (``{``, ``"port": 1``, ``</li>``). Laid over the hidden last one, a new one shares some of its lines and
    changes the others, as if it were another version of it.

    Args:
        is_definition: whether a definition begins in a line of the old text: its name tells it.
    """
    for number, segment in enumerate(shown.segments if shown.has_markers else ()):
        if min(shown.origins[number]) >= 0 or max(shown.origins[number]) < 0:
            continue
        for unit in _units_at_markers(shown, segment):
            lines = [shown.line_of[row] for row in unit]
            first = difference.origin[lines[0]]
            changes = first >= 0 and any(difference.origin[line] < 0 for line in lines)
            if not changes or is_definition(first):
                continue
            if (came := _untold(difference, shown, number, lines)) is not None:
                return "ambiguous", (
                    f"{difference.new[came][:80]!r} could be in a new entry or in another version of the one that is there; "
                    "show the entry next to it as it is, or use a format that quotes what changes"
                )
    return None


def _units_at_markers(shown: Shown, segment: Segment) -> list[list[int]]:
    """The rows of the entries or statements of a part that stand directly below or above a marker, if they have several lines."""
    rows, codes, found = shown.rows, segment.codes, list[list[int]]()
    if segment.first > 0 and rows[segment.first - 1].kind is MARKER:
        depth = rows[codes[0]].indent
        outer = (n for n in range(1, len(codes)) if rows[codes[n]].indent <= depth)
        end = next((n for n in outer if _begins(shown, codes, n, depth)), len(codes))
        found.append(list(codes[:end]))
    if segment.end < len(rows) and len(codes) > 1:
        depth = rows[codes[-1]].indent
        outer = (n for n in range(len(codes) - 1, -1, -1) if rows[codes[n]].indent <= depth)
        start = next((n for n in outer if _begins(shown, codes, n, depth)), -1)
        if start >= 0 and rows[codes[start]].indent == depth:
            found.append(list(codes[start:]))
    bare = (list(dropwhile(lambda row: _is_trivia(shown, rows[row].text), unit)) for unit in found)
    return [unit for unit in bare if len(unit) > 1]


def _is_trivia(shown: Shown, text: str) -> bool:
    return shown.signs.is_comment(text) or text.startswith(("@", "#["))


def _begins(shown: Shown, codes: Sequence[int], at: int, depth: int) -> bool:
    """Whether a row is the first of an entry or statement of that depth, or stands less deep."""
    found, above = shown.rows[codes[at]], shown.rows[codes[at - 1]] if at else None
    if found.indent != depth:
        return found.indent < depth
    if found.text.startswith("{"):
        return above is None or above.indent != depth or above.text.endswith(",") or above.text.startswith(CLOSERS)
    return not found.text.startswith(_GO_ON)


def _untold(difference: Difference, shown: Shown, number: int, lines: list[int]) -> int | None:
    """The first changed line of a unit of a part, if none of the kept lines above it tells the unit; None for none.

    Args:
        number: that of the part.
        lines: the unit's; the first one is kept, and another one changes.
    """
    first = next(at for at, line in enumerate(lines) if difference.origin[line] < 0)
    old, new = difference.old, difference.new
    gone = any(lines[0] <= run.new_end and run.new <= lines[-1] and any(old[run.old : run.old_end]) for run in difference.runs)
    is_entry = new[lines[-1]].endswith(",") or new[lines[0]].startswith(("<", "{", "[", "("))
    if not is_entry and not _CALL.match(new[lines[0]]):
        return None
    if not gone:
        return None
    room = room_of(difference, shown, number)
    inside = old[room.start : room.stop]
    if any(_tells(new[line], is_entry=is_entry) and inside.count(new[line]) == 1 for line in lines[:first]):
        return None
    return lines[first]


def _tells(text: str, *, is_entry: bool) -> bool:
    """Whether a line can tell a unit. The opening line of an entry does so only with a key, which a class is not."""
    if is_entry and _ITEM.match(text):
        return _IDENTITY.search(text) is not None
    return not is_entry or _KEY.search(text) is not None or not (text.endswith(_OPENERS) or text.startswith("<"))
