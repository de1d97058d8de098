"""A repository that an agent makes, or goes to, takes nothing back of what is said of a file."""

import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.checks.conftest import event, rules
from tests.waiting import wait_until

from kaptar.api.programs import Runtime
from kaptar.checks.adding import Said, told
from kaptar.checks.check import Check, CheckContext, Example, Ran
from kaptar.checks.checker import Checker
from kaptar.checks.event import FileChange
from kaptar.checks.finding import Finding, Severity
from kaptar.checks.guarding import verdict_by_names
from kaptar.checks.registry import GUARDS
from kaptar.checks.snapshot import Snapshot
from kaptar.checks.verdict import CheckResult, Verdict
from kaptar.checks.worktrees import Worktrees
from kaptar.config.load import load_config
from kaptar.config.watched import ConfigSource

SECRET = b'KEY = "ghp_' + b'a8Kd02LqPz71XvBn4TgRw65YcMsE39HuJfQo"\n'
PROTECTED = '[hooks]\nprotected = ["secure/**"]\n'
OFF = "[hooks.checks]\nsecrets = false\nprotected = false\n"


def repository(folder: Path, settings: str = "") -> Path:
    subprocess.run(["git", "init", "-q", str(folder)], check=True, timeout=60)
    (folder / "kaptar.toml").write_text(settings)
    return folder.resolve()


def worktrees(home: Path) -> Worktrees:
    return Worktrees(home, lambda root: ConfigSource((), lambda: load_config(root, {})))


@pytest.fixture
def checker(runtime: Runtime) -> Iterator[Checker]:
    checker = Checker(runtime, guests_on=load_config().wasm.enabled)
    yield checker
    checker.close()


def by_names(home: Path, file: Path, cwd: Path) -> Verdict:
    known = worktrees(home)
    asked = event(FileChange(str(file), content=b"x = 1\n"), phase="before")
    return verdict_by_names(GUARDS.values(), asked, lambda path: known.of(path, str(cwd)))


@pytest.mark.parametrize("cwd", ["outer", "outer/secure", "other", "nowhere"])
@pytest.mark.parametrize("home", ["outer", "outer/secure", "other", "nowhere"])
def test_wherever_an_agent_stands_all_repositories_around_a_file_protect_it(home: str, cwd: str, tmp_path: Path) -> None:
    outer = repository(tmp_path / "outer", PROTECTED)
    inner = repository(outer / "secure", "[hooks.checks]\nprotected = false\n")
    repository(tmp_path / "other")
    (tmp_path / "nowhere").mkdir()
    assert by_names((tmp_path / home).resolve(), inner / "x.py", tmp_path / cwd).outcome == "block"
    assert by_names((tmp_path / home).resolve(), outer / "y.py", tmp_path / cwd).outcome == "pass"


@pytest.mark.parametrize("home", ["outer", "outer/inner"])
def test_a_nested_repository_adds_what_it_protects(home: str, tmp_path: Path) -> None:
    outer = repository(tmp_path / "outer")
    inner = repository(outer / "inner", PROTECTED)
    assert by_names((tmp_path / home).resolve(), inner / "secure/x.py", inner).outcome == "block"
    assert by_names((tmp_path / home).resolve(), outer / "secure/x.py", inner).outcome == "pass"


@pytest.mark.parametrize("name", ["outer/inner", "other"])
def test_a_check_that_a_nested_or_foreign_repository_switches_off_runs_and_says_each_thing_once(
    name: str, tmp_path: Path, checker: Checker
) -> None:
    outer = repository(tmp_path / "outer")
    off = repository(tmp_path / name, OFF)
    for home, cwd in ((outer, outer), (outer, off), (off, outer)):
        known = worktrees(home)
        change = FileChange(str(off / "x.py"), content=SECRET)
        verdict = checker.check_event(event(change, phase="before"), lambda path, k=known, c=cwd: k.of(path, str(c)), 30)
        assert (verdict.outcome, rules(verdict)) == ("block", ["secrets/github-token"])


