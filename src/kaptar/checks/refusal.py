"""Refusal of new content that Kaptar itself is about to write, from the verdict on it. Pure."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

from kaptar.checks.finding import Finding
from kaptar.checks.verdict import Verdict
from kaptar.checks.way_out import ways_before

_COMPARED = "syntax"
"""The check that the edit engine's comparison of parse errors stands for."""


class NewContent(NamedTuple):
    """The content that a file is to get.

    Attributes:
        content: None where it is to be deleted.
        errors_compared: the edit engine has compared the parse errors before and after, and found none that is new. The check
            of the result alone would refuse to mend half a file, so it is left out.
        moved_from: the file that is moved here; None where none is.
        is_whole: the file is written as a whole, whatever it holds by then.
    """

    path: Path
    content: bytes | None
    op: Literal["create", "update", "delete"]
    errors_compared: bool
    moved_from: Path | None = None
    is_whole: bool = False


class Others(Protocol):
    """Those who work in the same tree."""

    def held(self, files: Sequence[NewContent]) -> str:
        """Why files may not be written now; "" where they may."""
        ...

    def written(self, files: Sequence[NewContent]) -> None:
        """The files have been written."""
        ...


RefusalOf = Callable[[NewContent], str]
"""Says why a file may not get new content, in one line; "" where it may."""


def refusal_by(verdict: Verdict, *, errors_compared: bool) -> str:
    """Why a verdict refuses the new content of a file, in one line; "" where it does not.

    Whatever blocks an agent's edit refuses, by the settings of whichever repository: the verdict says which findings these are.
    """
    if verdict.outcome != "block":
        return ""
    found = [f for f in verdict.blocking if not (errors_compared and f.check == _COMPARED)]
    if found:
        return _said(found[0])
    return "" if verdict.blocking else "not all of it was checked"


def _said(finding: Finding) -> str:
    place = f"line {finding.line}: " if finding.line else ""
    ways = ways_before(finding)
    if_wrong = f"; if that is wrong, the user writes {', or '.join(ways)}" if ways else ""
    return f"{place}{finding.message} ({finding.rule}){if_wrong}"
