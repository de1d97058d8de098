"""Offers: leases that their holder offers to another one, who accepts or declines. Until then they stay where they are."""

import json
from collections.abc import Callable, Sequence
from typing import Any, Literal

import msgspec

from kaptar.database.migrations import Migration
from kaptar.database.store import Store
from kaptar.decoding.json import decode_json
from kaptar.errors import InputError
from kaptar.workspace.leases.book import Acquired, LeaseBook
from kaptar.workspace.leases.model import Denied, Holder, Lease

_OFFERS = """
CREATE TABLE workspace_offers (
    number INTEGER PRIMARY KEY AUTOINCREMENT, at_ms INTEGER NOT NULL,
    from_client TEXT NOT NULL, from_session TEXT NOT NULL, from_agent TEXT NOT NULL,
    to_client TEXT NOT NULL, to_session TEXT NOT NULL, to_agent TEXT NOT NULL,
    tokens TEXT NOT NULL, names TEXT NOT NULL, why TEXT NOT NULL
);
"""

MIGRATIONS = (Migration("workspace/offers", _OFFERS),)

MOST_OPEN = 100
"""Open offers of a repository; the oldest go."""

Ends = Literal["accepted", "declined", "withdrawn"]


class Offer(msgspec.Struct, frozen=True):
    """One open offer.

    Attributes:
        number: rises with each offer in the repository.
        giver, taker: who offers, and to whom.
        tokens: of the leases; one that has ended by then makes the whole offer void.
        names: of their resources, as people read them.
    """

    number: int
    at_ms: int
    giver: Holder
    taker: Holder
    tokens: tuple[int, ...]
    names: tuple[str, ...]
    why: str


class OfferBook:
    """The open offers of one repository. Thread-safe.

    Args:
        store: a database that has `MIGRATIONS` and those of the leases.
        leases: of the same database.
        wall_ms: milliseconds since 1970.
    """

    def __init__(self, store: Store, leases: LeaseBook, wall_ms: Callable[[], int]) -> None:
        self._store, self._leases, self._wall_ms = store, leases, wall_ms

    def make(self, giver: Holder, taker: Holder, leases: Sequence[Lease], why: str = "") -> Offer:
        """Offer leases to another holder. Raises InputError where there are none, or it is oneself."""
        if not leases:
            raise InputError(f"{giver} holds nothing of that, so there is nothing to offer; `kaptar who` lists what is held")
        if giver == taker:
            raise InputError(f"{giver} offers to itself; name another session with --to CLIENT/SESSION")
        tokens, names = [lease.token for lease in leases], [str(lease.resource) for lease in leases]
        at_ms = self._wall_ms()
        values = (at_ms, giver.client, giver.session, giver.agent, taker.client, taker.session, taker.agent, json.dumps(tokens),
                  json.dumps(names), why)  # fmt: skip
        with self._store.writing() as connection:
            made = connection.execute(
                "INSERT INTO workspace_offers (at_ms, from_client, from_session, from_agent, to_client, to_session, to_agent, "
                "tokens, names, why) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values,
            )  # fmt: skip
            number = made.lastrowid or 0
            connection.execute("DELETE FROM workspace_offers WHERE number <= ?", (number - MOST_OPEN,))
        return Offer(number, at_ms, giver, taker, tuple(tokens), tuple(names), why)

    def pending(self) -> list[Offer]:
        """All open offers, the oldest first."""
        return list(map(_offer, self._store.read("SELECT * FROM workspace_offers ORDER BY number")))

    def accept(self, number: int, by: Holder) -> Acquired:
        """Take what was offered: the giver's leases end, and the taker has new ones, with new tokens and the time that is left.

        Raises InputError where there is no such offer to the holder, or a lease of it has ended: then nothing is taken.
        """
        offer = self._one(number, by, "taker")
        taken = self._leases.hand_over(offer.giver, offer.taker, offer.tokens)
        if isinstance(taken, Denied):
            other = taken.leases[0]
            raise InputError(f"{other.holder} holds {other.resource} besides, which has a part in common; that has to go first")
        self._forget(number)
        if taken is None:
            named = ", ".join(offer.names[:3])
            raise InputError(f"offer {number} is void: {offer.giver} does not hold {named} any more; claim it as usual")
        return taken

    def end(self, number: int, by: Holder, how: Ends) -> Offer:
        """Decline an offer, or withdraw one's own. Raises InputError where there is no such offer."""
        offer = self._one(number, by, "giver" if how == "withdrawn" else "taker")
        self._forget(number)
        return offer

    def _one(self, number: int, by: Holder, side: Literal["giver", "taker"]) -> Offer:
        found = next((each for each in self.pending() if each.number == number), None)
        if found is None:
            raise InputError(f"there is no open offer {number}; `kaptar offer` lists them")
        if getattr(found, side) != by:
            whose = f"made by {found.giver}" if side == "giver" else f"made to {found.taker}"
            raise InputError(f"offer {number} was {whose}, and not {'by' if side == 'giver' else 'to'} {by}")
        return found

    def _forget(self, number: int) -> None:
        with self._store.writing() as connection:
            connection.execute("DELETE FROM workspace_offers WHERE number = ?", (number,))


def _offer(row: Sequence[Any]) -> Offer:
    number, at_ms, *holders, tokens, names, why = row
    giver, taker = Holder(*holders[:3]), Holder(*holders[3:])
    return Offer(
        number,
        at_ms,
        giver,
        taker,
        decode_json(tokens.encode(), tuple[int, ...]),
        decode_json(names.encode(), tuple[str, ...]),
        why,
    )
