"""Lines that an edit brings, with the lines that go for them, from the ranges of its plan. Lines count from 0. Pure."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kaptar.edit.outcome import Span


class Exchanged(NamedTuple):
    """Lines that come in the place of others, and where the first of them stand in the new text and in the old one."""

    gone: list[str]
    came: list[str]
    new: int
    old: int


def runs_of(source: bytes, text: bytes, spans: Sequence[Span]) -> list[Exchanged]:
    """The runs of lines that differ, in order, without the lines at their ends that are equal. Line ends are LF."""
    return [run for each in _touched(source, text, spans) if (run := _trimmed(each)).came]


def _touched(source: bytes, text: bytes, spans: Sequence[Span]) -> Iterator[Exchanged]:
    """All lines that ranges touch. Ranges that touch one line, or lines that follow each other, are one run."""
    joined: list[tuple[int, int, int, int]] = []
    shift = 0
    for span in spans:
        first, end = source.rfind(b"\n", 0, span.start) + 1, _line_end(source, span.end)
        start = first + shift
        shift += len(span.text) - (span.end - span.start)
        if joined and joined[-1][1] >= first:
            joined[-1] = (joined[-1][0], end, joined[-1][2], end + shift)
        else:
            joined.append((first, end, start, end + shift))
    old = new = at_old = at_new = 0
    for first, end, start, stop in joined:
        old, at_old = old + source.count(b"\n", at_old, first), first
        new, at_new = new + text.count(b"\n", at_new, start), start
        yield Exchanged(_lines(source[first:end]), _lines(text[start:stop]), new, old)


def _line_end(text: bytes, at: int) -> int:
    """Behind the end of the line in which a range ends; a range that ends with a line end ends there."""
    if at > 0 and text[at - 1 : at] == b"\n":
        return at
    end = text.find(b"\n", at)
    return end + 1 if end >= 0 else len(text)


def _lines(text: bytes) -> list[str]:
    return text.decode("utf-8", "replace").replace("\r\n", "\n").removesuffix("\n").split("\n") if text else []


def _trimmed(run: Exchanged) -> Exchanged:
    gone, came = run.gone, run.came
    above = next((n for n, pair in enumerate(zip(gone, came, strict=False)) if pair[0] != pair[1]), min(len(gone), len(came)))
    below, most = 0, min(len(gone), len(came)) - above
    while below < most and gone[-1 - below] == came[-1 - below]:
        below += 1
    return Exchanged(gone[above : len(gone) - below], came[above : len(came) - below], run.new + above, run.old + above)
