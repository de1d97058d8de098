"""git is run in one place, and nothing that a repository's configuration names runs along."""

import ast
import subprocess
from pathlib import Path

import pytest

from kaptar.repository import git as module
from kaptar.repository.git import git, hooks_folder, tracks
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


@pytest.fixture
def hostile(repo: Path) -> Path:
    """Each program that the configuration names leaves a file beside the repository."""
    for name in ("fsmonitor", "filter", "textconv", "external", "hook", "pager"):
        script = repo.parent / f"{name}.sh"
        script.write_text(f"#!/bin/sh\ntouch {repo.parent}/RAN-{name}\ncat 2>/dev/null\n")
        script.chmod(0o755)
    (repo / ".gitattributes").write_text("*.py filter=evil diff=evil\n")
    made(repo, "add", ".")
    made(repo, "commit", "-qm", "attributes")
    hooks = repo.parent / "hooks"
    hooks.mkdir()
    (hooks / "post-index-change").symlink_to(repo.parent / "hook.sh")
    settings = {
        "core.fsmonitor": "fsmonitor.sh", "filter.evil.clean": "filter.sh", "filter.evil.smudge": "filter.sh",
        "diff.evil.textconv": "textconv.sh", "diff.external": "external.sh", "core.hooksPath": "hooks", "core.pager": "pager.sh",
    }  # fmt: skip
    for name, program in settings.items():
        made(repo, "config", name, str(repo.parent / program))
    (repo / "a.py").write_text("x = 2\n")
    for ran in repo.parent.glob("RAN-*"):
        ran.unlink()
    return repo


def ran(repo: Path) -> list[str]:
    return sorted(path.name for path in repo.parent.glob("RAN-*"))


@pytest.mark.parametrize(
    "words",
    [
        ["status", "--porcelain"],
        ["diff", "--cached", "--name-only"],
        ["ls-files", "--others"],
        ["rev-parse", "--git-path", "hooks"],
        ["cat-file", "blob", ":a.py"],
    ],
)
def test_what_a_repository_names_does_not_run(hostile: Path, words: list[str]) -> None:
    done = git(words, hostile)
    assert isinstance(done, Finished)
    assert done.code == 0, done.complaint
    assert ran(hostile) == []


def test_the_same_runs_where_git_is_left_alone(hostile: Path) -> None:
    """So that the test above can fail."""
    made(hostile, "status", "--porcelain")
    assert {"RAN-fsmonitor", "RAN-filter"} <= set(ran(hostile))


def test_a_diff_of_the_work_tree_runs_filters_alone(hostile: Path) -> None:
    """For repositories whose tools the user trusts: without filters the lines would be others."""
    done = git(["diff", "-U0", "HEAD", "--", "a.py"], hostile)
    assert isinstance(done, Finished)
    assert b"+x = 2" in done.out
    assert ran(hostile) == ["RAN-filter"]


def test_an_index_that_is_written_calls_no_hook(hostile: Path, tmp_path: Path) -> None:
    assert git(["read-tree", "HEAD"], hostile, index=tmp_path / "index") == Finished(0, b"", b"")
    assert ran(hostile) == []


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


def test_hooks_and_tracked_files(repo: Path) -> None:
    assert hooks_folder(repo) == repo / ".git" / "hooks"
    made(repo, "config", "core.hooksPath", "tools/hooks")
    assert hooks_folder(repo) == repo / "tools" / "hooks"
    assert tracks(repo, repo / "a.py") is True
    assert tracks(repo, repo / "b.py") is False


def starts_git(text: str) -> bool:
    """Whether a module has a command that begins with git."""
    lists = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.List | ast.Tuple))
    firsts = (each.elts[0] for each in lists if each.elts)
    return any(isinstance(first, ast.Constant) and first.value == "git" for first in firsts)


def test_no_other_module_starts_git() -> None:
    found = [path.relative_to(SOURCE).as_posix() for path in sorted(SOURCE.rglob("*.py")) if starts_git(path.read_text("utf-8"))]
    assert found == ["repository/git.py"]
    assert starts_git('run(["git", *words])')
