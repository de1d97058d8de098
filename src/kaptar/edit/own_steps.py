"""Steps of indentation where tabs stand for blanks: one step of the edit is one of the file, whatever the plan made of it.

A plan that counts how many blanks of a quoted line are a tab makes two tabs of each step, where the edit quotes a line less deep
than it stands. The replay knows the steps; where nothing but the indentation of lines differs, its lines are taken.
"""

import msgspec

from kaptar.edit.account.quoting.replay import QUOTING, Asked, by_steps
from kaptar.edit.outcome import Plan, Span
from kaptar.edit.verify import apply_spans

_MOVING = frozenset({"reindent", "blank_lines", "look_alike", "misquoted"})
"""Grades at which lines may be indented otherwise than the file has them."""


def with_own_steps(plan: Plan, source: bytes, asked: Asked) -> Plan:
    """The plan with the indentation that the edit's own steps give to its lines."""
    has_tabs = "\t" in asked.edit or b"\t" in source
    if not (plan.spans and has_tabs and plan.format in QUOTING and plan.grade in _MOVING):
        return plan
    if (wanted := by_steps(source, asked)) is None:
        return plan
    lines, meant = apply_spans(source, plan.spans).split(b"\n"), wanted.encode().split(b"\n")
    if len(lines) != len(meant) or any(a.strip() != b.strip() for a, b in zip(lines, meant, strict=True)):
        return plan
    text = b"\n".join(_indented(a, b) for a, b in zip(lines, meant, strict=True))
    start, end = plan.spans[0].start, plan.spans[-1].end
    span = Span(start, end, text[start : len(text) - (len(source) - end)])
    if text == b"\n".join(lines) or apply_spans(source, [span]) != text:
        return plan
    return msgspec.structs.replace(plan, spans=(span,))


def _indented(line: bytes, meant: bytes) -> bytes:
    return meant[: len(meant) - len(meant.lstrip(b" \t"))] + line.lstrip(b" \t")
