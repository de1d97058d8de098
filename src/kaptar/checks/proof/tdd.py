"""Check `tdd`: a changed source file has a test that fails without the change and passes with it.

Both runs are in a copy of the work tree, so that what the copy lacks can't be taken for a proof. In the second run the
sources are those of the last commit; tests, what helps them, data and settings are today's.
"""

from collections import Counter
from pathlib import Path

from kaptar.checks.check import WRITTEN, Check, CheckContext, Example, Ran
from kaptar.checks.finding import Finding
from kaptar.checks.proof.changed_lines import changed_lines
from kaptar.checks.proof.runners.find import COMPILED, find_suite
from kaptar.checks.proof.runners.suite import NO_TESTS, Suite, Tested
from kaptar.checks.proof.work_copy import WorkCopy, work_copy
from kaptar.checks.snapshot import Skipped, Snapshot
from kaptar.checks.tools import tool
from kaptar.repository.files import Unread, read_file


def _run(snapshot: Snapshot, context: CheckContext) -> Ran | Skipped:
    if not snapshot.on_disk:
        return tool.needs_disk("a test runner")
    suite = find_suite(snapshot, context)
    if isinstance(suite, Skipped):
        return suite
    if suite.needs_no_proof:
        return Skipped("a test file, or a setting of tools", due=False)
    changed = changed_lines(snapshot.file, context.root, context.timeout_s)
    if isinstance(changed, Skipped):
        return changed
    if not changed:
        return Ran((), suite.by)
    with work_copy(context.root, context.timeout_s) as copy:
        found = copy if isinstance(copy, Skipped) else _proof(suite, copy, context)
    return found if isinstance(found, Skipped) else Ran(found, suite.by)


def _proof(suite: Suite, copy: WorkCopy, context: CheckContext) -> tuple[Finding, ...] | Skipped:
    suite.prepare(copy.folder)
    after = suite.run(copy.folder)
    if after == NO_TESTS:
        return (_finding("tdd/no-test", NO_TESTS.reason),)
    if isinstance(after, Skipped):
        return after
    if not after.passed:
        here = suite.run(context.root)
        if isinstance(here, Tested) and here.passed:
            return Skipped("its tests pass in the work tree, but not in a copy of it", "they need files that git ignores")
        return judge(Tested((), suite.by), after)
    again = suite.pinned(after)
    problem = _without_the_change(suite, copy, context.root)
    before = problem or again.run(copy.folder)
    if isinstance(before, Skipped) and before != NO_TESTS:
        return before
    return judge(before if isinstance(before, Tested) else Tested((), suite.by), after)


def _without_the_change(suite: Suite, copy: WorkCopy, root: Path) -> Skipped | None:
    """Make the copy's sources those of the last commit; tests that lie inside of sources stay today's."""
    sources = [change for change in copy.changes if suite.is_source(Path(change.path))]
    if problem := copy.take_back(sources):
        return problem
    for change in sources:
        old, today = copy.folder / change.path, root / change.path
        before, now = read_file(old), read_file(today)
        if not isinstance(before, Unread) and not isinstance(now, Unread):
            text = suite.with_inner_tests(before, now)
            if isinstance(text, Skipped):
                return text
            if text != before:
                old.write_bytes(text)
    return None


def judge(before: Tested, after: Tested) -> tuple[Finding, ...]:
    """A test must pass after the change and must not have passed before it, by name: one that could not be built did not."""
    passed_already = Counter(case.key for case in before.cases if case.passed)
    passes = Counter(case.key for case in after.cases if case.passed)
    if passes - passed_already:  # counted, because a report may not tell tests of one name in two files apart
        return ()
    return (_finding("tdd/no-proof", "no test of it fails without the change and passes with it"),)


def _finding(rule: str, message: str) -> Finding:
    return Finding(
        check="tdd", rule=rule, path="", line=0, column=0, severity="warning", message=message,
        recommendation="write the test that shows what the change is for",
    )  # fmt: skip


CHECK = Check(
    name="tdd",
    summary="a changed file has a test that fails before the change and passes after it",
    run=_run,
    example=Example("area.py", b"def area(w, h):\n    return w * h\n", b""),
    languages=COMPILED,
    cost="slow",
    phases=WRITTEN,
    compared="never",
    facts=lambda snapshot, _context: None,
)
