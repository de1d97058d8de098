"""Old findings of real linters: those that read files alone are asked about a copy of the content before."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.checks.conftest import Make, event, result

from kaptar.checks.event import FileChange

from .conftest import Files, need

pytestmark = [pytest.mark.tools, pytest.mark.slow]
OLD = "export const a = 1;\ndebugger;\n"
CASES: dict[str, Files] = {
    "oxlint": {".oxlintrc.json": '{"rules": {"no-debugger": "error"}}'},
    "biome": {"biome.json": "{}"},
    "eslint": {"eslint.config.mjs": 'export default [{rules: {"no-debugger": "error"}}];\n'},
}


def commit(root: Path) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    for words in (("add", "src"), (*who, "commit", "-qm", "m")):
        subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, timeout=60)


@pytest.mark.parametrize("linter", sorted(CASES))
def test_an_old_finding_is_known_and_a_second_one_is_not(linter: str, project: Callable[[Files], Path], make: Make) -> None:
    need(linter)
    root = project({**CASES[linter], "src/a.js": OLD})
    commit(root)
    off = dict.fromkeys(("secrets", "syntax", "security", "suppressions", "protected"), False)
    checks = make(checks={**off, "lint": True})
    for content, new, known in (("// x\n" + OLD, [], 1), (OLD + "\ndebugger ;\n", [4], 1)):
        (root / "src" / "a.js").write_text(content)
        found = result(checks.check_event(event(FileChange(str(root / "src" / "a.js"))), 60), "lint")
        assert found.reason == ""
        assert ([each.line for each in found.findings], found.known) == (new, known)
