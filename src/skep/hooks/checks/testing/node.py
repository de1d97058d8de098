"""node's own test runner, as a project's script starts it: ``node --test``, with loaders, or ``tsx --test``."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from skep.hooks.checks.check import Context
from skep.hooks.checks.testing import lines, reports
from skep.hooks.checks.testing.javascript_files import SUFFIXES, is_collected, is_test, tests_of
from skep.hooks.checks.testing.node_modules import link_node_modules
from skep.hooks.checks.testing.suite import NO_TESTS, Lines, Suite, Tested
from skep.hooks.snapshot import Skipped

_WITH_VALUE = (
    "--import",
    "--require",
    "-r",
    "--loader",
    "--experimental-loader",
    "--conditions",
    "-C",
    "--env-file",
    "--tsconfig",
)
_ALONE = ("--experimental-strip-types", "--experimental-transform-types", "--experimental-test-module-mocks",
          "--experimental-vm-modules", "--no-warnings", "--enable-source-maps")  # fmt: skip


@dataclass(frozen=True)
class Node(Suite):
    """Test files, found by name and imports.

    Attributes:
        options: of the project's script that change what the tests see.
        variables: that the script sets.
    """

    tests: tuple[Path, ...] = ()
    options: tuple[str, ...] = ()
    variables: tuple[tuple[str, str], ...] = ()
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
        with tempfile.TemporaryDirectory(prefix="skep-tests-") as temporary:
            report = Path(temporary) / "report.xml"
            command = [self.program, *self.options, "--test", "--test-reporter=junit", f"--test-reporter-destination={report}"]
            tests = [str(root / test) for test in self.tests]
            environment: Mapping[str, str | None] = {"NODE_TEST_CONTEXT": None, **dict(self.variables)}
            done = self.execute([*command, *reporters, *tests], root, environment)
            if isinstance(done, Skipped):
                return done
            cases = [self._placed(case, root) for case in reports.node(self.report(report, done), tests)]
            return Tested(tuple(cases), self.by)

    def _placed(self, case: reports.Case, root: Path) -> reports.Case:
        """The report names files only since node 22; with one test file it is known anyway."""
        path = Path(case.file)
        if case.file and path.is_relative_to(root):
            return case._replace(file=path.relative_to(root).as_posix())
        return case._replace(file=self.tests[0].as_posix()) if not case.file and len(self.tests) == 1 else case

    def measure(self) -> Lines | Skipped:
        root = self.context.root
        with tempfile.TemporaryDirectory(prefix="skep-coverage-") as temporary:
            report = Path(temporary) / "lcov.info"
            options = ["--experimental-test-coverage", "--test-reporter=lcov", f"--test-reporter-destination={report}"]
            tested = self._run(root, options)
            if isinstance(tested, Skipped):
                return tested
            file = root / self.file
            source, text = file.read_bytes(), report.read_bytes() if report.is_file() else b""
            if b"end_of_record" not in text:
                return Skipped("node reports no coverage", "node 20.11 and newer can; look at the tests too")
            names = (str(file), file.relative_to(root / self.folder).as_posix())
            return lines.lcov(text, names, source, every_line=True) or lines.none_ran(source)


def suite(program: str, words: Sequence[str], file: Path, folder: Path, context: Context) -> Node:
    """Of the words of a script, those that tests need to load at all are kept; the rest is ours to say."""
    options: list[str] = []
    at = 0
    while at < len(words):
        name = words[at].partition("=")[0]
        if name in _WITH_VALUE:
            values = words[at : at + (1 if "=" in words[at] else 2)]
            options += values
            at += len(values)
            continue
        if name in _ALONE:
            options.append(words[at])
        at += 1
    variables = []
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name.isidentifier():
            break
        variables.append((name, value))
    tests = tuple(test.relative_to(context.root) for test in tests_of(context.root / file, context.root / folder))
    return Node("node --test", file, folder, program, context, tests, tuple(options), tuple(variables))
