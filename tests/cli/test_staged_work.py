"""``kaptar check --staged`` of an agent, as git's hook before a commit runs it, beside the work of another session."""

import os
import sys
from collections.abc import Callable
from typing import Any

import pytest
from tests.cli.test_commit import TEXT, Repository, repository

from kaptar.api.leases import open_store, wall_ms
from kaptar.errors import InputError
from kaptar.repository.living import started_at
from kaptar.workspace.leases.model import Holder
from kaptar.workspace.ledger.processes import LivingProcess, ProcessBook

__all__ = ["repository"]

Kaptar = Callable[..., Any]


@pytest.fixture(autouse=True)
def _both_at_work(repository: Repository) -> None:
    repository.change("mine", "a.txt", "2\n", "two\n")
    repository.change("other", "a.txt", "8\n", "eight\n")
    repository.change("other", "b.txt", "1\n", "one\n")


def runs_commands_of(repository: Repository, session: str) -> None:
    above = os.getppid()
    with open_store(repository.places) as store:
        ProcessBook(store).note(LivingProcess(above, started_at(above) or ""), Holder("claude", session), wall_ms())


def test_an_agent_is_stopped_where_the_work_of_another_session_is_staged(kaptar: Kaptar, repository: Repository) -> None:
    repository.git("add", ".")
    runs_commands_of(repository, "mine")
    done = kaptar("check", "--staged")
    assert done.code == 1
    assert "a.txt:8: staged work of claude (session other)" in done.err
    assert "b.txt:1: staged work of claude (session other)" in done.err
    assert "`kaptar commit --mine -m TEXT` commits yours alone" in done.err


def test_its_own_lines_of_a_file_may_be_staged(kaptar: Kaptar, repository: Repository) -> None:
    now = (repository.top / "a.txt").read_text()
    (repository.top / "a.txt").write_text(now.replace("eight\n", "8\n"))
    repository.git("add", "a.txt")
    (repository.top / "a.txt").write_text(now)
    runs_commands_of(repository, "mine")
    assert kaptar("check", "--staged").code == 0
    runs_commands_of(repository, "third")
    assert "a.txt:2: staged work of claude (session mine)" in kaptar("check", "--staged").err


def test_only_what_is_staged_is_named(kaptar: Kaptar, repository: Repository) -> None:
    repository.change("third", "a.txt", "5\n", "five\n")
    now = (repository.top / "a.txt").read_text()
    (repository.top / "a.txt").write_text(now.replace("eight\n", "8\n"))
    repository.git("add", "a.txt")
    (repository.top / "a.txt").write_text(now)
    runs_commands_of(repository, "mine")
    done = kaptar("check", "--staged")
    assert "a.txt:5: staged work of claude (session third)" in done.err
    assert "session other" not in done.err


def test_the_lines_of_others_alone_are_named(kaptar: Kaptar, repository: Repository) -> None:
    now = (repository.top / "a.txt").read_text()
    (repository.top / "a.txt").write_text(now.replace("two\n", "2\n"))
    repository.git("add", "a.txt")
    (repository.top / "a.txt").write_text(now)
    runs_commands_of(repository, "mine")
    assert "a.txt:8: staged work of claude (session other)" in kaptar("check", "--staged").err


def test_lines_of_two_sessions_are_of_both(kaptar: Kaptar, repository: Repository) -> None:
    repository.change("other", "a.txt", "two\n3\n", "two and more\n3\n")
    repository.git("add", "a.txt")
    runs_commands_of(repository, "mine")
    assert "a.txt:2: staged work of claude (session other)" in kaptar("check", "--staged").err


def test_a_person_may_commit_everything(kaptar: Kaptar, repository: Repository) -> None:
    repository.git("add", ".")
    assert kaptar("check", "--staged").code == 0


