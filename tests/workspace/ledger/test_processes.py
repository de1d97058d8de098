"""The book of processes: of several clients above a command the nearest counts, and an id alone counts for nothing."""

from contextlib import closing
from pathlib import Path

from kaptar.database.store import Store
from kaptar.workspace.leases.model import Holder
from kaptar.workspace.ledger.processes import MIGRATIONS, LivingProcess, ProcessBook

ONE, TWO = Holder("claude", "one", "helper"), Holder("codex", "two")
SHELL, INNER, OUTER = LivingProcess(30, "c"), LivingProcess(20, "b"), LivingProcess(10, "a")


def test_the_nearest_client_and_its_newest_command_count(tmp_path: Path) -> None:
    with closing(Store(tmp_path / "hive.db", MIGRATIONS)) as store:
        book = ProcessBook(store)
        assert book.last_of([SHELL, INNER, OUTER]) is None
        book.note(OUTER, TWO, 1)
        assert book.last_of([SHELL, INNER, OUTER]) == (OUTER, TWO)
        book.note(INNER, TWO, 2)
        book.note(INNER, ONE, 3)
        assert book.last_of([SHELL, INNER, OUTER]) == (INNER, ONE)
        assert book.last_of([SHELL, INNER._replace(started="later"), OUTER]) == (OUTER, TWO)


def test_old_ones_are_forgotten(tmp_path: Path) -> None:
    with closing(Store(tmp_path / "hive.db", MIGRATIONS)) as store:
        book = ProcessBook(store)
        book.note(OUTER, TWO, 1)
        book.note(INNER, ONE, 25 * 3600 * 1000)
        assert book.last_of([OUTER]) is None
        assert book.last_of([INNER]) == (INNER, ONE)
