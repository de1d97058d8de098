"""Finding: one place in a file, and what is wrong there."""

from typing import Literal

import msgspec

Severity = Literal["error", "warning", "info"]
RANK: dict[Severity, int] = {"error": 2, "warning": 1, "info": 0}


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """A place and what is wrong there. Lines and columns from 1, columns in code points; 0 where it is the whole file.

    Attributes:
        check, rule: who says so; ``rule`` is unique within the check and known to ``kaptar check --explain``.
        path: relative to the repository, with ``/``.
        recommendation: what to do, as a fact, not an order.
        fix: the text that would replace the place, where there is one.
        fingerprint: a digest of what it is known by, whatever its line: the baseline has it. "" where it is not compared.
    """

    check: str
    rule: str
    path: str
    line: int
    column: int
    severity: Severity
    message: str
    end_line: int = 0
    end_column: int = 0
    recommendation: str = ""
    fix: str | None = None
    fingerprint: str = ""
