"""Known files: those that living sessions have edited or have seen."""

from kaptar.database.migrations import Migration
from kaptar.database.store import Store
from kaptar.workspace.ledger.stored_names import as_path

MIGRATIONS = (Migration("workspace/seen-times", "CREATE INDEX workspace_seen_at ON workspace_seen (at_ms);"),)
"""They follow those of the book of edits."""

KNOWN_MS = 12 * 3600 * 1000
"""A session that has said nothing of a file for this long counts as ended: clients that are killed say no good-bye."""

_NEWEST = 5000
"""Rows of edits that are looked at."""

_QUERY = """
SELECT worktree, path, max(at_ms) FROM (
    SELECT worktree, path, client, session, at_ms FROM workspace_seen WHERE at_ms >= ?
    UNION ALL
    SELECT worktree, path, client, session, at_ms FROM
        (SELECT * FROM workspace_edits ORDER BY number DESC LIMIT ?) WHERE at_ms >= ? AND session != ''
) AS k
WHERE NOT EXISTS (
    SELECT 1 FROM workspace_endings AS n WHERE n.client = k.client AND n.session = k.session AND n.at_ms >= k.at_ms
)
GROUP BY worktree, path ORDER BY max(at_ms) DESC LIMIT ?
"""


class KnownFiles:
    """The files that sessions of one repository know. Thread-safe.

    Args:
        store: a database that has `MIGRATIONS` and those of the book of edits.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def living(self, now_ms: int, most: int) -> list[tuple[str, str]]:
        """Worktrees and paths of files that sessions without an end know, the newest first."""
        rows = self._store.read(_QUERY, (now_ms - KNOWN_MS, _NEWEST, now_ms - KNOWN_MS, most))
        return [(as_path(worktree), as_path(path)) for worktree, path, _ in rows]
