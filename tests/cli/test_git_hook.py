"""git's own hooks, as ``kaptar init --client git`` installs them, for scripts of an agent beside the work of another session."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.cli.test_commit import Repository, repository

from kaptar.api.leases import open_store, wall_ms, workspace_of
from kaptar.checks.event import SessionNews
from kaptar.checks.settings import make_settings
from kaptar.clients.entry.git_hooks import STOPS, is_asked
from kaptar.clients.git_blocks import blocks, blocks_of_husky
from kaptar.clients.git_process import coming_effect
from kaptar.clients.install.facts import InstallFacts
from kaptar.config.sections import Config
from kaptar.repository.living import started_at
from kaptar.workspace.leases.model import Holder
from kaptar.workspace.ledger.commands import RUNNING_MS, CommandBook
from kaptar.workspace.ledger.processes import LivingProcess, ProcessBook

__all__ = ["repository"]

Kaptar = Callable[..., Any]


@pytest.fixture(autouse=True)
def _installed(repository: Repository, kaptar: Kaptar, monkeypatch: pytest.MonkeyPatch) -> None:
    """Session ``other`` has changed a.txt and made new.txt; ``topic`` is a branch with a c.txt."""
    monkeypatch.setenv("HOME", str(repository.top / ".git"))
    repository.git("checkout", "-qb", "topic")
    (repository.top / "c.txt").write_text("topic\n")
    repository.git("add", "c.txt")
    repository.git("commit", "-qm", "topic")
    repository.git("checkout", "-q", "main")
    assert kaptar("init", "--client", "git").code == 0
    repository.change("mine", "b.txt", "1\n", "one\n")
    repository.change("other", "a.txt", "8\n", "eight\n")
    repository.write("other", "new.txt", "new\n")


def runs_commands_of(repository: Repository, session: str) -> None:
    """This process is the client of a session."""
    own = os.getpid()
    with open_store(repository.places) as store:
        ProcessBook(store).note(LivingProcess(own, started_at(own) or ""), Holder("claude", session), wall_ms())


def announced(repository: Repository, *sessions: str) -> None:
    """This process has begun commands of sessions, which run still; the last one began last."""
    own = LivingProcess(os.getpid(), started_at(os.getpid()) or "")
    for session in sessions:
        with open_store(repository.places) as store:
            CommandBook(store).began(Holder("claude", session), wall_ms(), own)
        runs_commands_of(repository, session)


def beside(repository: Repository) -> Path:
    """A folder outside of the tree: ``$BESIDE`` in scripts."""
    folder = repository.top.with_name(f"{repository.top.name}-beside")
    folder.mkdir(exist_ok=True)
    return folder


def script(repository: Repository, line: str, folder: str = ".", **variables: str) -> subprocess.CompletedProcess[str]:
    """A program of the agent's runs a line."""
    path = repository.top / ".git" / "script.sh"
    path.write_text(f"set -e\n{line}\n")
    environment = {**os.environ, "BESIDE": str(beside(repository)), **variables}
    where = repository.top / folder
    return subprocess.run(["sh", str(path)], cwd=where, env=environment, capture_output=True, text=True, timeout=60, check=False)


def state(repository: Repository) -> tuple[str, ...]:
    """All that git and the disk say of the tree."""
    texts = (
        each.read_text() if each.is_file() else ""
        for each in map(repository.top.joinpath, ("a.txt", "b.txt", "c.txt", "new.txt"))
    )
    asked = (["symbolic-ref", "HEAD"], ["for-each-ref"], ["status", "--porcelain=v1"], ["stash", "list"])
    own = sorted(path.name for path in (repository.top / ".git").iterdir() if path.name.startswith(("rebase-", "MERGE")))
    return (*texts, *(repository.git(*words) for words in asked), *own)


STOPPED = {
    "git stash": "would lose work that is not committed by claude (session other): a.txt",
    "git stash -u": "a.txt, new.txt",
    "git stash push -m 'a message' -- a.txt": "would lose",
    "git stash push --keep-index": "would lose",
    "git stash save told": "would lose",
    "git -c user.name=x stash": "would lose",
    "git checkout -q -b mine": "would move the tree under work that is not committed by claude (session other)",
    "git switch -q -c mine": "would move",
    "git checkout -B mine HEAD": "would move",
    "git branch mine2 && git checkout -b mine3": "would move",
    "(sleep 0; git checkout -b mine)": "would move",
    'python3 -c \'import subprocess; subprocess.run(["git", "stash"], check=True)\'': "would lose",
    "git merge topic": "would move",
    "git merge --no-ff -m x topic": "would move",
    "git merge --squash --autostash topic": "would lose",
    "git pull -q . topic": "`git pull -q . topic` would move",
    "git -c pull.rebase=false pull -q . main topic": "pull -q . main topic` would move",
    "git merge main topic": "would move",
    "git merge --into-name main -m 'of main' topic": "would move",
    "git fetch -q . main topic && git merge FETCH_HEAD": "`git merge FETCH_HEAD` would move",
    "git fetch -q . main && git merge topic": "would move",
    "sh -c 'eval \"git stash\"'": "would lose",
}


