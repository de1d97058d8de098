"""Edits of one file that follow each other, as one change of the first text."""

from collections.abc import Sequence
from hashlib import sha256
from typing import get_args

import msgspec

from kaptar.edit.outcome import Applied, Grade, Hunk, NotRun, Span

_GRADES = get_args(Grade)


def joined(source: bytes, done: Sequence[Applied]) -> Applied:
    """The last text, with one span for all that has changed.

    Args:
        source: the text before the first edit.
        done: what each edit made of the text before it. Two at least.
    """
    text, plans = done[-1].text, [each.plan for each in done]
    grade = max((plan.grade for plan in plans), key=_GRADES.index)
    checked = tuple(check for check in plans[0].checked if all(check in plan.checked for plan in plans))
    not_run: tuple[NotRun, ...] = tuple(dict.fromkeys(each for plan in plans for each in plan.not_run))
    spans = _spans(source, text)
    hunks = tuple(Hunk(_line(source, span.start), _line(source, max(span.start, span.end - 1)), grade) for span in spans)
    plan = msgspec.structs.replace(
        plans[-1], grade=grade, spans=spans, hunks=hunks, digest=sha256(source).hexdigest(), checked=checked, not_run=not_run
    )
    return Applied(text, plan)


def _line(source: bytes, at: int) -> int:
    return source.count(b"\n", 0, at) + 1


def _spans(source: bytes, text: bytes) -> tuple[Span, ...]:
    """The lines from the first to the last one that differs, as one span; none for equal texts."""
    if source == text:
        return ()
    old, new = source.splitlines(keepends=True), text.splitlines(keepends=True)
    most = min(len(old), len(new))
    head = next((n for n in range(most) if old[n] != new[n]), most)
    tail = next((n for n in range(most - head) if old[-1 - n] != new[-1 - n]), most - head)
    start, end = sum(map(len, old[:head])), len(source) - sum(map(len, old[len(old) - tail :]))
    return (Span(start, end, b"".join(new[head : len(new) - tail])),)
