"""Wrong books of leases: each breaks one rule in a process that runs it, and the check of its histories must find it."""

from collections.abc import Callable, Iterable
from typing import Any

import kaptar.workspace.leases.book as book
import kaptar.workspace.leases.model as model
from kaptar.workspace.leases.model import Claim, Lease, Settled


def _none() -> None:
    """The book as it is."""


def _swap(place: Any, name: str, wrong: Callable[[Any], Any]) -> Callable[[], None]:
    def swap() -> None:
        setattr(place, name, wrong(getattr(place, name)))

    return swap


def _definitions_apart(_: Any) -> Any:
    """A definition has nothing in common with its file, nor with those around it."""
    return lambda one, other: one == other


def _all_shared(_: Any) -> Any:
    return lambda claim, mode, resources: False


def _half(decide: Any) -> Any:
    """Grants the resources that are free, where others are not."""

    def wrong(claim: Claim, leases: Iterable[Lease], *more: Any) -> Any:
        found = decide(claim, leases, *more)
        if isinstance(found, Settled) or len(claim.resources) < 2:
            return found
        return Settled((), claim.resources[:1])

    return wrong


def _shared_becomes_exclusive(decide: Any) -> Any:
    """A lease that is shared is kept where an exclusive one is asked for."""

    def wrong(claim: Claim, leases: Iterable[Lease], *more: Any) -> Any:
        found = decide(claim, leases, *more)
        return (
            found._replace(new=tuple(set(found.new) - {each.resource for each in found.replaced}))
            if isinstance(found, Settled)
            else found
        )

    return wrong


def _own_twice(decide: Any) -> Any:
    """A holder gets another lease on what it holds."""

    def wrong(claim: Claim, leases: Iterable[Lease], *more: Any) -> Any:
        return decide(claim, [lease for lease in leases if lease.holder != claim.holder], *more)

    return wrong


def _stale_index(look: Any) -> Any:
    """Looks at the leases as they were at the first question."""
    first: dict[int, Any] = {}

    def wrong(self: Any, connection: Any) -> Any:
        return first.setdefault(id(self), look(self, connection))

    return wrong


def _no_transaction(_: Any) -> Any:
    """Decides before it writes, in two transactions."""

    def wrong(self: Any, claim: Claim, **_more: Any) -> Any:
        now_s = self._now_s()
        with self._store.reading() as connection:
            leases = list(self._living(connection, now_s))
        decided = model.decide(claim, leases, (), now_s, None)
        if not isinstance(decided, Settled):
            return decided
        with self._store.writing() as connection:
            return book.Acquired(tuple(self._settle(connection, claim, decided, now_s)))

    return wrong


def _forgets(_: Any) -> Any:
    """A release ends one lease, and tells of all."""

    def wrong(self: Any, holder: Any, chosen: Any, tokens: Any = ()) -> Any:
        with self._store.writing() as connection:
            living = [lease for lease in self._living(connection, self._now_s()) if lease.holder == holder]
            self._end(connection, living[:1], "released", holder)
            return book.Released(tuple(living))

    return wrong


MUTANTS: dict[str, Callable[[], None]] = {
    "none": _none,
    "definitions apart": _swap(model, "overlaps", _definitions_apart),
    "all shared": _swap(model, "_excludes", _all_shared),
    "half a claim": _swap(book, "decide", _half),
    "shared becomes exclusive": _swap(book, "decide", _shared_becomes_exclusive),
    "own twice": _swap(book, "decide", _own_twice),
    "stale index": _swap(book.LeaseBook, "_index", _stale_index),
    "no transaction": _swap(book.LeaseBook, "acquire", _no_transaction),
    "forgets": _swap(book.LeaseBook, "release", _forgets),
}
