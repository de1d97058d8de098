"""Grants: which exclusive leases were given to whom, in order. A session knows the last one before it saw a file.

So a file that holds what a session saw, and that another one has held in between, is told from one that nobody has touched.
"""

from collections.abc import Sequence
from sqlite3 import Connection
from typing import Any, NamedTuple

from kaptar.database.migrations import Migration
from kaptar.database.store import Store
from kaptar.workspace.leases.model import Holder, Lease
from kaptar.workspace.resources import Resource, overlaps

_GRANTS = """
CREATE TABLE workspace_grants (
    token INTEGER PRIMARY KEY, worktree TEXT NOT NULL, path TEXT NOT NULL, name TEXT NOT NULL, is_pattern INTEGER NOT NULL,
    client TEXT NOT NULL, session TEXT NOT NULL, agent TEXT NOT NULL, automatic INTEGER NOT NULL
);
CREATE INDEX workspace_grants_path ON workspace_grants (worktree, path, token);
CREATE INDEX workspace_grants_patterns ON workspace_grants (worktree, token) WHERE is_pattern;
"""

MIGRATIONS = (Migration("workspace/grants", _GRANTS),)

MOST_GRANTS = 10_000
"""Grants that are kept; the oldest go."""

_MOST_LOOKED_AT = 500
"""Grants of a file, and of patterns, that are looked at, the newest first."""

_EVERY = 64
_COLUMNS = "token, worktree, path, name, is_pattern, client, session, agent, automatic"
_BY_ITS_HOLDER = ("released", "ended", "handed over")


class Grant(NamedTuple):
    """One lease that was given. ``automatic``: an edit took it, and nobody asked for it."""

    token: int
    by: Holder
    resource: Resource
    automatic: bool


def note_grant(connection: Connection, lease: Lease) -> None:
    """Write a new lease down, in the transaction that gives it."""
    if lease.mode != "exclusive":
        return
    of, by = lease.resource, lease.holder
    values = (lease.token, of.worktree, of.path, of.name, of.is_pattern, by.client, by.session, by.agent, lease.automatic)
    connection.execute(f"INSERT INTO workspace_grants ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
    if lease.token % _EVERY == 0:
        connection.execute("DELETE FROM workspace_grants WHERE token <= ?", (lease.token - MOST_GRANTS,))


class GrantBook:
    """The grants of one repository. Thread-safe.

    Args:
        store: a database that has `MIGRATIONS` and those of the book of leases.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def since(self, file: Resource, token: int) -> list[Grant]:
        """The grants after a token that concern a file or a part of it, the newest first."""
        columns = f"SELECT {_COLUMNS} FROM workspace_grants WHERE worktree = ?"
        end = "token > ? ORDER BY token DESC LIMIT ?"
        rows = self._store.read(f"{columns} AND path = ? AND NOT is_pattern AND {end}", (*_file(file), token, _MOST_LOOKED_AT))
        rows += self._store.read(f"{columns} AND is_pattern AND {end}", (file.worktree, token, _MOST_LOOKED_AT))
        found = [grant for grant in map(_grant, rows) if overlaps(grant.resource, file)]
        return sorted(found, key=lambda grant: -grant.token)

    def lost(self, file: Resource, by: Holder) -> int | None:
        """The token of the oldest claim of a holder on a file that did not end by its own will; None where there is none."""
        claims = [grant for grant in self.since(file, 0) if grant.by == by and not grant.automatic]
        return min((grant.token for grant in claims if not self._was_given_up(grant.token)), default=None)

    def _was_given_up(self, token: int) -> bool:
        query = f"SELECT 1 FROM workspace_lease_events WHERE token = ? AND what IN ({', '.join('?' * len(_BY_ITS_HOLDER))})"
        return bool(self._store.read(query, (token, *_BY_ITS_HOLDER)))


def _file(file: Resource) -> tuple[str, str]:
    return file.worktree, file.path


def _grant(row: Sequence[Any]) -> Grant:
    token, worktree, path, name, is_pattern, client, session, agent, automatic = row
    return Grant(token, Holder(client, session, agent), Resource(worktree, path, name, bool(is_pattern)), bool(automatic))
