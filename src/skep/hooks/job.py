"""One check of one snapshot on its way: asked of the cache, run within its time, and told as a `CheckResult`."""

from concurrent.futures import Future
from typing import NamedTuple

from skep.hooks.checks.check import Check, Ran
from skep.hooks.policy import Policy
from skep.hooks.snapshot import Skipped, Snapshot
from skep.hooks.verdict import CheckResult, State
from skep.runtime.interrupt import Interrupt


class Timed(NamedTuple):
    """What a check has answered, and how long it took."""

    answer: Ran | Skipped
    micros: float


class Job(NamedTuple):
    """A check that runs. ``until`` is when its own time is over, by the pipeline's clock."""

    check: Check
    snapshot: Snapshot
    future: "Future[Timed]"
    stop: Interrupt
    until: float

    @property
    def name(self) -> str:
        return f"{self.check.name} {self.snapshot.path}"


def told(check: Check, snapshot: Snapshot, timed: Timed, policy: Policy, *, cached: bool = False) -> CheckResult:
    """The result of a check that has answered."""
    answer, micros = timed
    if isinstance(answer, Skipped):
        return skipped(check.name, snapshot.path, answer, micros)
    findings = policy.apply(answer.findings, snapshot.path, snapshot.content)
    state: State = "findings" if findings else "passed"
    return CheckResult(
        check=check.name, path=snapshot.path, state=state, findings=findings, micros=micros, cached=cached,
        backend=answer.backend,
    )  # fmt: skip


def skipped(check: str, path: str, why: Skipped, micros: float = 0.0) -> CheckResult:
    """The result of a check that did not run."""
    return CheckResult(
        check=check, path=path, state="not_run", reason=why.reason, remedy=why.remedy, due=why.due, micros=micros
    )  # fmt: skip


def finished(job: Job, policy: Policy) -> CheckResult:
    """The result of a job whose future is done."""
    problem = job.future.exception()
    if problem is None:
        return told(job.check, job.snapshot, job.future.result(), policy)
    return broke(job.check.name, job.snapshot.path, problem)


def broke(check: str, path: str, problem: BaseException) -> CheckResult:
    """The result of a check that failed by its own fault: the error in one line, never a traceback."""
    text = " ".join(f"{type(problem).__name__}: {problem}".split())[:500]
    remedy = f"switch it off with hooks.checks.{check} = false, and report it"
    return CheckResult(check=check, path=path, state="broke", reason=text, remedy=remedy)


def late(job: Job, timeout_s: float) -> CheckResult:
    """The result of a job that has used up its own time."""
    return skipped(job.check.name, job.snapshot.path, Skipped(f"time out: no answer within {timeout_s:g} s", "raise its limit"))
