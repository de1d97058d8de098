"""Suite: the interface of a test runner to the checks `tests`, `coverage` and `tdd`."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from kaptar.checks.check import CheckContext
from kaptar.checks.proof.runners.reports import CaseReport
from kaptar.checks.snapshot import Skipped
from kaptar.checks.tools import tool
from kaptar.repository.files import Unread, read_file
from kaptar.repository.process import Finished
from kaptar.repository.steering_names import steers

NO_TESTS = Skipped("no test belongs to this file, by name or by imports", "write one", due=False)
MOST_REPORT = 32 << 20
_TEST_FOLDERS = frozenset({"test", "tests", "testdata", "__tests__", "__mocks__", "__snapshots__", "__fixtures__", "fixtures"})


class Tested(NamedTuple):
    """The report of a runner. ``by`` is its name."""

    cases: tuple[CaseReport, ...]
    by: str

    @property
    def passed(self) -> bool:
        """Whether at least one test has passed."""
        return any(case.passed for case in self.cases)


class LineCoverage(NamedTuple):
    """Lines of one file, from 1, that tests ran and that they missed. A line without code is in neither."""

    ran: frozenset[int]
    missed: frozenset[int]


@dataclass(frozen=True)
class Suite(ABC):
    """The tests that belong to one file, and the project's runner for them.

    Paths are relative to a root, because the same tests run in the work tree and in a copy of it.

    Attributes:
        by: the runner's name.
        file: the file that the tests belong to.
        folder: where the runner is started.
        program: absolute.
    """

    by: str
    file: Path
    folder: Path
    program: str
    context: CheckContext

    @abstractmethod
    def run(self, root: Path) -> Tested | Skipped:
        """Run the tests. `NO_TESTS` where none belongs to the file. Raises ToolFailed where there is no report."""

    @abstractmethod
    def measure(self) -> LineCoverage | Skipped:
        """Run the tests in the work tree and say which lines of the file they ran. Raises ToolFailed."""

    @property
    @abstractmethod
    def suffixes(self) -> frozenset[str]:
        """Of the files that are sources to this runner."""

    @abstractmethod
    def is_test(self, path: Path) -> bool:
        """Whether a file is a test by its name."""

    def is_source(self, path: Path) -> bool:
        """Whether a changed file is a part of the change that tests are to prove; if not, it is help or setting of tests.

        Never what steers tools: the user has trusted today's, not that of the last commit.
        """
        if path == self.file or steers(path.name):
            return path == self.file and not steers(path.name)
        return path.suffix in self.suffixes and not self.is_test(path) and not _TEST_FOLDERS & set(path.parts[:-1])

    @property
    def needs_no_proof(self) -> bool:
        """Whether the file is a test itself, or steers tools."""
        return self.is_test(self.file) or steers(self.file.name)

    def pinned(self, tested: Tested) -> "Suite":
        """The very tests that have run, whatever the file is imported by now."""
        return self

    def prepare(self, copy: Path) -> None:
        """Give a copy of the work tree what git ignores and the runner cannot do without."""
        return

    def with_inner_tests(self, before: bytes, today: bytes) -> bytes | Skipped:
        """The text of a source before the change, with the tests that lie inside of it today."""
        return before

    def execute(
        self, command: Sequence[str], root: Path, environment: Mapping[str, str | None] = {}
    ) -> Finished | Skipped:  # fmt: skip
        """Run a command in the suite's folder under a root."""
        return tool.execute(command, root / self.folder, self.context, environment=environment)

    def report(self, path: Path, done: Finished) -> bytes:
        """The report that a command has written. Raises ToolFailed where there is none, or a boundless one."""
        found = read_file(path, MOST_REPORT)
        if not isinstance(found, Unread):
            return found
        if found.kind == "too_large":
            raise tool.ToolFailed(f"{self.by} wrote a report of more than {MOST_REPORT:,} bytes")
        raise tool.ToolFailed(f"{self.by} ended with code {done.code} and no report: {done.complaint}")
