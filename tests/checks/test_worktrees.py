"""Each file is judged by the settings of the worktree that it lies in; all worktrees share workers and answers."""

import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.checks.conftest import event, result, rules

import kaptar
from kaptar.api.programs import Runtime
from kaptar.checks.baseline import entries_of, text_of
from kaptar.checks.checker import Checker
from kaptar.checks.event import FileChange
from kaptar.checks.settings import require_newest
from kaptar.checks.worktrees import Worktrees, fixed
from kaptar.config.load import config_files, load_config
from kaptar.config.sections import Config
from kaptar.config.watched import ConfigSource
from kaptar.errors import ConfigError

TOKEN = "ghp_" + "a8Kd02LqPz71XvBn4TgRw65YcMsE39HuJfQo"
GIT = ("git", "-c", "user.name=a", "-c", "user.email=a@example.com")
PROTECTED = '[hooks]\nprotected = ["m/**"]\n'


def git(folder: Path, *words: str) -> None:
    subprocess.run([*GIT, *words], cwd=folder, check=True, capture_output=True, timeout=60)


def source(root: Path) -> ConfigSource:
    return ConfigSource(config_files(root, env={}), lambda: load_config(root, env={}))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A repository with one commit."""
    folder = (tmp_path / "home").resolve()
    folder.mkdir()
    git(folder, "init", "-q")
    git(folder, "commit", "-qm", "a", "--allow-empty")
    return folder


def linked(home: Path, name: str, settings: str = "") -> Path:
    """Another worktree, by its path from the first one."""
    git(home, "worktree", "add", "-q", name)
    root = (home / name).resolve()
    (root / "kaptar.toml").write_text(settings)
    return root


@pytest.fixture
def checker(runtime: Runtime) -> Iterator[Checker]:
    checker = Checker(runtime, guests_on=load_config().wasm.enabled)
    yield checker
    checker.close()


def test_files_of_two_worktrees_in_one_event_are_each_judged_by_their_own(home: Path, checker: Checker) -> None:
    other = linked(home, "../other", PROTECTED)
    worktrees = Worktrees(home, source)
    files = [FileChange(str(root / "m" / "1.sql"), content=b"x\n") for root in (home, other)]
    verdict = checker.check_event(event(*files, phase="before"), worktrees.of, 30)
    assert [(r.path, r.state) for r in verdict.results if r.check == "protected"] == [
        ("m/1.sql", "passed"),
        (f"{other}/m/1.sql", "findings"),
    ]
    assert verdict.outcome == "block"


def test_what_blocks_is_said_by_the_files_own_worktree(home: Path, checker: Checker) -> None:
    other = linked(home, "../other", '[hooks.severity]\nsecrets = "warning"\n')
    worktrees = Worktrees(home, source)

    def outcome(root: Path) -> str:
        change = FileChange(str(root / "a.txt"), content=f"T = '{TOKEN}'\n".encode())
        return checker.check_event(event(change), worktrees.of, 30).outcome

    assert (outcome(home), outcome(other)) == ("block", "warn")


def test_paths_and_staged_content_are_of_the_files_own_worktree(home: Path, checker: Checker) -> None:
    other = linked(home, "../other")
    worktrees = Worktrees(home, source)
    (other / "a.txt").write_text(f"T = '{TOKEN}'\n")
    verdict = checker.check_files([str(other / "a.txt")], worktrees.of)
    assert [(f.path, f.rule) for f in verdict.findings] == [("a.txt", "secrets/github-token")]
    git(other, "add", "a.txt")
    (other / "a.txt").write_text("")
    assert rules(checker.check_files([str(other / "a.txt")], worktrees.of, staged=True)) == ["secrets/github-token"]


def test_a_worktree_inside_of_another_is_its_own_and_a_foreign_repository_is_not(home: Path) -> None:
    inside = linked(home, ".worktrees/inside", PROTECTED)
    foreign = home / "vendored"
    foreign.mkdir()
    git(foreign, "init", "-q")
    (foreign / "kaptar.toml").write_text("[hooks.checks]\nprotected = false\n")
    worktrees = Worktrees(home, source)
    assert worktrees.of(str(inside / "deep" / "a.py")).root == inside
    assert worktrees.of(str(foreign / "a.py")).root == home
    assert "protected" in worktrees.of(str(foreign / "a.py")).on


def test_a_file_outside_has_the_settings_of_the_clients_folder(home: Path, tmp_path: Path) -> None:
    other = linked(home, "../other", PROTECTED)
    worktrees = Worktrees(home, source)
    outside = str(tmp_path / "a.py")
    assert worktrees.of(outside).root == home
    assert worktrees.of(outside, str(other)).root == other
    assert worktrees.of(outside, "a\0b").root == home


def test_from_a_home_in_no_repository_each_file_has_its_own_repository(home: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (home / "kaptar.toml").write_text(PROTECTED)
    worktrees = Worktrees(elsewhere, source)
    assert worktrees.of(str(home / "m" / "1.sql")).hooks.protected == ("m/**",)
    assert worktrees.of(str(elsewhere / "a.py")).root == elsewhere


def test_changed_settings_hold_at_once_and_only_in_their_worktree(home: Path) -> None:
    other = linked(home, "../other")
    worktrees = Worktrees(home, source)
    file = str(other / "a.py")
    before = worktrees.of(file)
    assert worktrees.of(file) == before
    (other / "kaptar.toml").write_text(PROTECTED)
    assert worktrees.of(file).hooks.protected == ("m/**",)
    assert worktrees.home().hooks.protected == ()
    assert worktrees.of(file).trust is before.trust


def test_a_baseline_that_changes_is_seen_by_the_next_event_under_any_name(home: Path, checker: Checker) -> None:
    worktrees = Worktrees(home, source)
    (home / "a.txt").write_text(f"T = '{TOKEN}'\n")
    known = text_of(entries_of(checker.check_files([str(home / "a.txt")], worktrees.of).findings))

    def outcome() -> str:
        return checker.check_event(event(FileChange(str(home / "a.txt"))), worktrees.of, 30).outcome

    assert outcome() == "block"
    (home / "kaptar-baseline.jsonl").write_bytes(known)
    assert outcome() == "pass"
    (home / "kaptar.toml").write_text('[hooks]\nbaseline = "known"\n')
    assert outcome() == "block"
    (home / "known").write_bytes(known)
    assert outcome() == "pass"
    (home / "known").write_bytes(b"<<<<<<<")
    assert outcome() == "block"
    assert "known:1: no line of a baseline" in worktrees.problem()
    other = linked(home, "../other", "wrong = 1\n")
    (other / "a.txt").write_text(f"T = '{TOKEN}'\n")
    (home / "known").write_bytes(known)
    assert checker.check_event(event(FileChange(str(other / "a.txt"))), worktrees.of, 30).outcome == "block"


@pytest.mark.parametrize("wrong", ["[hooks", "[hooks.checks]\nnone_of_ours = true\n"])
def test_settings_that_were_never_good_are_the_homes_and_say_so(wrong: str, home: Path, checker: Checker) -> None:
    other = linked(home, "../other", wrong)
    (home / "kaptar.toml").write_text(PROTECTED)
    worktrees = Worktrees(home, source)
    settings = worktrees.of(str(other / "a.py"))
    assert (settings.root, settings.hooks.protected) == (other, ("m/**",))
    assert settings.problem == worktrees.problem() != ""
    with pytest.raises(ConfigError):
        require_newest(settings)
    verdict = checker.check_event(event(FileChange(str(other / "a.txt"), content=b"x\n")), worktrees.of, 30)
    assert (verdict.complete, result(verdict, "settings").reason) == (False, settings.problem)
    (other / "kaptar.toml").write_text("")
    assert worktrees.of(str(other / "a.py")).problem == ""


def test_a_hundred_worktrees_share_workers_and_answers(home: Path, checker: Checker) -> None:
    roots = [linked(home, f"../w{number}") for number in range(100)]
    worktrees = Worktrees(home, source)

    def check(root: Path) -> bool:
        change = FileChange(str(root / "a.js"), content=b"var a = 1;\n")
        verdict = checker.check_event(event(change, session=root.name), worktrees.of, 30)
        return result(verdict, "syntax").cached

    checker.check_event(event(FileChange(str(home / "a.js"), content=b"var a = 1;\n")), worktrees.of, 30)
    check(home)
    threads = threading.active_count()
    assert [check(root) for root in roots] == [True] * 100
    assert threading.active_count() == threads


def test_the_worktrees_that_are_kept_are_bounded(home: Path) -> None:
    loaded: list[str] = []

    def noted(root: Path) -> ConfigSource:
        loaded.append(root.name)
        return fixed(Config())(root)

    roots = [linked(home, f"../w{number}") for number in range(3)]
    worktrees = Worktrees(home, noted, most=2)
    for number in (0, 1, 0, 2, 0, 1):
        assert worktrees.of(str(roots[number] / "a.py")).root == roots[number]
    assert loaded == ["home", "w0", "w1", "w2", "w1"]


def guarded(worktrees: Worktrees, checker: Checker, file: Path, cwd: Path) -> str:
    """Why the guards stop an edit of a file by a client that stands in a folder; "" where they do not."""
    asked = event(FileChange(str(file), content=b"x\n"), phase="before")
    found = checker.check_names(asked, lambda path: worktrees.of(path, str(cwd)))
    return ", ".join(rules(found))


def test_places_of_the_session_are_protected_in_any_repository(home: Path, tmp_path: Path, checker: Checker) -> None:
    """The hooks and the git directory of the session's worktree may lie in another repository."""
    dot = (tmp_path / "dot").resolve()
    dot.mkdir()
    git(dot, "init", "-q")
    git(home, "config", "core.hooksPath", str(dot / "hooks"))
    other = (tmp_path / "other").resolve()
    git(tmp_path, "init", "-q", "--separate-git-dir", str(dot / "apart"), str(other))
    worktrees = Worktrees(home, source)
    assert guarded(worktrees, checker, dot / "hooks/pre-commit", home) == "protected/own-place"
    assert guarded(worktrees, checker, dot / "hooks/pre-commit", dot) == "protected/own-place"  # the home's, wherever it stands
    assert guarded(worktrees, checker, dot / "apart/config", other) == "protected/own-place"
    assert guarded(worktrees, checker, dot / "a.py", other) == ""


def test_kaptars_own_code_is_free_only_for_a_session_in_its_repository(home: Path, checker: Checker) -> None:
    code = Path(kaptar.__file__).resolve().parent
    if "site-packages" in code.parts:
        pytest.skip("this Kaptar is installed: nobody works on it")
    own = code.parents[1]
    assert guarded(Worktrees(own, source), checker, code / "errors.py", own) == ""
    assert guarded(Worktrees(home, source), checker, code / "errors.py", home) == "protected/own-place"
    assert guarded(Worktrees(home, source), checker, code / "errors.py", own) == "protected/own-place"
    assert guarded(Worktrees(own, source), checker, code / "errors.py", home) == "protected/own-place"


def test_settings_of_git_that_change_are_seen_by_the_next_event(home: Path, checker: Checker) -> None:
    worktrees = Worktrees(home, source)
    assert guarded(worktrees, checker, home / "tools/pre-commit", home) == ""
    git(home, "config", "core.hooksPath", "tools")
    assert guarded(worktrees, checker, home / "tools/pre-commit", home) == "protected/own-place"
