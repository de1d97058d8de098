"""Named migrations of the hive's database: each part owns its own, and a table says which ones were applied."""

import sqlite3
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Literal, NamedTuple

from kaptar.database.transaction import transaction
from kaptar.errors import InputError

VERSION = 2
"""SQLite's ``user_version`` of a database with named migrations. 1 had a single schema; a number above ours is newer."""

_TABLE = "CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, digest TEXT NOT NULL) WITHOUT ROWID"


class Migration(NamedTuple):
    """One change of the schema. A released one is never changed: a later change gets a migration of its own.

    Attributes:
        name: ``part/what``, unique over all parts.
        sql: statements, each with a semicolon at the end of its last line. None may begin or end a transaction.
        since: the ``user_version`` of the databases from before names that have this change already; 0 for all others.
    """

    name: str
    sql: str
    since: int = 0

    @property
    def digest(self) -> str:
        """Of the statements, in hexadecimal: shows that an applied migration was changed later."""
        return sha256(self.sql.encode()).hexdigest()


Others = Literal["refused", "left"]
"""What happens to a database with migrations of parts that the caller does not name."""


def apply(connection: sqlite3.Connection, migrations: Sequence[Migration], others: Others = "refused") -> list[str]:
    """Apply those that the database does not have yet, in order, all or none, and return their names.


    Several processes may do so at once: one writes, the others wait for SQLite's time-out and then find the work done.

    Args:
        connection: in autocommit mode.
        others: ``left``: these are of some parts alone, and the tables of others stay as they are.

    Raises:
        InputError: a newer Kaptar wrote the database, or an applied migration has other statements now.
        ValueError: two migrations have the same name.
        sqlite3.Error: a statement failed; the database is as before.
    """
    names = [each.name for each in migrations]
    if len(set(names)) < len(names):
        raise ValueError(f"two migrations have the same name: {sorted(names)}")
    with transaction(connection):
        due = _due(connection, migrations, others)
        for each in due:
            for statement in statements(each.sql):
                connection.execute(statement)
            _note(connection, each)
    return [each.name for each in due]


def statements(script: str) -> Iterator[str]:
    """The statements of a script, one by one; each ends at the end of a line. A trigger's body belongs to its statement."""
    part = ""
    for piece in script.splitlines(keepends=True):
        part += piece
        if sqlite3.complete_statement(part):
            yield part
            part = ""
    if part.strip():
        yield part


def _due(connection: sqlite3.Connection, migrations: Sequence[Migration], others: Others) -> list[Migration]:
    """The migrations that are missing. A database from before names is taken over first."""
    version = _version(connection)
    connection.execute(_TABLE)
    if version < VERSION:
        for each in migrations:
            if 0 < each.since <= version:
                _note(connection, each)
        if not version or others == "refused":  # who does not know all parts takes nothing over
            connection.execute(f"PRAGMA user_version = {VERSION}")
    applied = require_known(connection, migrations, others)
    return [each for each in migrations if each.name not in applied]


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > VERSION:
        raise InputError(f"it was written by a newer Kaptar (version {version} of the schema); use that one")
    return version


def require_known(connection: sqlite3.Connection, migrations: Sequence[Migration], others: Others) -> dict[str, str]:
    """The digests of applied migrations, by name. Only reads. Raises InputError where a newer Kaptar has written the database."""
    _version(connection)
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'migrations'").fetchone():
        return {}
    applied = dict(connection.execute("SELECT name, digest FROM migrations"))
    own = {_part(each.name) for each in migrations}
    left = applied.keys() - {each.name for each in migrations}
    unknown = sorted(name for name in left if others == "refused" or _part(name) in own)
    if unknown:
        raise InputError(f"it was written by a newer Kaptar, with migrations that this one does not have: {', '.join(unknown)}")
    for each in migrations:
        if applied.get(each.name, each.digest) != each.digest:
            raise InputError(f"its migration {each.name} has other statements in this Kaptar; use the one that wrote it")
    return applied


def _part(name: str) -> str:
    return name.partition("/")[0]


def _note(connection: sqlite3.Connection, migration: Migration) -> None:
    connection.execute("INSERT INTO migrations VALUES (?, ?)", (migration.name, migration.digest))
