"""Front desk of offers: leases that one session hands to another, which has to accept them."""

from collections.abc import Sequence
from typing import Literal

import msgspec

from kaptar.api.leases import open_store, row, wall_ms
from kaptar.api.status import LeaseRow
from kaptar.repository.places import Places
from kaptar.workspace.leases.book import LeaseBook
from kaptar.workspace.leases.model import Holder
from kaptar.workspace.leases.offers import Ends, Offer, OfferBook
from kaptar.workspace.resources import Resource

_MOST_WHY = 200


class OfferRow(msgspec.Struct, frozen=True):
    """An open offer: its number, who offers it to whom, what, and why."""

    number: int
    giver: str
    taker: str
    names: tuple[str, ...]
    why: str


class OfferAnswer(msgspec.Struct, frozen=True):
    """An offer, and what became of it. ``leases``: those of the taker, once it is accepted."""

    outcome: Literal["open", "accepted", "declined", "withdrawn"]
    offer: int
    leases: tuple[LeaseRow, ...] = ()


def offers(places: Places) -> list[OfferRow]:
    """The open offers of a repository."""
    with open_store(places) as store:
        return list(map(_row, OfferBook(store, LeaseBook(store, wall_ms), wall_ms).pending()))


def offer(places: Places, giver: Holder, taker: Holder, resources: Sequence[Resource], why: str) -> OfferAnswer:
    """Offer a holder's leases on resources, or all of them where none are named. Raises InputError where there are none."""
    with open_store(places) as store:
        book = LeaseBook(store, wall_ms)
        chosen = [lease for lease in book.living() if lease.holder == giver and (not resources or lease.resource in resources)]
        made = OfferBook(store, book, wall_ms).make(giver, taker, chosen, why[:_MOST_WHY])
        return OfferAnswer("open", made.number)


def accept(places: Places, number: int, by: Holder) -> OfferAnswer:
    """Take what was offered. Raises InputError where there is no such offer, or it is void."""
    with open_store(places) as store:
        taken = OfferBook(store, LeaseBook(store, wall_ms), wall_ms).accept(number, by)
        return OfferAnswer("accepted", number, tuple(map(row, taken.leases)))


def end(places: Places, number: int, by: Holder, how: Ends) -> OfferAnswer:
    """Decline an offer, or withdraw one. Raises InputError where there is no such offer."""
    with open_store(places) as store:
        ended = OfferBook(store, LeaseBook(store, wall_ms), wall_ms).end(number, by, how)
        return OfferAnswer(how, ended.number)


def _row(each: Offer) -> OfferRow:
    return OfferRow(each.number, each.giver.key, each.taker.key, each.names, each.why)
