"""Outcome of one task on one file, as a value."""

from typing import Any, Literal

import msgspec

from kaptar.runtime.operation import Backend

Status = Literal["done", "refused", "failed", "skipped"]


class TaskFinding(msgspec.Struct, frozen=True):
    """A place that a person should look at. Lines and columns count from 1, columns in code points."""

    path: str
    line: int
    column: int
    rule: str
    severity: str
    message: str


class Outcome(msgspec.Struct, frozen=True):
    """The outcome for one file.

    Attributes:
        status: ``done``; ``refused`` (a limit or a check forbids it; the file was read and no part of Kaptar failed);
            ``failed`` (the file is invalid or could not be processed); ``skipped`` (a needed task failed on it).
        reason: why it is not done; "" when it is.
        findings: what was found.
        after: the new content, None when it stays as it is; the results of a run do not hold it.
        changed: in the results of a run, whether there is new content.
        figures: numbers that the report adds up over the files of the task.
        detail: what is said of this file in the report, such as a digest.
        backend: where the work was done; None when no operation ran.
        micros: time in operations, in microseconds.
        size: bytes read.
    """

    status: Status
    reason: str = ""
    findings: tuple[TaskFinding, ...] = ()
    after: bytes | None = None
    figures: dict[str, float] = msgspec.field(default_factory=dict)
    detail: dict[str, Any] = msgspec.field(default_factory=dict)
    backend: Backend | None = None
    micros: float = 0.0
    size: int = 0
    changed: bool = False
