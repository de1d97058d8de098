"""Changes from outside, seen between events: noted where nobody is at work on the file, and never what a session makes itself."""

import os
from collections.abc import Callable
from itertools import combinations

import pytest
from tests.clients.sessions import TEXT, Tree
from tests.clients.test_commanding import git
from tests.clients.test_holding import STOPPED
from tests.clients.test_tracking_commands import makers, ran, user

from kaptar.checks.settings import Settings
from kaptar.clients.outside import Looked, Outside, OutsideChange
from kaptar.workspace.leases.model import Claim, Holder
from kaptar.workspace.ledger.book import OUTSIDE
from kaptar.workspace.resources import Resource

LATER_NS = 1 << 62
ONE = Holder("claude", "one")


@pytest.fixture
def tree(committed: Tree) -> Tree:
    return committed


def outside(tree: Tree, wall_ns: int = LATER_NS) -> Outside:
    return Outside(tree.workspace.tracking, lambda: tree.book, tree.processes.get, lambda: wall_ns)


def look(tree: Tree, name: str = "a.py") -> Looked:
    return outside(tree).look(Resource(str(tree.root), name), tree.settings_of)


def rows(tree: Tree, name: str = "a.py") -> list[tuple[str, str]]:
    """Who made each change of a file and what it held then, the oldest first."""
    found = reversed(tree.edits.history(str(tree.root), name))
    return [(each.by.session or each.by.client, held(tree, each.after)) for each in found]


def held(tree: Tree, digest: str) -> str:
    return (tree.versions.content(digest) or b"").decode() if digest else "-"


def edited(tree: Tree, session: str, old: str, new: str, name: str = "a.py") -> None:
    """A session's tool has made an edit, hooks before and after it."""
    given = {"file_path": str(tree.root / name), "old_string": old, "new_string": new}
    assert tree.hook("PreToolUse", session, "Edit", **given).exit == 0
    user(tree, name, old, new)
    tree.hook("PostToolUse", session, "Edit", **given)


def test_each_version_that_comes_between_two_events_is_kept(tree: Tree) -> None:
    edited(tree, "one", "return 1", "return 11")
    for text in ("first\n", "second\n"):
        (tree.root / "a.py").write_text(text)
        assert isinstance(look(tree), OutsideChange)
    (tree.root / "a.py").unlink()
    assert isinstance(look(tree), OutsideChange)
    own = TEXT.replace("return 1", "return 11")
    assert rows(tree)[1:] == [("one", own), ("outside", "first\n"), ("outside", "second\n"), ("outside", "-")]
    assert look(tree) == "nothing"


@pytest.mark.parametrize("text", [TEXT, TEXT.replace("return 2", "return 22")], ids=["as committed", "changed"])
def test_of_a_file_without_rows_the_difference_from_the_commit_is_noted(tree: Tree, text: str) -> None:
    (tree.root / "b.py").write_text(text)
    look(tree, "b.py")
    assert rows(tree, "b.py") == ([("outside", text)] if text != TEXT else [])


def test_the_session_is_told_with_its_next_event_of_any_file(tree: Tree) -> None:
    edited(tree, "one", "return 1", "return 11")
    user(tree, "a.py", "return 2", "return 22")
    look(tree)
    tree.edit("one", "return 1", "return 111", "b.py")
    user(tree, "b.py", "return 1", "return 111")
    given = {"file_path": str(tree.root / "b.py"), "old_string": "return 1", "new_string": "return 111"}
    assert "a.py by somebody outside" in tree.hook("PostToolUse", "one", "Edit", **given).stdout


@pytest.mark.parametrize("name", ["", "f"])
def test_it_is_said_who_held_the_file(tree: Tree, name: str) -> None:
    tree.book.acquire(Claim(ONE, (Resource(str(tree.root), "a.py", name),), 60))
    user(tree, "a.py", "return 2", "return 22")
    found = look(tree)
    assert isinstance(found, OutsideChange)
    assert [lease.holder for lease in found.held] == [ONE]
    assert found.edit.by == OUTSIDE


