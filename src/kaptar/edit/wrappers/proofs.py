"""Proofs of what a call says about its old text: how often it stands in the file, and between which lines.

A count that is right means all of the places; a wrong one is refused. Lines that hold one of several places tell it: the call
then quotes as much around that place as makes it the only one. Lines that do not hold the old text are refused.
"""

import json
from collections.abc import Iterator
from typing import NamedTuple

from kaptar.edit.account.quoting.reading.keys import PROVED
from kaptar.edit.outcome import Complaint, Refused
from kaptar.edit.wrappers.swaps import EVERYWHERE, NEW, OLD, Fields, read_value, swaps_in

_COUNT, _FIRST, _LAST = PROVED
_MOST = 1000
"""Places of an old text, and lines around one of them, at most."""
_MOST_WORK = 1 << 29
"""Calls times characters of the file, at most."""


class _Text(NamedTuple):
    """The file as the calls so far leave it, and for each of its lines the number it had at first, from 1."""

    content: str
    lines: list[int]


def with_places_proved(edit: str, source: bytes, path: str) -> str | Refused:
    """A call without what it says of its place, where that is right. Any other edit as it is.

    Args:
        edit: a call or a list of calls, as `spellings.canonical` gives them.
        path: the file; calls for others stay as they are.
    """
    if not any(f'"{key}"' in edit for key in PROVED):
        return edit
    value = read_value(edit)
    if value is None:
        return edit
    content = source.decode("utf-8", "replace").replace("\r\n", "\n")
    calls = [*swaps_in(value, path)]
    if len(calls) * len(content) > _MOST_WORK:
        return Refused("too_large", f"{len(calls):,} calls with counts or lines are too many for this file; send fewer at once")
    now = _Text(content, [*range(1, content.count("\n") + 2)])
    for call in calls:
        changed = _proved(call, now)
        if not isinstance(changed, _Text):
            return Refused(*changed, format="str_replace")
        now = changed
    return json.dumps(value, ensure_ascii=False)


def _proved(call: Fields, now: _Text) -> _Text | Complaint:
    """The text after a call, which then says nothing more of its place; or what is wrong with what it says."""
    old, new = (str(call[key]).replace("\r\n", "\n") for key in (OLD, NEW))
    said = {key: call.pop(key) for key in PROVED if key in call}
    there = now.content.count(old)
    if _COUNT in said and 0 < there != said[_COUNT]:
        return "stale", (
            f"the call expects its old text {said[_COUNT]} times, but it stands in the file {there} times; read the file again"
        )
    everywhere = call.get(EVERYWHERE) is True or (_COUNT in said and there > 1)
    if _FIRST in said or _LAST in said:
        place = _told_place(now, old, said, everywhere=everywhere)
        if isinstance(place, tuple):
            return place
        start, end = _alone(now.content, place, place + len(old)) if there > 1 else (place, place + len(old))
        call[OLD] = now.content[start:end]
        call[NEW] = now.content[start:place] + new + now.content[place + len(old) : end]
        return _after(now, [place], old, new)
    if everywhere and there > 1:
        call[EVERYWHERE] = True
    return _after(now, [*_places(now.content, old)][: None if everywhere else 1], old, new)


def _told_place(now: _Text, old: str, said: Fields, *, everywhere: bool) -> int | Complaint:
    """The one place between the lines that a call names, counted in the file before and after the calls above it."""
    if everywhere:
        return "unsupported", "the call names lines and means all places of its old text; name the lines, or mean all places"
    first, last = said.get(_FIRST, 1), said.get(_LAST, len(now.lines))
    if not isinstance(first, int) or not isinstance(last, int):
        return "malformed_edit", "the lines that the call names are no numbers"
    places = [*_places(now.content, old)]
    if len(places) > _MOST:
        return "ambiguous", f"the old text stands in the file {len(places):,} times; quote more lines of one place"
    rows = [(now.content.count("\n", 0, at), now.content.count("\n", 0, at + len(old.removesuffix("\n")))) for at in places]
    after = {at for at, (top, end) in zip(places, rows, strict=True) if first <= top + 1 and end + 1 <= last}
    before = {at for at, (top, end) in zip(places, rows, strict=True) if first <= now.lines[top] and now.lines[end] <= last}
    named = f"{first} to {last}" if _LAST in said else f"from {first} on"
    if not after and not before:
        return "stale", f"the old text does not stand in lines {named}, where the call says that it is; read the file again"
    if len(after | before) > 1:
        return "ambiguous", f"the old text stands more than once in lines {named}; quote more lines of one place"
    return (after | before).pop()


def _places(content: str, old: str) -> Iterator[int]:
    at = content.find(old)
    while at >= 0:
        yield at
        at = content.find(old, at + len(old))


def _alone(content: str, start: int, end: int) -> tuple[int, int]:
    """The place with whole lines around it, so many that they stand in the text once."""
    for _ in range(_MOST):
        start = content.rfind("\n", 0, max(start - 1, 0)) + 1
        end = content.find("\n", end) + 1 or len(content)
        quoted = content[start:end]
        if content.find(quoted) == content.rfind(quoted):
            break
    return start, end


def _after(now: _Text, places: list[int], old: str, new: str) -> _Text:
    """The text with new text at some places. A new line has the number of the one that it takes the place of."""
    lines, content = [*now.lines], now.content
    more = new.count("\n") - old.count("\n")
    for at in reversed(places):
        last = content.count("\n", 0, at + len(old))
        if more > 0:
            lines[last + 1 : last + 1] = [lines[last]] * more
        elif more < 0:
            del lines[last + more + 1 : last + 1]
        content = content[:at] + new + content[at + len(old) :]
    return _Text(content, lines)