@pytest.mark.parametrize("line", STOPPED)
def test_a_script_of_an_agent_is_stopped_before_anything_is_harmed(line: str, repository: Repository) -> None:
    runs_commands_of(repository, "mine")
    before = state(repository)
    done = script(repository, line)
    assert done.returncode != 0
    assert STOPPED[line] in done.stderr
    if "mine2" not in line:
        assert state(repository) == before


GOES_ON = [
    "git stash push -q -- b.txt", "git stash list", "git stash create", "git branch mine", "git branch mine topic",
    "git worktree add -q -b mine $BESIDE/tree", "git tag v1", "git fetch -q . main:fetched topic:refs/remotes/x/y", "git status",
    "git update-ref refs/heads/mine HEAD", "git commit -qm mine b.txt", "git branch -q -f topic main",
    "git init -q --bare $BESIDE/bare && git push -q $BESIDE/bare main", "git stash push -q -- b.txt && git stash drop -q",
    "git stash push -q -- b.txt && git stash pop -q", "git clone -q . $BESIDE/clone && cd $BESIDE/clone && git checkout -qb b",
    "git reset -q", "git reset -q --soft HEAD",
    "git pull -q . main", "git pull -q --no-rebase . main", "git -C . pull -q --ff-only . main", "git merge -q main",
    "git merge --no-ff -m 'a message' HEAD", "git merge --squash --autostash main", "git merge -q main HEAD",
    "git fetch -q . main && git merge FETCH_HEAD", "git fetch -q . topic && git merge -q main",
    "git tag -am x v1 && git merge v1",
    "git branch -qf up main && git config branch.main.remote . && git config branch.main.merge refs/heads/up && git merge",
    "git branch -d topic -f", "git -c core.hooksPath=/dev/null checkout -qb unseen",
]  # fmt: skip


@pytest.mark.parametrize("line", GOES_ON)
def test_what_harms_nobody_goes_on(line: str, repository: Repository) -> None:
    runs_commands_of(repository, "mine")
    done = script(repository, line)
    assert done.returncode == 0, done.stderr
    assert "kaptar: `" not in done.stderr


@pytest.mark.parametrize("line", STOPPED)
def test_a_person_is_never_stopped(line: str, repository: Repository) -> None:
    done = script(repository, line)
    assert done.returncode == 0, done.stderr
    assert "kaptar" not in done.stderr


@pytest.mark.parametrize("line", STOPPED)
def test_beside_a_session_that_has_ended_all_goes_on(line: str, repository: Repository) -> None:
    with open_store(repository.places) as store:
        gone = SessionNews("claude", "SessionEnd", "other", str(repository.top), ended=True)
        workspace_of(repository.places, lambda: store).ended(gone, make_settings(Config(), repository.top))
    runs_commands_of(repository, "mine")
    assert script(repository, line).returncode == 0


def test_a_rebase_is_stopped_before_it_begins(repository: Repository) -> None:
    repository.git("checkout", "-q", "a.txt", "b.txt")
    runs_commands_of(repository, "mine")
    before = state(repository)
    for line in (
        "git rebase topic",
        "git pull -q --rebase . topic",
        "git rebase topic main",
        "git rebase --onto topic HEAD main",
    ):
        done = script(repository, line)
        assert done.returncode != 0, line
        assert "would move the tree under" in done.stderr, line
        assert state(repository) == before, line
    (repository.top / "new.txt").unlink()
    end_leases(repository)
    assert script(repository, "git rebase -q topic").returncode == 0


def end_leases(repository: Repository) -> None:
    with open_store(repository.places) as store, store.writing() as connection:
        connection.execute("UPDATE workspace_leases SET until_s = 0")


@pytest.mark.parametrize("line", ["git rebase -q --autostash topic", "git -c rebase.autostash=true rebase -q topic"])
def test_a_rebase_that_has_stashed_the_tree_already_is_not_left_half_way(line: str, repository: Repository) -> None:
    repository.git("checkout", "-q", "b.txt")
    runs_commands_of(repository, "mine")
    assert script(repository, line).returncode == 0
    assert "eight" in (repository.top / "a.txt").read_text()