def test_the_other_session_commits_its_own_file(kaptar: Kaptar, repository: Repository) -> None:
    repository.git("add", "b.txt")
    runs_commands_of(repository, "other")
    assert kaptar("check", "--staged").code == 0


def test_a_commit_of_kaptar_goes_through_the_hook(kaptar: Kaptar, repository: Repository) -> None:
    hook = repository.top / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\nexec {sys.executable} -P -m kaptar check --staged\n")
    hook.chmod(0o755)
    runs_commands_of(repository, "mine")
    done = kaptar("commit", "--mine", "-m", "mine alone")
    assert done.code == 0, done.err
    assert repository.git("show", "--format=", "--unified=0", "HEAD").count("\n+") == 2
    assert (repository.top / "a.txt").read_text().count("eight") == 1


def test_what_has_ended_or_is_committed_is_nobodys(kaptar: Kaptar, repository: Repository) -> None:
    repository.git("add", ".")
    repository.git("commit", "-qm", "all")
    repository.change("mine", "a.txt", "5\n", "five\n")
    repository.git("add", ".")
    runs_commands_of(repository, "mine")
    assert kaptar("check", "--staged").code == 0


@pytest.mark.parametrize("maker", ["mine", "other"])
def test_of_a_new_file_the_makers_content_and_each_change_count(kaptar: Kaptar, repository: Repository, maker: str) -> None:
    later = "other" if maker == "mine" else "mine"
    repository.write(maker, "new.txt", TEXT)
    repository.change(later, "new.txt", "5\n", "five\n")
    repository.git("add", "new.txt")
    runs_commands_of(repository, "mine")
    done = kaptar("check", "--staged")
    assert done.code == 1
    assert f"new.txt:{5 if maker == 'mine' else 1}: staged work of claude (session other)" in done.err


def test_a_new_file_of_the_session_alone_is_its_own(kaptar: Kaptar, repository: Repository) -> None:
    repository.write("mine", "new.txt", TEXT)
    repository.change("other", "new.txt", "5\n", "five\n")
    now = (repository.top / "new.txt").read_text()
    (repository.top / "new.txt").write_text(TEXT)
    repository.git("add", "new.txt")
    (repository.top / "new.txt").write_text(now)
    runs_commands_of(repository, "mine")
    assert kaptar("check", "--staged").code == 0


def test_a_file_under_a_filter_is_passed_over_and_the_others_are_compared(kaptar: Kaptar, repository: Repository) -> None:
    (repository.top / ".gitattributes").write_text("*.bin filter=large\n")
    repository.git("config", "filter.large.clean", "cat")
    repository.git("config", "filter.large.smudge", "cat")
    repository.write("other", "x.bin", "large\n")
    repository.git("add", ".")
    runs_commands_of(repository, "mine")
    done = kaptar("check", "--staged")
    assert done.code == 1
    assert "b.txt:1: staged work of claude (session other)" in done.err


def test_a_damaged_database_is_told(kaptar: Kaptar, repository: Repository) -> None:
    repository.git("add", ".")
    for each in repository.places.state.glob("hive.db*"):
        each.write_bytes(b"no database" * 500)
    done = kaptar("check", "--staged")
    assert done.code == 0
    assert "not checked: staged work of other sessions" in done.err


@pytest.mark.parametrize("name", ["GIT_INDEX_FILE", "GIT_DIR"])
def test_in_gits_hook_no_hive_is_asked(
    kaptar: Kaptar, repository: Repository, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """A hive does not see git's variables, and would look at another index."""

    def refuse(*_: object) -> None:
        raise InputError("a hive is asked")

    monkeypatch.setattr("kaptar.api.connect.connect", refuse)
    assert "a hive is asked" in kaptar("check", "--staged").err
    monkeypatch.setenv(name, str(repository.top / ".git" / ("index" if name == "GIT_INDEX_FILE" else "")))
    done = kaptar("check", "--staged")
    assert done.code == 0, done.err
    assert "a hive is asked" not in done.err
