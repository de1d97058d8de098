"""Blank lines that a snippet shows between new lines and the marker below them: they part the new lines from what stays.

A plan that takes the marker for hidden code may take the blank lines for the ones there. Pure: a plan in, a plan out.
"""

from collections.abc import Sequence

import msgspec

from kaptar.edit.account.check import SNIPPETS
from kaptar.edit.account.facts.rows import CLOSERS, may_be_marker, readings
from kaptar.edit.outcome import Plan, Span

_MOST = 3
"""Blank lines that are taken over, at most."""
_LONGEST = 2000
"""New lines of one span that are looked for in the edit, at most."""


def with_blanks_below(plan: Plan, source: bytes, edit: str) -> Plan:
    """The plan with these blank lines below lines that it puts directly above others."""
    if plan.format not in SNIPPETS or not any(map(_is_insertion, plan.spans)):
        return plan
    snippets = [[line.strip() for line in lines] for lines in readings(edit)]
    spans = tuple(_parted(span, source, snippets) if _is_insertion(span) else span for span in plan.spans)
    return plan if spans == plan.spans else msgspec.structs.replace(plan, spans=spans)


def _is_insertion(span: Span) -> bool:
    """Whether a range puts whole lines between others."""
    return span.start == span.end and span.text.endswith(b"\n")


def _parted(span: Span, source: bytes, snippets: Sequence[Sequence[str]]) -> Span:
    below = source[span.start :].partition(b"\n")[0].strip().decode("utf-8", "replace")
    is_at_line = span.start == 0 or source[span.start - 1 : span.start] == b"\n"
    if not below or not is_at_line or below.startswith(CLOSERS):
        return span
    new = [line.strip().decode("utf-8", "replace") for line in span.text.split(b"\n")[:-1]]
    while new and not new[0]:
        new = new[1:]
    if not new or not new[-1] or len(new) > _LONGEST:
        return span
    count = next((found for lines in snippets if (found := _blanks_to_marker(lines, new)) >= 0), 0)
    end = b"\r\n" if span.text.endswith(b"\r\n") else b"\n"
    return msgspec.structs.replace(span, text=span.text + end * count) if 0 < count <= _MOST else span


def _blanks_to_marker(lines: Sequence[str], new: Sequence[str]) -> int:
    """The blank lines of a snippet between new lines and a marker; 0 for no marker, -1 where the lines are not there once."""
    places = [at for at in range(len(lines) - len(new) + 1) if lines[at] == new[0] and lines[at : at + len(new)] == new]
    if len(places) != 1:
        return -1
    at = end = places[0] + len(new)
    while end < len(lines) and not lines[end]:
        end += 1
    return end - at if end < len(lines) and may_be_marker(lines[end]) else 0
