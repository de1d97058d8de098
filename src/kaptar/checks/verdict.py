"""From the results of checks to one verdict. Pure.

Only findings can block. A check that was due and did not run makes the verdict incomplete, and an incomplete verdict is
never shown as passed; a check that broke does the same, and blocks nobody; but see `unread`.
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple

import msgspec

from kaptar.checks.finding import RANK, Finding, Severity

State = Literal["passed", "findings", "not_run", "broke"]
Outcome = Literal["pass", "warn", "block"]

_SECRETS = "secrets"
"""The check of what cannot be taken back once it is written. See `unread`."""


class CheckResult(msgspec.Struct, frozen=True, kw_only=True):
    """One check of one file.

    Attributes:
        state: ``passed``, ``findings``, ``not_run`` or ``broke``.
        reason, remedy: why it did not run, broke, or found something and did not look at the rest, and what to do about it.
        findings: those that count: of an edit, what it has brought.
        known: how many were there before the edit; they count for nothing.
        baseline: how many are in the baseline; they count for nothing either.
        unmatched: the rules of entries of the baseline that match nothing any more.
        due: whether the check was to run: one that is not for this language, or switched off, is not due and does not make
            the verdict incomplete.
        micros: how long it took; of a cached result, how long looking it up took.
        backend: ``guest``, ``host`` or the name of the tool that ran.
        timed_out: it did not run, or not to its end, because its time was over.
    """

    check: str
    path: str
    state: State
    reason: str = ""
    remedy: str = ""
    due: bool = True
    findings: tuple[Finding, ...] = ()
    known: int = 0
    baseline: int = 0
    unmatched: tuple[str, ...] = ()
    micros: float = 0.0
    cached: bool = False
    backend: str = ""
    timed_out: bool = False

    @property
    def missed(self) -> bool:
        """Whether the check was due and did not look at everything: not run for want of something, ended early, or broken."""
        ended_early = self.state == "findings" and self.reason != ""
        return self.state == "broke" or (self.due and (self.state == "not_run" or ended_early))


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to an event.

    Attributes:
        outcome: ``pass``, ``warn`` (findings that do not block) or ``block``.
        complete: every check that was due has run.
        pending: checks that go on in the background, as ``check path``.
        blocking: the findings that block, the gravest first, each by the settings that judged its file.
    """

    outcome: Outcome
    complete: bool
    results: tuple[CheckResult, ...]
    pending: tuple[str, ...] = ()
    micros: float = 0.0
    blocking: tuple[Finding, ...] = ()

    @property
    def missed(self) -> tuple[CheckResult, ...]:
        """Checks that were due and did not look at everything."""
        return tuple(result for result in self.results if result.missed)

    @property
    def known(self) -> int:
        """Findings that were there before the edit."""
        return sum(result.known for result in self.results)

    @property
    def baseline(self) -> int:
        """Findings that are in the baseline."""
        return sum(result.baseline for result in self.results)

    @property
    def unmatched(self) -> tuple[tuple[str, str], ...]:
        """Entries of the baseline that match nothing any more: path and rule of each finding that is gone."""
        return tuple((result.path, rule) for result in self.results for rule in result.unmatched)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, the gravest first, then by place."""
        return _gravest_first(f for r in self.results for f in r.findings)


def unread(verdict: Verdict) -> str:
    """Why nobody knows whether what an edit adds holds secrets: a bound was over, or the check broke; "" where that is known."""
    missed = (r for r in verdict.missed if r.check == _SECRETS or (r.check == "file" and r.timed_out))
    return next((f"{r.path} was not looked at for secrets to its end: {r.reason}" for r in missed), "")


def strictly(verdict: Verdict, *, before: bool) -> Verdict:
    """In strict mode what was not checked stops an edit that is about to be made, and is reported of one that was made.

    After an edit what still runs is not missed: its result is told with the session's next edit.
    """
    if verdict.outcome != "block" and before and not verdict.complete:
        return msgspec.structs.replace(verdict, outcome="block")
    if verdict.outcome == "pass" and not before and verdict.missed:
        return msgspec.structs.replace(verdict, outcome="warn")
    return verdict


class Judged(NamedTuple):
    """A result, with the least severity of its findings that blocks."""

    result: CheckResult
    blocks_from: Severity


def judge(judged: Iterable[Judged], *, pending: Iterable[str] = (), micros: float = 0.0) -> Verdict:
    """The verdict over results, each by the settings of its own worktree."""
    judged, pending = tuple(judged), tuple(pending)
    complete = not pending and not any(result.missed for result, _ in judged)
    results, stops = tuple(result for result, _ in judged), _blocking(judged)
    outcome: Outcome = "block" if stops else "warn" if _warns(results) else "pass"
    return Verdict(outcome=outcome, complete=complete, results=results, pending=pending, micros=micros, blocking=stops)


def with_unrun(verdict: Verdict, more: Iterable[CheckResult]) -> Verdict:
    """The verdict with results before its own that have no findings, of what did not run."""
    more = tuple(more)
    complete = verdict.complete and not any(result.missed for result in more)
    return msgspec.structs.replace(verdict, complete=complete, results=(*more, *verdict.results))


def _blocking(judged: Iterable[Judged]) -> tuple[Finding, ...]:
    return _gravest_first(
        f for result, least in judged if result.state == "findings" for f in result.findings if RANK[f.severity] >= RANK[least]
    )


def _gravest_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda f: (-RANK[f.severity], f.path, f.line, f.column)))


def _warns(results: Iterable[CheckResult]) -> bool:
    return any(RANK[f.severity] > RANK["info"] for result in results if result.state == "findings" for f in result.findings)
