"""Refusal of new content that Kaptar itself is about to write, from the verdict on it. Pure."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal, NamedTuple

from kaptar.checks.finding import Finding, Severity
from kaptar.checks.verdict import Verdict, blocking
from kaptar.checks.way_out import ways_out

_COMPARED = "syntax"
"""The check that the edit engine's comparison of parse errors stands for."""


class NewContent(NamedTuple):
    """The content that a file is to get.

    Attributes:
        content: None where it is to be deleted.
        errors_compared: the edit engine has compared the parse errors before and after, and found none that is new. The check
            of the result alone would refuse to mend half a file, so it is left out.
        moved_from: the file that is moved here; None where none is.
    """

    path: Path
    content: bytes | None
    op: Literal["create", "update", "delete"]
    errors_compared: bool
    moved_from: Path | None = None


RefusalOf = Callable[[NewContent], str]
"""Says why a file may not get new content, in one line; "" where it may."""


def refusal_by(verdict: Verdict, blocks_from: Severity, *, errors_compared: bool) -> str:
    """Why a verdict refuses the new content of a file, in one line; "" where it does not."""
    found = [f for f in blocking(verdict, blocks_from) if not (errors_compared and f.check == _COMPARED)]
    return _said(found[0]) if found else ""


def _said(finding: Finding) -> str:
    place = f"line {finding.line}: " if finding.line else ""
    ways = ways_out(finding)
    if_wrong = f"; if that is wrong, the user writes {', or '.join(ways)}" if ways else ""
    return f"{place}{finding.message} ({finding.rule}){if_wrong}"
