"""Book of commands: shell commands of sessions that have begun and not ended, as far as their hooks tell.

Whatever changes meanwhile may be theirs: the hook after a command says what is. So nobody else may write it down before.
"""

from collections.abc import Callable

from kaptar.database.migrations import Migration
from kaptar.database.store import Store
from kaptar.workspace.leases.model import Holder
from kaptar.workspace.ledger.processes import LivingProcess

_COMMANDS = """
CREATE TABLE workspace_commands (
    number INTEGER PRIMARY KEY AUTOINCREMENT, at_ms INTEGER NOT NULL,
    client TEXT NOT NULL, session TEXT NOT NULL, agent TEXT NOT NULL,
    process INTEGER NOT NULL, started TEXT NOT NULL, announced INTEGER NOT NULL
);
CREATE INDEX workspace_commands_by ON workspace_commands (client, session, agent, number);
"""

MIGRATIONS = (Migration("workspace/commands", _COMMANDS),)

STOPPED_MS = 10 * 60 * 1000
"""An event of its holder after this time says that a command was stopped: no client tells of one that a person stopped."""

UNANNOUNCED_MS = 3600 * 1000
"""How long a session whose command ended without a beginning may run others that nobody hears of."""

RUNNING_MS = 3600 * 1000
"""A command that has begun longer ago is not taken for the one that a process belongs to: its end may have been lost."""

LONGEST_MS = 24 * 3600 * 1000
"""A command of a living client is open for so long at most."""

MOST = 1000
"""Rows; the oldest go."""

NOBODY = LivingProcess(0, "")
"""The client's process where it is not known."""


class CommandBook:
    """The open commands of one repository. Thread-safe.

    Args:
        store: a database that has `MIGRATIONS`.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def began(self, by: Holder, at_ms: int, client: LivingProcess = NOBODY) -> None:
        """A command is about to run."""
        with self._store.writing() as connection:
            connection.execute(f"DELETE FROM workspace_commands WHERE {_OF} AND NOT announced", _key(by))
            self._add(by, at_ms, client, announced=True)

    def ended(self, by: Holder, at_ms: int) -> None:
        """A command has ended, and what it changed is written down. One that nobody heard begin may not be the last such."""
        with self._store.writing() as connection:
            oldest = f"SELECT min(number) FROM workspace_commands WHERE {_OF} AND announced"
            if connection.execute(f"DELETE FROM workspace_commands WHERE number = ({oldest})", _key(by)).rowcount == 0:
                connection.execute(f"DELETE FROM workspace_commands WHERE {_OF}", _key(by))
                self._add(by, at_ms, NOBODY, announced=False)

    def refused(self, by: Holder) -> None:
        """The newest command was stopped before it began."""
        with self._store.writing() as connection:
            newest = f"SELECT max(number) FROM workspace_commands WHERE {_OF} AND announced"
            connection.execute(f"DELETE FROM workspace_commands WHERE number = ({newest})", _key(by))

    def heard(self, by: Holder, at_ms: int) -> None:
        """The holder does something else: its commands of long ago have ended."""
        old = f"FROM workspace_commands WHERE {_OF} AND announced AND at_ms < ?"
        values = (*_key(by), at_ms - STOPPED_MS)
        if self._store.read(f"SELECT 1 {old} LIMIT 1", values):
            with self._store.writing() as connection:
                connection.execute(f"DELETE {old}", values)

    def session_ended(self, client: str, session: str) -> None:
        """A session has ended, and so have its commands and those of its agents."""
        with self._store.writing() as connection:
            connection.execute("DELETE FROM workspace_commands WHERE client = ? AND session = ?", (client, session))

    def is_any_open(self, now_ms: int, started_at: Callable[[int], str | None]) -> bool:
        """Whether a command may be running now.

        Args:
            started_at: gives the start of a process as the system tells it; None for one that does not live.
        """
        query = "SELECT DISTINCT process, started, announced, max(at_ms) FROM workspace_commands GROUP BY 1, 2, 3"
        for process, started, announced, at_ms in self._store.read(query):
            if process:
                longest, lives = LONGEST_MS, started_at(process) == started
            else:
                longest, lives = STOPPED_MS if announced else UNANNOUNCED_MS, True
            if lives and now_ms - at_ms <= longest:
                return True
        return False

    def running_in(self, client: LivingProcess, now_ms: int) -> list[Holder]:
        """One holder of each session that has a command running in a client's process, those that began last first."""
        query = (
            "SELECT client, session, agent, max(number) FROM workspace_commands "
            "WHERE process = ? AND started = ? AND announced AND at_ms >= ? GROUP BY client, session ORDER BY 4 DESC"
        )  # fmt: skip
        return [Holder(*row[:3]) for row in self._store.read(query, (*client, now_ms - RUNNING_MS))]

    def _add(self, by: Holder, at_ms: int, client: LivingProcess, *, announced: bool) -> None:
        with self._store.writing() as connection:
            columns = "at_ms, client, session, agent, process, started, announced"
            values = (at_ms, *_key(by), client.process, client.started, announced)
            connection.execute(f"INSERT INTO workspace_commands ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", values)
            connection.execute("DELETE FROM workspace_commands WHERE at_ms < ?", (at_ms - LONGEST_MS,))
            newest = "SELECT number FROM workspace_commands ORDER BY number DESC LIMIT ?"
            connection.execute(f"DELETE FROM workspace_commands WHERE number NOT IN ({newest})", (MOST,))


_OF = "client = ? AND session = ? AND agent = ?"


def _key(by: Holder) -> tuple[str, str, str]:
    return by.client, by.session, by.agent