@pytest.mark.parametrize("line", ["git checkout -q -b x topic", "git switch -q -c x topic"])
def test_a_switch_that_has_changed_files_already_is_not_left_half_way(line: str, repository: Repository) -> None:
    repository.git("checkout", "-q", "b.txt")
    runs_commands_of(repository, "mine")
    assert script(repository, line).returncode == 0
    assert repository.git("symbolic-ref", "HEAD").strip() == "refs/heads/x"


def test_nothing_is_pushed_that_another_session_holds_by_now(repository: Repository) -> None:
    repository.git("init", "-q", "--bare", f"{beside(repository)}/bare")
    end_leases(repository)
    repository.change("other", "b.txt", "5\n", "five\n")
    runs_commands_of(repository, "mine")
    done = script(repository, "git push $BESIDE/bare main")
    assert done.returncode != 0
    assert "would publish this session's changes of files held by claude (session other): b.txt" in done.stderr
    assert script(repository, "git -C $BESIDE/bare rev-parse --verify -q main").returncode != 0
    assert script(repository, "git push -q --no-verify $BESIDE/bare main").returncode == 0


def test_a_folder_of_the_tree_names_files_from_there_on(repository: Repository) -> None:
    (repository.top / "src").mkdir()
    runs_commands_of(repository, "mine")
    assert "would lose" in script(repository, "git stash push -- ../a.txt", "src").stderr
    assert script(repository, "git stash push -q -- ../b.txt", "src").returncode == 0
    assert "would lose" in script(repository, "git -C .. stash push -- a.txt", "src").stderr


def test_another_worktree_is_judged_by_what_it_has(repository: Repository) -> None:
    repository.git("worktree", "add", "-q", f"{beside(repository)}/tree", "topic")
    (beside(repository) / "tree" / "b.txt").write_text("changed\n")
    runs_commands_of(repository, "mine")
    assert script(repository, "git stash -q && git checkout -qb x", f"{beside(repository)}/tree").returncode == 0
    assert "would lose" in script(repository, f"git -C {repository.top} stash", f"{beside(repository)}/tree").stderr


def test_another_repository_is_nobodys_business(repository: Repository) -> None:
    runs_commands_of(repository, "mine")
    made = "git init -q $BESIDE/far && cd $BESIDE/far && echo x > x && git add x && git -c user.name=a commit -qm x"
    assert script(repository, f"{made} && echo y > x && git stash -q && git checkout -qb x").returncode == 0


@pytest.mark.parametrize(("leases", "code", "said"), [("advise", 0, "would lose"), ("off", 0, ""), ("enforce", 1, "would lose")])
def test_the_setting_holds(leases: str, code: int, said: str, repository: Repository) -> None:
    runs_commands_of(repository, "mine")
    done = script(repository, "git stash", KAPTAR_WORKSPACE_LEASES=leases)
    assert (int(done.returncode != 0), said in done.stderr, "kaptar" in done.stderr) == (code, True, bool(said))


def test_damaged_books_stop_nothing(repository: Repository) -> None:
    runs_commands_of(repository, "mine")
    for file in repository.places.state.glob("hive.db*"):
        file.write_bytes(b"no database")
    done = script(repository, "git checkout -qb x")
    assert done.returncode == 0, done.stderr


def test_only_a_client_s_process_beside_others_is_asked_about(repository: Repository) -> None:
    top = str(repository.top)
    repository.git("worktree", "add", "-q", f"{beside(repository)}/tree", "topic")
    folders = (top, str(beside(repository) / "tree"))
    program = "import sys\nfrom kaptar.clients.entry.git_hooks import is_asked\nprint(*map(is_asked, sys.argv[1:]))"

    def asked() -> str:
        return subprocess.run(
            [sys.executable, "-c", program, *folders], capture_output=True, text=True, check=True, timeout=60
        ).stdout

    assert asked() == "False False\n"
    runs_commands_of(repository, "mine")
    assert asked() == "True True\n"
    assert not is_asked(str(repository.top.parent)), "there is no database"
    with open_store(repository.places) as store, store.writing() as connection:
        connection.execute("DELETE FROM workspace_edits WHERE session != 'mine'")
        connection.execute("DELETE FROM workspace_leases WHERE session != 'mine'")
    assert asked() == "False False\n"


