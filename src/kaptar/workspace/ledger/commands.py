"""Book of commands: shell commands of sessions that have begun and not ended, as far as their hooks tell.

Whatever changes meanwhile may be theirs: the hook after a command says what is. So nobody else may write it down before.
"""

from collections.abc import Callable
from typing import NamedTuple

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

_CALLS = """
ALTER TABLE workspace_commands ADD COLUMN call TEXT NOT NULL DEFAULT '';
ALTER TABLE workspace_commands ADD COLUMN tool TEXT NOT NULL DEFAULT '';
ALTER TABLE workspace_commands ADD COLUMN alone INTEGER NOT NULL DEFAULT 0;
ALTER TABLE workspace_commands ADD COLUMN state TEXT NOT NULL DEFAULT 'open';
"""

MIGRATIONS = (Migration("workspace/commands", _COMMANDS), Migration("workspace/commands-calls", _CALLS))

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


class ToolCall(NamedTuple):
    """The call of a tool that a command is.

    Attributes:
        id: the client's name of it, the same before and after; "" where it tells none.
        tool: the client's name of the tool.
        alone: whether a command that changes something never runs beside another one of its holder.
    """

    id: str = ""
    tool: str = ""
    alone: bool = False


UNNAMED = ToolCall()


class CommandBook:
    """The open commands of one repository. Thread-safe.

    Args:
        store: a database that has `MIGRATIONS`.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def began(self, by: Holder, at_ms: int, client: LivingProcess = NOBODY, call: ToolCall = UNNAMED) -> None:
        """A command is about to run."""
        with self._store.writing() as connection:
            connection.execute(f"DELETE FROM workspace_commands WHERE {_OF} AND NOT announced", _key(by))
            self._add(by, at_ms, client, call)

    def ended(self, by: Holder, at_ms: int, call: str = "") -> None:
        """A command has ended, and what it changed is written down. One that nobody heard begin may not be the last such.

        Args:
            call: its call of a tool; "" where nobody knows: then it is the one that is open longest.
        """
        with self._store.writing() as connection:
            mine = f"SELECT number FROM workspace_commands WHERE {_OF} AND announced AND (call = '' OR ? IN ('', call))"
            first = f"{mine} ORDER BY call = ? DESC, state = 'over', number LIMIT 1"
            values = (*_key(by), call, call)
            if connection.execute(f"DELETE FROM workspace_commands WHERE number = ({first})", values).rowcount:
                return
            if not connection.execute(f"SELECT 1 FROM workspace_commands WHERE {_OF} AND announced", _key(by)).fetchall():
                connection.execute(f"DELETE FROM workspace_commands WHERE {_OF}", _key(by))
                self._add(by, at_ms, NOBODY, None)

    def refused(self, by: Holder) -> None:
        """The newest command was stopped before it began."""
        with self._store.writing() as connection:
            newest = f"SELECT max(number) FROM workspace_commands WHERE {_OF} AND announced"
            connection.execute(f"DELETE FROM workspace_commands WHERE number = ({newest})", _key(by))

    def began_ms(self, by: Holder, call: str = "") -> int | None:
        """When the command began that `ended` would end; None where nobody has announced one."""
        mine = f"SELECT at_ms FROM workspace_commands WHERE {_OF} AND announced AND (call = '' OR ? IN ('', call))"
        first = f"{mine} ORDER BY call = ? DESC, state = 'over', number LIMIT 1"
        return next((at_ms for (at_ms,) in self._store.read(first, (*_key(by), call, call))), None)

    def left_open(self, by: Holder, at_ms: int) -> str | None:
        """The tool of the newest command of a holder whose end no hook has told until the holder's next event; None for none.

        A client tells of no command that a person has interrupted or denied, or that it has put into the background.
        """
        query = f"SELECT tool FROM workspace_commands WHERE {_OF} AND {_LEFT} AND at_ms >= ? ORDER BY number DESC LIMIT 1"
        return next((tool for (tool,) in self._store.read(query, (*_key(by), at_ms - STOPPED_MS))), None)

    def passed(self, by: Holder) -> bool:
        """What the open commands of a holder have changed until now is written down. Those that run alone have ended.

        Returns:
            Whether no command of the holder can be running now.
        """
        with self._store.writing() as connection:
            state = "CASE WHEN alone THEN 'over' ELSE 'passed' END"
            connection.execute(f"UPDATE workspace_commands SET state = {state} WHERE {_OF} AND {_LEFT}", _key(by))
            others = f"SELECT 1 FROM workspace_commands WHERE {_OF} AND state != 'over' LIMIT 1"
            return not connection.execute(others, _key(by)).fetchall()

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
        query = (
            "SELECT DISTINCT process, started, announced, max(at_ms) FROM workspace_commands "
            "WHERE state != 'over' GROUP BY 1, 2, 3"
        )  # fmt: skip
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
            "WHERE process = ? AND started = ? AND announced AND state != 'over' AND at_ms >= ? "
            "GROUP BY client, session ORDER BY 4 DESC"
        )  # fmt: skip
        return [Holder(*row[:3]) for row in self._store.read(query, (*client, now_ms - RUNNING_MS))]

    def _add(self, by: Holder, at_ms: int, client: LivingProcess, call: ToolCall | None) -> None:
        """``call``: None where nobody has announced the command."""
        of_call = (call is not None, *(call or UNNAMED))
        with self._store.writing() as connection:
            columns = "at_ms, client, session, agent, process, started, announced, call, tool, alone"
            values = (at_ms, *_key(by), client.process, client.started, *of_call)
            connection.execute(f"INSERT INTO workspace_commands ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
            connection.execute("DELETE FROM workspace_commands WHERE at_ms < ?", (at_ms - LONGEST_MS,))
            newest = "SELECT number FROM workspace_commands ORDER BY number DESC LIMIT ?"
            connection.execute(f"DELETE FROM workspace_commands WHERE number NOT IN ({newest})", (MOST,))


_OF = "client = ? AND session = ? AND agent = ?"
_LEFT = "announced AND state = 'open'"


def _key(by: Holder) -> tuple[str, str, str]:
    return by.client, by.session, by.agent
