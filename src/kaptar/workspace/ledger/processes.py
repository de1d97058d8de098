"""Book of processes: the clients' processes that run commands of sessions, so that a command of ours knows whose it is."""

from collections.abc import Sequence
from typing import NamedTuple

from kaptar.database.migrations import Migration
from kaptar.database.store import Store
from kaptar.workspace.leases.model import Holder

_PROCESSES = """
CREATE TABLE workspace_processes (
    process INTEGER PRIMARY KEY, started TEXT NOT NULL, at_ms INTEGER NOT NULL,
    client TEXT NOT NULL, session TEXT NOT NULL, agent TEXT NOT NULL
);
"""

MIGRATIONS = (Migration("workspace/processes", _PROCESSES),)

_REMEMBERED_MS = 24 * 3600 * 1000


class LivingProcess(NamedTuple):
    """A process. ``started``: its start as the system tells it, so that a reused id is never taken for it."""

    process: int
    started: str


class ProcessBook:
    """The session whose command each process of a client has begun last. Thread-safe.

    Args:
        store: a database that has `MIGRATIONS`.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def note(self, client: LivingProcess, by: Holder, at_ms: int) -> None:
        """A client is about to run a command of a session."""
        with self._store.writing() as connection:
            connection.execute("DELETE FROM workspace_processes WHERE at_ms < ?", (at_ms - _REMEMBERED_MS,))
            values = (client.process, client.started, at_ms, by.client, by.session, by.agent)
            connection.execute("INSERT OR REPLACE INTO workspace_processes VALUES (?, ?, ?, ?, ?, ?)", values)

    def last_of(self, lineage: Sequence[LivingProcess]) -> tuple[LivingProcess, Holder] | None:
        """The nearest of some processes that is a client's, and the session whose command it has begun last; None for none.

        Args:
            lineage: a process, its parent, and so on.
        """
        for process in lineage:
            query = "SELECT client, session, agent FROM workspace_processes WHERE process = ? AND started = ?"
            if rows := self._store.read(query, process):
                return process, Holder(*rows[0])
        return None
