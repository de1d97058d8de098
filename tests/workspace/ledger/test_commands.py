"""Book of commands: which may be running now, for all that their hooks tell and do not tell."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kaptar.database.store import Store
from kaptar.workspace.leases.model import Holder
from kaptar.workspace.ledger.commands import (
    LONGEST_MS,
    MIGRATIONS,
    MOST,
    NOBODY,
    STOPPED_MS,
    UNANNOUNCED_MS,
    CommandBook,
    ToolCall,
)
from kaptar.workspace.ledger.processes import LivingProcess

ONE, AGENT, TWO = Holder("claude", "one"), Holder("claude", "one", "a"), Holder("codex", "two")
CLIENT = LivingProcess(7, "start")
PROCESSES = {7: "start"}
A, B = ToolCall("a", "Bash", alone=True), ToolCall("b", "Bash", alone=False)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store(tmp_path / "hive.db", MIGRATIONS)) as made:
        yield made


@pytest.fixture
def book(store: Store) -> CommandBook:
    return CommandBook(store)


Steps = Callable[[CommandBook], object]
END_A: Steps = lambda b: b.ended(ONE, 1, "a")  # noqa: E731
PASSED: Steps = lambda b: b.passed(ONE)  # noqa: E731
END_B: Steps = lambda b: b.ended(ONE, 1, "b")  # noqa: E731

CASES: list[tuple[str, list[Steps], int, bool]] = [
    ("none", [], 0, False),
    ("one runs", [lambda b: b.began(ONE, 0)], 1, True),
    ("it has ended", [lambda b: b.began(ONE, 0), lambda b: b.ended(ONE, 1)], 2, False),
    ("one of two", [lambda b: b.began(ONE, 0), lambda b: b.began(ONE, 0), lambda b: b.ended(ONE, 1)], 2, True),
    ("another holder's", [lambda b: b.began(ONE, 0), lambda b: b.began(TWO, 0), lambda b: b.ended(TWO, 1)], 2, True),
    ("an agent's", [lambda b: b.began(AGENT, 0), lambda b: b.session_ended("claude", "one")], 2, False),
    ("another session's end", [lambda b: b.began(ONE, 0), lambda b: b.session_ended("codex", "two")], 2, True),
    ("it was refused", [lambda b: b.began(ONE, 0), lambda b: b.refused(ONE)], 1, False),
    ("a client that nobody knows, for long", [lambda b: b.began(ONE, 0)], STOPPED_MS + 1, False),
    ("a client that lives, for long", [lambda b: b.began(ONE, 0, CLIENT)], STOPPED_MS + 1, True),
    ("a client that lives, for a day", [lambda b: b.began(ONE, 0, CLIENT)], LONGEST_MS + 1, False),
    ("a client that was killed", [lambda b: b.began(ONE, 0, LivingProcess(7, "former"))], 1, False),
    ("another one at once", [lambda b: b.began(ONE, 0, CLIENT), lambda b: b.heard(ONE, 1000)], 1001, True),
    ("something else, long after", [lambda b: b.began(ONE, 0, CLIENT), lambda b: b.heard(ONE, 600_001)], 600_002, False),
    ("a second end", [lambda b: b.ended(ONE, 0)], UNANNOUNCED_MS, True),
    ("a second end, long ago", [lambda b: b.ended(ONE, 0)], UNANNOUNCED_MS + 1, False),
    ("by its name", [lambda b: b.began(ONE, 0, call=A), lambda b: b.ended(ONE, 1, "a")], 2, False),
    ("another call's", [lambda b: b.began(ONE, 0, call=A), lambda b: b.ended(ONE, 1, "b")], 2, True),
    ("the other of two", [lambda b: b.began(ONE, 0, call=A), lambda b: b.began(ONE, 0, call=B), END_B], 2, True),
    ("one without a name", [lambda b: b.began(ONE, 0), lambda b: b.ended(ONE, 1, "b")], 2, False),
    ("the next event, where it runs alone", [lambda b: b.began(ONE, 0, call=A), lambda b: b.passed(ONE)], 1, False),
    ("the next event, where others run beside it", [lambda b: b.began(ONE, 0, call=B), lambda b: b.passed(ONE)], 1, True),
    ("its end after the next event", [lambda b: b.began(ONE, 0, call=A), lambda b: b.passed(ONE), END_A], 2, False),
    ("the named one first", [lambda b: b.began(ONE, 0), lambda b: b.began(ONE, 0, call=A), END_A, PASSED], 2, True),
    ("another's next event", [lambda b: b.began(ONE, 0, call=A), lambda b: b.passed(AGENT)], 1, True),
    ("announced by now", [lambda b: b.ended(ONE, 0), lambda b: b.began(ONE, 1), lambda b: b.ended(ONE, 2)], 3, False),
]  # fmt: skip


@pytest.mark.parametrize(("steps", "now_ms", "is_open"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_command_is_open_until_somebody_knows_better(
    book: CommandBook, steps: list[Steps], now_ms: int, is_open: bool
) -> None:  # fmt: skip
    for step in steps:
        step(book)
    assert book.is_any_open(now_ms, PROCESSES.get) is is_open


def test_rows_are_bounded(book: CommandBook, store: Store) -> None:
    with store.writing():
        for number in range(MOST + 5):
            book.began(Holder("claude", f"{number}"), number, NOBODY)
    assert store.read("SELECT count(*) FROM workspace_commands") == [(MOST,)]


@pytest.mark.parametrize(
    ("steps", "tool"),
    [
        ([], None),
        ([lambda b: b.began(ONE, 0, call=A)], "Bash"),
        ([lambda b: b.began(ONE, 0, call=A), lambda b: b.ended(ONE, 1, "a")], None),
        ([lambda b: b.began(ONE, 0, call=A), lambda b: b.passed(ONE)], None),
        ([lambda b: b.began(AGENT, 0, call=A)], None),
        ([lambda b: b.ended(ONE, 0, "a")], None),
    ],
)
def test_what_a_holder_has_left_open_is_asked_once(book: CommandBook, steps: list[Steps], tool: str | None) -> None:
    for step in steps:
        step(book)
    assert book.left_open(ONE, STOPPED_MS) == tool
    assert book.left_open(ONE, STOPPED_MS + 1) is None, "after that time nobody knows"
