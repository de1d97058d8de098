"""Book of edits: for each change of a file who made it, and the digests before and after. Rows are never changed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import msgspec

from kaptar.database.migrations import Migration
from kaptar.database.store import Store
from kaptar.workspace.leases.grants import GrantBook
from kaptar.workspace.leases.model import Holder
from kaptar.workspace.ledger.commands import MIGRATIONS as COMMANDS
from kaptar.workspace.ledger.commands import CommandBook
from kaptar.workspace.ledger.intents import MIGRATIONS as INTENTS
from kaptar.workspace.ledger.intents import IntentBook
from kaptar.workspace.ledger.known import MIGRATIONS as KNOWN
from kaptar.workspace.ledger.known import KnownFiles
from kaptar.workspace.ledger.stored_names import as_path, as_stored

_EDITS = """
CREATE TABLE workspace_edits (
    number INTEGER PRIMARY KEY AUTOINCREMENT, at_ms INTEGER NOT NULL,
    worktree TEXT NOT NULL, path TEXT NOT NULL,
    client TEXT NOT NULL, session TEXT NOT NULL, agent TEXT NOT NULL, tool TEXT NOT NULL,
    before TEXT NOT NULL, after TEXT NOT NULL
);
CREATE INDEX workspace_edits_path ON workspace_edits (worktree, path, number);
CREATE TABLE workspace_seen (
    worktree TEXT NOT NULL, path TEXT NOT NULL, client TEXT NOT NULL, session TEXT NOT NULL, agent TEXT NOT NULL,
    digest TEXT NOT NULL, at_ms INTEGER NOT NULL, PRIMARY KEY (worktree, path, client, session, agent)
) WITHOUT ROWID;
"""

_MODES = "ALTER TABLE workspace_edits ADD COLUMN mode TEXT NOT NULL DEFAULT '';"

_ENDINGS = """
CREATE TABLE workspace_endings (
    client TEXT NOT NULL, session TEXT NOT NULL, at_ms INTEGER NOT NULL, PRIMARY KEY (client, session)
) WITHOUT ROWID;
"""

_SEEN_NUMBERS = """
ALTER TABLE workspace_seen ADD COLUMN number INTEGER NOT NULL DEFAULT 0;
UPDATE workspace_seen SET number = (SELECT COALESCE(MAX(number), 0) FROM workspace_edits);
"""

_SEEN_TOKENS = """
ALTER TABLE workspace_seen ADD COLUMN token INTEGER NOT NULL DEFAULT 0;
UPDATE workspace_seen SET token = (SELECT COALESCE(MAX(token), 0) FROM workspace_grants);
"""

MIGRATIONS = (
    Migration("workspace/edits", _EDITS),
    Migration("workspace/edits-modes", _MODES),
    Migration("workspace/endings", _ENDINGS),
    *INTENTS,
    Migration("workspace/seen-numbers", _SEEN_NUMBERS),
    *COMMANDS,
    *KNOWN,
    Migration("workspace/seen-tokens", _SEEN_TOKENS),
)
"""They follow those of the book of leases."""

MOST_EDITS = 100_000
"""Rows that are kept; the oldest go."""

_SEEN_MS = 24 * 3600 * 1000
_EVERY = 256
_MOST_LOOKED_AT = 5000
_COLUMNS = "number, at_ms, worktree, path, client, session, agent, tool, before, after, mode"

OUTSIDE = Holder("outside", "")
"""Who changed a file where no client told: an editor, a formatter, a command that nobody saw end."""


class FileEdit(msgspec.Struct, frozen=True):
    """One change of one file.

    Attributes:
        number: rises with each change in the repository.
        at_ms: since 1970; of a change from outside, when it was seen.
        path: relative to the worktree, as in `kaptar.workspace.resources`.
        by: the session, or `OUTSIDE`.
        tool: the client's name of the tool, "" from outside.
        before, after: SHA-256 of the content; "" where there was no file, or is none. A link's content is its target.
        mode: of the system, after it, in octal, such as ``100755``; "" where there is no file, or nobody knows.
    """

    number: int
    at_ms: int
    worktree: str
    path: str
    by: Holder
    tool: str
    before: str
    after: str
    mode: str = ""


class OthersEdit(NamedTuple):
    """A file that another session has changed, and when last: milliseconds since 1970."""

    worktree: str
    path: str
    client: str
    session: str
    at_ms: int


class Sight(NamedTuple):
    """A look of a session at a file: the digest, the newest row of all edits then, and the token of the newest lease."""

    digest: str
    number: int
    token: int


class EditBook:
    """The edits of one repository, and the content of each file that each session has last seen. Thread-safe.

    Args:
        store: a database that has `MIGRATIONS` and those of the book of leases.

    Attributes:
        intents, commands: edits and commands that have begun.
        known: the files that living sessions know.
        grants: the leases that were given.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.grants = GrantBook(store)
        self.intents, self.commands, self.known = IntentBook(store), CommandBook(store), KnownFiles(store)

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """One transaction for all that is noted meanwhile: of many files each would cost one."""
        with self._store.writing():
            yield

    def note(self, edit: FileEdit, sees: str = "") -> int:
        """Write a row, whatever number it has, and return its number.

        Args:
            sees: the digest that the session has seen of the file by now; "" where that stays as it is.
        """
        by = edit.by
        of_file, of_change = (edit.at_ms, *_file(edit.worktree, edit.path)), (edit.tool, edit.before, edit.after, edit.mode)
        values = (*of_file, by.client, by.session, by.agent, *of_change)
        with self._store.writing() as connection:
            columns = _COLUMNS.removeprefix("number, ")
            made = connection.execute(f"INSERT INTO workspace_edits ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
            number = made.lastrowid or 0
            if number % _EVERY == 0:
                connection.execute("DELETE FROM workspace_edits WHERE number <= ?", (number - MOST_EDITS,))
                connection.execute("DELETE FROM workspace_seen WHERE at_ms < ?", (edit.at_ms - _SEEN_MS,))
            if sees:
                connection.execute(_SEE, (*of_file[1:], by.client, by.session, by.agent, sees, edit.at_ms))
        return number

    def withdraw(self, number: int) -> None:
        """A change that was written down has not been made."""
        with self._store.writing() as connection:
            connection.execute("DELETE FROM workspace_edits WHERE number = ?", (number,))

    def see(self, worktree: str, path: str, by: Holder, digest: str, at_ms: int) -> None:
        """A session has seen what a file holds: it was shown to it, or the session has read it."""
        with self._store.writing() as connection:
            connection.execute(_SEE, (*_file(worktree, path), by.client, by.session, by.agent, digest, at_ms))

    def seen(self, worktree: str, path: str, by: Holder) -> str | None:
        """The digest that a session has last seen of a file; None where nobody knows."""
        sight = self.sight(worktree, path, by)
        return sight.digest if sight is not None else None

    def sight(self, worktree: str, path: str, by: Holder) -> Sight | None:
        """What a session has last seen of a file, and when in the order of edits and of leases; None where nobody knows."""
        query = (
            "SELECT digest, number, token FROM workspace_seen "
            "WHERE worktree = ? AND path = ? AND client = ? AND session = ? AND agent = ?"
        )  # fmt: skip
        rows = self._store.read(query, (*_file(worktree, path), by.client, by.session, by.agent))
        return Sight(*rows[0]) if rows else None

    def last(self, worktree: str, path: str) -> FileEdit | None:
        """The newest row of a file."""
        return next(iter(self.history(worktree, path, 1)), None)

    def history(self, worktree: str, path: str, most: int = 100) -> list[FileEdit]:
        """Rows of a file, the newest first."""
        query = f"SELECT {_COLUMNS} FROM workspace_edits WHERE worktree = ? AND path = ? ORDER BY number DESC LIMIT ?"
        return list(map(_edit, self._store.read(query, (*_file(worktree, path), most))))

    def paths_of(self, worktree: str, holder: Holder) -> list[str]:
        """The files of a worktree that a session has changed, its sub-agents included."""
        query = "SELECT DISTINCT path FROM workspace_edits WHERE worktree = ? AND client = ? AND session = ? ORDER BY path"
        return [as_path(path) for (path,) in self._store.read(query, (as_stored(worktree), holder.client, holder.session))]

    def sessions(self, worktree: str, client: str) -> list[str]:
        """The sessions of a client that have changed something in a worktree."""
        query = "SELECT DISTINCT session FROM workspace_edits WHERE worktree = ? AND client = ? ORDER BY session"
        return [session for (session,) in self._store.read(query, (as_stored(worktree), client))]

    def recent_paths(self, worktree: str, most: int = 1000) -> list[str]:
        """The files of the newest rows of a worktree."""
        query = (
            "SELECT DISTINCT path FROM (SELECT path FROM workspace_edits WHERE worktree = ? ORDER BY number DESC LIMIT ?)"
        )  # fmt: skip
        return [as_path(path) for (path,) in self._store.read(query, (as_stored(worktree), most))]

    def of_others(self, by: Holder, since_ms: int) -> list[OthersEdit]:
        """Files that other sessions of agents have changed since a time, the newest first; ended sessions do not count.

        Of all edits the newest `_MOST_LOOKED_AT` are looked at, so that a hook need not wait for a long history.
        """
        query = (
            "SELECT e.worktree, e.path, e.client, e.session, MAX(e.at_ms) FROM "
            "(SELECT * FROM workspace_edits ORDER BY number DESC LIMIT ?) AS e "
            "LEFT JOIN workspace_endings AS n ON n.client = e.client AND n.session = e.session "
            "WHERE e.at_ms >= ? AND e.client != ? AND NOT (e.client = ? AND e.session = ?) AND COALESCE(n.at_ms, -1) < e.at_ms "
            "GROUP BY e.worktree, e.path, e.client, e.session ORDER BY MAX(e.number) DESC"
        )
        rows = self._store.read(query, (_MOST_LOOKED_AT, since_ms, OUTSIDE.client, by.client, by.session))
        return [OthersEdit(as_path(worktree), as_path(path), *more) for worktree, path, *more in rows]

    def end(self, client: str, session: str, at_ms: int) -> None:
        """A session has ended: what it left in the tree is nobody's work any more, until it goes on."""
        with self._store.writing() as connection:
            connection.execute("DELETE FROM workspace_endings WHERE at_ms < ?", (at_ms - _SEEN_MS,))
            connection.execute("INSERT OR REPLACE INTO workspace_endings VALUES (?, ?, ?)", (client, session, at_ms))

    def one(self, number: int) -> FileEdit | None:
        """The row of a number."""
        rows = self._store.read(f"SELECT {_COLUMNS} FROM workspace_edits WHERE number = ?", (number,))
        return _edit(rows[0]) if rows else None


_SEE = (
    "INSERT OR REPLACE INTO workspace_seen (worktree, path, client, session, agent, digest, at_ms, number, token) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, (SELECT COALESCE(MAX(number), 0) FROM workspace_edits), "
    "(SELECT COALESCE(MAX(token), 0) FROM workspace_grants))"
)


def _file(worktree: str, path: str) -> tuple[str | bytes, str | bytes]:
    return as_stored(worktree), as_stored(path)


def _edit(row: Sequence[Any]) -> FileEdit:
    number, at_ms, worktree, path, client, session, agent, tool, before, after, mode = row
    return FileEdit(number, at_ms, as_path(worktree), as_path(path), Holder(client, session, agent), tool, before, after, mode)
