"""The book of news: whose changes are told to whom, by the rows of the book of edits."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kaptar.database.store import Store
from kaptar.workspace.leases.book import MIGRATIONS as LEASES
from kaptar.workspace.leases.model import Holder
from kaptar.workspace.ledger.book import MIGRATIONS as EDITS
from kaptar.workspace.ledger.book import OUTSIDE, EditBook, FileEdit
from kaptar.workspace.ledger.news import MIGRATIONS, NewsBook

ONE, TWO = Holder("claude", "one"), Holder("codex", "two")


class Books:
    """The two books over one database."""

    def __init__(self, store: Store) -> None:
        self.edits, self.news = EditBook(store), NewsBook(store)

    def edit(self, by: Holder, after: str, *, seen: bool = True, path: str = "a.py") -> int:
        return self.edits.note(FileEdit(0, 7, "/w", path, by, "Edit", "", after), after if seen and by != OUTSIDE else "")


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with closing(Store(tmp_path / "hive.db", (*LEASES, *EDITS, *MIGRATIONS))) as store:
        yield Books(store)


def told(books: Books, to: Holder) -> list[tuple[str, Holder]]:
    return [(each.path, each.by[0]) for each in books.news.of(to)]


def test_the_newest_change_of_others_is_news_and_ones_own_is_none(books: Books) -> None:
    books.edit(ONE, "1")
    books.edit(OUTSIDE, "2")
    books.edit(TWO, "3")
    assert told(books, ONE) == [("a.py", TWO)]
    assert told(books, TWO) == []
    books.edit(TWO, "4", seen=False)
    assert told(books, TWO) == []


def test_what_was_shown_is_no_news(books: Books) -> None:
    books.edit(ONE, "1")
    books.edit(TWO, "2")
    books.edits.see("/w", "a.py", ONE, "other content that has both", 7)
    assert told(books, ONE) == []


def test_what_was_told_is_no_news_and_what_comes_later_is(books: Books) -> None:
    books.edit(ONE, "1")
    books.edit(ONE, "1", path="b.py")
    number = books.edit(TWO, "2")
    books.news.told(ONE, number, 7)
    assert told(books, ONE) == []
    books.edit(TWO, "3", path="b.py")
    assert told(books, ONE) == [("b.py", TWO)]


def test_a_sub_agent_is_told_for_itself(books: Books) -> None:
    books.edit(Holder("claude", "one", "a1"), "1")
    books.edit(ONE, "2")
    assert told(books, Holder("claude", "one", "a1")) == [("a.py", ONE)]
    assert told(books, ONE) == []


def test_a_change_that_was_taken_back_is_no_news(books: Books) -> None:
    books.edit(ONE, "1")
    books.edit(TWO, "2")
    books.edit(TWO, "1")
    assert told(books, ONE) == []


def test_all_who_changed_it_are_named(books: Books) -> None:
    books.edit(ONE, "1")
    for by in (TWO, OUTSIDE, TWO):
        books.edit(by, f"of {by}")
    (change,) = books.news.of(ONE)
    assert change.by == (TWO, OUTSIDE)
