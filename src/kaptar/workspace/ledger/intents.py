"""Book of intents: edits that sessions were about to make, until their hook says that they were made."""

from typing import NamedTuple

from kaptar.database.migrations import Migration
from kaptar.database.store import Store
from kaptar.workspace.leases.model import Holder
from kaptar.workspace.ledger.stored_names import as_path, as_stored

_INTENTS = """
CREATE TABLE workspace_intents (
    number INTEGER PRIMARY KEY AUTOINCREMENT, at_ms INTEGER NOT NULL, worktree TEXT NOT NULL, path TEXT NOT NULL,
    client TEXT NOT NULL, session TEXT NOT NULL, agent TEXT NOT NULL, tool TEXT NOT NULL,
    base TEXT NOT NULL, wanted TEXT NOT NULL
);
CREATE INDEX workspace_intents_path ON workspace_intents (worktree, path, number);
"""

MIGRATIONS = (Migration("workspace/intents", _INTENTS),)

REMEMBERED_MS = 15 * 60 * 1000
"""How long an intent is remembered: a person may be asked before the edit is made."""

MOST = 50
"""Intents of one file that are looked at, the oldest first."""


class NotedIntent(NamedTuple):
    """One edit that is about to be made. ``base`` and ``wanted``: digests, "" for no file."""

    worktree: str
    path: str
    by: Holder
    tool: str
    base: str
    wanted: str
    number: int = 0


class IntentBook:
    """The intents of one repository. Thread-safe.

    Args:
        store: a database that has `MIGRATIONS`.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def note(self, intent: NotedIntent, at_ms: int) -> None:
        """An edit is about to be made. Older intents are forgotten."""
        by = intent.by
        file = as_stored(intent.worktree), as_stored(intent.path)
        values = (at_ms, *file, by.client, by.session, by.agent, intent.tool, intent.base, intent.wanted)
        columns = "at_ms, worktree, path, client, session, agent, tool, base, wanted"
        with self._store.writing() as connection:
            connection.execute("DELETE FROM workspace_intents WHERE at_ms < ?", (at_ms - REMEMBERED_MS,))
            connection.execute(f"INSERT INTO workspace_intents ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)

    def of(self, worktree: str, path: str, now_ms: int) -> list[NotedIntent]:
        """The intents of a file, the oldest first."""
        query = (
            "SELECT worktree, path, client, session, agent, tool, base, wanted, number FROM workspace_intents "
            "WHERE worktree = ? AND path = ? AND at_ms >= ? ORDER BY number LIMIT ?"
        )
        rows = self._store.read(query, (as_stored(worktree), as_stored(path), now_ms - REMEMBERED_MS, MOST))
        return [
            NotedIntent(as_path(top), as_path(name), Holder(client, session, agent), *rest)
            for top, name, client, session, agent, *rest in rows
        ]

    def forget(self, numbers: list[int]) -> None:
        """These were made, or never will be."""
        with self._store.writing() as connection:
            connection.executemany("DELETE FROM workspace_intents WHERE number = ?", [(number,) for number in numbers])
