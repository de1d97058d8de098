"""Commits that a worktree is about to join: their content is committed, so it counts as what was there."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from kaptar.repository.earlier import Earlier
from kaptar.repository.joining import joined_commits

Git = Callable[..., str]


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    return tmp_path.resolve()


@pytest.fixture
def git(repo: Path) -> Git:
    def run(*words: str, ends: int = 0) -> str:
        who = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
        done = subprocess.run(["git", *who, *words], cwd=repo, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == ends, done.stderr
        return done.stdout.strip()

    run("init", "-q", "-b", "main")
    commit(repo, run, "base", a="one\n")
    run("switch", "-qc", "other")
    commit(repo, run, "other", a="two\n", b="theirs\n")
    run("switch", "-q", "main")
    commit(repo, run, "mine", a="three\n")
    return run


def commit(repo: Path, git: Git, message: str, **files: str) -> None:
    for name, text in files.items():
        (repo / name).write_text(text)
    git("add", ".")
    git("commit", "-qm", message)


def theirs(repo: Path) -> dict[str, tuple[bytes, bytes | None]]:
    """By name what the commits that come have, and what the last commit has in its place."""
    found = [*Earlier("HEAD", staged=True).differing(repo, 100)]
    usual = {(path, before) for path, before, _ in found if path == str(repo / "a") and before == b"three\n"}
    return {Path(path).name: (before, now) for path, before, now in found if (path, before) not in usual and before}


STEPS = {"merge": ("merge", "other"), "cherry-pick": ("cherry-pick", "other"), "rebase": ("rebase", "other")}


def test_nothing_is_joined_outside_of_these(repo: Path, git: Git) -> None:
    assert joined_commits(repo) == []
    assert joined_commits(repo / "nowhere") == []


@pytest.mark.parametrize("step", ["merge", "cherry-pick"])
def test_what_the_other_commit_has_stands_for_what_was_there(repo: Path, git: Git, step: str) -> None:
    git(*STEPS[step], ends=1)
    assert joined_commits(repo) == [git("rev-parse", "other")]
    (repo / "a").write_text("four\n")
    git("add", "a")
    assert theirs(repo) == {"a": (b"two\n", b"three\n"), "b": (b"theirs\n", b"")}


def test_in_a_rebase_it_is_the_commit_that_is_put_on_top(repo: Path, git: Git) -> None:
    mine = git("rev-parse", "HEAD")
    git(*STEPS["rebase"], ends=1)
    assert joined_commits(repo) == [mine]


def test_in_a_revert_it_is_what_was_before_the_commit(repo: Path, git: Git) -> None:
    commit(repo, git, "more", a="five\n")
    commit(repo, git, "most", a="six\n")
    git("revert", "HEAD~1", ends=1)
    (repo / "a").write_text("four\n")
    git("add", "a")
    (commit_,) = joined_commits(repo)
    assert git("show", f"{commit_}:a") == "three"


def test_notes_that_name_no_commit_are_passed_over(repo: Path, git: Git) -> None:
    (repo / ".git" / "MERGE_HEAD").write_text("HEAD\n--help\n" + "a" * 39 + "\n" + "0" * 40 + "\n")
    assert joined_commits(repo) == ["0" * 40]
    (repo / "a").write_text("four\n")
    git("add", "a")
    assert theirs(repo) == {}


def test_a_linked_worktree_has_notes_of_its_own(repo: Path, git: Git, tmp_path_factory: pytest.TempPathFactory) -> None:
    linked = tmp_path_factory.mktemp("w") / "linked"
    git("worktree", "add", "-q", str(linked), "-b", "third")
    subprocess.run(["git", "merge", "other"], cwd=linked, capture_output=True, timeout=60, check=False)
    assert len(joined_commits(linked)) == 1
    assert joined_commits(repo) == []
