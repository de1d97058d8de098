"""Edits taken back: the content that a file had before replacements that were made, from the content after them. Pure.

It is told exactly or not at all: where the new text stands in several places, or nowhere any more, nobody knows.
"""

from collections.abc import Iterator, Sequence

import msgspec

_MOST_PLACES = 64
"""Places of one new text that are looked at."""


class SwappedText(msgspec.Struct, frozen=True):
    """A text that was put in the place of another one.

    Attributes:
        alone: the client demands that the old text stands in one place only; else it may have stood in several.
    """

    old: bytes
    new: bytes
    alone: bool = False


def undone(content: bytes, swaps: Sequence[SwappedText]) -> bytes | None:
    """The content before replacements that were made one after the other; None where it is not certain."""
    if not swaps:
        return None
    held: bytes | None = content
    for swap in reversed(swaps):
        held = None if held is None else _undone(held, swap)
    return held


def _undone(content: bytes, swap: SwappedText) -> bytes | None:
    if not swap.old:  # a file that was not there, or empty
        return b"" if content == swap.new else None
    for each in (swap, _with_returns(swap)):
        if places := _places(content, each.new):
            return _at_one(content, each, places)
    return None


def _at_one(content: bytes, swap: SwappedText, places: Sequence[int]) -> bytes | None:
    if len(places) > _MOST_PLACES or (len(places) > 1 and not swap.alone):
        return None
    whole = (content[:at] + swap.old + content[at + len(swap.new) :] for at in places)
    found = [each for each in whole if not swap.alone or each.count(swap.old) == 1]
    return found[0] if len(found) == 1 else None


def _places(content: bytes, text: bytes) -> list[int]:
    """Where a text stands; one more than are looked at where there are more."""
    return [at for at, _ in zip(_finds(content, text), range(_MOST_PLACES + 1), strict=False)] if text else []


def _finds(content: bytes, text: bytes) -> Iterator[int]:
    at = content.find(text)
    while at >= 0:
        yield at
        at = content.find(text, at + 1)


def _with_returns(swap: SwappedText) -> SwappedText:
    """As a file has it whose lines end with carriage return and line feed: clients quote from it with line feeds."""
    old, new = (text.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") for text in (swap.old, swap.new))
    return SwappedText(old, new, swap.alone)
