"""Contents of files in a commit, by the names that they have now."""

import subprocess
from pathlib import Path

import pytest

from kaptar.errors import InputError
from kaptar.repository.earlier import Earlier, renames_since
from kaptar.repository.staged import commit_of


def git(root: Path, *words: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    subprocess.run(["git", *who, *words], cwd=root, check=True, capture_output=True, timeout=60)


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    root = tmp_path.resolve()
    git(root, "init", "-q")
    (root / "a").write_text("one\ntwo\nthree\nfour\n")
    (root / "kept").write_text("kept\n")
    git(root, "add", ".")
    git(root, "commit", "-qm", "m")
    return root


def test_a_renamed_file_has_the_content_of_its_old_name(repo: Path) -> None:
    git(repo, "mv", "a", "d\n e")
    now = repo / "d\n e"
    now.write_text("one\ntwo\nthree\nfive\n")
    (repo / "new").write_text("one\ntwo\nthree\nfour\n")
    paths = [str(now), str(repo / "new"), str(repo / "kept")]
    for staged in (True, False):
        held = Earlier("HEAD", staged=staged).contents(repo, paths)
        assert held == {str(now): b"one\ntwo\nthree\nfour\n", str(repo / "kept"): b"kept\n"}


def test_without_a_commit_nothing_was_renamed_and_a_wrong_one_is_refused(tmp_path: Path) -> None:
    root = tmp_path.resolve()
    git(root, "init", "-q")
    assert renames_since(root, commit_of(root), staged=True) == {}
    assert Earlier("HEAD", staged=True).contents(root, [str(root / "a")]) == {}
    with pytest.raises(InputError, match="no such commit"):
        Earlier("nowhere", staged=False).contents(root, [str(root / "a")])


def test_a_rename_that_no_configuration_hides(repo: Path) -> None:
    git(repo, "config", "diff.renames", "false")
    git(repo, "config", "diff.noPrefix", "true")
    git(repo, "mv", "a", "b")
    assert renames_since(repo, commit_of(repo), staged=True) == {str(repo / "b"): str(repo / "a")}
