"""Findings of tools that were there before an edit: a tool that takes a text is asked about the content before too."""

import subprocess
from pathlib import Path

import pytest
from tests.checks.conftest import Checks, Make, event, result

from kaptar.checks.event import FileChange
from kaptar.checks.verdict import CheckResult, Verdict
from kaptar.repository.trust import Trust

OLD = "import os\n\nx = (1)\ny: int = 'text'\n"


@pytest.fixture
def project(root: Path, trust: Trust) -> Path:
    """A trusted project whose last commit has a finding of each tool in ``a.py``."""
    (root / ".git").rmdir()
    (root / "pyproject.toml").write_text('[tool.mypy]\nstrict = true\n[tool.ruff.lint]\nselect = ["F"]\n')
    (root / "a.py").write_text(OLD)
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qm", "start")
    trust.grant()
    return root


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True, timeout=60)


def only(make: Make, name: str, **settings: object) -> Checks:
    off = dict.fromkeys(("secrets", "syntax", "security", "suppressions", "protected"), False)
    return make(checks={**off, name: True}, **settings)


def counted(verdict: Verdict, name: str) -> tuple[list[tuple[str, int]], int]:
    found: CheckResult = result(verdict, name)
    return [(each.rule, each.line) for each in found.findings], found.known


def after(checks: Checks, file: Path) -> Verdict:
    return checks.check_event(event(FileChange(str(file))), 60)


def test_an_old_finding_of_a_linter_is_known_and_a_new_one_is_not(make: Make, project: Path) -> None:
    file, checks = project / "a.py", only(make, "lint")
    file.write_text("import sys\n" + OLD)
    assert counted(after(checks, file), "lint") == ([("lint/F401", 1)], 1)
    assert counted(checks.check_files([file], since="HEAD"), "lint") == ([("lint/F401", 1)], 1)
    git(project, "add", ".")
    assert counted(checks.check_files([file], staged=True), "lint") == ([("lint/F401", 1)], 1)
    assert counted(checks.check_files([file]), "lint") == ([("lint/F401", 1), ("lint/F401", 2)], 0)
    file.write_text("z = 1\n" + OLD)
    assert counted(after(checks, file), "lint") == ([], 1)


def test_a_file_that_was_not_formatted_stays_so_without_a_word(make: Make, project: Path) -> None:
    file, checks = project / "a.py", only(make, "format")
    file.write_text("z  =  1\n" + OLD)
    assert counted(after(checks, file), "format") == ([], 1)
    (project / "new.py").write_text("z  =  1\n")
    assert counted(after(checks, project / "new.py"), "format") == ([("format/differs", 1)], 0)


def test_an_old_error_of_types_is_known(make: Make, project: Path) -> None:
    file, checks = project / "a.py", only(make, "types")
    file.write_text("z: int = 'text'\n" + OLD)
    assert counted(checks.check_files([file], since="HEAD"), "types") == ([("types/assignment", 1)], 1)


@pytest.mark.parametrize("then", ["echo oops >&2; exit 2", "sleep 60"])
def test_where_the_tool_does_not_answer_about_the_past_all_counts(then: str, make: Make, project: Path) -> None:
    tool = project / ".venv" / "bin" / "ruff"
    tool.parent.mkdir(parents=True)
    place = '{"row":1,"column":1}'
    found = f'[{{"code":"F1","message":"m","location":{place},"end_location":{place}}}]'
    tool.write_text(f"#!/bin/sh\nif grep -q new; then echo '{found}'; else {then}; fi\n")
    tool.chmod(0o755)
    (project / "a.py").write_text("new = 1\n")
    assert counted(after(only(make, "lint", tool_timeout_ms=2000), project / "a.py"), "lint") == ([("lint/F1", 1)], 0)
