"""Ranges that make one text of another, cut in several ways: a plan may be minimal or coarse, and the account must not care."""

from collections.abc import Callable
from difflib import SequenceMatcher

from kaptar.edit.outcome import Span

Cut = Callable[[bytes, bytes], list[Span]]


def by_lines(before: bytes, after: bytes) -> list[Span]:
    """Whole lines, as few as possible."""
    old, new = _lines(before), _lines(after)
    offsets = [0]
    for line in old:
        offsets.append(offsets[-1] + len(line))
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [Span(offsets[a], offsets[b], b"".join(new[c:d])) for kind, a, b, c, d in steps if kind != "equal"]


def by_bytes(before: bytes, after: bytes) -> list[Span]:
    """As `by_lines`, each range without the bytes that are the same at both of its ends."""
    return [_trimmed(before, span) for span in by_lines(before, after)]


def in_one(before: bytes, after: bytes) -> list[Span]:
    """One range of whole lines from the first difference to the last."""
    spans = by_lines(before, after)
    if not spans:
        return []
    start, end = spans[0].start, spans[-1].end
    return [Span(start, end, after[start : len(after) - (len(before) - end)])]


def in_one_by_bytes(before: bytes, after: bytes) -> list[Span]:
    """One range from the first byte that differs to the last."""
    return [_trimmed(before, Span(0, len(before), after))] if before != after else []


def whole(before: bytes, after: bytes) -> list[Span]:
    """The whole file as one range."""
    return [Span(0, len(before), after)] if before != after else []


CUTS: dict[str, Cut] = {
    "lines": by_lines, "bytes": by_bytes, "one range": in_one, "one range of bytes": in_one_by_bytes, "whole file": whole,
}  # fmt: skip


def _lines(text: bytes) -> list[bytes]:
    parts = text.split(b"\n")
    lines = [part + b"\n" for part in parts[:-1]]
    return [*lines, parts[-1]] if parts[-1] else lines


def _trimmed(before: bytes, span: Span) -> Span:
    old, new = before[span.start : span.end], span.text
    most = min(len(old), len(new))
    head = next((n for n in range(most) if old[n] != new[n]), most)
    while head and head < len(old) and old[head] & 0xC0 == 0x80:
        head -= 1
    most -= head
    tail = next((n for n in range(most) if old[len(old) - 1 - n] != new[len(new) - 1 - n]), most)
    while tail and old[len(old) - tail] & 0xC0 == 0x80:
        tail -= 1
    return Span(span.start + head, span.end - tail, new[head : len(new) - tail])