@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_the_user_s_own_lines_read_what_git_tells_them(shell: str, repository: Repository, kaptar: Kaptar) -> None:
    """Also of a transaction of many references, and of one that the hook has asked about."""
    assert kaptar("init", "--undo").code == 0
    for name in ("reference-transaction", "pre-push"):
        hook = repository.top / ".git" / "hooks" / name
        hook.write_text(f'#!/usr/bin/env {shell}\nset -eu\nwhile read -r line; do echo "$1 $line" >> .git/told; done\n')
        hook.chmod(0o755)

    def told() -> list[str]:
        (repository.top / ".git" / "told").write_text("")
        many = "".join(f"create refs/heads/n{number} HEAD\n" for number in range(3000)).encode()
        repository.git_in(["update-ref", "--stdin"], many)
        repository.git("branch", "one")
        repository.git("push", "-q", "--force", f"{beside(repository)}/bare", "main")
        repository.git("update-ref", "-d", "refs/heads/one")
        repository.git_in(["update-ref", "--stdin"], many.replace(b"create", b"delete").replace(b" HEAD", b""))
        return (repository.top / ".git" / "told").read_text().splitlines()

    repository.git("init", "-q", "--bare", f"{beside(repository)}/bare")
    repository.git("push", "-q", f"{beside(repository)}/bare", "topic:main")
    before = told()
    assert len(before) > 9000
    repository.git("push", "-q", "--force", f"{beside(repository)}/bare", "topic:main")
    assert kaptar("init", "--client", "git").code == 0
    runs_commands_of(repository, "mine")
    assert told() == before


def test_the_block_stops_for_one_code_alone() -> None:
    """An interpreter that finds no Kaptar ends with 1, a command that is too old with 2."""
    facts = InstallFacts(Path("/r"), Path("/r/.git/hooks"), Path("/r/.git/info/exclude"), "/bin/python", None, strict=False)
    for lines in (*blocks(facts).values(), *blocks_of_husky().values()):
        assert f"test $? -ne {STOPS};" in "".join(lines)


@pytest.mark.parametrize("words", [["git", "merge", "--abort"], ["/usr/bin/git", "-C", "x", "merge", "--abort"]])
def test_a_merge_that_is_given_up_is_not_left_half_way(words: list[str]) -> None:
    assert coming_effect("reference-transaction", words, "/r", lambda _folder, _word: False) is None
    begins = ["git", "merge", "topic"]
    assert coming_effect("reference-transaction", begins, "/r", lambda _folder, _word: False) is not None


def test_a_command_that_has_begun_is_not_said_not_to_have_run(repository: Repository) -> None:
    runs_commands_of(repository, "mine")
    done = script(repository, "git pull -q . topic")
    assert "It was ended before it did so." in done.stderr
    assert "Nothing was run" not in done.stderr


SEVERAL = {
    "both": (("mine", "other"), (), True),
    "both, the other way round": (("other", "mine"), (), True),
    "the first alone": (("mine", "other"), ("other",), True),
    "the last alone": (("other", "mine"), ("other",), True),
    "the one whose work it is": (("mine", "other"), ("mine",), False),
    "the one whose work it is, begun first": (("other", "mine"), ("mine",), False),
    "none, and the last was the one whose work it is": (("mine", "other"), ("mine", "other"), False),
    "none, and the last was another": (("other", "mine"), ("mine", "other"), True),
}


@pytest.mark.parametrize(("began", "ended", "stopped"), SEVERAL.values(), ids=SEVERAL.keys())
@pytest.mark.parametrize("line", ["git stash push -q -- a.txt", "git stash push -q -u -- new.txt"])
def test_a_script_in_a_process_of_several_sessions_is_of_those_whose_commands_run(
    line: str, began: tuple[str, ...], ended: tuple[str, ...], stopped: bool, repository: Repository
) -> None:
    announced(repository, *began)
    for session in ended:
        with open_store(repository.places) as store:
            CommandBook(store).ended(Holder("claude", session), wall_ms())
    done = script(repository, line)
    assert (done.returncode != 0, "would lose work" in done.stderr) == (stopped, stopped), done.stderr


def test_a_command_whose_end_was_lost_long_ago_counts_for_nothing(repository: Repository) -> None:
    announced(repository, "mine", "other")
    with open_store(repository.places) as store, store.writing() as connection:
        connection.execute("UPDATE workspace_commands SET at_ms = at_ms - ? WHERE session = 'mine'", (RUNNING_MS + 1000,))
    assert script(repository, "git stash push -q -- a.txt").returncode == 0


def test_the_script_of_a_session_that_has_changed_nothing_is_asked_about_in_the_other_s_process(repository: Repository) -> None:
    announced(repository, "mine", "other")
    with open_store(repository.places) as store, store.writing() as connection:
        for table in ("edits", "leases"):
            connection.execute(f"DELETE FROM workspace_{table} WHERE session = 'mine'")
    assert script(repository, "git stash push -q -- a.txt").returncode != 0