def test_what_a_command_changes_while_it_runs_is_its_own(tree: Tree) -> None:
    assert tree.hook("PreToolUse", "one", "Bash", command="make").exit == 0
    user(tree, "a.py", "return 1", "return 11")
    assert look(tree) == "later"
    assert not outside(tree).may_look()
    tree.hook("PostToolUse", "one", "Bash", command="make")
    assert look(tree) == "nothing"
    assert makers(tree, "a.py") == {"a.py": [{"one"}]}
    user(tree, "a.py", "return 2", "return 22")
    assert isinstance(look(tree), OutsideChange), "what comes when it has ended is not"
    assert makers(tree, "a.py") == {"a.py": [{"one"}, {"outside"}]}


def test_of_two_sessions_commands_the_last_has_to_end(tree: Tree) -> None:
    for session in ("one", "two"):
        tree.hook("PreToolUse", session, "Bash", command="make")
    user(tree, "a.py", "return 1", "return 11")
    tree.hook("PostToolUse", "one", "Bash", command="make")
    user(tree, "b.py", "return 1", "return 11")
    assert look(tree, "b.py") == "later"
    tree.hook("PostToolUse", "two", "Bash", command="make")
    look(tree, "b.py")
    assert makers(tree, "b.py") == {"b.py": [{"two"}]}


def test_a_command_whose_client_was_killed_or_that_was_stopped_holds_nothing_up(tree: Tree) -> None:
    for end in (lambda: tree.processes.update({7: None}), lambda: tree.hook("SessionEnd", "one")):
        tree.hook("PreToolUse", "one", "Bash", command="make")
        assert not outside(tree).may_look()
        end()
        assert outside(tree).may_look()
        tree.processes[7] = "start"


def test_a_command_that_a_check_stops_never_runs(tree: Tree) -> None:
    tree.verdict = STOPPED
    tree.hook("PreToolUse", "one", "Bash", command="make")
    assert outside(tree).may_look()


def test_while_commands_come_without_a_hook_before_nothing_is_noted(tree: Tree) -> None:
    tree.hook("PostToolUse", "two", "Bash", command="make")
    user(tree, "a.py", "return 1", "return 11")
    assert look(tree) == "later"
    tree.hook("PostToolUse", "two", "Bash", command="make")
    assert makers(tree, "a.py") == {"a.py": [{"two"}]}
    ran(tree, "two", "true")
    assert outside(tree).may_look(), "its hook before commands is there by now"


def test_a_file_of_which_an_edit_is_about_to_be_made_waits(tree: Tree) -> None:
    tree.edit("one", "return 1", "return 11")
    (tree.root / "a.py").write_text(TEXT[:20])
    assert look(tree) == "later", "a tool may be in the middle of its write"
    (tree.root / "b.py").write_text("x = 1\n")
    assert isinstance(look(tree, "b.py"), OutsideChange), "other files are not concerned"


def test_a_file_that_is_being_written_waits(tree: Tree) -> None:
    user(tree, "a.py", "return 1", "return 11")
    at = (tree.root / "a.py").stat().st_ctime_ns
    file = Resource(str(tree.root), "a.py")
    assert outside(tree, at + 1000).look(file, tree.settings_of) == "later"
    assert rows(tree) == []
    assert isinstance(outside(tree, at + 10**9).look(file, tree.settings_of), OutsideChange)


def test_known_are_files_of_living_sessions(tree: Tree) -> None:
    edited(tree, "one", "return 1", "return 11")
    ran(tree, "two", "printf 'x' > c.py")
    tree.book.acquire(Claim(ONE, (Resource(str(tree.root), "held.py"), Resource(str(tree.root), "x/**", "", True)), 60))
    assert {each.path for each in outside(tree).known(10)} == {"a.py", "c.py", "held.py"}
    assert len(outside(tree).known(2)) == 2
    tree.hook("SessionEnd", "one")
    assert {each.path for each in outside(tree).known(10)} == {"c.py"}


Step = Callable[[Tree, str], object]


def _edit_hook(event: str) -> Step:
    def step(tree: Tree, name: str) -> object:
        given = {"file_path": str(tree.root / name), "old_string": "return 1", "new_string": "return 11"}
        return tree.hook(event, "one", "Edit", **given)

    return step


