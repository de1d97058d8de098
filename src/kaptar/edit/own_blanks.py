"""Lines of blanks that a snippet shows as the file has them: they keep their blanks, whatever the plan made of them.

A plan that is made line by line may write a blank line as an empty one. Where the snippet shows the line of blanks byte for byte,
the blanks are no change. Pure: a plan in, a plan out.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

import msgspec

from kaptar.edit.account.check import SNIPPETS
from kaptar.edit.outcome import Plan, Span
from kaptar.edit.verify import apply_spans


class _Blank(NamedTuple):
    """A blank line: its first byte, its blanks, the filled lines around it, and how far below the upper one it stands."""

    at: int
    blanks: bytes
    above: bytes
    since: int
    below: bytes


class _Shown:
    """The blank lines of an edit by their places. A place is the line above and, where this tells too little, the one below."""

    def __init__(self, lines: Iterable[_Blank]) -> None:
        self._found: dict[tuple[bytes, int, bytes | None], set[bytes]] = {}
        for line in lines:
            for below in (line.below, None):
                self._found.setdefault((line.above, line.since, below), set()).add(line.blanks)

    def blanks_of(self, line: _Blank) -> bytes:
        """The blanks that the edit shows at the place of a line; none where it shows several."""
        for below in (line.below, None):
            if found := self._found.get((line.above, line.since, below)):
                return next(iter(found)) if len(found) == 1 else b""
        return b""


def with_own_blanks(plan: Plan, source: bytes, edit: str) -> Plan:
    """The plan with the blanks of each blank line that a range takes away, and that the edit shows at the same place."""
    if plan.format not in SNIPPETS or not any(_taken(source, span) for span in plan.spans):
        return plan
    shown = _Shown(_blank_lines(edit.encode()))
    written = [*_blank_lines(apply_spans(source, plan.spans))]
    shifts = accumulate((len(span.text) - (span.end - span.start) for span in plan.spans), initial=0)
    kept = [_kept(source, span, span.start + shift, written, shown) for span, shift in zip(plan.spans, shifts, strict=False)]
    spans = tuple(span for span in kept if span.text != source[span.start : span.end])
    if spans == plan.spans:
        return plan
    return msgspec.structs.replace(plan, spans=spans, grade=plan.grade if spans else "already_applied")


def _kept(source: bytes, span: Span, start: int, written: Sequence[_Blank], shown: _Shown) -> Span:
    """A range with the blanks that stay. ``start`` is where its text begins in the new text, with its blank lines."""
    gone = _taken(source, span)
    text, end = span.text, start + len(span.text)
    for line in reversed(written) if gone else ():
        is_inside = start <= line.at and line.at + len(line.blanks) <= end
        if is_inside and (blanks := shown.blanks_of(line)) in gone:
            at = line.at - start
            text = text[:at] + blanks + text[at + len(line.blanks) :]
    return msgspec.structs.replace(span, text=text)


def _taken(source: bytes, span: Span) -> frozenset[bytes]:
    """The blanks of the lines of blanks that a range touches, without the empty lines."""
    first, end = source.rfind(b"\n", 0, span.start) + 1, source.find(b"\n", span.end)
    lines = source[first : end if end >= 0 else len(source)].split(b"\n")
    return frozenset(blanks for line in lines if not line.strip() and (blanks := line.removesuffix(b"\r")))


def _blank_lines(text: bytes) -> Iterator[_Blank]:
    """The blank lines of a text, in order."""
    above, at = b"", 0
    waiting: list[tuple[int, bytes]] = []
    for raw in (*text.split(b"\n"), b"."):
        line = raw.removesuffix(b"\r")
        if not line.strip():
            waiting.append((at, line))
        else:
            yield from (_Blank(*each, above, since, line.strip()) for since, each in enumerate(waiting, 1))
            above, waiting = line.strip(), []
        at += len(raw) + 1
