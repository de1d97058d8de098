"""Check `suppressions`: comments that silence findings without naming a rule and a reason."""

from kaptar.checks.check import Check, CheckContext, Example, Ran
from kaptar.checks.finding import Finding
from kaptar.checks.snapshot import Snapshot
from kaptar.checks.suppress import Suppression, suppressions


def _run(snapshot: Snapshot, _context: CheckContext) -> Ran:
    assert snapshot.content is not None
    return Ran(tuple(_finding(s) for s in suppressions(snapshot.content) if not (s.rules and s.reason)))


def _finding(found: Suppression) -> Finding:
    lacks = "no rule" if not found.rules else "no reason"
    return Finding(
        check="suppressions", rule="suppressions/incomplete", path="", line=found.line, column=found.column, severity="warning",
        message=f"this comment names {lacks}, so it silences nothing",
        recommendation="write `kaptar: ignore[rule] -- reason`",
    )  # fmt: skip


CHECK = Check(
    name="suppressions",
    summary="comments that silence findings name the rule and the reason",
    run=_run,
    example=Example(
        "a.py", b"# kaptar: " + b"ignore[secrets]\n", b"# kaptar: " + b"ignore[secrets] -- a published test vector\n"
    ),
    default=True,
)
