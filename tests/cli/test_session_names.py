"""Names of sessions as a person types them: each command takes the beginning of a name for the one session that has it."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.cli.test_commit import Repository, repository

__all__ = ["repository"]

Kaptar = Callable[..., Any]
ONE, TWO = "aaaa1111-0000-4000-8000-000000000001", "aaaa2222-0000-4000-8000-000000000002"


@pytest.fixture(autouse=True)
def _sessions(repository: Repository) -> None:
    """Two sessions of claude that have edited."""
    repository.change(ONE, "a.txt", "1\n", "one\n")
    repository.change(TWO, "b.txt", "1\n", "one\n")


def holders(kaptar: Kaptar, *named: str) -> set[str]:
    return {row["key"] for row in kaptar("who", *named, "--json").value}


def test_a_claim_is_for_the_session_that_is_meant(kaptar: Kaptar) -> None:
    done = kaptar("claim", "c.txt", "--as", "claude/aaaa1111")
    assert done.code == 0
    assert f"c.txt: claude/{ONE}, " in done.out
    assert holders(kaptar, "c.txt") == {f"claude/{ONE}"}


def test_a_release_is_the_sessions_that_is_meant(kaptar: Kaptar) -> None:
    kaptar("claim", "c.txt", "--as", f"claude/{ONE}")
    assert kaptar("release", "c.txt", "--as", "claude/aaaa1").out.startswith("released: c.txt")
    assert holders(kaptar, "c.txt") == set()


def test_an_offer_goes_to_the_session_that_is_meant_and_it_takes_it(kaptar: Kaptar) -> None:
    kaptar("claim", "c.txt", "--as", f"claude/{ONE}")
    assert kaptar("offer", "--as", "claude/aaaa1111", "--to", "claude/aaaa2222", "c.txt").code == 0
    assert kaptar("offer", "--json").value[0]["taker"] == f"claude/{TWO}"
    assert kaptar("offer", "--accept", "1", "--as", "claude/aaaa2").code == 0
    assert holders(kaptar, "c.txt") == {f"claude/{TWO}"}


def test_who_was_offered_something_is_known(kaptar: Kaptar) -> None:
    kaptar("claim", "c.txt", "--as", f"claude/{ONE}")
    kaptar("offer", "--as", f"claude/{ONE}", "--to", "gemini/gggg3333-0000", "c.txt")
    assert kaptar("offer", "--decline", "1", "--as", "gemini/gggg").code == 0


def test_a_restore_counts_as_the_sessions(kaptar: Kaptar, repository: Repository) -> None:
    number = kaptar("history", "a.txt", "--json").value[0]["number"]
    (repository.top / "a.txt").write_text("by hand\n")
    assert kaptar("restore", f"a.txt@{number}", "--as", "claude/aaaa1").code == 0
    assert kaptar("history", "a.txt", "--json").value[0]["key"] == f"claude/{ONE}"


@pytest.mark.parametrize(
    "words",
    [
        ("claim", "c.txt", "--as"), ("release", "--as"), ("offer", "c.txt", "--to"), ("offer", "--accept", "1", "--as"),
        ("commit", "--dry-run", "--session"), ("restore", "a.txt@1", "--as"),
    ],
)  # fmt: skip
def test_the_beginning_of_several_is_refused_with_their_names(kaptar: Kaptar, words: tuple[str, ...]) -> None:
    done = kaptar(*words, "claude/aaaa")
    assert done.code == 1
    assert f"claude/{ONE}" in done.err
    assert f"claude/{TWO}" in done.err


def test_a_new_name_is_a_new_session(kaptar: Kaptar) -> None:
    assert kaptar("claim", "c.txt", "--as", "claude/cccc").code == 0
    assert holders(kaptar, "c.txt") == {"claude/cccc"}


def test_where_nothing_was_ever_written_down_each_name_is_new(kaptar: Kaptar, tmp_path: Path, monkeypatch: Any) -> None:
    (tmp_path / "empty").mkdir()
    subprocess.run(["git", "init", "-q"], cwd=tmp_path / "empty", check=True, timeout=60)
    monkeypatch.chdir(tmp_path / "empty")
    assert kaptar("claim", "c.txt", "--as", "claude/aaaa").code == 0
    assert holders(kaptar) == {"claude/aaaa"}


def test_a_commit_takes_the_one_of_several_that_has_changed_something_here(kaptar: Kaptar, repository: Repository) -> None:
    kaptar("claim", "c.txt", "--as", "claude/aaaa2222-another")
    done = kaptar("commit", "--dry-run", "--session", "claude/aaaa2222")
    assert done.code == 0
    assert "b.txt" in done.out
