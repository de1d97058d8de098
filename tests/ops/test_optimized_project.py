"""The tests of a small project pass after its files were rewritten, at every level."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kaptar.ops.syntax_types import Optimized

PROJECT = Path(__file__).parent / "project"
FILES = {"money.mjs": "mjs", "shapes.cjs": "cjs", "registry.mjs": "mjs"}

pytestmark = [
    pytest.mark.guest,
    pytest.mark.skipif(shutil.which("node") is None, reason="not run: Node is not installed"),
]


def passed(folder: Path) -> int:
    done = subprocess.run(
        ["node", "--test", "--test-reporter=tap", "all.test.mjs"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found = re.search(r"^# pass (\d+)$", done.stdout, re.MULTILINE)
    assert found is not None
    return int(found[1])


def rewritten(asked: Callable[..., Any], folder: Path, level: str) -> dict[str, Optimized]:
    answers: dict[str, Optimized] = {}
    for name, dialect in FILES.items():
        answer = asked("guest", "syntax.optimize", (folder / name).read_bytes(), dialect, level)
        assert answer.status != "refused", answer.reason
        if answer.status == "changed":
            (folder / name).write_bytes(answer.output)
        answers[name] = answer
    return answers


@pytest.mark.parametrize("level", ["safe", "default", "aggressive"])
def test_the_tests_pass_after_the_rewriting(asked: Callable[..., Any], tmp_path: Path, level: str) -> None:
    folder = tmp_path / "project"
    shutil.copytree(PROJECT, folder)
    before = passed(folder)
    answers = rewritten(asked, folder, level)
    assert answers["money.mjs"].status == answers["shapes.cjs"].status == "changed"
    assert answers["registry.mjs"].status == "unchanged"
    assert passed(folder) == before == 4
    assert b"// one amount a line" in (folder / "money.mjs").read_bytes(), "comments stay"
    assert b'import "./registry.mjs";' in (folder / "money.mjs").read_bytes(), "a bare import stays"
    assert (b"writeFileSync" in (folder / "money.mjs").read_bytes()) == (level == "safe")
    assert b"return 86400; // seconds" in (folder / "shapes.cjs").read_bytes()
    again = rewritten(asked, folder, level)
    assert {a.status for a in again.values()} == {"unchanged"}
