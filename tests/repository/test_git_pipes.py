"""Named pipes where git reads: git is not asked, and the answer names the pipe."""

import os
import subprocess
from pathlib import Path

import pytest

from kaptar.repository.git import git, hooks_folder, trusted_git, why_silent
from kaptar.repository.git_pipes import pipe_of_git
from kaptar.repository.process import Ended, Finished

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs named pipes")
NAMES = [
    ".git/config", ".git/HEAD", ".git/index", ".git/packed-refs", ".git/info/exclude", ".git/info/attributes",
    ".git/objects/info/alternates", ".gitignore", ".gitattributes", ".gitmodules", ".git",
]  # fmt: skip


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    folder = tmp_path / "repo"
    (folder / "deep").mkdir(parents=True)
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    (folder / "deep" / "a.py").write_text("x = 1\n")
    subprocess.run(["git", "add", "."], cwd=folder, check=True)
    return folder


def put_pipe(path: Path) -> None:
    if path.name == ".git":
        path.rename(path.with_name("away"))
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(path)


@pytest.mark.parametrize("name", NAMES)
def test_git_is_not_asked_where_it_would_wait(name: str, repo: Path) -> None:
    put_pipe(repo / name)
    for folder in (repo, repo / "deep"):
        for done in (git(["status", "--porcelain"], folder), trusted_git(["ls-files"], folder), git(["ls-files", "-o"], folder)):
            assert isinstance(done, Ended)
            assert (done.timed_out, done.reason) == (False, pipe_of_git(folder))
            assert f"{repo / name}, which is a named pipe" in done.reason
    assert why_silent(repo).startswith("git does not answer: git would wait for ever")


def test_links_and_linked_worktrees_count_too(repo: Path, tmp_path: Path) -> None:
    subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "a"], cwd=repo, check=True)
    linked = tmp_path / "linked"
    subprocess.run(["git", "worktree", "add", "-q", str(linked)], cwd=repo, check=True)
    assert why_silent(linked) == ""
    os.mkfifo(tmp_path / "pipe")
    (repo / ".git" / "info").mkdir(exist_ok=True)
    exclude = repo / ".git" / "info" / "exclude"
    exclude.unlink(missing_ok=True)
    exclude.symlink_to(tmp_path / "pipe")
    for top in (repo, linked):
        assert "info/exclude" in why_silent(top)


def test_where_there_is_no_pipe_git_answers(repo: Path) -> None:
    assert pipe_of_git(repo) == why_silent(repo) == ""
    assert isinstance(git(["status", "--porcelain"], repo / "deep"), Finished)
    assert hooks_folder(repo) == repo / ".git" / "hooks"


def test_a_damaged_index_is_told(repo: Path) -> None:
    (repo / ".git" / "index").write_text("garbage")
    assert why_silent(repo).startswith("git fails: ")
