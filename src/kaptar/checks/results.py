"""Results of guards and checks that gave no answer. Pure."""

from pathlib import Path

import msgspec

from kaptar.checks.snapshot import Skipped
from kaptar.checks.verdict import CheckResult, State
from kaptar.errors import ConfigError, MemoryExceeded
from kaptar.machine import shortage


def skipped(check: str, path: str, why: Skipped, micros: float = 0.0) -> CheckResult:
    """The result of a check that did not run."""
    return CheckResult(
        check=check, path=path, state="not_run", reason=why.reason, remedy=why.remedy, due=why.due, micros=micros,
        timed_out=why.timed_out,
    )  # fmt: skip


def partly(result: CheckResult, rest: Skipped) -> CheckResult:
    """The result of a check that has not looked at everything: what it found stands, and where that is nothing it did not run."""
    state: State = "findings" if result.findings else "not_run"
    return msgspec.structs.replace(
        result, state=state, reason=rest.reason, remedy=rest.remedy, due=rest.due, timed_out=rest.timed_out
    )  # fmt: skip


def broke(check: str, path: str, problem: BaseException) -> CheckResult:
    """The result of a check that failed by its own fault: the error in one line, never a traceback.

    Where the machine gives no thread, memory or room, or a setting too little, nobody's code is at fault: the check did not run.
    """
    if isinstance(problem, (ConfigError, MemoryExceeded)):
        return skipped(check, path, Skipped(" ".join(str(problem).split())[:500], "correct the setting that is named"))
    if short := shortage(problem):
        return skipped(check, path, Skipped(*short))
    text = " ".join(f"{type(problem).__name__}: {problem}".split())[:500]
    remedy = f"report it; `{check} = false` under [hooks.checks] switches the check off"
    return CheckResult(check=check, path=path, state="broke", reason=text, remedy=remedy)


def named_in(root: Path, path: str) -> str:
    """The absolute path of a file of a worktree, with ``/``; "" of none."""
    return path if not path or path.startswith("/") else f"{root.as_posix()}/{path}"


def in_worktree(result: CheckResult, root: Path) -> CheckResult:
    """A result with absolute paths: other worktrees have files of the same names."""
    findings = tuple(msgspec.structs.replace(each, path=named_in(root, each.path)) for each in result.findings)
    return msgspec.structs.replace(result, path=named_in(root, result.path), findings=findings)
