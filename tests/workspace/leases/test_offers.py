"""Offers: leases that go from one holder to another, as a whole or not at all."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.workspace.leases.test_book import ONE, THREE, TWO, Time

from kaptar.database.store import Store
from kaptar.errors import InputError
from kaptar.workspace.leases.book import MIGRATIONS, Acquired, LeaseBook
from kaptar.workspace.leases.model import Claim, Denied, Holder, Lease, Mode
from kaptar.workspace.leases.offers import MIGRATIONS as OFFERS
from kaptar.workspace.leases.offers import MOST_OPEN, OfferBook
from kaptar.workspace.resources import Resource

A, F, B = Resource("/w", "a.py"), Resource("/w", "a.py", "f"), Resource("/w", "b.py")


class Books:
    def __init__(self, store: Store) -> None:
        self.time = Time()
        self.leases = LeaseBook(store, lambda: 7, self.time, "boot")
        self.offers = OfferBook(store, self.leases, lambda: 7)

    def take(self, holder: Holder, *resources: Resource, mode: Mode = "exclusive", ttl_s: float = 60) -> tuple[Lease, ...]:
        found = self.leases.acquire(Claim(holder, resources, ttl_s, mode, "why"))
        assert isinstance(found, Acquired), found
        return found.leases

    def held(self) -> list[tuple[Holder, Resource]]:
        return [(lease.holder, lease.resource) for lease in self.leases.living()]


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with closing(Store(tmp_path / "hive.db", [*MIGRATIONS, *OFFERS])) as store:
        yield Books(store)


def test_who_accepts_has_new_tokens_and_the_time_that_is_left(books: Books) -> None:
    given = books.take(ONE, A, B)
    offer = books.offers.make(ONE, TWO, given, "go on")
    assert books.held() == [(ONE, A), (ONE, B)]
    books.time.now_s += 20
    taken = books.offers.accept(offer.number, TWO).leases
    assert [(lease.holder, lease.resource, lease.mode, lease.purpose) for lease in taken] == [
        (TWO, A, "exclusive", "why"), (TWO, B, "exclusive", "why")
    ]  # fmt: skip
    assert min(lease.token for lease in taken) > max(lease.token for lease in given)
    assert {lease.until_s for lease in taken} == {lease.until_s for lease in given}
    assert books.held() == [(TWO, A), (TWO, B)]
    assert books.offers.pending() == []
    assert {event.what for event in books.leases.events()} == {"granted", "handed over"}


def test_declined_and_withdrawn_it_stays(books: Books) -> None:
    leases = books.take(ONE, A)
    books.offers.end(books.offers.make(ONE, TWO, leases).number, TWO, "declined")
    books.offers.end(books.offers.make(ONE, TWO, leases).number, ONE, "withdrawn")
    assert books.held() == [(ONE, A)]
    assert books.offers.pending() == []


def test_nobody_else_may_answer(books: Books) -> None:
    number = books.offers.make(ONE, TWO, books.take(ONE, A)).number
    for call in (
        lambda: books.offers.accept(number, THREE), lambda: books.offers.accept(number, ONE),
        lambda: books.offers.end(number, THREE, "declined"), lambda: books.offers.end(number, TWO, "withdrawn"),
        lambda: books.offers.accept(number + 1, TWO),
    ):  # fmt: skip
        with pytest.raises(InputError, match="offer"):
            call()
    assert books.held() == [(ONE, A)]
    assert len(books.offers.pending()) == 1


def test_an_offer_of_which_a_lease_has_ended_is_void(books: Books) -> None:
    leases = [*books.take(ONE, A, ttl_s=10), *books.take(ONE, B, ttl_s=60)]
    number = books.offers.make(ONE, TWO, leases).number
    books.time.now_s += 20
    with pytest.raises(InputError, match="is void"):
        books.offers.accept(number, TWO)
    assert books.held() == [(ONE, B)]
    assert books.offers.pending() == []


def test_what_was_taken_away_meanwhile_is_not_handed_over(books: Books) -> None:
    number = books.offers.make(ONE, TWO, books.take(ONE, A)).number
    books.leases.break_([A], THREE)
    books.take(THREE, A)
    with pytest.raises(InputError, match="is void"):
        books.offers.accept(number, TWO)
    assert books.held() == [(THREE, A)]


def test_a_part_of_what_stays_with_the_giver_is_not_handed_over(books: Books) -> None:
    books.take(ONE, A)
    part = books.take(ONE, F)
    number = books.offers.make(ONE, TWO, part).number
    with pytest.raises(InputError, match=r"holds a\.py besides"):
        books.offers.accept(number, TWO)
    assert books.held() == [(ONE, A), (ONE, F)]
    assert isinstance(books.leases.acquire(Claim(TWO, (F,), 60)), Denied)


def test_shared_leases_of_both_become_one(books: Books) -> None:
    leases = books.take(ONE, A, mode="shared")
    books.take(TWO, A, mode="shared")
    books.offers.accept(books.offers.make(ONE, TWO, leases).number, TWO)
    assert books.held() == [(TWO, A)]


def test_bounds(books: Books) -> None:
    with pytest.raises(InputError, match="nothing to offer"):
        books.offers.make(ONE, TWO, [])
    leases = books.take(ONE, A)
    with pytest.raises(InputError, match="to itself"):
        books.offers.make(ONE, ONE, leases)
    for _ in range(MOST_OPEN + 5):
        books.offers.make(ONE, TWO, leases)
    assert len(books.offers.pending()) == MOST_OPEN
