"""Links that commands make, turn and take away: what each session has changed since the last commit."""

from pathlib import Path

import pytest
from tests.clients.sessions import Tree
from tests.clients.test_commanding import git
from tests.clients.test_tracking_commands import SESSIONS, makers, ran, user

COMMANDS = {
    "a link that leads elsewhere": ("ln -sfn b.py link", {"link"}),
    "a link that leads nowhere": ("ln -sfn nowhere link", {"link"}),
    "a link that led nowhere": ("ln -sfn a.py dangling", {"dangling"}),
    "a link to a folder": ("ln -sfn e to_d", {"to_d"}),
    "a link that goes": ("rm link", {"link"}),
    "a link to a folder that goes": ("rm to_d", {"to_d"}),
    "a link that git moves": ("git mv link link2", {"link", "link2"}),
    "a link that is moved": ("mv link link2", {"link", "link2"}),
    "a link that becomes a copy": ("rm link; cp a.py link", {"link"}),
    "a file that becomes a link": ("rm a.py; ln -s b.py a.py", {"a.py"}),
    "a link in a folder": ("ln -sfn ../b.py d/up", {"d/up"}),
    "a folder that becomes a link": ("rm -r d; ln -s e d", {"d", "d/x", "d/up"}),
    "a link that becomes a folder": ("rm to_d; mkdir to_d; echo 1 > to_d/x", {"to_d", "to_d/x"}),
    "a file behind a link": ("echo 2 > to_d/x", {"d/x"}),
    "a link and its file": ("echo 2 >> a.py; ln -sfn b.py link", {"a.py", "link"}),
}
NAMES = ("a.py", "b.py", "link", "link2", "dangling", "to_d", "to_d/x", "d", "d/x", "d/up", "e/x")


@pytest.fixture
def tree(committed: Tree) -> Tree:
    for folder in ("d", "e"):
        (committed.root / folder).mkdir()
        (committed.root / folder / "x").write_text(f"{folder}\n")
    links = {"link": "a.py", "dangling": "nothing", "to_d": "d", "d/up": "../a.py"}
    for name, target in links.items():
        (committed.root / name).symlink_to(target)
    git(committed.root, "add", ".")
    git(committed.root, "commit", "-qm", "links")
    return committed


@SESSIONS
@pytest.mark.parametrize(("command", "expected"), COMMANDS.values(), ids=COMMANDS.keys())
def test_what_a_command_does_to_a_link_is_its_own(tree: Tree, command: str, expected: set[str], session: str) -> None:
    ran(tree, session, command)
    found = makers(tree, *NAMES)
    assert {path for path, owners in found.items() if owners == [{session}]} == expected
    assert {path for path, owners in found.items() if owners != [{session}]} == set()


def test_what_a_person_does_to_links_is_nobodys(tree: Tree) -> None:
    ran(tree, "one", "true")
    (tree.root / "link").unlink()
    (tree.root / "link").symlink_to("b.py")
    (tree.root / "dangling").unlink()
    ran(tree, "one", "true")
    assert makers(tree, *NAMES) == {"link": [{"outside"}], "dangling": [{"outside"}]}


def test_two_sessions_turn_two_links(tree: Tree) -> None:
    ran(tree, "one", "ln -sfn b.py link")
    ran(tree, "two", "ln -sfn e to_d; echo 2 >> a.py")
    ran(tree, "one", "ln -sfn d/x dangling")
    assert makers(tree, *NAMES) == {"link": [{"one"}], "to_d": [{"two"}], "a.py": [{"two"}], "dangling": [{"one"}]}


@pytest.mark.parametrize("command", ["rm new.py", "mv new.py moved.py", "rm new.py; ln -s a.py moved.py"])
def test_a_new_file_of_an_edit_that_a_command_takes_away_is_the_commands(tree: Tree, command: str) -> None:
    path = str(tree.root / "new.py")
    assert tree.hook("PreToolUse", "late", "Write", file_path=path, content="n = 1\n").exit == 0
    user(tree, "new.py", "", "n = 1\n")
    tree.hook("PostToolUse", "late", "Write", file_path=path, content="n = 1\n")
    ran(tree, "late", command)
    assert [(each.by.session, each.after == "") for each in tree.edits.history(str(tree.root), "new.py", 2)] == [
        ("late", True), ("late", False),
    ]  # fmt: skip


def test_an_edit_that_comes_first_takes_nothing_that_was_there(tree: Tree) -> None:
    user(tree, "b.py", "return 1", "return 0")
    path = str(tree.root / "new.py")
    tree.hook("PreToolUse", "late", "Write", file_path=path, content="n = 1\n")
    user(tree, "new.py", "", "n = 1\n")
    tree.hook("PostToolUse", "late", "Write", file_path=path, content="n = 1\n")
    ran(tree, "late", "true")
    assert makers(tree, "b.py", "new.py") == {"b.py": [{"outside"}], "new.py": [{"late"}]}


def test_another_repository_that_git_gets_to_know_is_no_file_that_goes(tree: Tree) -> None:
    inner: Path = tree.root / "inner"
    inner.mkdir()
    (inner / "x").write_text("1\n")
    git(inner, "init", "-q")
    git(inner, "add", ".")
    git(inner, "commit", "-qm", "inner")
    ran(tree, "one", "true")
    ran(tree, "one", "git add inner && git commit -qm inner")
    ran(tree, "one", "git rm -q --cached inner")
    assert tree.edits.history(str(tree.root), "inner") == []
