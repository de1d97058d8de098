"""The test runners that are known, each with how the tests of one file are run and where its report is."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from skep.hooks.checks import reports, tool
from skep.hooks.checks.check import JAVASCRIPT, Context
from skep.hooks.checks.python_imports import tests_of
from skep.hooks.checks.reports import Case
from skep.hooks.snapshot import Skipped, Snapshot

_NO_TESTS = "no test belongs to this file, by name or by imports"
_MOST_REPORT = 32 << 20


class Tested(NamedTuple):
    """What a runner reports. ``by`` is its name."""

    cases: tuple[Case, ...]
    by: str


Runner = Callable[[Snapshot, Context], Tested | Skipped]


def run_tests(snapshot: Snapshot, context: Context) -> Tested | Skipped:
    """Run the tests that belong to a file. Raises ToolFailed where the runner gives no report."""
    assert snapshot.language is not None
    return _RUNNERS[snapshot.language.dialect](snapshot, context)


def _pytest(snapshot: Snapshot, context: Context) -> Tested | Skipped:
    program = tool.locate("pytest", snapshot, context)
    if isinstance(program, Skipped):
        return program
    tests = tests_of(snapshot.file, context.root)
    return run_pytest([program], tests, context.root, context) if tests else Skipped(_NO_TESTS, "write one", due=False)


def run_pytest(
    command: Sequence[str],
    tests: Sequence[Path],
    folder: Path,
    context: Context,
    environment: Mapping[str, str | None] = {},
) -> Tested | Skipped:
    """Run test files with a command that is pytest, or runs it. Raises ToolFailed where there is no report."""
    with tempfile.TemporaryDirectory(prefix="skep-tests-") as temporary:
        report = Path(temporary) / "report.xml"
        options = ["-q", "-p", "no:cacheprovider", f"--junitxml={report}", "-o", "junit_family=xunit1"]
        done = tool.execute([*command, *options, *map(str, tests)], folder, context, environment=environment)
        if isinstance(done, Skipped):
            return done
        if not report.is_file() or report.stat().st_size > _MOST_REPORT:
            raise tool.ToolFailed(f"pytest ended with code {done.code} and no report: {done.complaint}")
        return Tested(tuple(reports.junit(report.read_bytes())), "pytest")


def _javascript(snapshot: Snapshot, context: Context) -> Tested | Skipped:
    """Both runners find the related tests by imports themselves."""
    for name, marks in (("vitest", (b'"vitest"',)), ("jest", (b'"jest"', b'"ts-jest"'))):
        folder = _package_with(marks, (f"{name}.config.*",), snapshot, context)
        if folder is None:
            continue
        program = tool.locate(name, snapshot, context)
        if isinstance(program, Skipped):
            return program
        related = ["related", str(snapshot.file), "--run", "--reporter=json", "--passWithNoTests"]
        jest = ["--json", "--passWithNoTests", "--findRelatedTests", str(snapshot.file)]
        with tempfile.TemporaryDirectory(prefix="skep-tests-") as temporary:
            report = Path(temporary) / "report.json"
            command = [program, f"--outputFile={report}", *(related if name == "vitest" else jest)]
            return _reported(name, command, folder, report, context)
    return Skipped("the project has neither vitest nor jest", due=False)


def _reported(name: str, command: list[str], folder: Path, report: Path, context: Context) -> Tested | Skipped:
    """From the report's file: what tests print is on stdout, and vitest from version 5 writes no report there."""
    done = tool.execute(command, folder, context)
    if isinstance(done, Skipped):
        return done
    if not report.is_file() or report.stat().st_size > _MOST_REPORT:
        if done.code == 0:
            return Skipped(_NO_TESTS, "write one", due=False)
        raise tool.ToolFailed(f"{name} ended with code {done.code} and no report: {done.complaint}")
    cases = tuple(reports.jest(report.read_bytes()))
    return Tested(cases, name) if cases else Skipped(_NO_TESTS, "write one", due=False)


def _package_with(marks: tuple[bytes, ...], names: tuple[str, ...], snapshot: Snapshot, context: Context) -> Path | None:
    for folder in tool.folders(snapshot, context):
        if any(any(folder.glob(name)) for name in names):
            return folder
        if any(mark in tool.text(folder / "package.json") for mark in marks):
            return folder
    return None


def _go(snapshot: Snapshot, context: Context) -> Tested | Skipped:
    if tool.configured(snapshot, context, ("go.mod",)) is None:
        return Skipped("there is no go.mod above this file", due=False)
    return _textual("go", ["test", "-json", "."], snapshot.file.parent, reports.go, snapshot, context)


def _cargo(snapshot: Snapshot, context: Context) -> Tested | Skipped:
    folder = tool.configured(snapshot, context, ("Cargo.toml",))
    if folder is None:
        return Skipped("there is no Cargo.toml above this file", due=False)
    stem = snapshot.file.parent.name if snapshot.file.stem == "mod" else snapshot.file.stem
    integration = snapshot.file.parent == folder / "tests"
    chosen = ["--test", stem] if integration else [] if stem in ("lib", "main") else ["--", f"{stem}::"]
    return _textual("cargo", ["test", "--no-fail-fast", "--offline", *chosen], folder, reports.cargo, snapshot, context)


def _textual(
    name: str, arguments: list[str], folder: Path, read: Callable[[bytes], Iterator[Case]], snapshot: Snapshot, context: Context
) -> Tested | Skipped:
    program = tool.locate(name, snapshot, context)
    if isinstance(program, Skipped):
        return program
    done = tool.execute([program, *arguments], folder, context)
    if isinstance(done, Skipped):
        return done
    cases = tuple(read(done.out))
    if not cases and b"error: could not compile" in done.err:
        return Tested((Case("the build", False, done.complaint),), name)
    if not cases and done.code:
        raise tool.ToolFailed(f"{name} test ended with code {done.code} and no report: {done.complaint}")
    return Tested(cases, name) if cases else Skipped(_NO_TESTS, "write one", due=False)


_RUNNERS: dict[str, Runner] = {"python": _pytest, "go": _go, "rust": _cargo, **dict.fromkeys(JAVASCRIPT, _javascript)}
LANGUAGES = frozenset(_RUNNERS)
