"""Go: the tests of a file's package, and those of the packages nearest to it by imports."""

import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from kaptar.checks.check import CheckContext
from kaptar.checks.proof.runners import lines, reports
from kaptar.checks.proof.runners.suite import MOST_REPORT, NO_TESTS, LineCoverage, Suite, Tested
from kaptar.checks.snapshot import Skipped, Snapshot
from kaptar.checks.tools import tool
from kaptar.repository.files import content_of
from kaptar.repository.process import Finished

MOST_PACKAGES = 50
_LIST = "\t".join(
    ("{{.ImportPath}}", "{{.Dir}}", "{{len .TestGoFiles}}{{len .XTestGoFiles}}", '{{join .Imports " "}}',
     '{{join .TestImports " "}} {{join .XTestImports " "}}')
)  # fmt: skip


class Package(NamedTuple):
    """One package of a module. ``tested``: it has test files; ``wanted``: what these import."""

    path: str
    folder: Path
    tested: bool
    imports: frozenset[str]
    wanted: frozenset[str]


@dataclass(frozen=True)
class GoTest(Suite):
    """Tests of packages; ``folder`` is the module's, ``own`` the import path of the file's package."""

    own: str = ""
    packages: tuple[Package, ...] = ()
    suffixes = frozenset({".go"})

    def is_test(self, path: Path) -> bool:
        return path.name.endswith("_test.go")

    def run(self, root: Path) -> Tested | Skipped:
        return self._run(root, [])

    def _run(self, root: Path, options: Sequence[str]) -> Tested | Skipped:
        if not self.packages:
            return NO_TESTS
        module = self.context.root / self.folder
        named = [f"./{package.folder.relative_to(module).as_posix()}" for package in self.packages]
        done = self.execute([self.program, "test", "-json", *options, *named], root)
        if isinstance(done, Skipped):
            return done
        cases = tuple(self._placed(case) for case in reports.go(done.out))
        if not cases and (done.code or not done.out.startswith(b"{")):
            raise tool.ToolFailed(f"go test ended with code {done.code} and no report: {done.complaint}")
        return Tested(cases, self.by)

    def _placed(self, case: reports.CaseReport) -> reports.CaseReport:
        """Reports name a file by its name in the package's folder, or, of a build, by a path in the module."""
        module = self.context.root / self.folder
        folder = module if case.whole else next((each.folder for each in self.packages if each.path == case.group), None)
        if not case.file or folder is None:
            return case
        path = Path(os.path.normpath(folder / case.file))
        if not path.is_relative_to(self.context.root):
            return case._replace(file="", line=0)
        return case._replace(file=path.relative_to(self.context.root).as_posix())

    def measure(self) -> LineCoverage | Skipped:
        with tempfile.TemporaryDirectory(prefix="kaptar-coverage-") as temporary:
            profile = Path(temporary) / "profile"
            tested = self._run(self.context.root, [f"-coverprofile={profile}", f"-coverpkg={self.own}"])
            if isinstance(tested, Skipped):
                return tested
            if problem := next((case for case in tested.cases if case.whole and case.group == self.own), None):
                return Skipped(f"{problem.name}: {problem.message}", "make its tests run")
            text = content_of(profile, MOST_REPORT)
            if not text.startswith(b"mode:"):
                raise tool.ToolFailed("go test wrote no profile of what has run")
            return lines.go(text, f"{self.own}/{self.file.name}", content_of(self.context.root / self.file))


def find(snapshot: Snapshot, context: CheckContext) -> Suite | Skipped:
    """``go test`` and the packages whose tests belong to a file."""
    module = tool.configured(snapshot, context, ("go.mod",))
    if module is None:
        return Skipped("there is no go.mod above this file", due=False)
    program = tool.locate("go", snapshot, context)
    if isinstance(program, Skipped):
        return program
    done = tool.execute([program, "list", "-e", "-f", _LIST, "./..."], module, context)
    if isinstance(done, Skipped):
        return done
    packages = _listed(done)
    if not packages and done.code:
        return Skipped(f"go list: {done.complaint}", "see that `go list ./...` works in the module")
    own = next((package for package in packages if package.folder == snapshot.file.parent), None)
    if own is None:
        return Skipped("`go list` knows no package in this folder", due=False)
    alone = snapshot.file.name.endswith("_test.go")
    chosen = (own,) if alone else belonging(packages, own)
    file, folder = snapshot.file.relative_to(context.root), module.relative_to(context.root)
    return GoTest("go", file, folder, program, context, own.path, chosen)


def _listed(done: Finished) -> list[Package]:
    packages = []
    for line in done.out.decode("utf-8", "replace").splitlines():
        parts = line.split("\t")
        if len(parts) == 5:
            path, folder, tests, imports, wanted = parts
            packages.append(Package(path, Path(folder), tests != "00", frozenset(imports.split()), frozenset(wanted.split())))
    return packages


def belonging(packages: Iterable[Package], own: Package) -> tuple[Package, ...]:
    """The file's package where it has tests, and those whose tests import it; if none, those nearest to it by imports.

    At most `MOST_PACKAGES`.
    """
    packages = [package for package in packages if package.path != own.path]
    reached, frontier = {own.path}, {own.path}
    found = [own] if own.tested else []
    while frontier:
        found += [package for package in packages if package.tested and package.wanted & frontier]
        if found:
            return tuple(found[:MOST_PACKAGES])
        importers = [package for package in packages if package.path not in reached and package.imports & frontier]
        found = [package for package in importers if package.tested]
        frontier = {package.path for package in importers}
        reached |= frontier
        if found:
            return tuple(found[:MOST_PACKAGES])
    return ()
