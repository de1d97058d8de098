"""A trusted repository with a real project in it, and the npm packages that ``.ci/run`` installs."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.checks.conftest import Checks, Make
from tests.checks.proof.real.kinds import Kind

from kaptar.checks.verdict import CheckResult
from kaptar.repository.trust import Trust

PACKAGES = Path(os.environ.get("KAPTAR_PROOF", Path(__file__).parents[4] / ".cache" / "proof")) / "node_modules"
CHECKS = ("tests", "coverage", "tdd")
OFF = dict.fromkeys(("secrets", "syntax", "security", "suppressions", "protected"), False)


class Project:
    """Files under git in a folder with a blank in its name, and what the three checks say of them."""

    def __init__(self, root: Path, trust: Trust, make: Make) -> None:
        self.root, self._trust, self._make = root, trust, make

    def write(self, files: dict[str, str]) -> None:
        for path, text in files.items():
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).write_text(text)

    def commit(self) -> None:
        who = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
        for words in (["add", "-A"], [*who, "commit", "-qm", "state"]):
            subprocess.run(["git", *words], cwd=self.root, check=True, capture_output=True, timeout=60)

    def pipeline(self, *names: str, **settings: object) -> Checks:
        self._trust.grant()
        return self._make(checks={**OFF, **dict.fromkeys(names or CHECKS, True)}, **settings)

    def check(self, *paths: str, names: tuple[str, ...] = CHECKS, **settings: object) -> dict[tuple[str, str], CheckResult]:
        """Results by the path that was asked about, and check."""
        verdict = self.pipeline(*names, **settings).check_files([self.root / path for path in paths])
        return {(each.path, each.check): each for each in verdict.results if each.check in names}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = (tmp_path / "my repository").resolve()
    folder.mkdir()
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True, timeout=60)
    (folder / ".gitignore").write_text("node_modules\ntarget\n")
    return folder


@pytest.fixture
def project(root: Path, trust: Trust, make: Make) -> Project:
    return Project(root, trust, make)


@pytest.fixture
def start(project: Project) -> Callable[[Kind], Project]:
    """Begin a kind's project: it is committed as it was, with its weak test. Skips where its tools are missing."""

    def begin(kind: Kind) -> Project:
        need(kind.tool)
        if kind.packages:
            need_packages()
            (project.root / "node_modules").symlink_to(PACKAGES)
        project.write({**kind.settings, **dict([kind.lone])})
        write(project, kind, kind.wrong, kind.weak)
        project.commit()
        return project

    return begin


def need(tool: str) -> None:
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed")


def need_packages() -> None:
    need("node")
    if not PACKAGES.is_dir():
        pytest.skip("the npm packages of tests/checks/proof/real are not installed (.ci/run does)")


def write(project: Project, kind: Kind, source: str, test: str) -> None:
    """Source and test; where the tests lie inside of the source, both in one file."""
    project.write({kind.source: source + test} if kind.source == kind.test else {kind.source: source, kind.test: test})
