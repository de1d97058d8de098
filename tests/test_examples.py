"""The example that `make run` runs: its copy is of real files, and its plan is one that Kaptar reads."""

import subprocess
import sys
from pathlib import Path

from kaptar.jobs.kinds import KINDS
from kaptar.jobs.plan import load_plan

EXAMPLES = Path(__file__).parents[1] / "examples"


def copy(package: str, target: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(EXAMPLES / "sample.py"), package, str(target)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


def test_sources_are_copied_again_and_again(tmp_path: Path) -> None:
    target = tmp_path / "sample"
    for _ in range(2):
        done = copy("click", target)
        assert done.returncode == 0, done.stderr
        copied = {path.name for path in target.rglob("*.py")}
        assert {"core.py", "parser.py"} <= copied
        (target / "click" / "stale.py").touch()
    assert "stale.py" not in copied


def test_a_folder_that_is_no_copy_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "precious.txt").touch()
    done = copy("click", tmp_path)
    assert (done.returncode, "is not a copy" in done.stderr) == (1, True)
    assert [path.name for path in tmp_path.iterdir()] == ["precious.txt"]


def test_a_package_that_is_not_installed(tmp_path: Path) -> None:
    done = copy("no_such_package", tmp_path / "sample")
    assert (done.returncode, "is installed" in done.stderr) == (1, True)


def test_the_plan_uses_every_kind(tmp_path: Path) -> None:
    plan = load_plan(EXAMPLES / "sample.toml", KINDS, tmp_path)
    assert {task.kind for task in plan.tasks} == set(KINDS)
