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
    ".git/objects/info/alternates", ".gitignore", ".gitattributes", ".gitmodules", ".git", ".git/commondir", ".git/refs/replace",
    ".git/refs/heads/here", ".git/refs/heads/a/b/c", ".git/refs/remotes/origin/main", ".git/refs/replace/a1",
    ".git/objects/info/commit-graph", ".git/objects/info/commit-graphs/commit-graph-chain", ".git/objects/pack/multi-pack-index",
    ".git/objects/pack/pack-1.idx", ".git/info/sparse-checkout", ".git/config.worktree", ".git/MERGE_HEAD", ".git/shallow",
    ".git/sharedindex.1", ".git/rebase-merge/done", ".git/sequencer/todo",
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


@pytest.mark.parametrize("name", ["config", "ignore", "attributes"])
def test_the_users_own_files_count_where_the_variable_says(
    name: str, repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "conf"))
    put_pipe(tmp_path / "conf" / "git" / name)
    assert str(tmp_path / "conf" / "git" / name) in why_silent(repo)
    monkeypatch.delenv("XDG_CONFIG_HOME")
    assert why_silent(repo) == ""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "conf" / "git" / name))
    assert str(tmp_path / "conf" / "git" / name) in why_silent(repo)


def test_a_relative_folder_of_the_user_counts_for_nothing(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Git would read settings of the user in the folder that it runs in."""
    monkeypatch.setenv("XDG_CONFIG_HOME", "conf")
    put_pipe(repo / "conf" / "git" / "config")
    assert why_silent(repo) == ""
    (repo / "conf" / "git" / "config").unlink()
    (repo / "conf" / "git" / "config").write_text("[core]\n\thooksPath = /from/the/clone\n")
    assert hooks_folder(repo) == repo / ".git" / "hooks"


@pytest.mark.parametrize(
    "name", [".git/hooks/x", ".git/kaptar", ".git/editor.pipe", ".git/objects/aa/bb", ".git/lfs/x", "deep/pipe", "pipe"]
)
def test_a_pipe_that_git_does_not_read_each_time_is_none_of_its_files(name: str, repo: Path) -> None:
    put_pipe(repo / name)
    assert why_silent(repo) == ""


def test_many_references_cost_a_bounded_look(repo: Path) -> None:
    for number in range(200):
        (repo / ".git" / "refs" / "heads" / f"b{number}").write_text("")
    put_pipe(repo / ".git" / "refs" / "heads" / "zz" / "pipe")
    assert pipe_of_git(repo, most=40) == ""
    assert "refs/heads/zz/pipe" in pipe_of_git(repo)


def test_where_there_is_no_pipe_git_answers(repo: Path) -> None:
    assert pipe_of_git(repo) == why_silent(repo) == ""
    assert isinstance(git(["status", "--porcelain"], repo / "deep"), Finished)
    assert hooks_folder(repo) == repo / ".git" / "hooks"


def test_a_damaged_index_is_told(repo: Path) -> None:
    (repo / ".git" / "index").write_text("garbage")
    assert why_silent(repo).startswith("git fails: ")
