"""Leases in hooks: two sessions in one file, on different functions and on the same one, through whole hooks."""

import re
from collections.abc import Callable, Iterator

import pytest
from tests.clients.sessions import TEXT, Tree
from tests.clients.test_handle import verdict

from kaptar import Runtime
from kaptar.checks.finding import Finding
from kaptar.checks.verdict import CheckResult
from kaptar.clients.holding import Holding, Wanted
from kaptar.config.sections import Config, HooksConfig, WorkspaceConfig
from kaptar.edit.engine import Editor
from kaptar.workspace.leases.model import Claim, Holder
from kaptar.workspace.ledger.book import OUTSIDE
from kaptar.workspace.resources import Resource

PERSON = Holder("person", "ada")


@pytest.fixture(scope="module")
def runtime() -> Iterator[Runtime]:
    with Runtime() as made:
        yield made


@pytest.fixture
def tree(make_tree: Callable[[Editor], Tree], runtime: Runtime) -> Tree:
    return make_tree(Editor(runtime, judge_syntax=False))


@pytest.mark.guest
def test_two_sessions_edit_one_file_and_are_stopped_on_one_function(tree: Tree) -> None:
    assert tree.edit("one", "return 1", "return 10").exit == 0
    assert tree.edit("two", "return 2", "return 20").exit == 0
    assert tree.held() == {("one", "a.py::f"), ("two", "a.py::g")}
    denied = tree.edit("two", "return 1", "return 11")
    assert denied.exit == 2
    assert "a.py::f is held by claude (session one)" in denied.stderr
    (left,) = re.findall(r"for up to (\d+) s more", denied.stderr)
    (wait,) = re.findall(r"kaptar claim a.py::f --as claude/two --wait (\d+)`", denied.stderr)
    assert int(left) < int(wait) <= int(left) + 2
    assert tree.held() == {("one", "a.py::f"), ("two", "a.py::g")}


@pytest.mark.guest
def test_an_import_is_nobodys_alone_but_for_who_holds_the_whole_file(tree: Tree) -> None:
    assert tree.edit("one", "return 1", "return 10").exit == 0
    assert tree.edit("two", "import os", "import sys").exit == 0
    assert tree.edit("one", "import os", "import re").exit == 0
    tree.book.end_session("claude", "one")
    tree.book.acquire(Claim(PERSON, (next_to(tree, "a.py"),), 60))
    assert tree.edit("two", "import os", "import sys").exit == 2


def next_to(tree: Tree, name: str) -> Resource:
    return Resource(str(tree.root), name)


def test_a_lease_is_free_after_the_session_was_silent_for_its_time(plain: Tree) -> None:
    assert plain.edit("one", "return 1", "return 10").exit == 0
    plain.time.now_s += 119
    assert plain.edit("two", "return 1", "return 11").exit == 2
    assert plain.hook("PostToolUse", "one", "Bash", command="ls").exit == 0
    plain.time.now_s += 119
    assert plain.edit("two", "return 1", "return 11").exit == 2
    plain.time.now_s += 1
    assert plain.edit("two", "return 1", "return 11").exit == 0


def test_a_session_that_ends_gives_all_back(plain: Tree) -> None:
    plain.edit("one", "return 1", "return 10")
    plain.hook("SessionEnd", "one")
    assert plain.held() == set()


def test_without_a_table_the_whole_file_is_held(plain: Tree) -> None:
    assert plain.edit("one", "return 1", "return 10", "notes.txt").exit == 0
    assert plain.edit("two", "return 2", "return 20", "notes.txt").exit == 2
    assert plain.held() == {("one", "notes.txt")}


@pytest.mark.guest
def test_who_writes_a_file_as_a_whole_holds_all_of_it(tree: Tree) -> None:
    path = str(tree.root / "a.py")
    assert tree.hook("PreToolUse", "one", "Write", file_path=path, content=TEXT.replace("1", "10")).exit == 0
    assert tree.held() == {("one", "a.py")}
    assert tree.edit("two", "return 2", "return 20").exit == 2


def test_two_sub_agents_of_a_session_are_two_holders(plain: Tree) -> None:
    assert plain.edit("one", "return 1", "return 10", agent="a").exit == 0
    assert plain.edit("one", "return 1", "return 11", agent="b").exit == 2
    assert plain.edit("one", "return 1", "return 11", agent="a").exit == 0


def test_by_another_name_it_is_the_same_file(plain: Tree) -> None:
    (plain.root / "link.py").symlink_to("a.py")
    assert plain.edit("one", "return 1", "return 10").exit == 0
    assert plain.edit("two", "return 1", "return 11", "link.py").exit == 2
    assert plain.edit("two", "return 1", "return 11", "./x/../a.py").exit == 2


def test_settings_only_advise_or_switch_leases_off(plain: Tree) -> None:
    assert plain.edit("one", "return 1", "return 10").exit == 0
    plain.config = Config(workspace=WorkspaceConfig(leases="advise"))
    advised = plain.edit("two", "return 1", "return 11")
    assert advised.exit == 0
    assert "leases only advise here" in advised.stderr
    plain.config = Config(workspace=WorkspaceConfig(leases="off"))
    silent = plain.edit("two", "return 1", "return 11")
    assert (silent.exit, silent.stderr) == (0, "")


