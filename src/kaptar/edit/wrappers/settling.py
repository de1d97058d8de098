"""Settles what a replacement within lines leaves open: line ends at its edges, and the depth of its new lines.

Each replacement is looked at where it stands, in the file as the ones above it leave it. See `line_ends` and `depths`. What is
looked for more loosely than byte by byte is changed by whole lines, and leaves nothing open.
"""

import json
from collections.abc import Callable, Iterator
from itertools import islice

from kaptar.edit.account.quoting.joints import Piece
from kaptar.edit.outcome import Complaint, Refused
from kaptar.edit.wrappers.depths import with_depth
from kaptar.edit.wrappers.line_ends import with_line_ends
from kaptar.edit.wrappers.swaps import EVERYWHERE, NEW, OLD, Fields, read_value, swaps_in

_RULES: tuple[Callable[[Piece], str | Complaint], ...] = (with_line_ends, with_depth)
_MOST_PLACES = 1000
"""Places of a replacement at all of its places that are looked at; one with more is carried out as it is, and judged then."""
_MOST_WORK = 1 << 30
"""Replacements times characters of the file, at most; beyond that they are carried out as they are, and judged then."""


def settled(edit: str, source: bytes, path: str) -> str | Refused:
    """A call, or a list of calls, with its new texts as they are meant. Any other edit as it is.

    Args:
        edit: as `spellings.canonical` gives it, without what it says of its place.
        path: the file; calls for others stay as they are.
    """
    if f'"{OLD}"' not in edit or (value := read_value(edit)) is None:
        return edit
    content = source.decode("utf-8", "replace").replace("\r\n", "\n")
    calls, changed = [*swaps_in(value, path)], False
    if len(calls) * len(content) > _MOST_WORK:
        return edit
    for call in calls:
        if (complaint := _check_ends(call)) is not None:
            return Refused(*complaint, format="str_replace")
        old, new = (str(call[key]).replace("\r\n", "\n") for key in (OLD, NEW))
        everywhere = call.get(EVERYWHERE) is True
        meant = _meant(content, old, new, everywhere=everywhere)
        if not isinstance(meant, str):
            return Refused(*meant, format="str_replace")
        if meant != new:
            call[NEW], changed = meant, True
        if everywhere or content.find(old) == content.rfind(old):
            content = content.replace(old, meant)
    return json.dumps(value, ensure_ascii=False) if changed else edit


def _check_ends(call: Fields) -> Complaint | None:
    """A call that changes nothing but the kind of line ends: they stay as the file has them."""
    old, new = str(call[OLD]), str(call[NEW])
    if old == new or old.replace("\r\n", "\n") != new.replace("\r\n", "\n"):
        return None
    return "unsupported", "the edit changes only the kind of line ends, which stay as the file has them; send the whole file"


def _meant(content: str, old: str, new: str, *, everywhere: bool) -> str | Complaint:
    """The new text that is meant. At several places it has to be one and the same; at the end of the file any of them will do."""
    places = [*islice(_places(content, old), _MOST_PLACES + 1)]
    if len(places) > _MOST_PLACES or (len(places) > 1 and not everywhere):
        return new
    meant = list[str]()
    for at in places:
        found = _settled(Piece(content, at, old, new))
        if not isinstance(found, str):
            return found
        meant.append(found)
    inner = [text for at, text in zip(places, meant, strict=True) if at + len(old) < len(content)] or meant
    if len({*inner}) > 1:
        return "ambiguous", "the new text would stand otherwise at each place of the old one; quote whole lines"
    return inner[0] if inner else new


def _settled(piece: Piece) -> str | Complaint:
    for rule in _RULES:
        found = rule(piece)
        if not isinstance(found, str):
            return found
        piece = piece._replace(new=found)
    return piece.new


def _places(content: str, old: str) -> Iterator[int]:
    """Where a text stands, without overlaps."""
    at = content.find(old)
    while at >= 0:
        yield at
        at = content.find(old, at + len(old))
