"""A repository, a runtime for all tests, and a checker over both."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kaptar.api.programs import Runtime
from kaptar.checks.checker import Checker
from kaptar.checks.event import EditEvent, FileChange, Phase
from kaptar.checks.finding import Severity
from kaptar.checks.settings import Settings, make_settings
from kaptar.checks.snapshot import Skipped
from kaptar.checks.verdict import CheckResult, Judged, Verdict, judge
from kaptar.config.load import load_config
from kaptar.config.sections import Config, HooksConfig
from kaptar.repository.trust import Trust


class Checks(NamedTuple):
    """A checker, asked with the settings of one worktree."""

    checker: Checker
    settings: Settings

    def check_event(self, event: EditEvent, deadline_s: float) -> Verdict:
        return self.checker.check_event(event, lambda _path: self.settings, deadline_s)

    def check_files(
        self, paths: Iterable[str | Path], *, staged: bool = False, since: str = "", contents: Mapping[str, bytes] = {}
    ) -> Verdict:
        """Relative paths are of the root."""
        absolute = [str(self.settings.root / path) for path in paths]
        return self.checker.check_files(absolute, lambda _path: self.settings, staged=staged, since=since, contents=contents)

    def fix_files(self, paths: Iterable[str | Path]) -> dict[str, str | Skipped]:
        """By path the formatter's name, or why a file was not fixed."""
        done = self.checker.fix_files([str(path) for path in paths], lambda _path: self.settings)
        return {path: each if isinstance(each, Skipped) else " ".join(each.by) for path, each in done.items()}

    def take_background(self, session: str) -> tuple[CheckResult, ...]:
        return self.checker.take_background(session)

    def close(self) -> None:
        self.checker.close()


Make = Callable[..., Checks]


@pytest.fixture(scope="session")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    config = load_config(tmp_path_factory.mktemp("no-configuration"))
    with Runtime(config, plugins=tmp_path_factory.mktemp("plugins")) as runtime:
        yield runtime


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder that counts as a repository."""
    folder = tmp_path / "repository"
    (folder / ".git").mkdir(parents=True)
    return folder


@pytest.fixture
def trust(root: Path, tmp_path: Path) -> Trust:
    return Trust(root, tmp_path / "trust")


@pytest.fixture
def make(runtime: Runtime, root: Path, trust: Trust) -> Iterator[Make]:
    """Make checks. Arguments are settings of ``hooks``, and ``clock``, ``own``, ``servers`` and ``registry`` of the checker."""
    made: list[Checks] = []

    def checks(**settings: Any) -> Checks:
        options = {name: settings.pop(name) for name in ("clock", "own", "servers") if name in settings}
        known = {"checks": settings.pop("registry")} if "registry" in settings else {}
        wasm = load_config(root, env={}).wasm
        config = Config(wasm=wasm, hooks=HooksConfig(**settings))
        checker = Checker(runtime, guests_on=wasm.enabled, **known, **options)
        made.append(Checks(checker, make_settings(config, root, trust=trust, **known)))
        return made[-1]

    yield checks
    for each in made:
        each.close()


def verdict_of(results: Iterable[CheckResult], blocks_from: Severity = "error", **more: Any) -> Verdict:
    """The verdict over results of files with the same settings."""
    return judge((Judged(each, blocks_from) for each in results), **more)


def event(*files: FileChange, phase: Phase = "after", session: str = "s") -> EditEvent:
    return EditEvent("claude", "PostToolUse", phase, session, "/", "Edit", files)


def result(verdict: Verdict, check: str) -> CheckResult:
    """The one result of a check. A guest that was not built skips the test."""
    (found,) = [r for r in verdict.results if r.check == check]
    if "there is no module" in found.reason:
        pytest.skip(found.reason)
    return found


def rules(verdict: Verdict) -> list[str]:
    return [finding.rule for finding in verdict.findings]