def test_a_database_that_fails_is_told_and_stops_nobody_but_in_strict_mode(plain: Tree) -> None:
    plain.store.close()  # as a disk that fails
    told = plain.edit("one", "return 1", "return 10")
    assert told.exit == 0
    assert "what other sessions hold is not known: ProgrammingError" in told.stderr
    plain.config = Config(hooks=HooksConfig(strict=True))
    assert plain.edit("one", "return 1", "return 10").exit == 2


def test_an_edit_does_not_come_before_who_waits(plain: Tree) -> None:
    file = next_to(plain, "a.py")
    plain.book.acquire(Claim(Holder("codex", "held"), (file,), 60))
    plain.book.acquire(Claim(PERSON, (file,), 60), wait_s=300)
    plain.book.end_session("codex", "held")
    stopped = plain.edit("one", "return 1", "return 10")
    assert stopped.exit == 2
    assert "a.py is waited for by ada" in stopped.stderr


def test_an_edit_of_more_than_a_claim_may_name_takes_whole_files(plain: Tree) -> None:
    holding = Holding(plain.root, lambda: plain.book, plain.time)
    own = tuple(Resource(str(plain.root), "a.py", f"f{n}") for n in range(1001))
    assert holding.take(Holder("claude", "one"), [Wanted(own, ())], 60) == ()
    assert plain.held() == {("one", "a.py")}


def test_no_file_is_parsed_when_the_time_for_it_is_over(tree: Tree) -> None:
    tree.time.step_s = 2.0
    tree.edit("one", "return 1", "return 10")
    assert tree.held() == {("one", "a.py")}


def test_where_leases_are_off_a_write_over_unseen_changes_goes_on(plain: Tree) -> None:
    plain.wrote("one", "1\n")
    plain.wrote("one", "2\n")
    plain.hook("SessionEnd", "one")
    plain.config = Config(workspace=WorkspaceConfig(leases="off"))
    path = str(plain.root / "a.py")
    assert plain.hook("PreToolUse", "two", "Write", file_path=path, content="x\n").exit == 0


def test_a_client_without_a_session_holds_nothing(plain: Tree) -> None:
    assert plain.edit("", "return 1", "return 10").exit == 0
    assert plain.held() == set()


def test_each_change_is_written_down_with_what_was_there(plain: Tree) -> None:
    plain.wrote("one", "1\n")
    plain.hook("SessionEnd", "one")
    (plain.root / "a.py").write_text("2\n")
    plain.wrote("two", "3\n")
    rows = plain.edits.history(str(plain.root), "a.py")
    assert [(row.by.session, plain.versions.content(row.after)) for row in rows] == [
        ("two", b"3\n"), ("", b"2\n"), ("one", b"1\n"), ("", TEXT.encode()),
    ]  # fmt: skip
    assert [row.before for row in rows] == [*(row.after for row in rows[1:]), ""]
    assert rows[1].by == OUTSIDE


def test_a_write_over_what_the_session_has_not_seen_is_stopped_once(plain: Tree) -> None:
    plain.wrote("one", "1\n")
    plain.hook("SessionEnd", "one")
    plain.wrote("two", "1\n2\n", first_is_stopped=True)
    plain.hook("SessionEnd", "two")
    path = str(plain.root / "a.py")
    stale = plain.hook("PreToolUse", "one", "Write", file_path=path, content="1\n3\n")
    assert stale.exit == 2
    assert "a.py was changed by claude (session two) since this session has last seen it" in stale.stderr
    assert "+2\n" in stale.stderr
    assert plain.hook("PreToolUse", "one", "Write", file_path=path, content="1\n2\n3\n").exit == 0


def test_a_quotation_that_still_fits_goes_on(plain: Tree) -> None:
    plain.wrote("one", "1\n2\n")
    plain.hook("SessionEnd", "one")
    plain.wrote("two", "1\n2\n3\n", first_is_stopped=True)
    plain.hook("SessionEnd", "two")
    assert plain.edit("one", "1\n", "0\n").exit == 0


def test_who_has_never_seen_a_file_is_stopped_only_where_another_session_has_just_written_it(plain: Tree) -> None:
    path = str(plain.root / "a.py")
    (plain.root / "a.py").write_text("by hand\n")
    assert plain.hook("PreToolUse", "three", "Write", file_path=path, content="x\n").exit == 0
    plain.hook("SessionEnd", "three")
    plain.wrote("one", "1\n")
    plain.hook("SessionEnd", "one")
    assert plain.hook("PreToolUse", "two", "Write", file_path=path, content="x\n").exit == 2
    plain.time.now_s += 601
    plain.hook("SessionEnd", "two")
    assert plain.hook("PreToolUse", "four", "Write", file_path=path, content="x\n").exit == 0


WRONG = Finding(check="syntax", rule="syntax/x", path="a.py", line=1, column=1, severity="error", message="it does not parse")
STOPPED = verdict(CheckResult(check="syntax", path="a.py", state="findings", findings=(WRONG,)))


def test_an_edit_that_a_check_stops_takes_nothing(plain: Tree) -> None:
    plain.verdict = STOPPED
    assert plain.edit("two", "return 1", "return 01").exit == 2
    assert plain.held() == set()
    assert plain.edits.intents.of(str(plain.root), "a.py", 0) == []
    plain.verdict = verdict()
    assert plain.edit("one", "return 1", "return 2").exit == 0
    plain.verdict = STOPPED
    assert plain.edit("one", "return 1", "return 01").exit == 2
    assert plain.held() == {("one", "a.py")}, "what it held before is its own still"
