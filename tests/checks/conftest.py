"""A repository, a runtime for all tests, and a pipeline over both."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kaptar.api.programs import Runtime
from kaptar.checks.event import EditEvent, FileChange, Phase
from kaptar.checks.pipeline import Pipeline
from kaptar.checks.verdict import CheckResult, Verdict
from kaptar.config.load import Config, HooksConfig, load_config
from kaptar.edit.engine import Editor
from kaptar.repository.trust import Trust

MakePipeline = Callable[..., Pipeline]


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
def make(runtime: Runtime, root: Path, trust: Trust) -> Iterator[MakePipeline]:
    """Make pipelines; keyword arguments are settings of ``hooks``, ``checks``, ``clock`` and ``servers`` of the pipeline."""
    made: list[Pipeline] = []

    def pipeline(**settings: Any) -> Pipeline:
        options = {name: settings.pop(name) for name in ("clock", "registry", "servers") if name in settings}
        if "registry" in options:
            options["checks"] = options.pop("registry")
        config = Config(wasm=load_config(root, env={}).wasm, hooks=HooksConfig(**settings))
        made.append(Pipeline(runtime, Editor(runtime), config, root, trust=trust, **options))
        return made[-1]

    yield pipeline
    for each in made:
        each.close()


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
