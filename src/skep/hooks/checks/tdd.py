"""Whether a changed source file has a test that fails without the change and passes with it. For Python, with pytest."""

import os
import shutil
import tempfile
from pathlib import Path

from skep.hooks.changed_lines import changed_lines, unpack_head
from skep.hooks.checks import tool
from skep.hooks.checks.check import WRITTEN, Check, Context, Example, Ran
from skep.hooks.checks.python_imports import is_test, tests_of
from skep.hooks.checks.runners import Tested, run_pytest
from skep.hooks.finding import Finding
from skep.hooks.snapshot import Skipped, Snapshot


def _run(snapshot: Snapshot, context: Context) -> Ran | Skipped:
    if not snapshot.on_disk:
        return tool.needs_disk("pytest")
    if is_test(snapshot.file) or snapshot.file.name == "conftest.py":
        return Skipped("a test file", due=False)
    program = tool.locate("pytest", snapshot, context)
    if isinstance(program, Skipped):
        return program
    changed = changed_lines(snapshot.file, context.root, context.timeout_s)
    if isinstance(changed, Skipped):
        return changed
    if not changed:
        return Ran((), "pytest")
    tests = tests_of(snapshot.file, context.root)
    if not tests:
        return Ran((_finding("tdd/no-test", "no test belongs to this file, by name or by imports"),), "pytest")
    after = run_pytest([program], tests, context.root, context)
    before = after if isinstance(after, Skipped) else _without_the_change(program, tests, context)
    if isinstance(before, Skipped) or isinstance(after, Skipped):
        return before if isinstance(before, Skipped) else Skipped("the tests did not run")
    return Ran(_judged(before, after), "pytest")


def _without_the_change(program: str, tests: list[Path], context: Context) -> Tested | Skipped:
    """Today's tests, with all their neighbours in the test folders, over the sources of the last commit."""
    with tempfile.TemporaryDirectory(prefix="skep-tdd-") as temporary:
        folder = Path(temporary).resolve()
        if problem := unpack_head(context.root, folder, context.timeout_s):
            return problem
        copies = [folder / test.relative_to(context.root) for test in tests]
        for test, copy in zip(tests, copies, strict=True):
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(test, copy)
        # In front of an installed package that leads back to the work tree.
        sources = {"PYTHONPATH": f"{folder}{os.pathsep}{folder / 'src'}"}
        return run_pytest([program], copies, folder, context, sources)


def _judged(before: Tested, after: Tested) -> tuple[Finding, ...]:
    passes = {case.name for case in after.cases if case.passed}
    passed_already = {case.name for case in before.cases if case.passed}
    if passes - passed_already:
        return ()
    message = "no test of it fails without the change and passes with it"
    return (_finding("tdd/no-proof", message),)


def _finding(rule: str, message: str) -> Finding:
    return Finding(
        check="tdd", rule=rule, path="", line=0, column=0, severity="warning", message=message,
        recommendation="write the test that shows what the change is for",
    )  # fmt: skip


CHECK = Check(
    name="tdd",
    summary="a changed Python file has a test that fails before the change and passes after it",
    run=_run,
    example=Example("area.py", b"def area(w, h):\n    return w * h\n", b""),
    languages=frozenset({"python"}),
    cost="slow",
    phases=WRITTEN,
    facts=lambda snapshot, _context: None,
)
