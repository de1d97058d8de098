"""git is run in one place, and nothing that a repository's configuration names runs along."""

import ast
import subprocess
from pathlib import Path

import pytest

from kaptar.repository import git as module
from kaptar.repository import git_environment
from kaptar.repository.git import git, hooks_folder, is_left_out, tracks, trusted_git
from kaptar.repository.process import Ended, Finished

SOURCE = Path(module.__file__).parents[1]


def made(folder: Path, *words: str) -> None:
    who = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True, timeout=60)


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    folder = tmp_path / "repo"
    folder.mkdir()
    made(folder, "init", "-q")
    (folder / "a.py").write_text("x = 1\n")
    made(folder, "add", ".")
    made(folder, "commit", "-qm", "m")
    return folder


def test_variables_that_lead_elsewhere_do_not_count(repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "other"
    other.mkdir()
    made(other, "init", "-q")
    for name, value in {"GIT_DIR": str(other / ".git"), "GIT_INDEX_FILE": str(tmp_path / "no-index"), "GIT_CONFIG_COUNT": "1",
                        "GIT_CONFIG_KEY_0": "core.fsmonitor", "GIT_CONFIG_VALUE_0": "false"}.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    assert git(["ls-files"], repo) == Finished(0, b"a.py\n", b"")


def test_paths_are_names(repo: Path) -> None:
    (repo / "[id].ts").write_text("")
    (repo / "i.ts").write_text("")
    assert git(["ls-files", "--others", "--", "[id].ts"], repo) == Finished(0, b"[id].ts\n", b"")
    assert git(["ls-files", "--others", "--", "[id].ts"], repo, paths="patterns") == Finished(0, b"[id].ts\ni.ts\n", b"")


def test_too_much_output_is_no_answer(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_OUTPUT", 4)
    assert git(["ls-files"], repo) == Ended("git ls-files says more than 4 bytes")
    monkeypatch.setattr(module, "MOST_OUTPUT", 5)
    assert git(["ls-files"], repo) == Finished(0, b"a.py\n", b"")


def test_no_time_is_no_answer(repo: Path) -> None:
    done = git(["cat-file", "--batch"], repo, timeout_s=0.0)
    assert isinstance(done, Ended)
    assert "time out" in done.reason


def test_a_repository_of_another_user_is_no_answer(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not "untracked", and not what `git diff` says of options that it knows in a repository alone."""
    monkeypatch.setattr(git_environment, "KEPT", git_environment.KEPT | {"GIT_TEST_ASSUME_DIFFERENT_OWNER"})
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    for done in (git(["diff", "--cached"], repo), git(["ls-files"], repo), tracks(repo, repo / "a.py"), hooks_folder(repo)):
        assert isinstance(done, Ended)
        assert f"git config --global --add safe.directory {repo}" in done.reason


def test_a_sparse_checkout_leaves_files_out(repo: Path) -> None:
    (repo / "out").mkdir()
    (repo / "out" / "b.py").write_text("")
    made(repo, "add", ".")
    made(repo, "commit", "-qm", "m")
    assert not is_left_out(repo / "out" / "b.py")
    made(repo, "sparse-checkout", "set", "--cone", "in")
    assert not (repo / "out").exists()
    assert is_left_out(repo / "out" / "b.py")
    assert not is_left_out(repo / "out" / "c.py")
    assert not is_left_out(repo.parent / "nowhere" / "c.py")


def test_hooks_and_tracked_files(repo: Path) -> None:
    assert hooks_folder(repo) == repo / ".git" / "hooks"
    made(repo, "config", "core.hooksPath", "tools/hooks")
    assert hooks_folder(repo) == repo / "tools" / "hooks"
    assert tracks(repo, repo / "a.py") is True
    assert tracks(repo, repo / "b.py") is False


def starts_git(text: str) -> bool:
    """Whether a module has a command that begins with git: a list, a text for a shell, or a path of the program."""
    tree = ast.parse(text)
    lists = [node for node in ast.walk(tree) if isinstance(node, ast.List | ast.Tuple)]
    words = [each.elts[0] for each in lists if each.elts]
    words += [node.args[0] for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args and runs(node.func)]
    return any(isinstance(word, ast.Constant) and is_git(word.value) for word in words)


def runs(function: ast.expr) -> bool:
    """Whether a call may start a program. `which` only looks for one."""
    name = function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    starters = (
        "run",
        "Popen",
        "call",
        "check_call",
        "check_output",
        "system",
        "popen",
        "execvp",
        "execv",
        "posix_spawn",
        "spawnlp",
    )
    return name in starters or name.startswith(("create_subprocess", "exec", "spawn"))


def is_git(word: object) -> bool:
    return isinstance(word, str) and word.strip().partition(" ")[0].rpartition("/")[2] in ("git", "git.exe")


def test_no_other_module_starts_git() -> None:
    found = [path.relative_to(SOURCE).as_posix() for path in sorted(SOURCE.rglob("*.py")) if starts_git(path.read_text("utf-8"))]
    assert found == ["repository/git.py", "repository/users_git.py"]


@pytest.mark.parametrize("text", [
    'run(["git", *words])', 'subprocess.Popen(("/usr/bin/git", "log"))', 'os.system("git status")', 'os.execvp("git", words)',
    'create_subprocess_exec("git", "log")',
])  # fmt: skip
def test_the_gate_sees_a_start_of_git(text: str) -> None:
    assert starts_git(text)
    assert not starts_git('which("git")\nsay("git status is slow")')


def test_filters_run_in_the_checks_alone_that_need_trust() -> None:
    """`trusted_git` and what is made of it have few callers."""
    callers = {"checks/proof/changed_lines.py", "clients/shell.py", "repository/changes.py", "repository/git.py"}
    named = ("trusted_git", "changes_by_filters")
    texts = {path.relative_to(SOURCE).as_posix(): path.read_text("utf-8") for path in SOURCE.rglob("*.py")}
    assert {path for path, text in texts.items() if any(name in text for name in named)} == callers


@pytest.mark.parametrize("words", [["commit"], ["fetch"], ["diff", "--ext-diff"], ["cat-file", "--filters", "HEAD:a"],
                                   ["ls-files", "-m"], ["read-tree", "HEAD"]])  # fmt: skip
def test_what_does_not_only_read_is_refused(words: list[str], repo: Path) -> None:
    with pytest.raises(ValueError, match="does not only read"):
        git(words, repo)


@pytest.mark.parametrize("words", [["commit"], ["diff", "--textconv"]])
def test_trust_in_a_repository_is_for_filters(words: list[str], repo: Path) -> None:
    with pytest.raises(ValueError, match="more than filters"):
        trusted_git(words, repo)
