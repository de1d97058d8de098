"""Ancestors: whether HEAD has commits, as a merge would find."""

from pathlib import Path

import pytest
from tests.clients.test_commanding import git

from kaptar.repository.ancestors import MOST, fetched_for_merge, has_all


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """``main`` is merged from ``left`` and ``right``; ``ahead`` goes on from it, and ``other`` began elsewhere."""
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "first")
    for name in ("left", "right"):
        git(tmp_path, "checkout", "-qb", name, "main")
        git(tmp_path, "commit", "-q", "--allow-empty", "-m", name)
    git(tmp_path, "checkout", "-q", "main")
    git(tmp_path, "merge", "-q", "-m", "both", "left", "right")
    git(tmp_path, "tag", "-a", "-m", "a tag", "tagged", "left")
    git(tmp_path, "checkout", "-qb", "ahead")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "ahead")
    git(tmp_path, "checkout", "-q", "--orphan", "other")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "other")
    git(tmp_path, "checkout", "-q", "main")
    return tmp_path


@pytest.mark.parametrize(
    ("revisions", "has"),
    [
        (["main"], True), (["left"], True), (["right", "left"], True), (["HEAD~1"], True), (["tagged"], True), (["HEAD"], True),
        (["ahead"], False), (["left", "ahead"], False), (["other"], False), (["ahead", "left"], False),
        ([], False), (["nowhere"], False), (["left", "nowhere"], False), (["--all"], False), (["left..right"], False),
        (["left"] * (MOST + 1), False), (["@{upstream}"], False),
    ],
)  # fmt: skip
def test_what_head_has(repo: Path, revisions: list[str], has: bool) -> None:
    assert has_all(repo, revisions) is has


def test_what_was_fetched_for_a_merge(repo: Path) -> None:
    assert fetched_for_merge(repo / ".git") == []
    git(repo, "fetch", "-q", ".", "left", "ahead")
    assert len(fetched_for_merge(repo / ".git")) == 2
    assert not has_all(repo, fetched_for_merge(repo / ".git"))
    lines = (repo / ".git" / "FETCH_HEAD").read_text().splitlines()
    (repo / ".git" / "FETCH_HEAD").write_text(f"{lines[0]}\n{lines[1].replace(chr(9) * 2, chr(9) + 'not-for-merge' + chr(9))}\n")
    assert has_all(repo, fetched_for_merge(repo / ".git"))