def _written(old: str, new: str) -> Step:
    return lambda tree, name: user(tree, name, old, new)


def _command_hook(event: str) -> Step:
    return lambda tree, _: tree.hook(event, "one", "Bash", command="make")


OWN = _written("return 1\n", "return 11\n")
THEIRS = _written("return 2\n", "return 22\n")
EDIT: list[Step] = [_edit_hook("PreToolUse"), OWN, _edit_hook("PostToolUse")]
COMMAND: list[Step] = [_command_hook("PreToolUse"), OWN, _command_hook("PostToolUse")]
SCHEDULES: dict[str, list[Step]] = {
    "an edit, before it a person": [THEIRS, *EDIT],
    "an edit, in it a person": [EDIT[0], THEIRS, *EDIT[1:]],
    "an edit, in it a person after it": [*EDIT[:2], THEIRS, EDIT[2]],
    "an edit, behind it a person": [*EDIT, THEIRS],
    "a command, before it a person": [THEIRS, *COMMAND],
    "a command, behind it a person": [*COMMAND, THEIRS],
}


class Interleaved:
    """A look whose clocks and settings let other steps happen when they are asked, if no transaction is open.

    Args:
        steps: of others.
        at: which of these moments it is; ``many``: how many steps happen then.
    """

    def __init__(self, tree: Tree, name: str, steps: list[Step], at: int, many: int) -> None:
        self.tree, self.name, self.left, self.at, self.many, self.asked = tree, name, steps, at, many, 0
        tracking = tree.workspace.tracking
        self.wall_ms = tracking.wall_ms
        self.outside = Outside(tracking._replace(wall_ms=self.ms), lambda: tree.book, tree.processes.get, self.ns)

    def look(self) -> Looked:
        return self.outside.look(Resource(str(self.tree.root), self.name), self.settings_of)

    def pause(self) -> None:
        with self.tree.store.reading() as connection:
            if connection.in_transaction:
                return
        self.asked += 1
        if self.asked == self.at:
            for _ in range(self.many):
                self.left.pop(0)(self.tree, self.name)

    def ms(self) -> int:
        self.pause()
        return self.wall_ms()

    def ns(self) -> int:
        self.pause()
        return LATER_NS

    def settings_of(self, path: str) -> Settings:
        self.pause()
        return self.tree.settings_of(path)


PAUSES = range(1, 7)


@pytest.mark.parametrize("what", SCHEDULES)
def test_whenever_a_look_falls_what_a_session_makes_is_its_own(what: str, tree: Tree) -> None:
    """A look begins anywhere in a schedule, and any number of further steps happen at any one moment of it."""
    steps = SCHEDULES[what]
    ends = combinations(range(len(steps) + 1), 2)
    cases = {f"{first}-{end}-{at}.py": (first, end, at) for first, end in ends for at in PAUSES}
    for name in cases:
        (tree.root / name).write_text(TEXT)
    git(tree.root, "add", ".")
    git(tree.root, "commit", "-qm", "more")
    for name in cases:
        os.utime(tree.root / name, (1, 1))
    tree.hook("SessionStart", "one")
    moments = set[int]()
    for name, (first, end, at) in cases.items():
        for step in steps[:first]:
            step(tree, name)
        seam = Interleaved(tree, name, steps[first:], at, end - first)
        seam.look()
        moments.add(seam.asked)
        for step in seam.left:
            step(tree, name)
        assert look(tree, name) != "later"
    assert max(moments) >= max(PAUSES) - 1, "the steps happen inside of the look"
    found = makers(tree, *cases)
    assert found == dict.fromkeys(cases, [{"one"}, {"outside"}] if THEIRS in steps else [{"one"}])


def test_a_file_that_is_written_while_it_is_read_waits(tree: Tree) -> None:
    def settings_of(path: str) -> Settings:
        (tree.root / "a.py").write_text("half")
        return tree.settings_of(path)

    assert outside(tree).look(Resource(str(tree.root), "a.py"), settings_of) == "later"
    assert rows(tree) == []
