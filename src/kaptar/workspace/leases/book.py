"""Book of leases: the rules of `model`, over the tables of a repository's database.

Each method is one transaction. Processes with and without a hive use the same tables, so that all see one truth.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from sqlite3 import Connection
from typing import Any, Literal, NamedTuple

import msgspec

from kaptar.clock import Clock
from kaptar.database.migrations import Migration
from kaptar.database.store import Store
from kaptar.decoding.json import decode_json
from kaptar.workspace.leases import clock
from kaptar.workspace.leases.grants import MIGRATIONS as GRANTS
from kaptar.workspace.leases.grants import note_grant
from kaptar.workspace.leases.index import LeaseIndex
from kaptar.workspace.leases.model import MOST_S, Claim, Denied, Holder, Lease, Settled, Waiter, against, decide, require_sound
from kaptar.workspace.resources import Resource, overlaps

_LEASES = """
CREATE TABLE workspace_leases (
    token INTEGER PRIMARY KEY AUTOINCREMENT,
    boot TEXT NOT NULL, client TEXT NOT NULL, session TEXT NOT NULL, agent TEXT NOT NULL,
    worktree TEXT NOT NULL, path TEXT NOT NULL, name TEXT NOT NULL, is_pattern INTEGER NOT NULL,
    mode TEXT NOT NULL, purpose TEXT NOT NULL, since_s REAL NOT NULL, until_s REAL NOT NULL, automatic INTEGER NOT NULL
);
CREATE INDEX workspace_leases_until ON workspace_leases (boot, until_s);
CREATE TABLE workspace_claims (
    number INTEGER PRIMARY KEY AUTOINCREMENT, boot TEXT NOT NULL, claim BLOB NOT NULL, until_s REAL NOT NULL
);
CREATE TABLE workspace_lease_events (
    number INTEGER PRIMARY KEY AUTOINCREMENT, at_ms INTEGER NOT NULL, what TEXT NOT NULL, token INTEGER NOT NULL,
    holder TEXT NOT NULL, resource TEXT NOT NULL, by TEXT NOT NULL
);
"""

_PLACES = "ALTER TABLE workspace_claims ADD COLUMN lives_s REAL NOT NULL DEFAULT 0;"

MIGRATIONS = (Migration("workspace/leases", _LEASES), Migration("workspace/leases-places", _PLACES), *GRANTS)

PLACE_S = 2.0
"""A claim that waits keeps its place for so long after it has looked: who was killed while it waited looks no more."""

MOST_EVENTS = 10_000
"""Events that are kept; the oldest go."""

_EVERY = 64
"""Old rows are looked for at one of so many tokens."""

_COLUMNS = "token, client, session, agent, worktree, path, name, is_pattern, mode, purpose, since_s, until_s, automatic"

What = Literal["granted", "renewed", "released", "broken", "ended", "handed over"]


class Acquired(NamedTuple):
    """Leases that the claim has now, one for each of its resources."""

    leases: tuple[Lease, ...]


class Released(NamedTuple):
    """Leases that were released, and the tokens that were gone already."""

    leases: tuple[Lease, ...]
    gone: tuple[int, ...] = ()


class LeaseEvent(msgspec.Struct, frozen=True):
    """One event of the book: what happened to a lease, and who did it. ``at_ms``: since 1970, by the clock of the wall."""

    number: int
    at_ms: int
    what: What
    token: int
    holder: str
    resource: str
    by: str


class LeaseBook:
    """The leases of one repository. Thread-safe.

    Args:
        store: a database that has `MIGRATIONS`.
        now_s: seconds of a clock that is the same in all processes.
        boot: what tells one start of the machine from another.
        wall_ms: milliseconds since 1970, for events.
    """

    def __init__(self, store: Store, wall_ms: Callable[[], int], now_s: Clock = clock.now_s, boot: str | None = None) -> None:
        self._store, self._now_s, self._wall_ms = store, now_s, wall_ms
        self._boot = clock.boot() if boot is None else boot
        self._kept: tuple[tuple[int, int], LeaseIndex] | None = None

    def acquire(self, claim: Claim, *, wait_s: float = 0.0, number: int | None = None) -> Acquired | Denied | Waiter:
        """Take all resources of a claim, or none.

        Args:
            wait_s: seconds for which a denied claim keeps its place among those that wait; 0 for none.
            number: of the `Waiter` that an earlier call has returned.

        Returns:
            A `Waiter` where the claim waits; ask again with its number, and before `PLACE_S` is over: then others come first
            until it does. `Denied` too where its time is over.

        Raises:
            InvalidArgument: the claim is beyond its bounds.
        """
        require_sound(claim)
        with self._store.writing() as connection:
            now_s = self._now_s()
            self._keep_place(connection, number, now_s)
            waiting = list(self._waiting(connection, now_s))
            decided = decide(claim, self._index(connection).overlapping(claim.resources), waiting, now_s, number)
            if isinstance(decided, Settled):
                self._forget_waiter(connection, number)
                return Acquired(tuple(self._settle(connection, claim, decided, now_s)))
            still = next((each for each in waiting if each.number == number), None)
            if still is not None:
                return still
            return self._wait(connection, claim, now_s, now_s + wait_s) if wait_s > 0 and number is None else decided

    def withdraw(self, number: int) -> None:
        """Give up the place of a claim that waits."""
        with self._store.writing() as connection:
            self._forget_waiter(connection, number)

    def against(self, claim: Claim) -> tuple[Lease, ...]:
        """The leases of others that the claim cannot be granted beside now. Takes nothing."""
        with self._store.reading() as connection:
            return against(claim, self._index(connection).overlapping(claim.resources), self._now_s())

    def hold(self, holder: Holder, ttl_s: float) -> int:
        """Renew all automatic leases of a holder that live, for so many seconds from now on. Returns how many there are."""
        with self._store.writing() as connection:
            now_s = self._now_s()
            done = connection.execute(
                "UPDATE workspace_leases SET until_s = max(until_s, ?) WHERE boot = ? AND until_s > ? AND automatic"
                " AND client = ? AND session = ? AND agent = ?",
                (now_s + ttl_s, self._boot, now_s, holder.client, holder.session, holder.agent),
            )
            return done.rowcount

    def release(self, holder: Holder, chosen: Callable[[Lease], bool], tokens: Sequence[int] = ()) -> Released:
        """Release leases of a holder.

        Args:
            chosen: says which of those that live.
            tokens: release these too; which of them are gone already is in the answer.
        """
        with self._store.writing() as connection:
            living = [lease for lease in self._living(connection, self._now_s()) if lease.holder == holder]
            ended = [lease for lease in living if chosen(lease) or lease.token in tokens]
            self._end(connection, ended, "released", holder)
            known = {lease.token for lease in ended}
            return Released(tuple(ended), tuple(token for token in tokens if token not in known))

    def hand_over(self, giver: Holder, taker: Holder, tokens: Sequence[int]) -> Acquired | Denied | None:
        """Give leases of one holder to another, who gets new tokens and the time that is left; None where one of them has ended.

        Leases that the taker has on the same resources end: the new ones say as much or more. What the giver, or anybody else,
        holds besides must leave room for the new leases, as for any claim.
        """
        with self._store.writing() as connection:
            now_s = self._now_s()
            living = self._living(connection, now_s)
            given = [lease for lease in living if lease.holder == giver and lease.token in tokens]
            if len(given) != len(set(tokens)):
                return None
            resources = {lease.resource for lease in given}
            own = [lease for lease in living if lease.holder == taker and lease.resource in resources]
            claims = [Claim(taker, (each.resource,), MOST_S, each.mode, each.purpose, each.automatic) for each in given]
            left = [lease for lease in living if lease not in given and lease not in own]
            if in_the_way := tuple(lease for claim in claims for lease in against(claim, left, now_s)):
                return Denied(in_the_way)
            self._end(connection, [*given, *own], "handed over", giver)
            times = [(now_s, each.until_s) for each in given]
            made = (self._grant(connection, claim, claim.resources[0], time) for claim, time in zip(claims, times, strict=True))
            return Acquired(tuple(made))

    def end_session(self, client: str, session: str) -> Released:
        """Release all that a session and its sub-agents hold, and their claims that wait."""
        with self._store.writing() as connection:
            now_s = self._now_s()
            for each in self._waiting(connection, now_s):
                if (each.claim.holder.client, each.claim.holder.session) == (client, session):
                    self._forget_waiter(connection, each.number)
            living = self._living(connection, now_s)
            chosen = [each for each in living if (each.holder.client, each.holder.session) == (client, session)]
            self._end(connection, chosen, "ended", Holder(client, session))
            return Released(tuple(chosen))

    def break_(self, resources: Iterable[Resource], by: Holder) -> Released:
        """Take leases that overlap resources away from whoever holds them. For people; it is noted who did it."""
        wanted = tuple(resources)
        with self._store.writing() as connection:
            living = self._living(connection, self._now_s())
            chosen = [each for each in living if any(overlaps(each.resource, resource) for resource in wanted)]
            self._end(connection, chosen, "broken", by)
            return Released(tuple(chosen))

    def living(self) -> list[Lease]:
        """All leases that hold now, in the order of their tokens."""
        rows = self._store.read(
            f"SELECT {_COLUMNS} FROM workspace_leases WHERE boot = ? AND until_s > ? ORDER BY token", (self._boot, self._now_s())
        )
        return list(map(_lease, rows))

    def waiting(self) -> list[Waiter]:
        """The claims that wait now, those that come first at the beginning."""
        with self._store.reading() as connection:
            return list(self._waiting(connection, self._now_s()))

    def events(self, most: int = 100) -> list[LeaseEvent]:
        """The newest events, the newest first."""
        rows = self._store.read("SELECT * FROM workspace_lease_events ORDER BY number DESC LIMIT ?", (most,))
        return [LeaseEvent(*row) for row in rows]

    def _index(self, connection: Connection) -> LeaseIndex:
        """All leases of the book, those of before that have ended too. Kept as long as nobody writes."""
        state = connection.execute("PRAGMA data_version").fetchone()[0], connection.total_changes
        if self._kept is None or self._kept[0] != state:
            rows = connection.execute(f"SELECT {_COLUMNS} FROM workspace_leases WHERE boot = ?", (self._boot,))
            self._kept = state, LeaseIndex(list(map(_lease, rows)))
        return self._kept[1]

    def _living(self, connection: Connection, now_s: float) -> list[Lease]:
        query = f"SELECT {_COLUMNS} FROM workspace_leases WHERE boot = ? AND until_s > ?"
        return list(map(_lease, connection.execute(query, (self._boot, now_s))))

    def _waiting(self, connection: Connection, now_s: float) -> Iterator[Waiter]:
        query = (
            "SELECT number, claim, until_s FROM workspace_claims WHERE boot = ? AND until_s > ? AND lives_s > ? ORDER BY number"
        )
        for number, claim, until_s in connection.execute(query, (self._boot, now_s, now_s)).fetchall():
            yield Waiter(number, decode_json(claim, Claim), until_s)

    def _wait(self, connection: Connection, claim: Claim, now_s: float, until_s: float) -> Waiter:
        values = (self._boot, msgspec.json.encode(claim), until_s, now_s + PLACE_S)
        made = connection.execute("INSERT INTO workspace_claims (boot, claim, until_s, lives_s) VALUES (?, ?, ?, ?)", values)
        return Waiter(_number(made.lastrowid), claim, until_s)

    def _keep_place(self, connection: Connection, number: int | None, now_s: float) -> None:
        """A claim that waits looks again. Written down now and then, since each change makes others read the book anew."""
        if number is not None:
            query = "UPDATE workspace_claims SET lives_s = ? WHERE number = ? AND boot = ? AND lives_s < ?"
            connection.execute(query, (now_s + PLACE_S, number, self._boot, now_s + PLACE_S / 2))

    def _forget_waiter(self, connection: Connection, number: int | None) -> None:
        if number is not None:
            connection.execute("DELETE FROM workspace_claims WHERE number = ?", (number,))

    def _settle(self, connection: Connection, claim: Claim, settled: Settled, now_s: float) -> Iterator[Lease]:
        until_s = now_s + claim.ttl_s
        self._end(connection, settled.replaced, "released", claim.holder)
        for lease in settled.renewed:
            longer = max(lease.until_s, until_s)
            connection.execute("UPDATE workspace_leases SET until_s = ? WHERE token = ?", (longer, lease.token))
            yield msgspec.structs.replace(lease, until_s=longer)
        for resource in settled.new:
            yield self._grant(connection, claim, resource, (now_s, until_s))

    def _grant(self, connection: Connection, claim: Claim, resource: Resource, times: tuple[float, float]) -> Lease:
        holder = claim.holder
        values: tuple[Any, ...] = (
            self._boot, holder.client, holder.session, holder.agent, resource.worktree, resource.path, resource.name,
            resource.is_pattern, claim.mode, claim.purpose, *times, claim.automatic,
        )  # fmt: skip
        made = connection.execute(
            f"INSERT INTO workspace_leases (boot, {_COLUMNS.removeprefix('token, ')}) VALUES ({', '.join('?' * len(values))})",
            values,
        )
        token = _number(made.lastrowid)
        lease = Lease(token, holder, resource, claim.mode, claim.purpose, *times, claim.automatic)
        self._note(connection, "granted", lease, holder)
        note_grant(connection, lease)
        if token % _EVERY == 0:
            self._forget_old(connection, times[0])
        return lease

    def _end(self, connection: Connection, leases: Iterable[Lease], what: What, by: Holder) -> None:
        for lease in leases:
            connection.execute("DELETE FROM workspace_leases WHERE token = ?", (lease.token,))
            self._note(connection, what, lease, by)

    def _note(self, connection: Connection, what: What, lease: Lease, by: Holder) -> None:
        values = (self._wall_ms(), what, lease.token, str(lease.holder), str(lease.resource), str(by))
        query = "INSERT INTO workspace_lease_events (at_ms, what, token, holder, resource, by) VALUES (?, ?, ?, ?, ?, ?)"
        connection.execute(query, values)

    def _forget_old(self, connection: Connection, now_s: float) -> None:
        connection.execute("DELETE FROM workspace_leases WHERE boot <> ? OR until_s <= ?", (self._boot, now_s))
        connection.execute("DELETE FROM workspace_claims WHERE boot <> ? OR until_s <= ?", (self._boot, now_s))
        newest = "SELECT max(number) FROM workspace_lease_events"
        connection.execute(f"DELETE FROM workspace_lease_events WHERE number <= ({newest}) - ?", (MOST_EVENTS,))


def _lease(row: Sequence[Any]) -> Lease:
    token, client, session, agent, worktree, path, name, is_pattern, mode, purpose, since_s, until_s, automatic = row
    resource = Resource(worktree, path, name, bool(is_pattern))
    return Lease(token, Holder(client, session, agent), resource, mode, purpose, since_s, until_s, bool(automatic))


def _number(rowid: int | None) -> int:
    assert rowid is not None
    return rowid
