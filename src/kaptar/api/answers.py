"""Answers that front ends print: those that no room below defines. `kaptar.api.shapes` lists all of them."""

from typing import Literal

import msgspec

from kaptar.checks.finding import Finding as Finding
from kaptar.checks.verdict import CheckResult as CheckResult
from kaptar.checks.verdict import Verdict as Verdict
from kaptar.checks.way_out import ways_out as ways_out
from kaptar.edit.outcome import Hunk, Nearest, NotRun

NOT_FIXED = "fix"
"""In the results of ``kaptar check --fix``: the name in place of a check's, where a file was not fixed. It has the reason."""

FIXED = "fixed"
"""The same, where it was written: the reason says how many lines, by whom, and what there is to know besides."""

AS_IT_WAS = "as it was"
"""The same, where nothing was to do."""


class EditAnswer(msgspec.Struct, frozen=True):
    """The outcome of an edit for one file. ``text`` is the new content, None where the file is deleted or refused.

    ``rule``: the name of the account's rule that refuses the edit, "" where it is none of them.
    """

    path: str
    status: Literal["applied", "refused"]
    op: str = "update"
    written: bool = False
    format: str = ""
    grade: str = ""
    text: str | None = None
    diff: str = ""
    hunks: tuple[Hunk, ...] = ()
    checked: tuple[str, ...] = ()
    not_run: tuple[NotRun, ...] = ()
    reason: str = ""
    message: str = ""
    candidates: tuple[tuple[int, int], ...] = ()
    nearest: Nearest | None = None
    backend: str = ""
    micros: float = 0.0
    rule: str = ""


class RuleAnswer(msgspec.Struct, frozen=True):
    """The meaning of a rule and its remedy (``kaptar check --explain RULE``)."""

    rule: str
    what: str
    why: str
    example: str
    remedy: str


class TrustAnswer(msgspec.Struct, frozen=True):
    """The trust in a repository's tools: the files that steer them, and those that changed since the user trusted them."""

    repository: str
    trusted: bool
    files: tuple[str, ...]
    changed: tuple[str, ...] = ()


class BaselineAnswer(msgspec.Struct, frozen=True):
    """The baseline that was written (``kaptar baseline``).

    Attributes:
        files: how many were looked at.
        findings, entries: how many findings are known from now on, in how many lines.
        missed: checks that were due and did not look at everything, each with a reason: what they would find is not in it.
    """

    path: str
    files: int
    findings: int
    entries: int
    missed: tuple[str, ...] = ()


class UpAnswer(msgspec.Struct, frozen=True):
    """The hive that runs. ``began`` is False when it was there already."""

    repository: str
    pid: int
    port: int
    socket: str
    began: bool
    ready_ms: float


class InitFile(msgspec.Struct, frozen=True):
    """One file of a client's configuration. ``diff`` has the token blotted out."""

    client: str
    path: str
    state: str
    diff: str


class InitAnswer(msgspec.Struct, frozen=True):
    """The changes that ``kaptar init`` made, or would make; ``next`` has the user's next steps."""

    clients: tuple[str, ...]
    written: bool
    files: tuple[InitFile, ...]
    next: tuple[str, ...]


class Diagnosed(msgspec.Struct, frozen=True):
    """One thing that `kaptar doctor` looked at.

    ``needed``: without it Kaptar is not healthy; ``remedy`` is empty where it is ok.
    """

    name: str
    status: Literal["ok", "missing", "broken"]
    needed: bool
    detail: str
    remedy: str = ""


class Diagnosis(msgspec.Struct, frozen=True):
    """The answer of ``kaptar doctor``: each check with its state and its remedy."""

    version: str
    healthy: bool
    checks: tuple[Diagnosed, ...]
