"""Python: pytest over the tests of a file, coverage.py for its lines."""

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kaptar.checks.check import CheckContext
from kaptar.checks.proof.runners import lines, reports
from kaptar.checks.proof.runners.python_imports import is_test, tests_of
from kaptar.checks.proof.runners.suite import NO_TESTS, LineCoverage, Suite, Tested
from kaptar.checks.snapshot import Skipped, Snapshot
from kaptar.checks.tools import tool
from kaptar.repository.files import content_of
from kaptar.repository.project import find_tool


@dataclass(frozen=True)
class Pytest(Suite):
    """Test files, found by name and imports."""

    tests: tuple[Path, ...] = ()
    suffixes = frozenset({".py", ".pyi"})

    def is_test(self, path: Path) -> bool:
        return is_test(path)

    def run(self, root: Path) -> Tested | Skipped:
        # In front of an installed package that leads back to the work tree.
        copied = {"PYTHONPATH": f"{root}{os.pathsep}{root / 'src'}"} if root != self.context.root else {}
        return self._run([self.program], root, copied)

    def _run(self, command: Sequence[str], root: Path, environment: Mapping[str, str | None]) -> Tested | Skipped:
        """With a command that is pytest, or runs it."""
        if not self.tests:
            return NO_TESTS
        with tempfile.TemporaryDirectory(prefix="kaptar-tests-") as temporary:
            report = Path(temporary) / "report.xml"
            options = ["-q", "-p", "no:cacheprovider", f"--junitxml={report}", "-o", "junit_family=xunit1"]
            done = self.execute([*command, *options, *(str(root / test) for test in self.tests)], root, environment)
            return done if isinstance(done, Skipped) else Tested(tuple(reports.junit(self.report(report, done))), self.by)

    def measure(self) -> LineCoverage | Skipped:
        root = self.context.root
        program = find_tool("coverage", root / self.file, root)
        if program is None:
            return Skipped("coverage is not installed", "install coverage in the project, or switch the check off")
        with tempfile.TemporaryDirectory(prefix="kaptar-coverage-") as temporary:
            data, report = Path(temporary, "data"), Path(temporary, "report.json")
            command = [program, "run", f"--data-file={data}", f"--include={root / self.file}", "-m", "pytest"]
            tested = self._run(command, root, {})
            if isinstance(tested, Skipped):
                return tested
            done = self.execute([program, "json", "-q", f"--data-file={data}", "-o", str(report)], root)
            if isinstance(done, Skipped):
                return done
            if not report.is_file() and b"No data" in done.out + done.err:
                return lines.none_ran(content_of(root / self.file))  # no test imports the file
            return lines.coverage_py(self.report(report, done))


def find(snapshot: Snapshot, context: CheckContext) -> Suite | Skipped:
    """pytest and the tests of a file."""
    program = tool.locate("pytest", snapshot, context)
    if isinstance(program, Skipped):
        return program
    tests = tuple(test.relative_to(context.root) for test in tests_of(snapshot.file, context.root))
    return Pytest("pytest", snapshot.file.relative_to(context.root), Path(), program, context, tests)
