"""Whether the tests that belong to a file run the lines that were changed in it. For Python, with coverage.py."""

import tempfile
from pathlib import Path

import msgspec

from skep.hooks.changed_lines import changed_lines
from skep.hooks.checks import tool
from skep.hooks.checks.check import WRITTEN, Check, Context, Example, Ran
from skep.hooks.checks.python_imports import is_test, tests_of
from skep.hooks.checks.runners import run_pytest
from skep.hooks.finding import Finding
from skep.hooks.snapshot import Skipped, Snapshot

LIMIT = ("coverage", 80)
_MOST_NAMED = 20


class _File(msgspec.Struct, frozen=True):
    executed_lines: list[int]
    missing_lines: list[int]


class _Report(msgspec.Struct, frozen=True):
    files: dict[str, _File]


def _run(snapshot: Snapshot, context: Context) -> Ran | Skipped:
    if not snapshot.on_disk:
        return tool.needs_disk("coverage")
    if is_test(snapshot.file):
        return Skipped("a test file", due=False)
    program = tool.locate("coverage", snapshot, context)
    if isinstance(program, Skipped):
        return program
    tests = tests_of(snapshot.file, context.root)
    changed = changed_lines(snapshot.file, context.root, context.timeout_s)
    if isinstance(changed, Skipped):
        return changed
    if not changed:
        return Ran((), "coverage")
    if not tests:
        return Skipped("no test belongs to this file, by name or by imports", "write one", due=False)
    found = _measured(program, tests, snapshot.file, context)
    return found if isinstance(found, Skipped) else Ran(_judged(found, changed, context.limit(*LIMIT)), "coverage")


def _measured(program: str, tests: list[Path], file: Path, context: Context) -> _File | Skipped:
    """Lines that the tests ran and missed. Raises ToolFailed where there is no report."""
    with tempfile.TemporaryDirectory(prefix="skep-coverage-") as temporary:
        data, report = Path(temporary, "data"), Path(temporary, "report.json")
        command = [program, "run", f"--data-file={data}", f"--include={file}", "-m", "pytest"]
        tested = run_pytest(command, tests, context.root, context)
        if isinstance(tested, Skipped):
            return tested
        done = tool.execute([program, "json", "-q", f"--data-file={data}", "-o", str(report)], context.root, context)
        if isinstance(done, Skipped):
            return done
        if not report.is_file():
            source = file.read_bytes()
            if b"No data" in done.out + done.err:  # no test imports the file, so no line of it ran
                return _File([], list(range(1, source.count(b"\n") + 2)))
            raise tool.ToolFailed(f"coverage ended with code {done.code} and no report: {done.complaint}")
        files = tool.decode("coverage", done, report.read_bytes(), _Report).files
        return next(iter(files.values()), _File([], []))


def _judged(measured: _File, changed: frozenset[int], least: int) -> tuple[Finding, ...]:
    """Of the changed lines that can run, ``least`` per cent must have."""
    ran, missed = changed & set(measured.executed_lines), sorted(changed & set(measured.missing_lines))
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
    summary="the tests of a Python file run at least hooks.limits.coverage per cent of its changed lines",
    run=_run,
    example=Example("area.py", b"def area(w, h):\n    if w < 0:\n        return 0\n    return w * h\n", b"AREA = 1\n"),
    languages=frozenset({"python"}),
    cost="slow",
    phases=WRITTEN,
    limits=(LIMIT,),
    facts=lambda snapshot, _context: None,
)
