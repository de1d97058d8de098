"""node's own test runner, started as the project's script starts it: ``node --test``, with loaders, or ``tsx --test``."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kaptar.checks.check import CheckContext
from kaptar.checks.proof.runners import lines, reports
from kaptar.checks.proof.runners.javascript_files import SUFFIXES, is_collected, is_test, tests_of
from kaptar.checks.proof.runners.node_modules import link_node_modules
from kaptar.checks.proof.runners.script import Script
from kaptar.checks.proof.runners.suite import MOST_REPORT, NO_TESTS, LineCoverage, Suite, Tested
from kaptar.checks.snapshot import Skipped
from kaptar.repository.files import content_of


@dataclass(frozen=True)
class NodeRunner(Suite):
    """Test files, found by name and imports."""

    script: Script
    tests: tuple[Path, ...] = ()
    suffixes = SUFFIXES

    def is_test(self, path: Path) -> bool:
        own = Path("/") / path.relative_to(self.folder) if path.is_relative_to(self.folder) else Path("/")
        return is_test(path) or is_collected(own, Path("/"))

    def prepare(self, copy: Path) -> None:
        link_node_modules(self.context.root, copy)

    def run(self, root: Path) -> Tested | Skipped:
        return self._run(root, ())

    def _run(self, root: Path, reporters: Sequence[str]) -> Tested | Skipped:
        if not self.tests:
            return NO_TESTS
        with tempfile.TemporaryDirectory(prefix="kaptar-tests-") as temporary:
            report = Path(temporary) / "report.xml"
            options = ["--test", "--test-reporter=junit", f"--test-reporter-destination={report}", *reporters]
            tests = [str(root / test) for test in self.tests]
            environment: Mapping[str, str | None] = {"NODE_TEST_CONTEXT": None, **self.script.environment()}
            done = self.execute([self.program, *self.script.options, *options, *tests], root, environment)
            if isinstance(done, Skipped):
                return done
            cases = [self._placed(case, root) for case in reports.node(self.report(report, done), tests)]
            return Tested(tuple(cases), self.by)

    def _placed(self, case: reports.CaseReport, root: Path) -> reports.CaseReport:
        """The report names files only since node 22; with one test file it is known anyway."""
        path = Path(case.file)
        if case.file and path.is_relative_to(root):
            return case._replace(file=path.relative_to(root).as_posix())
        return case._replace(file=self.tests[0].as_posix()) if not case.file and len(self.tests) == 1 else case

    def measure(self) -> LineCoverage | Skipped:
        root = self.context.root
        with tempfile.TemporaryDirectory(prefix="kaptar-coverage-") as temporary:
            report = Path(temporary) / "lcov.info"
            options = ["--experimental-test-coverage", "--test-reporter=lcov", f"--test-reporter-destination={report}"]
            tested = self._run(root, options)
            if isinstance(tested, Skipped):
                return tested
            file = root / self.file
            source, text = content_of(file), content_of(report, MOST_REPORT)
            if b"end_of_record" not in text:
                return Skipped("node reports no coverage", "node 20.11 and newer can; look at the tests too")
            names = (str(file), file.relative_to(root / self.folder).as_posix())
            return lines.lcov(text, names, source, every_line=True) or lines.none_ran(source)


def suite(script: Script, program: str, file: Path, folder: Path, context: CheckContext) -> NodeRunner:
    """The tests of a file, found in the folder of its package."""
    tests = tuple(test.relative_to(context.root) for test in tests_of(context.root / file, context.root / folder))
    return NodeRunner("node --test", file, folder, program, context, script, tests)
