"""A whole-file write over what is as its session saw it, where another one has held the file in between: stopped once."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest
from tests.clients.sessions import BOOKS, Time, Tree
from tests.clients.test_commanding import git

from kaptar.database.store import Store
from kaptar.edit.engine import Editor
from kaptar.workspace.leases.book import Acquired
from kaptar.workspace.leases.grants import MOST_GRANTS, GrantBook
from kaptar.workspace.leases.model import Claim, Holder, Mode
from kaptar.workspace.resources import Resource

ONE, TWO, PERSON = Holder("claude", "one"), Holder("claude", "two"), Holder("person", "ann")
FIRST = "x = 1\n"


@pytest.fixture
def tree(tmp_path: Path) -> Iterator[Tree]:
    root = (tmp_path / "r").resolve()
    root.mkdir()
    (root / "a.py").write_text(FIRST)
    git(root, "init", "-q", "-b", "main")
    git(root, "add", ".")
    git(root, "commit", "-qm", "first")
    with closing(Store(tmp_path / "hive.db", BOOKS)) as store:
        yield Tree(root, store, Time(), Editor(None, judge_syntax=False))


def resource(tree: Tree, text: str = "a.py") -> Resource:
    path, _, name = text.partition("::")
    return Resource(str(tree.root), path, name, "*" in path)


def claimed(tree: Tree, by: Holder, text: str = "a.py", mode: Mode = "exclusive") -> None:
    assert isinstance(tree.book.acquire(Claim(by, (resource(tree, text),), 60, mode)), Acquired)


def released(tree: Tree, by: Holder) -> None:
    tree.book.release(by, lambda _: True)


def over(tree: Tree) -> None:
    """All leases end by their own time."""
    tree.time.now_s += 500


def writes(tree: Tree, session: str, text: str) -> str:
    """A session's tool writes the whole file, if nothing stops it. Returns what stops it."""
    path = str(tree.root / "a.py")
    answer = tree.hook("PreToolUse", session, "Write", file_path=path, content=text)
    if answer.exit == 2:
        return answer.stderr
    (tree.root / "a.py").write_text(text)
    tree.hook("PostToolUse", session, "Write", file_path=path, content=text)
    return ""


@pytest.mark.parametrize("text", ["a.py", "a.py::f", "*.py"], ids=["the file", "a definition", "a pattern"])
@pytest.mark.parametrize("by", [TWO, PERSON], ids=["a session", "a person"])
def test_a_claim_of_another_in_between_stops_the_write_once(tree: Tree, by: Holder, text: str) -> None:
    assert writes(tree, "one", "x = 2\n") == ""
    over(tree)
    claimed(tree, by, text)
    released(tree, by)
    said = writes(tree, "one", "x = 3\n")
    assert f"but {by} had it in between" in said
    assert (tree.root / "a.py").read_text() == "x = 2\n"
    assert writes(tree, "one", "x = 3\n") == ""


def test_the_same_bytes_after_edits_of_another_are_not_the_same_file(tree: Tree) -> None:
    assert writes(tree, "one", "x = 2\n") == ""
    over(tree)
    assert "was changed by" in writes(tree, "two", "x = 9\n")
    assert writes(tree, "two", "x = 9\n") == ""
    assert writes(tree, "two", "x = 2\n") == ""
    over(tree)
    assert "but claude (session two) had it" in writes(tree, "one", "x = 3\n")
    assert writes(tree, "one", "x = 3\n") == ""


def test_what_nobody_held_or_touched_goes_on(tree: Tree) -> None:
    """Another file, a shared claim, one's own claim, an edit of another that was never made, and a claim of long before."""
    claimed(tree, TWO)
    released(tree, TWO)
    assert writes(tree, "one", "x = 2\n") == ""
    over(tree)
    claimed(tree, TWO, "b.py")
    claimed(tree, TWO, "src/*.py")
    claimed(tree, TWO, "a.py", "shared")
    released(tree, TWO)
    claimed(tree, ONE)
    released(tree, ONE)
    tree.hook("PreToolUse", "two", "Edit", file_path=str(tree.root / "a.py"), old_string="x = 2", new_string="x = 4")
    over(tree)
    assert writes(tree, "one", "x = 3\n") == ""


def test_a_quotation_that_fits_goes_on(tree: Tree) -> None:
    assert writes(tree, "one", "x = 2\n") == ""
    over(tree)
    claimed(tree, TWO)
    released(tree, TWO)
    assert tree.edit("one", "x = 2", "x = 3").exit == 0


