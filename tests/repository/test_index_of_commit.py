"""What git's hook says of its repository: the commit's index is looked at where it is of the worktree, and refused elsewhere."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.repository.test_git import made

from kaptar.errors import InputError
from kaptar.repository.index_of_commit import index_of_commit, require_this_repository
from kaptar.repository.staged import staged_contents, staged_files

HOOK = """#!/bin/sh
exec '{python}' -c '
from pathlib import Path
from kaptar.repository.index_of_commit import require_this_repository
from kaptar.repository.staged import staged_contents, staged_files
top = Path.cwd()
require_this_repository(top)
for each in staged_contents(top, staged_files(top)):
    print(Path(each.path).name, each.content.decode().strip())
'
"""


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    folder = tmp_path / "repo"
    folder.mkdir()
    made(folder, "init", "-q")
    (folder / "a.py").write_text("x = 1\n")
    made(folder, "add", ".")
    made(folder, "commit", "-qm", "m")
    hook = folder / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(HOOK.format(python=sys.executable))
    hook.chmod(0o755)
    return folder


def committed(folder: Path, *words: str, within: tuple[str, ...] = ()) -> tuple[int, str]:
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", *within, "commit", "-qm", "n", *words]
    done = subprocess.run(git, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("words", [(), ("-a",), ("a.py",), ("--only", "a.py"), ("--include", "a.py")])
def test_a_commit_of_the_worktree_is_looked_at(words: tuple[str, ...], repo: Path) -> None:
    (repo / "a.py").write_text("y = 2\n")
    made(repo, *(() if words else ("add", ".")), *(("status",) if words else ()))
    assert committed(repo, *words) == (0, "a.py y = 2\n")


def test_linked_worktrees_and_submodules_are_looked_at(repo: Path, tmp_path: Path) -> None:
    made(repo, "worktree", "add", "-q", str(tmp_path / "linked"))
    (tmp_path / "linked" / "a.py").write_text("y = 3\n")
    assert committed(tmp_path / "linked", "-a") == (0, "a.py y = 3\n")
    made(repo, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(repo), "sub")
    hooks = repo / ".git" / "modules" / "sub" / "hooks"
    hooks.mkdir(exist_ok=True)
    (hooks / "pre-commit").symlink_to(repo / ".git" / "hooks" / "pre-commit")
    (repo / "sub" / "a.py").write_text("y = 4\n")
    assert committed(repo / "sub", "-a") == (0, "a.py y = 4\n")


def test_a_git_directory_that_is_named_and_the_worktrees_own(repo: Path) -> None:
    (repo / "a.py").write_text("y = 5\n")
    within = ("--git-dir", str(repo / ".git"), "--work-tree", str(repo))
    assert committed(repo, "-a", within=within) == (0, "a.py y = 5\n")


@pytest.mark.parametrize("below", ["", "outer"])
def test_a_commit_of_another_repository_is_refused_by_name(below: str, repo: Path, tmp_path: Path) -> None:
    """In a folder without a repository, and in one that lies in another one."""
    work = (repo if below else tmp_path) / "work"
    work.mkdir()
    (work / "b.py").write_text("x = 1\n")
    within = ("--git-dir", str(tmp_path / "dot.git"), "--work-tree", str(work))
    made(work, *within, "init", "-q")
    hooks = tmp_path / "dot.git" / "hooks"
    hooks.mkdir(exist_ok=True)
    (hooks / "pre-commit").symlink_to(repo / ".git" / "hooks" / "pre-commit")
    made(work, *within, "add", "b.py")
    code, said = committed(work, within=within)
    assert (code, "GIT_DIR = " in said) == (1, True)


@pytest.mark.parametrize(("name", "value"), [
    ("GIT_DIR", "../other/.git"), ("GIT_WORK_TREE", "../other"), ("GIT_COMMON_DIR", "../other/.git"),
    ("GIT_OBJECT_DIRECTORY", "../other/.git/objects"), ("GIT_INDEX_FILE", "../other/.git/index"),
    ("GIT_INDEX_FILE", "../other/.git/index.lock"), ("GIT_DIR", "../nowhere")])  # fmt: skip
def test_each_variable_that_leads_elsewhere_is_named(name: str, value: str, repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(repo.parent, "init", "-q", "other")
    (repo / "a.py").write_text("y = 6\n")
    made(repo, "add", ".")
    monkeypatch.setenv(name, value)
    for asked in (lambda: require_this_repository(repo), lambda: list(staged_contents(repo, [str(repo / "a.py")]))):
        with pytest.raises(InputError, match=f"{name} = "):
            asked()
    assert index_of_commit(repo) is None
    assert staged_files(repo) == [str(repo / "a.py")], "an event of a client, which git's hook did not start"


def test_an_index_of_the_users_own_is_the_commits(repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    (repo / "a.py").write_text("y = 7\n")
    subprocess.run(["git", "add", "a.py"], cwd=repo, check=True, timeout=60)
    assert index_of_commit(repo) == tmp_path / "index"
    assert [each.content for each in staged_contents(repo, staged_files(repo))] == [b"y = 7\n"]
