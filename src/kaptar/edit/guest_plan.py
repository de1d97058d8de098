"""Requests to the edit guest and its answers, as values. Reasons and grades come from closed sets only."""

from collections.abc import Mapping
from typing import Any

import msgspec

from kaptar.edit.outcome import GRADES, REASONS, Hunk, Nearest, Plan, Refused, Span
from kaptar.errors import BadModule


class FilePart(msgspec.Struct, frozen=True):
    """One file of an edit: its number in the edit, and whether the edit creates, updates, deletes or moves it.

    Attributes:
        quoted: the text that a diff shows of a file which it deletes; None where the format shows none.
    """

    path: str
    op: str
    part: int
    format: str
    move_to: str | None = None
    quoted: str | None = None


class _Answer(msgspec.Struct):
    """What the guest's ``plan`` gives."""

    status: str
    format: str = ""
    grade: str = ""
    operation: str = "update"
    edits: list[Span] = []
    hunks: list[Hunk] = []
    reason: str = ""
    message: str = ""
    candidates: list[tuple[int, int]] = []
    nearest: Nearest | None = None


def read_plan(raw: Any, path: str, digest: str, *, alone: bool = True) -> Plan | Refused:
    """The answer of ``plan``. Raises BadModule when it is not one.

    Args:
        alone: the caller changes the text of one file and nothing else, so a file is not deleted or moved.
    """
    try:
        answer = msgspec.convert(raw, _Answer)
    except msgspec.ValidationError as problem:
        raise BadModule(f"the edit guest's answer is not one: {problem}") from None
    if alone and answer.status == "planned" and answer.operation not in ("create", "update"):
        message = f"the edit would {answer.operation} {path}, which changes more than the text of one file; use --multi"
        return Refused("unsupported", message, path, format=answer.format)
    if answer.status == "planned" and answer.grade in GRADES:
        grade: Any = answer.grade
        return Plan(path, answer.format, grade, tuple(answer.edits), tuple(answer.hunks), digest, (), (), "guest", 0.0)
    return _refused(answer, path)


def read_parts(raw: Any) -> list[FilePart] | Refused:
    """The answer of ``parse``. Raises BadModule when it is not one."""
    try:
        if isinstance(raw, Mapping):
            return _refused(msgspec.convert(raw, _Answer), "")
        return msgspec.convert(raw, list[FilePart])
    except msgspec.ValidationError as problem:
        raise BadModule(f"the edit guest's answer is not one: {problem}") from None


def _refused(answer: _Answer, path: str) -> Refused:
    if answer.status != "refused" or answer.reason not in REASONS:
        raise BadModule(f"the edit guest answered {answer.status!r} {answer.reason or answer.grade!r}")
    reason: Any = answer.reason
    return Refused(reason, answer.message, path, tuple(answer.candidates), answer.nearest, answer.format)