ENDS = {
    "broken": (lambda tree: tree.book.break_([resource(tree)], PERSON), True),
    "over": (over, True),
    "released": (lambda tree: released(tree, ONE), False),
    "handed over": (lambda tree: tree.book.hand_over(ONE, TWO, [each.token for each in tree.book.living()]), False),
}


@pytest.mark.parametrize("end", ENDS)
def test_who_has_lost_a_claim_to_another_is_stopped_once(tree: Tree, end: str) -> None:
    ends, is_stopped = ENDS[end]
    claimed(tree, ONE)
    ends(tree)
    claimed(tree, TWO)
    released(tree, TWO)
    claimed(tree, ONE)
    said = writes(tree, "one", "x = 2\n")
    assert ("but claude (session two) had it" in said) == is_stopped
    assert writes(tree, "one", "x = 3\n") == ""


def test_a_lost_claim_that_nobody_took_stops_nothing(tree: Tree) -> None:
    claimed(tree, ONE)
    over(tree)
    assert writes(tree, "one", "x = 2\n") == ""


def test_the_setting_advises_or_is_silent(tree: Tree) -> None:
    assert writes(tree, "one", "x = 2\n") == ""
    over(tree)
    claimed(tree, TWO)
    released(tree, TWO)
    tree.config = tree.advising()
    path = str(tree.root / "a.py")
    answer = tree.hook("PreToolUse", "one", "Write", file_path=path, content="x = 3\n")
    assert (answer.exit, "had it in between" in answer.stderr) == (0, True)


def test_grants_are_bounded(tree: Tree) -> None:
    claimed(tree, TWO)
    assert len(GrantBook(tree.store).since(resource(tree), 0)) == 1
    with tree.store.writing() as connection:
        connection.execute("UPDATE sqlite_sequence SET seq = seq + ? WHERE name = 'workspace_leases'", (MOST_GRANTS,))
        for number in range(64):
            claimed(tree, TWO, f"{number}.py")
    assert GrantBook(tree.store).since(resource(tree), 0) == []


class Sight(NamedTuple):
    text: str
    at: int


class Model:
    """The rules in other words, for one file and two sessions that have written it."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.seen = dict[str, Sight]()
        self.held: tuple[str, bool] | None = None
        self.given = list[tuple[int, str, bool]]()
        self.changed = list[tuple[int, str]]()

    def takes(self, who: str, *, asked: bool) -> bool:
        self.at += 1
        if self.held is not None and self.held[0] != who:
            return False
        if self.held is None:
            self.held = who, asked
            self.given.append((self.at, who, asked))
        return True

    def writes(self, who: str, text: str) -> str:
        """What stops it: another one's lease, what it has not seen, or who has held the file; "" where nothing does."""
        if not self.takes(who, asked=False):
            return "held"
        self.at += 1
        seen = self.seen[who]
        others = {other for at, other, asked in self.given if at > seen.at and other != who
                  and (asked or any(when > seen.at and maker == other for when, maker in self.changed))}  # fmt: skip
        stop = "changed" if seen.text != self.text else "between" if others else ""
        if not stop:
            if text != self.text:
                self.changed.append((self.at, who))
            self.text = text
        self.seen[who] = Sight(self.text, self.at)
        return stop


WORDS = {"held": "is held by", "changed": "was changed by", "between": "had it in between"}


@pytest.mark.parametrize("seed", range(25))
def test_whatever_two_sessions_do_the_write_is_stopped_as_the_model_says(tree: Tree, seed: int) -> None:
    random, model = Random(seed), Model(FIRST)
    for session in ("one", "two"):  # each has written it
        while writes(tree, session, "x = 0\n"):
            pass
        over(tree)
        model.at += 1
        model.text = "x = 0\n"
        model.seen[session] = Sight(model.text, model.at)
    model.seen["one"] = Sight(model.text, model.at)
    while writes(tree, "one", "x = 0\n"):
        pass
    over(tree)
    for _ in range(30):
        who, act = random.choice(("one", "two")), random.choice(("claim", "release", "break", "over", "write", "write", "write"))
        if act == "claim":
            taken = tree.book.acquire(Claim(Holder("claude", who), (resource(tree),), 60))
            assert isinstance(taken, Acquired) == model.takes(who, asked=True)
        elif act == "release":
            released(tree, Holder("claude", who))
            model.held = None if model.held is not None and model.held[0] == who else model.held
        elif act == "write":
            text = random.choice(("x = 1\n", "x = 2\n"))
            stop, said = model.writes(who, text), writes(tree, who, text)
            assert [name for name, words in WORDS.items() if words in said] == ([stop] if stop else [])
        else:
            over(tree) if act == "over" else tree.book.break_([resource(tree)], PERSON)
            model.held = None
