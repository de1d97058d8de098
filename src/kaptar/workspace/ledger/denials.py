"""Book of denials: edits that were stopped for another session's lease. The same edit by a shell comes soon, if it comes."""

from kaptar.database.migrations import Migration
from kaptar.database.store import Store
from kaptar.workspace.leases.model import Holder

_DENIALS = """
CREATE TABLE workspace_denials (
    worktree TEXT NOT NULL, path TEXT NOT NULL, client TEXT NOT NULL, session TEXT NOT NULL, at_ms INTEGER NOT NULL,
    PRIMARY KEY (worktree, path, client, session)
) WITHOUT ROWID;
"""

MIGRATIONS = (Migration("workspace/denials", _DENIALS),)

REMEMBERED_MS = 2 * 60 * 1000
"""How long a denial is remembered."""


class DenialBook:
    """The newest denial of each file and session. Thread-safe.

    Args:
        store: a database that has `MIGRATIONS`.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def note(self, worktree: str, path: str, by: Holder, at_ms: int) -> None:
        """An edit of a session was denied. Older denials are forgotten."""
        with self._store.writing() as connection:
            connection.execute("DELETE FROM workspace_denials WHERE at_ms < ?", (at_ms - REMEMBERED_MS,))
            values = (worktree, path, by.client, by.session, at_ms)
            connection.execute("INSERT OR REPLACE INTO workspace_denials VALUES (?, ?, ?, ?, ?)", values)

    def recent(self, by: Holder, now_ms: int) -> list[tuple[str, str]]:
        """Worktrees and paths of files of which an edit of a session was denied a short time ago."""
        query = "SELECT worktree, path FROM workspace_denials WHERE client = ? AND session = ? AND at_ms >= ?"
        return [(worktree, path) for worktree, path in self._store.read(query, (by.client, by.session, now_ms - REMEMBERED_MS))]
