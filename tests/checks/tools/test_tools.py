"""Checks that run the project's tools, with the tools that the development environment has: ruff, mypy, pytest, git."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
from tests.checks.conftest import Checks, Make, event, result, rules

from kaptar.checks.check import Check
from kaptar.checks.event import FileChange
from kaptar.checks.fix import Fixed
from kaptar.checks.proof.changed_lines import changed_lines
from kaptar.checks.proof.coverage import judge
from kaptar.checks.proof.runners.suite import LineCoverage
from kaptar.checks.registry import CHECKS
from kaptar.checks.snapshot import Skipped
from kaptar.checks.tools import tool
from kaptar.repository.steering import Late, Limit
from kaptar.repository.trust import Trust

TOOLS = [CHECKS[name] for name in ("format", "lint", "types", "tests", "tdd")]


@pytest.fixture
def project(root: Path, trust: Trust) -> Path:
    """A trusted project under git."""
    (root / ".git").rmdir()
    (root / "pyproject.toml").write_text("[tool.mypy]\nstrict = true\n")
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


@pytest.mark.parametrize("check", TOOLS, ids=lambda check: check.name)
def test_the_example_of_a_tool_s_check_is_true(check: Check, make: Make, project: Path) -> None:
    pipeline = only(make, check.name)
    file = project / check.example.path
    for content, state in ((check.example.bad, "findings"), (check.example.good, "passed")):
        file.write_bytes(content)
        if state == "passed" and check.name == "tdd":
            git(project, "add", ".")
            git(project, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qm", "no change is left")
        found = result(pipeline.check_files([file]), check.name)
        assert (found.state, found.reason) == (state, "")
        assert all(f.check == check.name and f.rule.startswith(f"{check.name}/") for f in found.findings)


@pytest.mark.parametrize("check", TOOLS, ids=lambda check: check.name)
def test_without_trust_no_tool_runs(check: Check, make: Make, project: Path, trust: Trust) -> None:
    (project / check.example.path).write_bytes(check.example.bad)
    (project / "ruff.toml").write_text("")
    trust.revoke()
    found = result(only(make, check.name).check_files([project / check.example.path]), check.name)
    assert (found.state, found.due) == ("not_run", True)
    assert found.reason.startswith("untrusted")
    assert "kaptar trust" in found.remedy


def test_a_tool_that_is_missing_is_not_run(make: Make, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kaptar.checks.tools.tool.find_tool", lambda *_: None)
    (project / "a.py").write_text("import os\n")
    found = result(only(make, "lint").check_files([project / "a.py"]), "lint")
    assert (found.state, found.due, found.reason) == ("not_run", True, "ruff is not installed")


def test_a_tool_that_hangs_is_ended_and_one_that_fails_is_broken(make: Make, project: Path, trust: Trust) -> None:
    tool = project / ".venv" / "bin" / "ruff"
    tool.parent.mkdir(parents=True)
    for script, state, said in (("sleep 60", "not_run", "time out"), ("echo oops >&2; exit 2", "broke", "oops")):
        tool.write_text(f"#!/bin/sh\n{script}\n")
        tool.chmod(0o755)
        (project / "a.py").write_text("import os\n")
        found = result(only(make, "lint", tool_timeout_ms=500).check_files([project / "a.py"]), "lint")
        assert (found.state, said in found.reason, found.timed_out) == (state, True, state == "not_run")


@pytest.mark.parametrize("script", ["echo 'ImportError while loading conftest' >&2; exit 4", "exit 0"])
def test_tests_that_do_not_run_are_a_finding(script: str, make: Make, project: Path) -> None:
    """An edit can break what loads the tests: that no test says anything must not look like success."""
    tool = project / ".venv" / "bin" / "pytest"
    tool.parent.mkdir(parents=True)
    tool.write_text(f"#!/bin/sh\n{script}\n")
    tool.chmod(0o755)
    (project / "area.py").write_text("x = 1\n")
    (project / "test_area.py").write_text("import area\n")
    verdict = only(make, "tests").check_files([project / "area.py"])
    assert (verdict.outcome, rules(verdict)) == ("warn", ["tests/none-ran"])
    assert verdict.findings[0].path == "area.py"
    assert ("ImportError while loading conftest" in verdict.findings[0].message) == ("ImportError" in script)


def test_a_test_that_fails_without_a_reason_says_so(make: Make, project: Path) -> None:
    tool = project / ".venv" / "bin" / "pytest"
    tool.parent.mkdir(parents=True)
    xml = '<testsuite><testcase name="t"><failure/></testcase></testsuite>'
    find = 'for word; do case "$word" in --junit*=*) out="${word#*=}";; esac; done'
    tool.write_text(f"#!/bin/sh\n{find}\necho '{xml}' > \"$out\"\nexit 1\n")
    tool.chmod(0o755)
    (project / "test_area.py").write_text("x = 1\n")
    (found,) = result(only(make, "tests").check_files([project / "test_area.py"]), "tests").findings
    assert found.message == "t fails, and its runner gives no reason"


def test_javascript_tests_of_a_runner_that_is_not_known_are_missed(make: Make, project: Path) -> None:
    (project / "package.json").write_text('{"scripts": {"test": "mocha"}}')
    (project / "a.ts").write_text("export let a = 1\n")
    (project / "a.test.ts").write_text("import { a } from './a'\n")
    (project / "b.ts").write_text("export let b = 1\n")
    due = {name: result(only(make, "tests").check_files([project / name]), "tests").due for name in ("a.ts", "a.test.ts", "b.ts")}
    assert due == {"a.ts": True, "a.test.ts": True, "b.ts": False}


def test_a_project_without_a_linter_or_type_checker_owes_nothing(make: Make, project: Path) -> None:
    (project / "a.ts").write_text("let a = 1\n")
    for name in ("lint", "types", "tests"):
        found = result(only(make, name).check_files([project / "a.ts"]), name)
        assert (found.state, found.due) == ("not_run", False)


def test_the_linter_s_answer_is_kept_until_its_configuration_changes(make: Make, project: Path, trust: Trust) -> None:
    file = project / "a.py"
    file.write_text("import os\n")
    pipeline = only(make, "lint")
    assert rules(pipeline.check_files([file])) == ["lint/F401"]
    assert result(pipeline.check_files([file]), "lint").cached
    (project / "ruff.toml").write_text('lint.ignore = ["F401"]\n')
    trust.grant()
    again = result(pipeline.check_files([file]), "lint")
    assert (again.cached, again.state) == (False, "passed")


def test_staged_content_is_linted_and_not_the_work_tree(make: Make, project: Path) -> None:
    file = project / "a.py"
    file.write_text("x = 1\n")
    pipeline = only(make, "lint")
    verdict = pipeline.check_files([file], contents={str(file): b"import os\n"})
    assert rules(verdict) == ["lint/F401"]
    other = result(only(make, "tests").check_files([file], contents={str(file): b"y = 2\n"}), "tests")
    assert (other.state, other.due) == ("not_run", True)


def test_mypy_looks_at_content_that_the_disk_does_not_hold(make: Make, project: Path) -> None:
    file = project / "a.py"
    file.write_text("x = 1\n")
    pipeline = only(make, "types")
    assert rules(pipeline.check_files([file], contents={str(file): b'x: int = "a"\n'})) == ["types/assignment"]
    assert result(pipeline.check_files([file]), "types").state == "passed"
    assert sorted(path.name for path in project.iterdir() if "mypy" in path.name) == [".mypy_cache"]


def test_fix_writes_what_the_formatter_says_and_keeps_the_mode(make: Make, project: Path) -> None:
    file = project / "a.py"
    file.write_text("x  =  1\n")
    file.chmod(0o755)
    pipeline = make()
    assert pipeline.fix_files([file]) == {"a.py": "format of ruff"}
    assert (file.read_text(), file.stat().st_mode & 0o777) == ("x = 1\n", 0o755)
    assert pipeline.fix_files([file]) == {"a.py": ""}
    assert isinstance(pipeline.fix_files([project / "gone.py"])["gone.py"], Skipped)


def test_fix_applies_the_linter_s_safe_fixes(make: Make, project: Path) -> None:
    file = project / "a.py"
    file.write_text("import os\n\n\ndef f(x):\n    return  x == None\n")
    assert make().fix_files([file]) == {"a.py": "fixes of ruff format of ruff"}
    assert file.read_text() == "def f(x):\n    return x == None\n"  # `x is None` is a fix that ruff calls unsafe
    (project / "ruff.toml").write_text("unsafe-fixes = true\n")
    Trust(project, project.parent / "trust").grant()
    assert make().fix_files([file]) == {"a.py": ""}


def test_a_linter_that_did_not_run_makes_no_formatted_file_unfixed(
    make: Make, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = project / "a.py"
    monkeypatch.setattr("kaptar.checks.fix.lint_fixed", lambda _snapshot, _context: Skipped("no linter"))
    checks = make()
    for content, by in (("x  =  1\n", ("format of ruff",)), ("x = 1\n", ())):
        file.write_text(content)
        done = checks.checker.fix_files([str(file)], lambda _path: checks.settings)["a.py"]
        assert isinstance(done, Fixed)
        assert (done.by, done.told) == (by, ("not done: no linter",))


@pytest.mark.parametrize("broken", ["def f(:\n", "x = 2\n"])
def test_what_a_tool_breaks_is_not_written(make: Make, project: Path, monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    """A linter's fix that does not parse any more, and a formatter's text that says something else."""
    file = project / "a.py"
    file.write_text("x = 1\n")
    real = tool.execute

    def broken_tool(command: list[str], *args: Any, **options: Any) -> Any:
        done = real(command, *args, **options)
        breaks = ("check" in command) == broken.startswith("def")
        return done._replace(out=broken.encode()) if breaks else done

    monkeypatch.setattr(tool, "execute", broken_tool)
    checks = make()
    outcome = checks.checker.fix_files([str(file)], lambda _path: checks.settings)["a.py"]
    if broken.startswith("def"):  # the formatter has nothing to do
        assert isinstance(outcome, Fixed)
        assert (outcome.by, "parse errors of 0" in outcome.told[0]) == ((), True)
    else:
        assert isinstance(outcome, Skipped)
        assert "ruff would change what the file says: " in outcome.reason
    assert file.read_text() == "x = 1\n"


def test_tests_are_found_by_name_and_by_imports(make: Make, project: Path) -> None:
    package = project / "src" / "shop"
    package.mkdir(parents=True)
    (project / "tests").mkdir()
    (package / "__init__.py").write_text("")
    (package / "price.py").write_text("def net(x):\n    return x\n")
    (package / "cart.py").write_text("from . import price\n\n\ndef total(xs):\n    return sum(price.net(x) for x in xs)\n")
    head = f"import sys\nsys.path.insert(0, {str(project / 'src')!r})\n"
    (project / "tests" / "test_checkout.py").write_text(
        f"{head}from shop.cart import total\n\n\ndef test_total():\n    assert total([1, 2]) == 4\n"
    )
    verdict = only(make, "tests").check_files([package / "price.py"])
    (finding,) = verdict.findings
    assert (finding.path, finding.line > 0, finding.rule) == ("tests/test_checkout.py", True, "tests/failed")
    (package / "alone.py").write_text("")
    found = result(only(make, "tests").check_files([package / "alone.py"]), "tests")
    assert (found.state, found.due) == ("not_run", False)


def test_a_change_is_proved_by_a_test_that_fails_without_it(make: Make, project: Path) -> None:
    source, test = project / "area.py", project / "test_area.py"
    source.write_text("def area(w, h):\n    return w + h\n")
    test.write_text("from area import area\n\n\ndef test_area():\n    assert area(2, 2) == 4\n")
    git(project, "add", ".")
    git(project, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qm", "wrong")
    source.write_text("def area(w, h):\n    return w * h\n")
    pipeline = only(make, "tdd")
    assert rules(pipeline.check_files([source])) == ["tdd/no-proof"]
    test.write_text("from area import area\n\n\ndef test_area():\n    assert area(2, 3) == 6\n")
    assert result(pipeline.check_files([source]), "tdd").state == "passed"


def test_lines_that_changed(project: Path) -> None:
    file = project / "a.py"
    file.write_text("1\n2\n3\n")
    assert changed_lines(file, project, 30) == {1, 2, 3, 4}
    git(project, "add", ".")
    git(project, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qm", "a")
    assert changed_lines(file, project, 30) == frozenset()
    file.write_text("1\ntwo\n3\n4\n")
    assert changed_lines(file, project, 30) == {2, 4}


def test_coverage_judges_changed_lines_alone() -> None:
    measured = LineCoverage(frozenset({1, 2, 3}), frozenset({4, 5, 6}))
    assert judge(measured, frozenset({1, 2, 3}), 80) == ()
    assert judge(measured, frozenset({7}), 80) == ()
    (finding,) = judge(measured, frozenset({3, 4}), 80)
    assert finding.line == 4
    assert "50 %" in finding.message


def test_a_check_of_an_edit_runs_the_linter_within_the_deadline(make: Make, project: Path) -> None:
    (project / "a.py").write_text("import os\n")
    verdict = only(make, "lint").check_event(event(FileChange(str(project / "a.py"))), 30)
    assert rules(verdict) == ["lint/F401"]


def test_no_tool_runs_over_a_file_beside_code_that_nobody_was_asked_about(make: Make, project: Path) -> None:
    folder = project / "build"
    folder.mkdir()
    (folder / "a.py").write_text("import os\n")
    assert result(only(make, "lint").check_files([folder / "a.py"]), "lint").state == "findings"
    (folder / "ruff.toml").write_text("")
    found = result(only(make, "lint").check_files([folder / "a.py"]), "lint")
    assert (found.state, found.reason) == ("not_run", "untrusted: in a folder that git does not track: build/ruff.toml")


def test_a_look_at_trust_that_takes_too_long_is_a_time_out(make: Make, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def late(self: Trust, file: Path | None = None, limit: Limit | None = None) -> str:
        raise Late("not in time")

    (project / "a.py").write_text("import os\n")
    monkeypatch.setattr(Trust, "problem", late)
    found = result(only(make, "lint").check_files([project / "a.py"]), "lint")
    assert (found.state, found.timed_out) == ("not_run", True)
