"""Small projects with the real tools, trusted. A tool that is not installed skips its tests by name."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.checks.conftest import Checks

from kaptar.checks.tools.warm.pool import Servers
from kaptar.checks.verdict import CheckResult
from kaptar.repository.trust import Trust

REPOSITORY = Path(__file__).parents[4]
FOLDER = Path(os.environ.get("KAPTAR_TOOLS", REPOSITORY / ".cache" / "tools"))
MODULES = FOLDER / "node_modules"

Files = dict[str, str]
OneCheck = Callable[..., Callable[..., CheckResult]]


def need(tool: str) -> str:
    """The program; skips the test by name where it is missing."""
    found = shutil.which(
        tool, path=os.pathsep.join((str(MODULES / ".bin"), os.environ["PATH"], str(Path(sys.executable).parent)))
    )
    if found is None:
        pytest.skip(f"{tool} is not installed; .ci/run does it")
    return found


@pytest.fixture
def project(root: Path, trust: Trust, monkeypatch: pytest.MonkeyPatch) -> Callable[[Files], Path]:
    """Write files into a repository that is trusted afterwards. Its ``node_modules`` are those of the pinned tools."""
    monkeypatch.setenv("CARGO_TARGET_DIR", str(root.parent / "target"))
    monkeypatch.setenv("GOTOOLCHAIN", "local")

    def make(files: Files) -> Path:
        if (root / ".git").is_dir() and not (root / ".git" / "HEAD").exists():
            (root / ".git").rmdir()
            subprocess.run(["git", "init", "-q"], cwd=root, check=True, timeout=60)
        for path, text in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text)
        if MODULES.is_dir() and not os.path.lexists(root / "node_modules"):
            (root / "node_modules").symlink_to(MODULES)
        trust.grant()
        return root

    return make


@pytest.fixture
def one_check(make: Callable[..., Checks], root: Path) -> OneCheck:
    """A function that puts a file of the project through one check alone, and gives the check's result."""

    def of(name: str, servers: Servers | None = None) -> Callable[..., CheckResult]:
        off = dict.fromkeys(("secrets", "syntax", "security", "suppressions", "protected"), False)
        pipeline = make(checks={**off, name: True}, servers=servers)

        def check(path: str, content: str | None = None) -> CheckResult:
            given = None if content is None else {str(root / path): content.encode()}
            verdict = pipeline.check_files([root / path], contents=given)
            (found,) = [result for result in verdict.results if result.check == name]
            return found

        return check

    return of


@pytest.fixture
def servers() -> Iterator[Servers]:
    made = Servers()
    yield made
    made.close()
