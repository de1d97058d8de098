"""Check `coverage`: changed lines that no test of the file runs."""

from kaptar.checks.check import WRITTEN, Check, CheckContext, Example, Ran
from kaptar.checks.finding import Finding
from kaptar.checks.proof.changed_lines import changed_lines
from kaptar.checks.proof.runners.find import COMPILED, find_suite
from kaptar.checks.proof.runners.suite import LineCoverage
from kaptar.checks.snapshot import Skipped, Snapshot
from kaptar.checks.tools import tool

LIMIT = ("coverage", 80)
_MOST_NAMED = 20


def _run(snapshot: Snapshot, context: CheckContext) -> Ran | Skipped:
    if not snapshot.on_disk:
        return tool.needs_disk("coverage")
    suite = find_suite(snapshot, context)
    if isinstance(suite, Skipped):
        return suite
    if suite.needs_no_proof:
        return Skipped("a test file, or a setting of tools", due=False)
    changed = changed_lines(snapshot.file, context.root, context.timeout_s)
    if isinstance(changed, Skipped):
        return changed
    measured = suite.measure() if changed else LineCoverage(frozenset(), frozenset())
    return measured if isinstance(measured, Skipped) else Ran(judge(measured, changed, context.limit(*LIMIT)), suite.by)


def judge(measured: LineCoverage, changed: frozenset[int], least: int) -> tuple[Finding, ...]:
    """Of the changed lines that can run, ``least`` per cent must have."""
    ran, missed = changed & measured.ran, sorted(changed & measured.missed)
    share = 100 * len(ran) / (len(ran) + len(missed)) if ran or missed else 100.0
    if share >= least:
        return ()
    named = ", ".join(map(str, missed[:_MOST_NAMED])) + (", …" if len(missed) > _MOST_NAMED else "")
    finding = Finding(
        check="coverage", rule="coverage/changed-lines", path="", line=missed[0], column=1, severity="warning",
        message=f"its tests run {share:.0f} % of the changed lines; {least} % is the least. Not run: {named}",
        recommendation="test what was changed, or lower hooks.limits.coverage",
    )  # fmt: skip
    return (finding,)


CHECK = Check(
    name="coverage",
    summary="the tests of a file run at least hooks.limits.coverage per cent of its changed lines",
    run=_run,
    example=Example("area.py", b"def area(w, h):\n    if w < 0:\n        return 0\n    return w * h\n", b"AREA = 1\n"),
    languages=COMPILED,
    cost="slow",
    phases=WRITTEN,
    compared="never",
    limits=(LIMIT,),
    facts=lambda snapshot, _context: None,
)
