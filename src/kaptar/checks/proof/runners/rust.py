"""Rust: the tests of a file's module, and the integration tests that name it; cargo-llvm-cov for its lines."""

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kaptar.checks.check import CheckContext
from kaptar.checks.proof.runners import lines, reports
from kaptar.checks.proof.runners.cargo_targets import Crate, Selection, selections
from kaptar.checks.proof.runners.inner_tests import with_inner_tests
from kaptar.checks.proof.runners.suite import NO_TESTS, LineCoverage, Suite, Tested
from kaptar.checks.snapshot import Skipped, Snapshot
from kaptar.checks.tools import tool
from kaptar.repository.files import content_of
from kaptar.repository.process import Finished
from kaptar.repository.project import find_tool


@dataclass(frozen=True)
class CargoTest(Suite):
    """Tests in programs that cargo builds; ``folder`` is the package's, ``workspace`` the one with Cargo.lock."""

    workspace: Path = Path()
    chosen: tuple[Selection, ...] = ()
    suffixes = frozenset({".rs"})

    def is_test(self, path: Path) -> bool:
        parts = path.relative_to(self.folder).parts if path.is_relative_to(self.folder) else path.parts
        return parts[0] in ("tests", "benches", "examples") or path.name == "tests.rs"

    def prepare(self, copy: Path) -> None:
        """Without a lock, which libraries often ignore, cargo would choose other versions, or want the network."""
        lock = self.workspace / "Cargo.lock"
        if (self.context.root / lock).is_file():
            shutil.copyfile(self.context.root / lock, copy / lock)

    def pinned(self, tested: Tested) -> Suite:
        return replace(self, chosen=self._without_documentation())

    def _without_documentation(self) -> tuple[Selection, ...]:
        return tuple(each for each in self.chosen if not each.documentation)

    def with_inner_tests(self, before: bytes, today: bytes) -> bytes | Skipped:
        return with_inner_tests(before, today)

    def run(self, root: Path) -> Tested | Skipped:
        chosen = self.chosen if root == self.context.root else self._without_documentation()
        if not chosen:
            return NO_TESTS
        built = self._built(root, chosen)
        if built is not None:
            return built if isinstance(built, Skipped) else Tested((self._placed(built),), self.by)
        cases: list[reports.CaseReport] = []
        for selection in chosen:
            done = self._cargo(root, ["test", "--no-fail-fast", "--offline", *selection.options, "--", *selection.filters])
            if isinstance(done, Skipped):
                return done
            found = [*reports.cargo(done.out)]
            if not found and done.code:
                raise tool.ToolFailed(f"cargo test ended with code {done.code} and no report: {done.complaint}")
            cases += [
                self._placed(case)._replace(group=selection.name) for case in found if selection.takes(case.name, case.whole)
            ]
        return Tested(tuple(cases), self.by) if cases else NO_TESTS

    def _built(self, root: Path, chosen: Sequence[Selection]) -> reports.CaseReport | Skipped | None:
        """None where all builds; else why it does not."""
        options = [option for selection in chosen if not selection.documentation for option in selection.options]
        if not options:
            return None
        done = self._cargo(root, ["test", "--no-run", "--offline", "--message-format=json", *options])
        if isinstance(done, Skipped):
            return done
        built = reports.cargo_build(done.out)
        return _not_built(done) if isinstance(built, reports.Unbuilt) else built

    def _cargo(self, root: Path, arguments: Sequence[str]) -> Finished | Skipped:
        copied = {} if root == self.context.root else {"CARGO_TARGET_DIR": str(root.parent / "target")}
        return self.execute([self.program, *arguments], root, {"RUST_BACKTRACE": "0", "CARGO_LLVM_COV_SETUP": "no", **copied})

    def _placed(self, case: reports.CaseReport) -> reports.CaseReport:
        """cargo names files from the workspace's folder, where it compiles."""
        return (
            case._replace(file=(self.workspace / case.file).as_posix()) if case.file and not case.file.startswith("/") else case
        )

    def measure(self) -> LineCoverage | Skipped:
        root = self.context.root
        if find_tool("cargo-llvm-cov", root / self.file, root) is None:
            return Skipped("cargo-llvm-cov is not installed", "install it with `cargo install cargo-llvm-cov`")
        chosen = self._without_documentation()
        if not chosen:
            return NO_TESTS
        if problem := self._built(root, chosen):
            return problem if isinstance(problem, Skipped) else Skipped(f"the build: {problem.message}", "make its tests run")
        with tempfile.TemporaryDirectory(prefix="kaptar-coverage-") as temporary:
            report = Path(temporary) / "lcov.info"
            runs = [["--no-report", "--ignore-run-fail", "--offline", *each.options, "--", *each.filters] for each in chosen]
            for arguments in (["clean", "--profraw-only"], *runs):
                done = self._cargo(root, ["llvm-cov", *arguments])
                if isinstance(done, Skipped):
                    return done
            done = self._cargo(root, ["llvm-cov", "report", "--lcov", "--output-path", str(report)])
            if isinstance(done, Skipped):
                return done
            if not report.is_file():
                return Skipped(f"cargo-llvm-cov: {done.complaint}", "see that `cargo llvm-cov` works in the package")
            source = content_of(root / self.file)
            return lines.lcov(self.report(report, done), [str(root / self.file)], source) or lines.none_ran(source)


def find(snapshot: Snapshot, context: CheckContext) -> Suite | Skipped:
    """cargo, and the tests that belong to a file."""
    folder = tool.configured(snapshot, context, ("Cargo.toml",))
    if folder is None:
        return Skipped("there is no Cargo.toml above this file", due=False)
    program = tool.locate("cargo", snapshot, context)
    if isinstance(program, Skipped):
        return program
    done = tool.execute([program, "metadata", "--no-deps", "--offline", "--format-version=1"], folder, context)
    if isinstance(done, Skipped):
        return done
    crate = _not_built(done) if done.code else Crate.of(done, folder)
    if isinstance(crate, Skipped):
        return crate
    file = snapshot.file.relative_to(context.root)
    return CargoTest(
        "cargo", file, folder.relative_to(context.root), program, context,
        crate.workspace.relative_to(context.root) if crate.workspace.is_relative_to(context.root) else Path(),
        selections(crate, snapshot.file, snapshot.content or b""),
    )  # fmt: skip


def _not_built(done: Finished) -> Skipped:
    """cargo's own first error; what it says last is advice."""
    errors = (line[7:] for line in done.err.decode("utf-8", "replace").splitlines() if line.startswith("error: "))
    return Skipped(f"cargo: {next(errors, done.complaint)}", "`cargo fetch` downloads what is missing; cargo runs offline here")
