"""Results of guards and checks that gave no answer. Pure."""

from kaptar.checks.snapshot import Skipped
from kaptar.checks.verdict import CheckResult


def skipped(check: str, path: str, why: Skipped, micros: float = 0.0) -> CheckResult:
    """The result of a check that did not run."""
    return CheckResult(
        check=check, path=path, state="not_run", reason=why.reason, remedy=why.remedy, due=why.due, micros=micros,
        timed_out=why.timed_out,
    )  # fmt: skip


def broke(check: str, path: str, problem: BaseException) -> CheckResult:
    """The result of a check that failed by its own fault: the error in one line, never a traceback."""
    text = " ".join(f"{type(problem).__name__}: {problem}".split())[:500]
    remedy = f"report it; `{check} = false` under [hooks.checks] switches the check off"
    return CheckResult(check=check, path=path, state="broke", reason=text, remedy=remedy)
