"""Comments that silence findings have to say which, and why."""

from skep.hooks.checks.check import Check, Context, Example, Ran
from skep.hooks.finding import Finding
from skep.hooks.snapshot import Snapshot
from skep.hooks.suppress import Suppression, suppressions


def _run(snapshot: Snapshot, _context: Context) -> Ran:
    assert snapshot.content is not None
    return Ran(tuple(_finding(s) for s in suppressions(snapshot.content) if not (s.rules and s.reason)))


def _finding(found: Suppression) -> Finding:
    lacks = "no rule" if not found.rules else "no reason"
    return Finding(
        check="suppressions", rule="suppressions/incomplete", path="", line=found.line, column=found.column, severity="warning",
        message=f"this comment names {lacks}, so it silences nothing",
        recommendation="write `skep: ignore[rule] -- reason`",
    )  # fmt: skip


CHECK = Check(
    name="suppressions",
    summary="comments that silence findings name the rule and the reason",
    run=_run,
    example=Example("a.py", b"# skep: " + b"ignore[secrets]\n", b"# skep: " + b"ignore[secrets] -- a published test vector\n"),
    default=True,
)
