"""News: changes by others in files that a session knows, each told to it once."""

from typing import NamedTuple

from kaptar.database.migrations import Migration
from kaptar.database.store import Store
from kaptar.workspace.leases.model import Holder
from kaptar.workspace.ledger.stored_names import as_path

_NEWS = """
CREATE TABLE workspace_told (
    client TEXT NOT NULL, session TEXT NOT NULL, agent TEXT NOT NULL, number INTEGER NOT NULL, at_ms INTEGER NOT NULL,
    PRIMARY KEY (client, session, agent)
) WITHOUT ROWID;
CREATE INDEX workspace_seen_by ON workspace_seen (client, session, agent);
"""

MIGRATIONS = (Migration("workspace/news", _NEWS),)
"""They follow those of the book of edits."""

MOST = 200
"""Changes that are looked at, the newest first."""

_REMEMBERED_MS = 24 * 3600 * 1000


class OthersChange(NamedTuple):
    """The changes by others of a file that a session knows. ``number``: of the newest row; ``by``: the newest maker first."""

    number: int
    worktree: str
    path: str
    by: tuple[Holder, ...]


class NewsBook:
    """The changes of others that sessions were told. Thread-safe.

    Args:
        store: a database that has `MIGRATIONS` and those of the book of edits.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, session: Holder) -> list[OthersChange]:
        """Files that others have changed since a session last saw them, and that it was not told of, by path.

        A file that has what the session saw is no news, whatever happened to it in between.
        """
        who = (session.client, session.session, session.agent)
        rows = self._store.read(_QUERY, (*who, *who, *who, MOST))
        newest = dict[tuple[str, str], tuple[int, bool]]()
        makers = dict[tuple[str, str], dict[Holder, None]]()
        for number, worktree, path, client, name, agent, is_as_seen in rows:
            file = as_path(worktree), as_path(path)
            newest.setdefault(file, (number, bool(is_as_seen)))
            makers.setdefault(file, {})[Holder(client, name, agent)] = None
        changed = sorted((file, number) for file, (number, is_as_seen) in newest.items() if not is_as_seen)
        return [OthersChange(number, *file, tuple(makers[file])) for file, number in changed]

    def told(self, session: Holder, number: int, now_ms: int) -> None:
        """A session knows of the changes up to a row."""
        with self._store.writing() as connection:
            connection.execute("DELETE FROM workspace_told WHERE at_ms < ?", (now_ms - _REMEMBERED_MS,))
            values = (session.client, session.session, session.agent, number, now_ms)
            connection.execute("INSERT OR REPLACE INTO workspace_told VALUES (?, ?, ?, ?, ?)", values)


_QUERY = """
SELECT e.number, e.worktree, e.path, e.client, e.session, e.agent, e.after = s.digest
FROM workspace_seen AS s JOIN workspace_edits AS e ON e.worktree = s.worktree AND e.path = s.path AND e.number > s.number
WHERE s.client = ? AND s.session = ? AND s.agent = ?
    AND NOT (e.client = ? AND e.session = ? AND e.agent = ?)
    AND e.number > COALESCE((SELECT number FROM workspace_told WHERE client = ? AND session = ? AND agent = ?), 0)
ORDER BY e.number DESC LIMIT ?
"""
