"""Check `tests`: the tests that belong to the file pass. They are found by name and imports and run by the project's runner."""

import os
from collections.abc import Iterable, Iterator

from kaptar.checks.check import WRITTEN, Check, CheckContext, Example, Ran
from kaptar.checks.finding import Finding
from kaptar.checks.proof.runners.find import LANGUAGES, find_suite
from kaptar.checks.proof.runners.reports import CaseReport
from kaptar.checks.snapshot import Skipped, Snapshot
from kaptar.checks.tools.tool import ToolFailed, needs_disk


def _run(snapshot: Snapshot, context: CheckContext) -> Ran | Skipped:
    if not snapshot.on_disk:
        return needs_disk("a test runner")
    suite = find_suite(snapshot, context)
    if isinstance(suite, Skipped):
        return suite
    try:
        tested = suite.run(context.root)
    except ToolFailed as problem:
        return _none_ran(snapshot, suite.by, str(problem))
    if isinstance(tested, Skipped):
        return tested
    if not any(case.passed is not None for case in tested.cases):
        return _none_ran(snapshot, tested.by, f"{tested.by} ran none of the tests that belong to the file")
    return Ran(tuple(_finding(case, context) for case in failures(tested.cases)), tested.by)


def _none_ran(snapshot: Snapshot, by: str, why: str) -> Ran:
    """The finding that tests are there and none of them says anything: an edit can have this effect."""
    finding = Finding(
        check="tests", rule="tests/none-ran", path=snapshot.path, line=0, column=0, severity="warning",
        message=f"its tests do not run: {why}",
        recommendation="run them, and look at what the runner says, at its selection and at skips",
    )  # fmt: skip
    return Ran((finding,), by)


def failures(cases: Iterable[CaseReport]) -> Iterator[CaseReport]:
    """The cases that failed. One error can keep many packages from being built: it is told once."""
    whole: dict[tuple[str, str], list[CaseReport]] = {}
    for case in cases:
        if case.passed is False and case.whole:
            whole.setdefault((case.file, case.message), []).append(case)
        elif case.passed is False:
            yield case
    for first, *others in whole.values():
        yield first._replace(name=f"{first.name} with {len(others)} more") if others else first


def _finding(case: CaseReport, context: CheckContext) -> Finding:
    path = os.path.relpath(os.path.join(context.root, case.file), context.root).replace(os.sep, "/") if case.file else ""
    said = f": {case.message}" if case.message else ", and its runner gives no reason"
    return Finding(
        check="tests", rule="tests/failed", path=path, line=case.line, column=1 if case.line else 0, severity="error",
        message=f"{case.name} fails{said}",
        recommendation="run it, and mend the code or, where it tests for something else now, the test",
    )  # fmt: skip


CHECK = Check(
    name="tests",
    summary="the tests that belong to the file pass: pytest, vitest, jest, node --test, go test, cargo test",
    run=_run,
    example=Example("test_a.py", b"def test_a():\n    assert 1 == 2\n", b"def test_a():\n    assert 1 == 1\n"),
    languages=LANGUAGES,
    cost="slow",
    phases=WRITTEN,
    compared="never",
    facts=lambda snapshot, _context: None,
)
