"""vitest and jest. Their command lines and JSON reports are alike, and both find the tests of a file by imports."""

import glob
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kaptar.checks.proof.runners import lines, reports
from kaptar.checks.proof.runners.javascript_files import SUFFIXES, is_test, tests_of
from kaptar.checks.proof.runners.node_modules import link_node_modules
from kaptar.checks.proof.runners.script import Script
from kaptar.checks.proof.runners.suite import MOST_REPORT, NO_TESTS, LineCoverage, Suite, Tested
from kaptar.checks.snapshot import Skipped
from kaptar.repository.files import content_of
from kaptar.repository.project import upwards

_PROVIDERS = ("v8", "istanbul")


@dataclass(frozen=True)
class Jest(Suite):
    """All tests that import the file, or ``only`` some test files."""

    script: Script
    only: tuple[Path, ...] = ()
    suffixes = SUFFIXES

    def is_test(self, path: Path) -> bool:
        return is_test(path)

    def pinned(self, tested: Tested) -> Suite:
        return replace(self, only=tuple(Path(file) for file in sorted({case.file for case in tested.cases})))

    def prepare(self, copy: Path) -> None:
        link_node_modules(self.context.root, copy)

    def run(self, root: Path) -> Tested | Skipped:
        return self._run(root, ())

    def _run(self, root: Path, options: Sequence[str]) -> Tested | Skipped:
        with tempfile.TemporaryDirectory(prefix="kaptar-tests-") as temporary:
            report = Path(temporary) / "report.json"  # on stdout it would stand beside what the tests print
            done = self.execute(
                [self.program, *self._selection(root), f"--outputFile={report}", *options], root, self.script.environment()
            )
            if isinstance(done, Skipped):
                return done
            if not report.is_file() and not self.only and (tests := self._by_our_own_graph()):
                return replace(self, only=tests)._run(root, options)
            cases = [each._replace(file=_below(each.file, root)) for each in reports.jest(self.report(report, done))]
            return Tested(tuple(cases), self.by) if cases else NO_TESTS

    def _by_our_own_graph(self) -> tuple[Path, ...]:
        """vitest gives up without a report where it cannot parse the file; the tests that import it can still be run."""
        found = tests_of(self.context.root / self.file, self.context.root / self.folder)
        return tuple(test.relative_to(self.context.root) for test in found if is_test(test))

    def _selection(self, root: Path) -> list[str]:
        only = [str(root / path) for path in self.only]
        if self.by == "vitest":
            chosen = ["run", *only] if only else ["related", str(root / self.file), "--run"]
            return [*chosen, *self.script.configuration, "--reporter=json", "--passWithNoTests"]
        chosen = ["--runTestsByPath", *only] if only else ["--findRelatedTests", str(root / self.file)]
        return ["--json", "--passWithNoTests", *self.script.configuration, *chosen]

    def measure(self) -> LineCoverage | Skipped:
        root, pattern = self.context.root, f"**/{glob.escape(self.file.name)}"
        with tempfile.TemporaryDirectory(prefix="kaptar-coverage-") as temporary:
            if self.by == "vitest":
                provider = self._provider()
                if isinstance(provider, Skipped):
                    return provider
                options = ["--coverage.enabled", "--coverage.reporter=json", f"--coverage.reportsDirectory={temporary}/report"]
                options += [f"--coverage.include={pattern}", "--coverage.reportOnFailure", *provider]
            else:
                options = ["--coverage", "--coverageReporters=json", f"--coverageDirectory={temporary}/report"]
                options += [f"--collectCoverageFrom={pattern}"]
            tested = self._run(root, options)
            if isinstance(tested, Skipped):
                return tested
            report = Path(temporary, "report", "coverage-final.json")
            file = root / self.file
            found = lines.istanbul(content_of(report, MOST_REPORT) or b"{}", str(file), content_of(file))
            reason = f"{self.by} leaves this file out of its report: its configuration does, or no test loads it"
            return found or Skipped(reason, "look at the project's settings for coverage")

    def _provider(self) -> list[str] | Skipped:
        """Options that name vitest's provider of coverage: none where the configuration may choose."""
        folders = [folder / "node_modules" / "@vitest" for folder in upwards(self.context.root / self.file, self.context.root)]
        there = [name for name in _PROVIDERS if any((folder / f"coverage-{name}").is_dir() for folder in folders)]
        if not there:
            return Skipped(
                "vitest has no provider of coverage: @vitest/coverage-v8 is not installed",
                "install @vitest/coverage-v8 in the project, in the version of its vitest",
            )
        return [f"--coverage.provider={there[0]}"] if len(there) == 1 else []


def _below(file: str, root: Path) -> str:
    path = Path(file)
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else file