def test_what_was_there_before_an_edit_is_new_to_no_repository(tmp_path: Path, checker: Checker) -> None:
    outer = repository(tmp_path / "outer", "[hooks.limits]\n")
    inner = repository(outer / "inner", '[hooks]\nskip = ["vendor/**"]\n')
    file, known = inner / "x.py", worktrees(outer)
    file.write_bytes(SECRET)
    for phase, content in (("before", SECRET + b"x = 1\n"), ("after", None)):
        change = FileChange(str(file), content=content)
        verdict = checker.check_event(event(change, phase=phase), lambda path: known.of(path, str(outer)), 30)  # type: ignore[arg-type]
        assert (verdict.outcome, rules(verdict)) == ("pass", [])
        file.write_bytes(SECRET + b"x = 1\n")


def test_another_worktree_of_the_same_repository_has_its_own_settings(tmp_path: Path) -> None:
    home = repository(tmp_path / "home", PROTECTED)
    git = ("git", "-c", "user.name=a", "-c", "user.email=a@example.com")
    subprocess.run([*git, "commit", "-qm", "a", "--allow-empty"], cwd=home, check=True, timeout=60)
    subprocess.run([*git, "worktree", "add", "-q", "secure"], cwd=home, check=True, timeout=60)
    assert by_names(home, home / "secure/x.py", home).outcome == "pass"
    assert by_names(home, home / "secure/secure/x.py", home).outcome == "pass"


def test_settings_that_say_the_same_judge_once(tmp_path: Path) -> None:
    outer = repository(tmp_path / "outer")
    inner, other = repository(outer / "inner"), repository(tmp_path / "other")
    for home, file in ((inner, inner), (outer, other), (outer, outer)):
        assert worktrees(home).of(str(file / "x.py"), str(home)).beside == ()
    assert [each.root for each in worktrees(inner).of(str(inner / "vendor/x.py"), str(inner)).beside] == [outer]
    both = worktrees(inner).of(str(inner / "x.py"), str(inner)).own_places
    assert {str(inner / ".git"), str(outer / ".git")} <= set(both)


def found(root: str, severity: Severity, blocks_from: Severity, *, beside: bool) -> Said:
    finding = Finding(check="c", rule="c/r", path="a.py", line=1, column=1, severity=severity, message="m")
    result = CheckResult(check="c", path="a.py", state="findings", findings=(finding,))
    return Said(result, Path(root), blocks_from, beside)


def test_a_later_judge_is_heard_where_it_is_stricter() -> None:
    first, same = (found("/r", "warning", "error", beside=beside) for beside in (False, True))
    assert len(told([first, same])) == 1
    for stricter in (found("/r", "error", "error", beside=True), found("/r", "warning", "warning", beside=True)):
        assert len(told([first, stricter])) == 2
    elsewhere = found("/q", "warning", "error", beside=True)
    assert [each.result.path for each in told([first, elsewhere], Path("/r"))] == ["a.py", "/q/a.py"]
    missed = CheckResult(check="c", path="a.py", state="not_run", reason="late")
    assert len(told([first, Said(missed, Path("/r"), "error", beside=True), Said(missed, Path("/r"), "error", beside=True)])) == 2


def test_settings_of_the_session_take_no_late_result_of_the_file_away(tmp_path: Path, runtime: Runtime) -> None:
    home = repository(tmp_path / "home", '[hooks]\nskip = ["apart/**"]\n')
    other = repository(tmp_path / "other")
    known, go = worktrees(home), threading.Event()

    def slow(_snapshot: Snapshot, context: CheckContext) -> Ran:
        go.wait(30)
        word = "home" if "apart/**" in context.settings.hooks.skip else "other"
        return Ran((Finding(check="syntax", rule=f"syntax/{word}", path="", line=1, column=1, severity="error", message="m"),))

    python = frozenset({"python"})
    own = Check("syntax", "a test's own", slow, Example("a.py", b"", b""), cost="slow", default=True, languages=python)
    held = Checker(runtime, checks={own.name: own})

    def rules_after(name: str) -> list[str]:
        change = FileChange(str(other / name), content=b"x")
        return rules(held.check_event(event(change), lambda path: known.of(path, str(home)), 5))

    assert rules_after("a.py") == []
    go.set()
    seen: list[str] = []
    wait_until(lambda: seen.extend(rules_after("b.txt")) or len(seen) == 2, "both answers")
    assert sorted(seen) == ["syntax/home", "syntax/other"]
    held.close()
